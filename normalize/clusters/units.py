"""Units of clusters: names that are known to be one before any is compared, and how units compare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from normalize.clusters.decided import Merges
from normalize.clusters.items import Items
from normalize.comparing import ComparedNames
from normalize.errors import DecisionsError
from normalize.gazetteer.ragged import Numbers, spread
from normalize.keys import fold
from normalize.letters import bare

__all__ = ["Scored", "Units", "united"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Items in units.

    Attributes:
        of: the unit of each item.
        members: items, unit after unit; of each unit ascending.
        starts: where those of each unit begin, and the end.
        ids: the id of each unit, or None.
    """

    of: Numbers
    members: Numbers
    starts: Numbers
    ids: list[str | None]

    def __len__(self) -> int:
        return len(self.ids)

    def items(self, unit: int) -> list[int]:
        """The items of a unit."""
        found: list[int] = self.members[self.starts[unit] : self.starts[unit + 1]].tolist()
        return found


def united(items: Items, ids: Sequence[str | None], merges: Merges) -> Units:
    """Return items in units: those of one id, those of the same letters in the same script, those decided to be one.

    What stands beside two names, or a decision that they are two, keeps them apart.

    Raises:
        DecisionsError: names of two ids are decided to be one.
    """
    held = {text for pair in merges.apart for text in pair}
    number: dict[tuple[object, ...], int] = {}
    parent: list[int] = []
    for at, (text, cleaned, id_) in enumerate(zip(items.texts, items.cleaned, ids, strict=True)):
        beside = int(items.same[at]), *map(str, items.near[at].tolist())
        if not fold(cleaned):
            sort: tuple[object, ...] = ("nameless", text)
        elif id_ is not None:
            sort = ("id", id_, cleaned if cleaned in held else "", *beside)
        else:
            sort = ("letters", cleaned if cleaned in held else bare(cleaned), *beside)
        parent.append(number.setdefault(sort, at))
    _join_decided(items, ids, merges, parent)
    roots, of = np.unique(np.array(parent, np.int64), return_inverse=True)
    members = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[members], np.arange(len(roots) + 1))
    known: list[str | None] = [None] * len(roots)
    for unit, id_ in zip(of.tolist(), ids, strict=True):
        known[unit] = id_ or known[unit]
    return Units(of, members, starts, known)


def _join_decided(items: Items, ids: Sequence[str | None], merges: Merges, parent: list[int]) -> None:
    if not merges.together:
        return
    wanted = {text for pair in merges.together for text in pair}
    places: dict[str, list[int]] = {}
    for at, cleaned in enumerate(items.cleaned):
        if cleaned in wanted:
            places.setdefault(cleaned, []).append(at)
    root_id = {root: id_ for root, id_ in zip(parent, ids, strict=True) if id_ is not None}
    for a, b in sorted(merges.together):
        for one in places.get(a, ()):
            for other in places.get(b, ()):
                first, second = sorted((parent[one], parent[other]))
                pair = np.array([one]), np.array([other])
                if first == second or items.apart(*pair, np.inf)[0]:
                    continue
                known = {root_id[root] for root in (first, second) if root in root_id}
                if len(known) > 1:
                    raise DecisionsError(
                        f"{a!r} and {b!r} are decided to be one, but the gazetteer knows them as {' and '.join(sorted(known))}"
                    )
                parent[:] = [first if root == second else root for root in parent]
                root_id |= {first: id_ for id_ in known}


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """How units compare.

    Attributes:
        items, units: what is compared.
        names: the items, ready to be compared.
        km: kilometres from which two positions are two places.
        apart: pairs of items that are decided to be two.
        may_mean: the ids that an item may mean, where the gazetteer knows several for it; None where it does not.
    """

    items: Items
    units: Units
    names: ComparedNames
    km: float
    apart: Mapping[tuple[int, int], bool]
    may_mean: Callable[[int], frozenset[str] | None]

    def __call__(self, one: Numbers, other: Numbers) -> Floats:
        """Return the scores of pairs of units: of their likest names; -1 where they cannot be one."""
        units, starts = self.units, self.units.starts
        sizes = np.diff(starts)
        # Names of unknown id in one unit have the same letters, or a decision: all of them speak for it.
        pair, at = spread(starts[one], sizes[one])
        row, to = spread(starts[other][pair], sizes[other][pair])
        a, b, pair = units.members[at[row]], units.members[to], pair[row]
        scores = self.names.scores(a, b)
        never = self.items.apart(a, b, self.km)
        if self.apart:
            involved = np.zeros(len(self.items), bool)
            involved[[item for both in self.apart for item in both]] = True
            for at_ in np.flatnonzero(involved[a] & involved[b]).tolist():
                never[at_] |= (min(int(a[at_]), int(b[at_])), max(int(a[at_]), int(b[at_]))) in self.apart
        best = np.full(len(one), -1.0)
        np.maximum.at(best, pair, scores)
        self._by_ids(one, other, best)
        ruled_out = np.zeros(len(one), bool)
        np.logical_or.at(ruled_out, pair, never)
        best[ruled_out] = -1.0
        return best

    def _by_ids(self, one: Numbers, other: Numbers, best: Floats) -> None:
        ids = self.units.ids
        known = np.array([id_ is not None for id_ in ids], bool)
        for at in np.flatnonzero(known[one] & known[other]).tolist():
            best[at] = 1.0 if ids[one[at]] == ids[other[at]] else -1.0
        for at in np.flatnonzero(known[one] != known[other]).tolist():
            first, second = int(one[at]), int(other[at])
            id_, unknown = (ids[first], second) if known[first] else (ids[second], first)
            for item in self.units.items(unknown):
                meant = self.may_mean(item)
                if meant is not None and id_ not in meant:
                    best[at] = -1.0
