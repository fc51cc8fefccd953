"""What is known of two names side by side, without a gazetteer: the inputs of the score of `compare`.

Every feature is the same whichever name comes first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from normalize.keys import SCALE, Encoder, fold
from normalize.keys.grams import skeleton
from normalize.letters import bare, script_of

__all__ = ["TWO_NAMES", "TwoNames"]

Floats = npt.NDArray[np.float64]


class TwoNames:
    """Pairs of cleaned names.

    Args:
        one, other: as many names each.
        encoder: compares them by their n-grams.
    """

    def __init__(self, one: Sequence[str], other: Sequence[str], encoder: Encoder) -> None:
        self.texts = (one, other)
        self.keys = ([fold(text) for text in one], [fold(text) for text in other])
        self._encoder = encoder

    def _close(self, one: list[str], other: list[str]) -> Floats:
        return np.asarray(cpdist(one, other, scorer=OSA.normalized_similarity, dtype=np.float64))

    @cached_property
    def cosine(self) -> Floats:
        """Likeness of the vectors."""
        one, other = (self._encoder.encode(t, k).astype(np.int64) for t, k in zip(self.texts, self.keys, strict=True))
        answer: Floats = (one * other).sum(1) / SCALE**2
        return answer

    @cached_property
    def closeness(self) -> Floats:
        """1 when the keys are equal, 0 when every letter differs."""
        return self._close(*self.keys)

    @cached_property
    def skeletons(self) -> Floats:
        """The same without vowels, letters for like sounds made one."""
        one, other = ([skeleton(key) for key in keys] for keys in self.keys)
        return self._close(one, other)

    @cached_property
    def beginning(self) -> Floats:
        """Jaro-Winkler similarity; that measure is not always the same both ways, so the mean."""
        one, other = self.keys
        both = (cpdist(a, b, scorer=JaroWinkler.similarity, dtype=np.float64) for a, b in ((one, other), (other, one)))
        return np.asarray(sum(both)) / 2

    @cached_property
    def crossing(self) -> Floats:
        """Whether they are written in two scripts."""
        return np.array([float(script_of(a) != script_of(b)) for a, b in zip(*self.texts, strict=True)])

    @cached_property
    def same_letters(self) -> Floats:
        """Whether the letters are the same, marks included."""
        return np.array([float(bare(a) == bare(b)) for a, b in zip(*self.texts, strict=True)])


def _above(value: Callable[[TwoNames], Floats], bar: float) -> Callable[[TwoNames], Floats]:
    return lambda t: np.maximum(value(t) - bar, 0.0)


TWO_NAMES: Mapping[str, Callable[[TwoNames], Floats]] = {
    "bias": lambda t: np.ones(len(t.keys[0])),
    "cosine": lambda t: t.cosine,
    "cosine_above_0.5": _above(lambda t: t.cosine, 0.5),
    "cosine_above_0.7": _above(lambda t: t.cosine, 0.7),
    "cosine_across": lambda t: t.cosine * t.crossing,
    "closeness_above_0.7": _above(lambda t: t.closeness, 0.7),
    "skeletons": lambda t: t.skeletons,
    "skeletons_above_0.8": _above(lambda t: t.skeletons, 0.8),
    "beginning": lambda t: t.beginning,
    "crossing": lambda t: t.crossing,
    "same_letters": lambda t: t.same_letters,
}
