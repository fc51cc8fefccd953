"""Labels: for every entity one name no other entity has.

A label is the display name followed by what it lies in ("Kupiansk, Kharkiv Oblast, Ukraine"). Where two entities
would share one, both say more: the second-level subdivision, the kind, in the end the id. Which of these forms an
entity needs is decided once, by the compiler, and stored; the text is put together from the form when read.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import regex

from normalize.gazetteer.layout import text_hash
from normalize.keys import fold

__all__ = ["FORMS", "choose_forms", "label_key", "label_text"]

_PART = regex.compile(r"[,()]")

# What a form adds to name, first-level subdivision and country. The order is that of growing length.
FORMS: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"admin2"}),
    frozenset({"kind"}),
    frozenset({"kind", "admin2"}),
    frozenset({"id"}),
)


def label_text(name: str, kind: str, id_: str, parents: Sequence[str], form: int) -> str:
    """Return the label of an entity.

    Args:
        name: its display name.
        kind: its kind.
        id_: its canonical id.
        parents: display names of second-level subdivision, first-level subdivision and country, "" where there is none.
        form: index into `FORMS`.

    >>> label_text("Kupiansk", "city", "geonames:703656", ["Kupiansk Raion", "Kharkiv Oblast", "Ukraine"], 0)
    'Kupiansk, Kharkiv Oblast, Ukraine'
    >>> label_text("Georgia", "country", "iso3166:GE", ["", "", ""], 2)
    'Georgia (country)'
    """
    adds = FORMS[form]
    second, first, country = parents
    head = f"{name} ({kind})" if "kind" in adds else name
    if "id" in adds:
        head = f"{name} ({id_})"
    # "Kyiv, Kyiv, Ukraine": a subdivision called like its city says nothing.
    parts = [p for p in (second if "admin2" in adds else "", first) if p != name] + [country]
    return ", ".join([head, *filter(None, parts)])


_part_key = lru_cache(maxsize=1 << 12)(fold)  # the same subdivisions and countries end label after label


def label_key(cleaned: str) -> str:
    """Return the key labels are compared by: the fold key of each part between commas and brackets.

    >>> label_key("Kupiansk, Kharkiv Oblast, Ukraine")
    'kupiansk|kharkivoblast|ukraine'
    """
    return "|".join(k for part in _PART.split(cleaned) if (k := _part_key(part)))


def choose_forms(
    label_at: Callable[[int, int], str],
    keeper: Callable[[list[int]], int | None],
    first: Sequence[int],
    hashes: npt.NDArray[np.uint32] | None = None,
) -> list[int]:
    """Return for each entity the shortest form that makes its label unique.

    Where several share a label all of them take a longer one, so that a label is never the first of several.

    Args:
        label_at: (entity, form) -> the key of that label.
        keeper: of entities that share a label, the one that may keep it because the others are
            the same place seen in another way; None where they are really several.
        first: for each entity the form it starts with.
        hashes: `layout.text_hash` of the keys of the first labels, where known. Most labels are alone with their hash,
            so that only those of the others are put together and held.
    """
    forms = list(first)
    if hashes is None:
        hashes = np.fromiter((text_hash(label_at(e, form)) for e, form in enumerate(forms)), np.uint32, len(forms))
    by_hash = np.argsort(hashes, kind="stable")
    sorted_hashes = hashes[by_hash]
    same = np.diff(sorted_hashes) == 0
    together = np.append(same, False) | np.insert(same, 0, False) if len(forms) else np.zeros(0, bool)
    pending = np.sort(by_hash[together]).tolist()
    alone = by_hash[~together], sorted_hashes[~together]
    owners: dict[str, list[int]] = {}

    def owners_of(key: str) -> list[int]:
        """Who has a label; one who was alone with its hash is put down when its label is asked for."""
        if key not in owners:
            at = int(np.searchsorted(alone[1], text_hash(key)))
            other = int(alone[0][at]) if at < len(alone[1]) and alone[1][at] == text_hash(key) else None
            owners[key] = [other] if other is not None and label_at(other, forms[other]) == key else []
        return owners[key]

    while pending:
        keys = [label_at(entity, forms[entity]) for entity in pending]
        for entity, key in zip(pending, keys, strict=True):
            owners_of(key).append(entity)
        shared = sorted({key for key in keys if len(owners[key]) > 1})
        pending = []
        for key in shared:
            group = sorted(owners[key])
            kept = keeper(group)
            for entity in group:
                if entity != kept and forms[entity] + 1 < len(FORMS):
                    owners[key].remove(entity)
                    forms[entity] += 1
                    pending.append(entity)
    return forms
