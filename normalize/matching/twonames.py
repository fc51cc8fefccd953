"""What is known of two names side by side, without a gazetteer: the inputs of the score of `compare`.

Every feature is the same whichever name comes first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cpdist

from normalize.keys import SCALE, Encoder, fold
from normalize.keys.grams import skeleton
from normalize.letters import bare, script_of

__all__ = ["TWO_NAMES", "TwoNames"]

Floats = npt.NDArray[np.float64]
_FEW = 8  # letters; shorter names agree by chance more often


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

    def _each(self, of: Callable[[str, str], float]) -> Floats:
        return np.array([of(a, b) for a, b in zip(*self.keys, strict=True)], np.float64)

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
    def words(self) -> Floats:
        """Words in common, in whatever order."""
        one, other = ([" ".join(fold(w) for w in t.split()) for t in texts] for texts in self.texts)
        return np.asarray(cpdist(one, other, scorer=token_set_ratio, dtype=np.float64)) / 100

    @cached_property
    def crossing(self) -> Floats:
        """Whether they are written in two scripts."""
        return np.array([float(script_of(a) != script_of(b)) for a, b in zip(*self.texts, strict=True)])

    @cached_property
    def shorter(self) -> Floats:
        """Letters that the shorter name lacks to be long enough."""
        return self._each(lambda a, b: max(0, _FEW - min(len(a), len(b))))

    @cached_property
    def longer_by(self) -> Floats:
        """Share of the longer name that the shorter one lacks."""
        return self._each(lambda a, b: abs(len(a) - len(b)) / max(len(a), len(b), 1))

    @cached_property
    def numbers(self) -> Floats:
        """Whether they hold different numbers."""
        digits = str.maketrans("", "", "abcdefghijklmnopqrstuvwxyz")
        return self._each(lambda a, b: float(a.translate(digits) != b.translate(digits)))

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
    "cosine_above_0.85": _above(lambda t: t.cosine, 0.85),
    "cosine_across": lambda t: t.cosine * t.crossing,
    "closeness": lambda t: t.closeness,
    "closeness_above_0.7": _above(lambda t: t.closeness, 0.7),
    "closeness_across": lambda t: t.closeness * t.crossing,
    "skeletons": lambda t: t.skeletons,
    "skeletons_above_0.8": _above(lambda t: t.skeletons, 0.8),
    "beginning": lambda t: t.beginning,
    "words": lambda t: t.words,
    "words_above_0.9": _above(lambda t: t.words, 0.9),
    "crossing": lambda t: t.crossing,
    "few_letters": lambda t: t.shorter,
    "longer_by": lambda t: t.longer_by,
    "other_numbers": lambda t: t.numbers,
    "same_letters": lambda t: t.same_letters,
}
