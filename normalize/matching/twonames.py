"""What is known of two names side by side, without a gazetteer: the inputs of the score of `compare`.

Every feature is the same whichever name comes first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from normalize.gazetteer.ragged import Numbers
from normalize.keys import SCALE, Encoder, fold
from normalize.keys.grams import skeleton
from normalize.letters import bare, script_of
from normalize.letters.scripts import SCRIPT_NUMBERS

__all__ = ["TWO_NAMES", "Names", "TwoNames"]

Floats = npt.NDArray[np.float64]


class Names:
    """Names, each worked once however often it is compared.

    Args:
        texts: cleaned names.
        keys: their fold keys.
        encoder: compares them by their n-grams.
    """

    def __init__(self, texts: Sequence[str], keys: Sequence[str], encoder: Encoder) -> None:
        self.texts = texts
        self.keys = keys
        self.skeletons = [skeleton(key) for key in keys]
        self.vectors = encoder.encode(texts, keys)

    @classmethod
    def of(cls, texts: Sequence[str], encoder: Encoder) -> "Names":
        """Return cleaned names with their keys."""
        return cls(texts, [fold(text) for text in texts], encoder)

    @cached_property
    def script(self) -> Numbers:
        """The number of the script of each."""
        return np.array([SCRIPT_NUMBERS[script_of(text)] for text in self.texts], np.int64)

    @cached_property
    def bare(self) -> Numbers:
        """A number for the letters of each in their own script: one for all that have the same."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(bare(text), len(numbers)) for text in self.texts], np.int64)

    @cached_property
    def length(self) -> Numbers:
        """How many letters the key of each has."""
        return np.fromiter(map(len, self.keys), np.int64, len(self.keys))


class TwoNames:
    """Pairs of names.

    Args:
        names: the names.
        one, other: places in `names`, as many each.
    """

    def __init__(self, names: Names, one: Numbers, other: Numbers) -> None:
        self.names = names
        self.one = one
        self.other = other

    def __len__(self) -> int:
        return len(self.one)

    def _both(self, values: Sequence[str]) -> tuple[list[str], list[str]]:
        return list(map(values.__getitem__, self.one.tolist())), list(map(values.__getitem__, self.other.tolist()))

    def _close(self, values: Sequence[str]) -> Floats:
        one, other = self._both(values)
        return np.asarray(cpdist(one, other, scorer=OSA.normalized_similarity, dtype=np.float64))

    @cached_property
    def cosine(self) -> Floats:
        """Likeness of the vectors."""
        vectors = self.names.vectors
        answer: Floats = (vectors[self.one].astype(np.int32) * vectors[self.other]).sum(1) / SCALE**2
        return answer

    @cached_property
    def closeness(self) -> Floats:
        """1 when the keys are equal, 0 when every letter differs."""
        return self._close(self.names.keys)

    @cached_property
    def skeletons(self) -> Floats:
        """The same without vowels, letters for like sounds made one."""
        return self._close(self.names.skeletons)

    @cached_property
    def beginning(self) -> Floats:
        """Jaro-Winkler similarity; that measure is not always the same both ways, so the mean."""
        one, other = self._both(self.names.keys)
        both = (cpdist(a, b, scorer=JaroWinkler.similarity, dtype=np.float64) for a, b in ((one, other), (other, one)))
        return np.asarray(sum(both)) / 2

    @cached_property
    def crossing(self) -> Floats:
        """Whether they are written in two scripts."""
        answer: Floats = (self.names.script[self.one] != self.names.script[self.other]).astype(np.float64)
        return answer

    @cached_property
    def same_letters(self) -> Floats:
        """Whether the letters are the same, marks included."""
        answer: Floats = (self.names.bare[self.one] == self.names.bare[self.other]).astype(np.float64)
        return answer

    @cached_property
    def few_letters(self) -> Floats:
        """How many letters the shorter key has less than six."""
        shorter = np.minimum(self.names.length[self.one], self.names.length[self.other])
        answer: Floats = np.maximum(6.0 - shorter, 0.0)
        return answer


def _above(value: Callable[[TwoNames], Floats], bar: float) -> Callable[[TwoNames], Floats]:
    return lambda t: np.maximum(value(t) - bar, 0.0)


TWO_NAMES: Mapping[str, Callable[[TwoNames], Floats]] = {
    "bias": lambda t: np.ones(len(t)),
    "cosine": lambda t: t.cosine,
    "cosine_above_0.5": _above(lambda t: t.cosine, 0.5),
    "cosine_above_0.7": _above(lambda t: t.cosine, 0.7),
    "cosine_across": lambda t: t.cosine * t.crossing,
    "closeness": lambda t: t.closeness,
    "closeness_above_0.7": _above(lambda t: t.closeness, 0.7),
    "skeletons": lambda t: t.skeletons,
    "skeletons_above_0.8": _above(lambda t: t.skeletons, 0.8),
    "beginning": lambda t: t.beginning,
    "crossing": lambda t: t.crossing,
    "same_letters": lambda t: t.same_letters,
    "few_letters": lambda t: t.few_letters,
}
