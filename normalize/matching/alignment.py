"""Names of several parts side by side: which part is a form of which, whatever their order.

Every part of one name is compared with every part of the other, and the likeliest pairs are taken first. What a name
says of its bearer depends on how many share the part: `rarity` weighs Muhammad less than Zawahiri.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from normalize.gazetteer.ragged import Numbers, spread
from normalize.keys import Encoder, NameParts, Part
from normalize.matching.rejoined import rejoined
from normalize.matching.twonames import TWO_NAMES, Names, TwoNames

__all__ = ["ALIGNED", "AlignedNames", "Related"]

Floats = npt.NDArray[np.float64]
Related = Callable[[Part, Part], float]

MOST = 12  # parts of a name that are compared
_LEAST = 0.05  # likeness below which two parts are no pair
_INITIAL = 0.6  # that V. stands for Volodymyr
_WEIGHT = {"name": 1.0, "acronym": 1.0, "patronymic": 0.5, "generic": 0.5, "initial": 0.3, "particle": 0.1}
_EQUAL = 0.99
_LETTERS = 8  # of an acronym; more say no more
_MET = 0.5  # likeness from which parts of one sort are the same
_TELLS = 0.2  # weight of a part from which it says who is meant


class AlignedNames:
    """Pairs of names, aligned.

    Args:
        one, other: as many names each.
        encoder: compares parts and names by their n-grams.
        part: weights of the features of two parts (`TWO_NAMES`), a logistic regression.
        related: how surely two parts are known to be forms of one name, 0 where nothing is known.
        rarity: how much a part tells, by its key, from 0 to 1.
    """

    def __init__(
        self,
        one: Sequence[NameParts],
        other: Sequence[NameParts],
        encoder: Encoder,
        part: Mapping[str, float],
        related: Related,
        rarity: Callable[[str], float],
    ) -> None:
        self.one = one  # as they are written; `_one` and `_other` are cut into the same parts
        self.other = other
        cut = [rejoined(a, b) for a, b in zip(one, other, strict=True)]
        self._one, self._other = [a for a, _, _ in cut], [b for _, b, _ in cut]
        self._acronym = [short for _, _, short in cut]
        self._encoder = encoder
        self._weights = part
        self._related = related
        self._rarity = rarity

    def __len__(self) -> int:
        return len(self.one)

    # -- parts

    @cached_property
    def _parts(self) -> dict[Part, int]:
        every = dict.fromkeys(p for names in (self._one, self._other) for name in names for p in name.parts[:MOST])
        return {part: at for at, part in enumerate(every)}

    @cached_property
    def _part_weight(self) -> Floats:
        return np.array(
            [_WEIGHT[p.role] * (1.0 if p.role in ("initial", "particle") else self._rarity(p.key)) for p in self._parts]
        )

    @cached_property
    def _flat_one(self) -> tuple[Numbers, Numbers, Numbers]:
        return self._flat(self._one)

    @cached_property
    def _flat_other(self) -> tuple[Numbers, Numbers, Numbers]:
        return self._flat(self._other)

    def _flat(self, names: Sequence[NameParts]) -> tuple[Numbers, Numbers, Numbers]:
        """(numbers of the parts of all names one after the other, where each name begins, how many it has)."""
        number = self._parts
        flat = np.array([number[p] for name in names for p in name.parts[:MOST]], np.int64)
        count = np.array([min(len(name.parts), MOST) for name in names], np.int64)
        return flat, np.cumsum(count) - count, count

    @cached_property
    def _grid(self) -> tuple[Floats, Floats, Floats]:
        """(likeness of every part of one with every part of the other, weights of the parts of one, of the other)."""
        a, a_start, a_count = self._flat_one
        b, b_start, b_count = self._flat_other
        # Every row of the grid of every pair is a stretch of the other name's parts.
        pair, at = spread(a_start, a_count)
        row, to = spread(b_start[pair], b_count[pair])
        here = pair[row]
        left, right = a[at[row]], b[to]
        both, where = np.unique((left << 32) | right, return_inverse=True)
        likeness = self._likeness(both >> 32, both & 0xFFFFFFFF)[where]
        shape = len(self), int(a_count.max(initial=1)), int(b_count.max(initial=1))
        grid = np.zeros(shape)
        grid[here, (at - a_start[pair])[row], to - b_start[here]] = likeness
        weights = [np.zeros((shape[0], shape[1])), np.zeros((shape[0], shape[2]))]
        for held, flat, start, count in zip(weights, (a, b), (a_start, b_start), (a_count, b_count), strict=True):
            which, place = spread(start, count)
            held[which, place - start[which]] = self._part_weight[flat[place]]
        return grid, weights[0], weights[1]

    def _likeness(self, one: Numbers, other: Numbers) -> Floats:
        """How likely two parts are forms of one name."""
        parts = list(self._parts)
        names = Names([p.text for p in parts], [p.key for p in parts], self._encoder)
        pairs = TwoNames(names, one, other)
        logit = np.zeros(len(one))
        for name, weight in self._weights.items():
            logit += weight * TWO_NAMES[name](pairs)
        likeness = 1 / (1 + np.exp(-np.round(logit, 9)))
        numbered = [any(letter.isdigit() for letter in part.key) for part in parts]
        for row, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
            known = _known(parts[a], parts[b], numbered[a] or numbered[b])
            if known is not None:
                likeness[row] = known
            elif likeness[row] < _EQUAL:
                likeness[row] = max(likeness[row], self._related(parts[a], parts[b]))
        answer: Floats = likeness
        return answer

    # -- names

    @cached_property
    def _taken(self) -> "_Taken":
        grid, one, other = self._grid
        grid = np.where(grid >= _LEAST, grid, 0.0)
        n, _, columns = grid.shape
        every = np.arange(n)
        weight = (one[:, :, None] + other[:, None, :]) / 2
        covered_one, covered_other, least, pairs = np.zeros(n), np.zeros(n), np.ones(n), np.zeros(n)
        steps = []
        for _ in range(min(grid.shape[1:])):
            # Of pairs that are equally alike the one that tells more.
            at, to = np.divmod((grid * (1 + weight / 1000)).reshape(n, -1).argmax(1), columns)
            likeness = grid[every, at, to]
            covered_one += likeness * one[every, at]
            covered_other += likeness * other[every, to]
            tells = (likeness > 0) & (weight[every, at, to] > _TELLS)
            least = np.where(tells, np.minimum(least, likeness), least)
            pairs += np.where(tells, likeness, 0.0)
            steps.append((at, to, likeness))
            grid[every, at, :] = 0
            grid[every, :, to] = 0
        return _Taken(covered_one, covered_other, one.sum(1), other.sum(1), least, pairs, steps)

    def taken(self, row: int) -> list[tuple[Part, Part, float]]:
        """Return the parts of a pair of names that were taken for forms of one, each with its likeness."""
        one, other = self._one[row].parts, self._other[row].parts
        steps = ((int(at[row]), int(to[row]), float(likeness[row])) for at, to, likeness in self._taken.steps)
        return [(one[at], other[to], likeness) for at, to, likeness in steps if likeness > 0]

    def unmet(self, row: int) -> tuple[list[Part], list[Part]]:
        """Return the parts of each of a pair of names that were taken for forms of none of the other."""
        taken = self.taken(row)
        met = ({a for a, _, _ in taken}, {b for _, b, _ in taken})
        one, other = (
            [part for part in name.parts if part not in held]
            for name, held in zip((self._one[row], self._other[row]), met, strict=True)
        )
        return one, other

    @cached_property
    def covered(self) -> tuple[Floats, Floats]:
        """The share of each of the two names, by what its parts tell, that the other has too."""
        t = self._taken
        return t.covered_one / np.maximum(t.all_one, 1e-9), t.covered_other / np.maximum(t.all_other, 1e-9)

    @cached_property
    def contrary(self) -> Floats:
        """How much is left of both names: Volodymyr beside Olena, rather than a patronymic that only one has."""
        t = self._taken
        answer: Floats = np.minimum(t.all_one - t.covered_one, t.all_other - t.covered_other)
        return answer

    @cached_property
    def left(self) -> Floats:
        """How much is left of that name of which more is."""
        t = self._taken
        answer: Floats = np.maximum(t.all_one - t.covered_one, t.all_other - t.covered_other)
        return answer

    @property
    def least(self) -> Floats:
        """Likeness of the least like pair of parts that tell something."""
        return self._taken.least

    @property
    def pairs(self) -> Floats:
        """Pairs of parts that tell something, each as far as it is one."""
        return self._taken.pairs

    @cached_property
    def whole(self) -> TwoNames:
        """The names as they are written, without what does not count."""
        texts = list(dict.fromkeys(name.text for names in (self.one, self.other) for name in names))
        number = {text: at for at, text in enumerate(texts)}
        at, to = (np.array([number[name.text] for name in names], np.int64) for names in (self.one, self.other))
        return TwoNames(Names.of(texts, self._encoder), at, to)

    @cached_property
    def sorted_closeness(self) -> Floats:
        """Closeness of the keys whose parts stand in the order of the alphabet."""
        one, other = [n.key for n in self.one], [n.key for n in self.other]
        return np.asarray(cpdist(one, other, scorer=OSA.normalized_similarity, dtype=np.float64))

    @cached_property
    def forms(self) -> tuple[Floats, Floats]:
        """Whether both have a legal form and it is another one; whether only one has any."""
        both = [(a.forms, b.forms) for a, b in zip(self.one, self.other, strict=True)]
        other = np.array([float(bool(a and b and not a & b)) for a, b in both])
        return other, np.array([float(bool(a) != bool(b)) for a, b in both])

    @cached_property
    def far_forms(self) -> Floats:
        """Whether both have a legal form and they are two also when joint-stock companies are taken for one.

        An АО is "JSC" in English whether it is public or not.
        """
        both = [(_wide(a.forms), _wide(b.forms)) for a, b in zip(self.one, self.other, strict=True)]
        return np.array([float(bool(a and b and not a & b)) for a, b in both])

    @cached_property
    def acronym(self) -> Floats:
        """How many letters of one are the first letters of parts of the other, of eight at most: NATO."""
        return np.minimum(np.array(self._acronym, np.float64), _LETTERS) / _LETTERS

    # -- what makes two names two

    def _with(self, has: Callable[[Part], bool]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Which parts of each name are of some sort, of the one and of the other."""
        sort = np.array([has(part) for part in self._parts], bool)
        _, columns, more = self._grid[0].shape
        found = []
        for (flat, start, count), width in ((self._flat_one, columns), (self._flat_other, more)):
            held = np.zeros((len(self), width), bool)
            which, place = spread(start, count)
            held[which, place - start[which]] = sort[flat[place]]
            found.append(held)
        return found[0], found[1]

    def _sorts(self, has: Callable[[Part], bool]) -> tuple[Floats, Floats]:
        """Whether both names have parts of a sort and one of those of the shorter list meets none; whether only one."""
        grid = self._grid[0]
        one, other = self._with(has)
        met = (grid > _MET) & one[:, :, None] & other[:, None, :]
        least = np.minimum(one.sum(1), other.sum(1))
        found = np.minimum(met.any(2).sum(1), met.any(1).sum(1))
        return ((least > 0) & (found < least)).astype(np.float64), (one.any(1) != other.any(1)).astype(np.float64)

    @cached_property
    def numbers(self) -> tuple[Floats, Floats]:
        """Whether both names have numbers and they are others; whether only one has any."""
        return self._sorts(lambda part: any(letter.isdigit() for letter in part.key))

    @cached_property
    def names(self) -> Floats:
        """Whether both names have a part that is a name and that the other has nothing like."""
        return self._sorts(lambda part: part.role in ("name", "acronym"))[0]

    @cached_property
    def fathers(self) -> Floats:
        """Whether both names have a father's name and it is another one."""
        return self._sorts(lambda part: part.role == "patronymic")[0]

    @cached_property
    def initials(self) -> Floats:
        """Whether one has an initial that no part of the other begins with, and the other a part to spare."""
        grid = self._grid[0] > 0
        answer = np.zeros(len(self))
        initial = self._with(lambda part: part.role == "initial")
        counted = [held.sum(1) for held in self._with(lambda part: part.role != "particle")]
        for own, side in ((0, 2), (1, 1)):
            unmet = (initial[own] & ~grid.any(side)).any(1)
            answer = np.maximum(answer, unmet & (counted[1 - own] >= counted[own]))
        return answer


def _wide(forms: frozenset[str]) -> frozenset[str]:
    return frozenset(form.removeprefix("public_").removeprefix("closed_") for form in forms) if forms else forms


def _known(a: Part, b: Part, numbered: bool) -> float | None:
    """Likeness that needs no comparison of letters; `numbered` says whether one of the parts has a digit."""
    if a.key == b.key:
        return _EQUAL
    if "initial" in (a.role, b.role):
        return _INITIAL * (a.key[:1] == b.key[:1])
    # The 44th brigade is not the 45th; generic words of two meanings are two.
    if numbered or "particle" in (a.role, b.role) or a.role == b.role == "generic":
        return 0.0
    return None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What the pairs of parts that were taken cover of each name, of how much; the least like, how many, and which."""

    covered_one: Floats
    covered_other: Floats
    all_one: Floats
    all_other: Floats
    least: Floats
    pairs: Floats
    steps: list[tuple[Numbers, Numbers, Floats]]


def _above(value: Callable[[AlignedNames], Floats], bar: float) -> Callable[[AlignedNames], Floats]:
    return lambda a: np.maximum(value(a) - bar, 0.0)


def _less(a: AlignedNames) -> Floats:
    return np.minimum(*a.covered)


def _more(a: AlignedNames) -> Floats:
    return np.maximum(*a.covered)


# The same whichever name comes first, but for those that say "query": how much of the first name the second has.
ALIGNED: Mapping[str, Callable[[AlignedNames], Floats]] = {
    "bias": lambda a: np.ones(len(a)),
    "less_covered": _less,
    **{f"less_covered_above_{bar}": _above(_less, bar) for bar in (0.5, 0.7, 0.85)},
    "more_covered": _more,
    **{f"more_covered_above_{bar}": _above(_more, bar) for bar in (0.7, 0.85)},
    "query_covered": lambda a: a.covered[0],
    "contrary": lambda a: a.contrary,
    "contrary_above_0.5": _above(lambda a: a.contrary, 0.5),
    "left": lambda a: a.left,
    "least": lambda a: a.least,
    "pairs": lambda a: np.minimum(a.pairs, 3.0),
    "one_pair": lambda a: (a.pairs < 1.3).astype(np.float64),
    "cosine": lambda a: a.whole.cosine,
    "cosine_above_0.7": _above(lambda a: a.whole.cosine, 0.7),
    "cosine_above_0.85": _above(lambda a: a.whole.cosine, 0.85),
    "cosine_across": lambda a: a.whole.cosine * a.whole.crossing,
    "crossing": lambda a: a.whole.crossing,
    "closeness": lambda a: np.maximum(a.whole.closeness, a.sorted_closeness),
    "closeness_above_0.8": _above(lambda a: np.maximum(a.whole.closeness, a.sorted_closeness), 0.8),
    "skeletons": lambda a: a.whole.skeletons,
    "same_key": lambda a: (a.sorted_closeness == 1.0).astype(np.float64),
    "acronym": lambda a: a.acronym,
    "other_form": lambda a: a.forms[0],
    "one_form": lambda a: a.forms[1],
    "far_form": lambda a: a.far_forms,
    "other_number": lambda a: a.numbers[0],
    "one_number": lambda a: a.numbers[1],
    "other_name": lambda a: a.names,
    "other_father": lambda a: a.fathers,
    "other_initial": lambda a: a.initials,
}
