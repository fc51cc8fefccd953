"""Numbered texts in one blob, and finding one: one probe of a hash table, then the text itself is compared."""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.container import Container
from normalize.gazetteer.layout import NONE, text_hash
from normalize.gazetteer.ragged import Numbers

__all__ = ["Slots", "Texts", "blob_sections", "blob_slots", "slot_section", "text_sections"]


def text_sections(name: str, texts: Sequence[str]) -> dict[str, bytes]:
    """Return the sections of numbered texts."""
    parts = [text.encode() for text in texts]
    return blob_sections(name, b"".join(parts), np.fromiter(map(len, parts), np.int64, len(parts)))


def blob_sections(name: str, data: bytes, lengths: Numbers) -> dict[str, bytes]:
    """Return the sections of numbered texts that stand one after the other."""
    return {f"{name}.text": data, f"{name}.start": _starts(lengths).astype("<u4").tobytes()}


def _starts(lengths: Numbers) -> Numbers:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def slot_section(texts: Sequence[str]) -> bytes:
    """Return the hash table of texts: at each text's place the number of its first occurrence (linear probing)."""
    parts = [text.encode() for text in texts]
    return blob_slots(b"".join(parts), np.fromiter(map(len, parts), np.int64, len(parts)))


def blob_slots(data: bytes, lengths: Numbers) -> bytes:
    """Return the hash table of texts that stand one after the other.

    It is that which putting in one text after the other gives. All are put in at once: of those that want a place the
    one of the lowest number has it, the others, and who had it before, go on to the next.
    """
    starts = array("Q", _starts(lengths).astype(np.uint64).tobytes())
    hashes = np.fromiter((crc32(data[low:high]) for low, high in pairwise(starts)), np.uint32, len(lengths))
    size = 1 << max(4, (len(lengths) * 3 // 2).bit_length())  # at most two thirds full
    slots = np.full(size, NONE, np.uint32)
    text = np.flatnonzero(~_repeated(data, starts, hashes)).astype(np.uint32)
    at = hashes[text].astype(np.int64) & (size - 1)
    while len(text):
        before = slots[at]
        np.minimum.at(slots, at, text)
        stays = slots[at] == text
        moved = stays & (before != NONE)
        text = np.concatenate([text[~stays], before[moved]])
        at = (np.concatenate([at[~stays], at[moved]]) + 1) & (size - 1)
    return slots.astype("<u4").tobytes()


def _repeated(data: bytes, starts: Sequence[int], hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which texts stand before already; only those of one hash are compared."""
    order = np.argsort(hashes, kind="stable")
    same = np.diff(hashes[order]) == 0
    shared = order[np.append(same, False) | np.insert(same, 0, False)] if len(order) else order
    repeated = np.zeros(len(hashes), bool)
    held: set[bytes] = set()
    last = -1
    for number, of in zip(shared.tolist(), hashes[shared].tolist(), strict=True):
        if of != last:
            held.clear()
            last = of
        text = data[starts[number] : starts[number + 1]]
        repeated[number] = text in held
        held.add(text)
    return repeated


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
