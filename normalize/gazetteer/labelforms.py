"""Which form of its label every entity takes, and the hashes of the labels."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.labels import choose_forms, label_key, label_text
from normalize.gazetteer.layout import ROLES, text_hash
from normalize.gazetteer.ordered import Ordered
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteer.records import FEATURE_KINDS
from normalize.keys import fold
from normalize.letters import clean

__all__ = ["label_forms"]

# Namesakes with less than this share of a country's people do not make its one-word label doubtful.
_SAME_PLACE_SHARE = 0.01
Hashes = npt.NDArray[np.uint32]


def label_forms(held: Ordered) -> tuple[npt.NDArray[np.uint8], Hashes]:
    """Return for each entity the form of its label, and the hash of the label key."""
    labels = _Labels(held)
    first = labels.first_forms()
    hashes = held.entity_column(held.columns.label, "I").copy()
    for entity in np.flatnonzero(~labels.alone | (first > 0)).tolist():
        hashes[entity] = text_hash(labels.label_at(entity, int(first[entity])))
    forms = np.array(choose_forms(labels.label_at, labels.keeper, first.tolist(), hashes), np.uint8)
    for entity in np.flatnonzero(forms != first).tolist():
        hashes[entity] = text_hash(labels.label_at(entity, int(forms[entity])))
    return forms, hashes


class _Labels:
    """What labels say: entities by their numbers.

    Attributes:
        alone: entities with no subdivision or country to name.
    """

    def __init__(self, held: Ordered) -> None:
        columns, at = held.columns, held.at
        self._held = held
        self._kinds = columns.kind.values
        self._kind = columns.kind.coded[held.order]
        self._countries = columns.countries.coded[held.order]
        self._second, self._first = (
            held.mapped(column, lambda id_: at.get(id_ or "", -1), np.int64)
            for column in (columns.admin2, columns.admin1)
        )
        country = held.mapped(
            columns.countries, lambda of: at.get(f"iso3166:{of[0]}", -1) if len(of) == 1 else -1, np.int64
        )
        self._last = np.where(self._are(("country", "river", "sea")), -1, country)
        self._prominence = held.entity_column(columns.prominence, "d")
        self.alone = (self._first < 0) & (self._last < 0)

    def _are(self, kinds: Iterable[str]) -> npt.NDArray[np.bool_]:
        of = set(kinds)
        return np.array([kind in of for kind in self._kinds], bool)[self._kind]

    def _kind_of(self, entity: int) -> str:
        kind: str = self._kinds[self._kind[entity]]
        return kind

    def _key(self, entity: int) -> str:
        return fold(clean(self._held.display_name(entity)))

    def label_at(self, entity: int, form: int) -> str:
        """The key of the label of an entity in a form."""
        held = self._held
        around = (int(of[entity]) for of in (self._second, self._first, self._last))
        parents = [held.display_name(e) if e >= 0 else "" for e in around]
        id_ = held.columns.ids[int(held.order[entity])]
        return label_key(clean(label_text(held.display_name(entity), self._kind_of(entity), id_, parents, form)))

    def _within(self, inner: int, outer: int) -> bool:
        return outer in (self._first[inner], self._second[inner]) or (
            self._kind_of(outer) == "country" and self._countries[inner] == self._countries[outer]
        )

    def keeper(self, group: list[int]) -> int | None:
        """The one city among subdivisions that are that city seen as a district."""
        cities = [e for e in group if self._kind_of(e) == "city"]
        rest = [e for e in group if self._kind_of(e) != "city"]
        alone = len(cities) == 1 and all(self._kind_of(e) == "subdivision" and self._within(cities[0], e) for e in rest)
        return cities[0] if alone else None

    def first_forms(self) -> npt.NDArray[np.uint8]:
        """The form each entity starts with: that which says the kind where a label of one part is taken for another."""
        feature = self._are(FEATURE_KINDS)
        hashes = self._held.entity_column(self._held.columns.own_key, "I")
        forms = np.zeros(len(self._held), np.uint8)
        forms[self._named_like(np.flatnonzero(self.alone & feature), hashes, feature)] = 2
        order = np.argsort(hashes, kind="stable")
        same = np.diff(hashes[order]) == 0
        shared = order[np.append(same, False) | np.insert(same, 0, False)] if len(order) else order
        by_key: dict[str, list[int]] = defaultdict(list)
        for entity in np.sort(shared).tolist():
            by_key[self._key(entity)].append(entity)
        for group in by_key.values():
            for entity in group:
                if self.alone[entity] and not feature[entity] and self._has_rival(entity, group):
                    forms[entity] = 2
        return forms

    def _has_rival(self, entity: int, group: list[int]) -> bool:
        bar = float(self._prominence[entity]) * _SAME_PLACE_SHARE
        return any(
            other != entity and self._prominence[other] >= bar and not self._within(other, entity) for other in group
        )

    def _named_like(self, entities: Numbers, hashes: Hashes, feature: npt.NDArray[np.bool_]) -> list[int]:
        """Those whose display name is a name of something that is no feature."""
        held = self._held
        if not len(entities):
            return []
        alike = np.isin(held.name_column(held.columns.folded, "I"), hashes[entities])
        alike &= ~feature[held.owners] & (held.name_column(held.columns.role, "B") != ROLES.index("weak"))
        keys = {fold(held.columns.texts[name]) for name in held.names[alike].tolist()}
        return [entity for entity in entities.tolist() if self._key(entity) in keys]
