"""Units of clusters: names that are known to be one before any is compared, and how units compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from normalize.clusters.decided import Merges
from normalize.clusters.items import Items
from normalize.clusters.recorded import Recorded
from normalize.comparing import ComparedNames
from normalize.errors import DecisionsError
from normalize.gazetteer.ragged import Numbers, spread
from normalize.letters import bare
from normalize.results import Match

__all__ = ["Meant", "Scored", "Units", "united"]

_AT_ONCE = 1 << 16  # pairs of items; bounds the memory of a batch
_LIKELY = 0.1  # score from which what a name may mean counts
_TELLS_APART = 0.6  # score from which two names of which it means other entities are two
# Of two names for which the gazetteer has the same first candidate, one in 25 to one in 1,000 were not of one entity
# (tests/bench/dedup.py), whether that candidate was likely enough to resolve them or not.
_SHARED = 0.9
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Items in units.

    Attributes:
        of: the unit of each item.
        members: items, unit after unit; of each unit ascending.
        starts: where those of each unit begin, and the end.
        id_number: a number for the id of each unit; -1 where it has none.
        item_id: the same of each item alone.
    """

    of: Numbers
    members: Numbers
    starts: Numbers
    id_number: Numbers
    item_id: Numbers

    def __len__(self) -> int:
        return len(self.id_number)


def united(items: Items, ids: Sequence[str | None], merges: Merges) -> Units:
    """Return items in units: those of one id, those of the same letters in the same script, those decided to be one.

    What stands beside two names, or a decision that they are two, keeps them apart.

    Raises:
        DecisionsError: names of two ids are decided to be one.
    """
    held = {text for pair in merges.apart for text in pair}
    number: dict[tuple[object, ...], int] = {}
    parent: list[int] = []
    beside = items.beside()
    for at, (cleaned, id_) in enumerate(zip(items.cleaned, ids, strict=True)):
        if not items.keys[at]:
            sort: tuple[object, ...] = ("nameless", items.texts[at])
        elif id_ is not None:
            sort = ("id", id_, cleaned if cleaned in held else "", beside[at])
        else:
            sort = ("letters", cleaned if cleaned in held else bare(cleaned), beside[at])
        parent.append(number.setdefault(sort, at))
    _join_decided(items, ids, merges, parent)
    roots, of = np.unique(np.array(parent, np.int64), return_inverse=True)
    members = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[members], np.arange(len(roots) + 1))
    numbers = {id_: at for at, id_ in enumerate(dict.fromkeys(id_ for id_ in ids if id_ is not None))}
    own = np.array([-1 if id_ is None else numbers[id_] for id_ in ids], np.int64)
    known = np.full(len(roots), -1, np.int64)
    np.maximum.at(known, of, own)
    return Units(of, members, starts, known, own)


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
                    two = " and ".join(sorted(known))
                    raise DecisionsError(
                        f"{a!r} and {b!r} are decided to be one, but the gazetteer knows them as {two}"
                    )
                parent[:] = [first if root == second else root for root in parent]
                for id_ in known:
                    root_id[first] = id_


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """What a gazetteer says each item most likely means, resolved or not.

    Attributes:
        number: of the entity; -1 where it says nothing, or nothing likely.
        score: probability that it is meant.
    """

    number: Numbers
    score: Floats

    @classmethod
    def by(cls, matches: Sequence[Match | None]) -> "Meant":
        """Return what matches say."""
        known: dict[str, int] = {}
        number, score = np.full(len(matches), -1, np.int64), np.zeros(len(matches))
        for at, match in enumerate(matches):
            if match is not None and match.score >= _LIKELY and (id_ := match.first_id) is not None:
                number[at], score[at] = known.setdefault(id_, len(known)), match.score
        return cls(number, score)

    def scores(self, one: Numbers, other: Numbers) -> Floats:
        """Return how likely pairs of items are one entity, as far as they mean the same; 0 where they do not."""
        both = (self.number[one] == self.number[other]) & (self.number[one] >= 0)
        least = np.minimum(self.score[one], self.score[other])
        return np.where(both, _SHARED + (1 - _SHARED) * least, 0.0)

    def others(self, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
        """Return which pairs most likely mean two entities."""
        a, b = self.number[one], self.number[other]
        answer: npt.NDArray[np.bool_] = (a != b) & (a >= 0) & (b >= 0)
        return answer


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """How units compare.

    Attributes:
        items, units: what is compared.
        names: the items, ready to be compared.
        key_numbers: a number for the key of each, one for all that have the same.
        meant: what a gazetteer says of them.
        recorded: what it records under their spellings.
        km: kilometres from which two positions are two places.
        apart: pairs of items that are decided to be two, the lower first.
    """

    items: Items
    units: Units
    names: ComparedNames
    key_numbers: Numbers
    meant: Meant
    recorded: Recorded
    km: float
    apart: frozenset[tuple[int, int]]

    def __call__(self, one: Numbers, other: Numbers) -> Floats:
        """Return the scores of pairs of units: of their likest names; -1 where they cannot be one."""
        sizes = np.diff(self.units.starts)
        upto = np.cumsum(sizes[one] * sizes[other])
        cuts = np.searchsorted(upto, np.arange(_AT_ONCE, upto[-1] if len(upto) else 0, _AT_ONCE)).tolist()
        ends = [*dict.fromkeys(cut for cut in cuts if cut), len(one)]
        parts = [self._some(one[low:high], other[low:high]) for low, high in pairwise([0, *ends])]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _some(self, one: Numbers, other: Numbers) -> Floats:
        units, starts = self.units, self.units.starts
        known = units.id_number
        same = known[one] == known[other]
        best = np.where(same & (known[one] >= 0), 1.0, -1.0)
        open_ = np.flatnonzero(same | (known[one] < 0) | (known[other] < 0))  # two ids are never one
        sizes = np.diff(starts)
        pair, at = spread(starts[one[open_]], sizes[one[open_]])
        row, to = spread(starts[other[open_]][pair], sizes[other[open_]][pair])
        a, b, pair = units.members[at[row]], units.members[to], open_[pair[row]]
        never = np.zeros(len(one), np.bool_)
        never[pair[self._never(a, b)]] = True
        left = ~never[pair]
        np.maximum.at(best, pair[left], self.of_items(a[left], b[left]))
        best[never] = -1.0
        return best

    def of_items(self, one: Numbers, other: Numbers) -> Floats:
        """Return the scores of pairs of items, by what they mean or by how they are written."""
        found = self.meant.scores(one, other)
        # Names of which the gazetteer knows two meanings are two, but for namesakes: one spelling of two places.
        two = np.flatnonzero(self.meant.others(one, other))
        two = two[self.key_numbers[one[two]] != self.key_numbers[other[two]]]
        a, b = one[two], other[two]
        recorded, shared = self.recorded.shared(a, b)
        sure = np.minimum(self.meant.score[a], self.meant.score[b]) >= _TELLS_APART
        found[two[~shared & (recorded | sure)]] = -1.0
        left = np.flatnonzero(found == 0)
        found[left] = self.names.scores(one[left], other[left])
        found[two[shared]] = np.maximum(found[two[shared]], _SHARED)
        return found

    def _never(self, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
        """Which pairs of items cannot be one by what stands beside them, or by a decision."""
        never = self.items.apart(one, other, self.km)
        if self.apart:
            involved = np.zeros(len(self.items), bool)
            involved[[item for both in self.apart for item in both]] = True
            for at in np.flatnonzero(involved[one] & involved[other]).tolist():
                a, b = int(one[at]), int(other[at])
                never[at] |= (min(a, b), max(a, b)) in self.apart
        return never
