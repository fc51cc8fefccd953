"""Keys one edit away, for many keys at once.

One edit leaves the first or the second half of a key as it was (but for the letter in the middle, where a swap could
touch both). So every key stands in two hash tables, by its length and first half and by its length and second half,
at eight bytes a key; what shares a half with the query and has nearly the same letters is compared exactly.
Complete for one edit (insert, delete, replace, swap neighbours) in keys of `NEAR_MIN` to `NEAR_MAX` bytes.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from normalize.gazetteer.layout import NEAR_BITS, NEAR_MAX, NEAR_MIN
from normalize.gazetteer.ragged import Numbers, spread
from normalize.keys.grams import mixed

__all__ = ["NearIndex", "near_sections"]

_AT_ONCE = 2048  # queries; bounds the memory of a batch
_CHANGED = 2  # letters whose count one edit can change
Hashes = npt.NDArray[np.uint64]


class _Keys:
    """Keys as one array of bytes, with the sums from which the hash of any beginning or ending follows."""

    def __init__(self, joined: bytes, lengths: Numbers) -> None:
        self.lengths = lengths
        self.codes = np.frombuffer(joined, np.uint8)
        self.starts = np.cumsum(lengths) - lengths
        self.within = np.arange(len(self.codes)) - np.repeat(self.starts, lengths)
        power = np.ones(NEAR_MAX + 2, np.uint64)
        power[1:] = np.cumprod(np.full(NEAR_MAX + 1, 0x100000001B3, np.uint64))
        place = np.minimum(self.within, NEAR_MAX + 1)
        back = np.minimum(np.repeat(lengths, lengths) - 1 - self.within, NEAR_MAX + 1)
        letters = self.codes.astype(np.uint64) + np.uint64(1)
        self._fore = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * power[place])])
        self._aft = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * power[back])])

    def beginning(self, which: Numbers, size: Numbers, length: Numbers) -> Hashes:
        """Hash the first `size` bytes of keys, as the first half of keys of `length` bytes."""
        at = self.starts[which]
        return mixed((self._fore[at + size] - self._fore[at]) ^ (length.astype(np.uint64) << np.uint64(56)))

    def ending(self, which: Numbers, size: Numbers, length: Numbers) -> Hashes:
        """Hash the last `size` bytes of keys, as the second half of keys of `length` bytes."""
        end = self.starts[which] + self.lengths[which]
        return mixed((self._aft[end] - self._aft[end - size]) ^ (length.astype(np.uint64) << np.uint64(56)))

    def letters(self) -> Hashes:
        """Return a word a key with a bit for every letter that stands once, and one that stands twice or more."""
        kind = self.codes.astype(np.int64) % 32
        owner = np.repeat(np.arange(len(self.lengths)), self.lengths)
        counts = np.bincount(owner * 32 + kind, minlength=len(self.lengths) * 32).reshape(-1, 32)
        bits = np.uint64(1) << np.arange(32, dtype=np.uint64)
        once = ((counts > 0) * bits).sum(1, dtype=np.uint64)
        answer: Hashes = once | (((counts > 1) * bits).sum(1, dtype=np.uint64) << np.uint64(32))
        return answer


def _halves(length: Numbers) -> tuple[Numbers, Numbers]:
    """How many bytes the first and the second half of keys of a length have."""
    first = (length - 1) // 2
    return first, length - 1 - first


def near_sections(joined: bytes, lengths: Numbers) -> dict[str, bytes]:
    """Return the sections of the index.

    Args:
        joined: the keys in stored order, one after the other.
        lengths: their lengths in bytes.
    """
    letters = []
    fore, aft = [], []
    ends = np.cumsum(lengths)
    # About a bucket a key: a small gazetteer has small tables.
    bits = min(NEAR_BITS, max(8, len(lengths).bit_length()))
    rest = np.uint64(64 - bits)
    for low in range(0, max(1, len(lengths)), 1 << 16):  # once for an empty gazetteer too
        size = lengths[low : low + (1 << 16)]
        keys = _Keys(joined[int(ends[low] - lengths[low]) : int(ends[low + len(size) - 1])] if len(size) else b"", size)
        letters.append(keys.letters())
        which = np.flatnonzero((size >= NEAR_MIN) & (size <= NEAR_MAX))
        first, second = _halves(size[which])
        number = (which + low).astype(np.uint32)
        fore.append(((keys.beginning(which, first, size[which]) >> rest).astype(np.uint32), number))
        aft.append(((keys.ending(which, second, size[which]) >> rest).astype(np.uint32), number))
    sections = {"near.letters": np.concatenate(letters).astype("<u8").tobytes()}
    for name, parts in (("fore", fore), ("aft", aft)):
        bucket = np.concatenate([b for b, _ in parts])
        key = np.concatenate([k for _, k in parts])
        order = np.argsort(bucket, kind="stable")
        starts = np.searchsorted(bucket[order], np.arange((1 << bits) + 1, dtype=np.uint32))
        sections[f"near.{name}"] = key[order].astype("<u4").tobytes()
        sections[f"near.{name}.start"] = starts.astype("<u4").tobytes()
    return sections


class Sections(Protocol):
    """What holds the sections of an index: an open gazetteer, or memory."""

    def array(self, name: str, dtype: npt.DTypeLike, /) -> npt.NDArray[Any]:
        """Return a section."""
        ...


class Recorded(Protocol):
    """The keys of an index, by number."""

    def many(self, numbers: Numbers, /) -> list[str]:
        """Return several."""
        ...

    def lengths(self, numbers: Numbers, /) -> Numbers:
        """Return the lengths of several in bytes."""
        ...


class NearIndex:
    """The index of an open gazetteer, or of keys in memory."""

    __slots__ = ("_keys", "_letters", "_tables")

    def __init__(self, file: Sections, keys: Recorded) -> None:
        self._letters = file.array("near.letters", "<u8")
        self._tables = {
            n: (file.array(f"near.{n}", "<u4"), file.array(f"near.{n}.start", "<u4")) for n in ("fore", "aft")
        }
        self._keys = keys

    def find(self, keys: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Return (which of `keys`, number of a recorded key one edit away) of all there are, in ascending order."""
        which, found = [], []
        for low in range(0, len(keys), _AT_ONCE):
            query, key = self._some(keys[low : low + _AT_ONCE])
            which.append(query + low)
            found.append(key)
        if not which:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(which), np.concatenate(found)

    def letters_apart(self, keys: Sequence[str], which: Numbers, number: Numbers) -> Numbers:
        """Return by how many letters two keys differ, whatever their order: never more than twice the edits.

        Args:
            keys: those asked.
            which: places in `keys`.
            number: numbers of recorded keys, one for each of `which`.
        """
        data = [key.encode() for key in keys]
        letters = _Keys(b"".join(data), np.fromiter(map(len, data), np.int64, len(data))).letters()
        apart: Numbers = np.bitwise_count(self._letters[number] ^ letters[which])
        return apart

    def _some(self, keys: Sequence[str]) -> tuple[Numbers, Numbers]:
        data = [key.encode() for key in keys]
        lengths = np.fromiter(map(len, data), np.int64, len(data))
        asked = _Keys(b"".join(data), lengths)
        letters = asked.letters()
        every = np.arange(len(keys))
        pairs = []
        for change in (-1, 0, 1):
            length = lengths + change
            which = every[(length >= NEAR_MIN) & (length <= NEAR_MAX)]
            first, second = _halves(length[which])
            pairs.append(self._sharing("fore", which, asked.beginning(which, first, length[which]), letters))
            pairs.append(self._sharing("aft", which, asked.ending(which, second, length[which]), letters))
        query = np.concatenate([q for q, _ in pairs])
        key = np.concatenate([k for _, k in pairs])
        close = np.abs(self._keys.lengths(key) - lengths[query]) <= 1
        both = np.unique((query[close] << 32) | key[close])
        query, key = both >> 32, both & 0xFFFFFFFF
        apart = cpdist(
            [keys[q] for q in query.tolist()],
            self._keys.many(key),
            scorer=OSA.distance,
            score_cutoff=1,
        )
        good = apart == 1
        return query[good], key[good]

    def _sharing(self, table: str, which: Numbers, hashes: Hashes, letters: Hashes) -> tuple[Numbers, Numbers]:
        """Queries, and the keys in the same bucket that have nearly the same letters."""
        order, starts = self._tables[table]
        bucket = (hashes >> np.uint64(65 - len(starts).bit_length())).astype(np.int64)  # 2**bits + 1 starts
        low = starts[bucket].astype(np.int64)
        item, at = spread(low, starts[bucket + 1] - low)
        key = order[at].astype(np.int64)
        query = which[item]
        alike = np.bitwise_count(self._letters[key] ^ letters[query]) <= _CHANGED
        return query[alike], key[alike]
