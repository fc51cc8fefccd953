"""Names beside each other, without a gazetteer: text ─► letters ─► keys ─► matching ─► Comparison."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from normalize.errors import NameTypeError, UnknownKindError
from normalize.gazetteer.ragged import Numbers
from normalize.keys import Encoder, default_encoder, fold
from normalize.kinds import READERS
from normalize.letters import clean
from normalize.matching import ALIGNED, TWO_NAMES, AlignedNames, Names, TwoNames, weighed, weights
from normalize.named import aligned_names, family_encoder
from normalize.results import Comparison, Evidence

__all__ = ["ComparedNames", "compare_names", "names_to_compare", "same_from"]

_AT_ONCE = 1 << 16  # pairs; bounds the memory of a batch
_AT_ONCE_BY_PARTS = 1 << 13
Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.int8]


class ComparedNames(Protocol):
    """Names of one kind, each worked once however often it is compared."""

    @property
    def keys(self) -> Sequence[str]:
        """The key of each."""
        ...

    @property
    def vectors(self) -> Vectors:
        """The vector of each, one row a name."""
        ...

    def scores(self, one: Numbers, other: Numbers) -> Floats:
        """Return the probability of each pair of names to be spellings of one, by their places."""
        ...

    def steps(self, one: Numbers, other: Numbers) -> list[tuple[str, ...]]:
        """Return why, of each pair."""
        ...


def names_to_compare(cleaned: Sequence[str], kind: str, keys: Sequence[str] | None = None) -> ComparedNames:
    """Return cleaned names ready to be compared in pairs.

    Args:
        cleaned: the names.
        kind: "place", "person" or "org".
        keys: their fold keys, where they are known already.

    Raises:
        UnknownKindError: a kind that is none of "place", "person" and "org".
    """
    if kind not in READERS:
        raise UnknownKindError(f"kind={kind!r} cannot be compared; the kinds are {', '.join(READERS)}")
    if kind != "place":
        return _NamesByParts(cleaned, kind)
    return _WholeNames(cleaned, [fold(text) for text in cleaned] if keys is None else keys)


def same_from(kind: str) -> float:
    """Return the score from which two names of a kind are one."""
    bars = weights().decision
    return {"place": bars.same, "person": bars.same_person, "org": bars.same_org}[kind]


def compare_names(a: str, b: str, kind: str) -> Comparison:
    """Return how likely two names are spellings of one.

    Args:
        a, b: names in any script.
        kind: "place", "person" or "org".

    Raises:
        NameTypeError: one of them is no string.
        UnknownKindError: another kind.
    """
    if kind not in READERS:
        raise UnknownKindError(f"kind={kind!r} cannot be compared; the kinds are {', '.join(READERS)}")
    for name in (a, b):
        if not isinstance(name, str):
            raise NameTypeError(f"compare() takes two strings, not {type(name).__name__}")
    # In one order whichever was given first, so that the answer is the same both ways.
    one, other = sorted((clean(a), clean(b)))
    if not fold(one) or not fold(other):
        return Comparison(
            0.0, False, Evidence("none", one, other, "", ("a name without a letter or digit is like nothing",))
        )
    if one == other:
        return Comparison(1.0, True, Evidence("identical", one, other, fold(one), (f"identical: both are {one}",)))
    names = names_to_compare([one, other], kind)
    first, second = np.zeros(1, np.int64), np.ones(1, np.int64)
    score = round(float(names.scores(first, second)[0]), 4)
    same = score >= same_from(kind)
    key, other_key = names.keys
    relation = "folded" if key == other_key else ("alike" if same else "different")
    steps = names.steps(first, second)[0]
    return Comparison(score, same, Evidence(relation, one, other, key if key == other_key else "", steps))


def _probability(logit: Floats) -> Floats:
    answer: Floats = 1 / (1 + np.exp(-logit))
    return answer


class _WholeNames:
    """Names of places, which are compared as they stand."""

    def __init__(self, cleaned: Sequence[str], keys: Sequence[str]) -> None:
        self._names = Names(cleaned, keys, default_encoder())

    @property
    def keys(self) -> Sequence[str]:
        return self._names.keys

    @property
    def vectors(self) -> Vectors:
        return self._names.vectors

    def scores(self, one: Numbers, other: Numbers) -> Floats:
        found = np.zeros(len(one))
        for low in range(0, len(one), _AT_ONCE):
            pairs = TwoNames(self._names, one[low : low + _AT_ONCE], other[low : low + _AT_ONCE])
            found[low : low + _AT_ONCE] = _probability(weighed(weights().compare["place"], TWO_NAMES, pairs))
        return found

    def steps(self, one: Numbers, other: Numbers) -> list[tuple[str, ...]]:
        names = self._names
        pairs = TwoNames(names, one, other)
        return [
            (
                f"key: {names.texts[a]} → {names.keys[a]}",
                f"key: {names.texts[b]} → {names.keys[b]}",
                f"alike: {cosine:.2f} by their n-grams, {closeness:.2f} of the letters of their keys, "
                f"{skeletons:.2f} without vowels",
            )
            for a, b, cosine, closeness, skeletons in zip(
                one.tolist(),
                other.tolist(),
                pairs.cosine.tolist(),
                pairs.closeness.tolist(),
                pairs.skeletons.tolist(),
                strict=True,
            )
        ]


class _NamesByParts:
    """Names of people or organisations, whose parts are compared in any order."""

    def __init__(self, cleaned: Sequence[str], kind: str) -> None:
        self._kind = kind
        self._parts = [READERS[kind](text) for text in cleaned]
        self.keys = [name.key for name in self._parts]

    @cached_property
    def vectors(self) -> Vectors:
        encoder: Encoder = family_encoder()
        return encoder.encode([name.text for name in self._parts], self.keys)

    def _aligned(self, one: Numbers, other: Numbers) -> AlignedNames:
        first, second = ([self._parts[at] for at in some.tolist()] for some in (one, other))
        return aligned_names(first, second, self._kind, lambda key: 1.0)

    def scores(self, one: Numbers, other: Numbers) -> Floats:
        found = np.zeros(len(one))
        for low in range(0, len(one), _AT_ONCE_BY_PARTS):
            high = low + _AT_ONCE_BY_PARTS
            aligned = self._aligned(one[low:high], other[low:high])
            found[low:high] = _probability(weighed(weights().compare[self._kind], ALIGNED, aligned))
        return found

    def steps(self, one: Numbers, other: Numbers) -> list[tuple[str, ...]]:
        aligned = self._aligned(one, other)
        found = []
        for row, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
            taken = aligned.taken(row)
            said = ", ".join(f"{x.text} ~ {y.text} {likeness:.2f}" for x, y, likeness in taken) or "none agree"
            steps = [*self._parts[a].taken, *self._parts[b].taken, f"parts: {said}"]
            steps += [f"only in one: {' '.join(part.text for part in left)}" for left in aligned.unmet(row) if left]
            found.append(tuple(steps))
        return found
