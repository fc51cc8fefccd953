"""Numbered texts in one blob, and finding one: one probe of a hash table, then the text itself is compared."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.container import Container
from normalize.gazetteer.layout import NONE, text_hash
from normalize.gazetteer.ragged import Numbers

__all__ = ["Slots", "Texts", "slot_section", "text_sections"]


def text_sections(name: str, texts: Sequence[str]) -> dict[str, bytes]:
    """Return the sections of numbered texts."""
    parts = [text.encode() for text in texts]
    starts = np.fromiter(accumulate(map(len, parts), initial=0), "<u4", len(parts) + 1)
    return {f"{name}.text": b"".join(parts), f"{name}.start": starts.tobytes()}


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


class Texts:
    """The texts of one blob, by number."""

    __slots__ = ("blob", "starts", "starts_array")

    def __init__(self, file: Container, name: str) -> None:
        self.blob = file.raw(f"{name}.text")
        self.starts = file.integers(f"{name}.start", "I")
        self.starts_array = file.array(f"{name}.start", "<u4")

    def __getitem__(self, number: int) -> str:
        return str(self.blob[self.starts[number] : self.starts[number + 1]], "utf-8")

    def __len__(self) -> int:
        return len(self.starts) - 1

    def many(self, numbers: npt.NDArray[Any]) -> list[str]:
        """Return several by their numbers."""
        start, end = self.starts_array[numbers].tolist(), self.starts_array[numbers + 1].tolist()
        blob = self.blob
        return [str(blob[s:e], "utf-8") for s, e in zip(start, end, strict=True)]

    def lengths(self, numbers: npt.NDArray[Any]) -> Numbers:
        """Return the lengths of several in bytes."""
        starts = self.starts_array
        lengths: Numbers = starts[numbers + 1].astype(np.int64) - starts[numbers]
        return lengths


class Slots:
    """The hash table of numbered texts."""

    __slots__ = ("_blob", "_mask", "_slots", "_starts")

    def __init__(self, file: Container, section: str, texts: Texts) -> None:
        self._slots = file.integers(section, "I")
        self._mask = len(self._slots) - 1
        self._blob, self._starts = texts.blob, texts.starts

    def find(self, text: str) -> int | None:
        """Return the number of the first text that is this one, or None."""
        data = text.encode()
        slots, starts = self._slots, self._starts
        at = text_hash(text) & self._mask
        while (number := slots[at]) != NONE:
            if self._blob[starts[number] : starts[number + 1]] == data:
                return number
            at = (at + 1) & self._mask
        return None
