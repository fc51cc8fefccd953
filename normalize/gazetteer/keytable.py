"""Recorded texts and keys by what they say: one probe of a hash table, then the text itself is compared."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.container import Container
from normalize.gazetteer.layout import NONE, text_hash
from normalize.gazetteer.ragged import Numbers

__all__ = ["KeyTable", "Slots", "slot_section"]


def slot_section(texts: Sequence[str]) -> bytes:
    """Return the hash table of texts: at each text's place the number of its first occurrence (linear probing)."""
    size = 1 << max(4, (len(texts) * 3 // 2).bit_length())  # at most two thirds full
    slots = [NONE] * size
    mask = size - 1
    held: set[str] = set()
    for number, text in enumerate(texts):
        if text in held:
            continue
        held.add(text)
        at = text_hash(text) & mask
        while slots[at] != NONE:
            at = (at + 1) & mask
        slots[at] = number
    return np.array(slots, "<u4").tobytes()


class Slots:
    """A hash table of texts in an open file."""

    __slots__ = ("_is", "_mask", "_slots")

    def __init__(self, file: Container, section: str, equals: Callable[[int, bytes], bool]) -> None:
        self._slots = file.integers(section, "I")
        self._mask = len(self._slots) - 1
        self._is = equals

    def find(self, text: str) -> int | None:
        """Return the number of a text, or None."""
        data = text.encode()
        slots, mask, equals = self._slots, self._mask, self._is
        at = text_hash(text) & mask
        while (number := slots[at]) != NONE:
            if equals(number, data):
                return number
            at = (at + 1) & mask
        return None


class KeyTable:
    """The keys of a gazetteer, numbered in stored order: by length in bytes, then by text."""

    __slots__ = ("_first", "_firsts", "_offset", "_offsets", "_slots", "_text", "_width", "_widths")

    def __init__(self, file: Container) -> None:
        self._text = file.raw("key.text")
        self._width = [length for length, _ in file.meta["key_classes"]]
        counts = [count for _, count in file.meta["key_classes"]]
        # Of each class, keys of one length: the number of its first key, and where its text begins.
        self._first = list(accumulate(counts, initial=0))[:-1]
        self._offset = list(accumulate((n * c for n, c in zip(self._width, counts, strict=True)), initial=0))[:-1]
        self._firsts = np.array(self._first, np.int64)
        self._offsets = np.array(self._offset, np.int64)
        self._widths = np.array(self._width, np.int64)
        self._slots = Slots(file, "key.slots", self._equals)

    def _place(self, number: int) -> tuple[int, int]:
        at = bisect_right(self._first, number) - 1
        width = self._width[at]
        start = self._offset[at] + (number - self._first[at]) * width
        return start, start + width

    def _equals(self, number: int, data: bytes) -> bool:
        start, end = self._place(number)
        return end - start == len(data) and self._text[start:end] == data

    def find(self, key: str) -> int | None:
        """Return the number of a key, or None."""
        return self._slots.find(key)

    def text(self, number: int) -> str:
        """Return a key by its number."""
        start, end = self._place(number)
        return str(self._text[start:end], "utf-8")

    def texts(self, numbers: npt.NDArray[Any]) -> list[str]:
        """Return many keys by their numbers."""
        at = np.searchsorted(self._firsts, numbers, "right") - 1
        width = self._widths[at]
        start = self._offsets[at] + (numbers - self._firsts[at]) * width
        text = self._text
        return [str(text[s:e], "utf-8") for s, e in zip(start.tolist(), (start + width).tolist(), strict=True)]

    def lengths(self, numbers: npt.NDArray[Any]) -> Numbers:
        """Return the lengths of keys in bytes."""
        length: Numbers = self._widths[np.searchsorted(self._firsts, numbers, "right") - 1]
        return length
