"""The table of fold keys: exact and near look-ups by bisection. For the layout see `layout`."""

from bisect import bisect_left
from itertools import accumulate

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from normalize.gazetteer.container import Container
from normalize.gazetteer.layout import NEAR_MAX, NEAR_MIN

__all__ = ["KeyTable"]


class KeyTable:
    """The keys of a gazetteer, numbered in stored order."""

    __slots__ = ("_classes", "_ending", "_text")

    def __init__(self, container: Container) -> None:
        self._text = container.raw("key.text")
        self._ending = container.integers("key.ending", "I")
        lengths = [length for length, _ in container.meta["key_classes"]]
        counts = [count for _, count in container.meta["key_classes"]]
        first = list(accumulate(counts, initial=0))
        offset = list(accumulate((n * c for n, c in zip(lengths, counts, strict=True)), initial=0))
        # length -> (number of the first key, how many, where their texts begin)
        self._classes = {n: (first[i], counts[i], offset[i]) for i, n in enumerate(lengths)}

    def find(self, key: str) -> int | None:
        """Return the number of a key, or None."""
        data = key.encode()
        width = len(data)
        if width not in self._classes:
            return None
        first, count, offset = self._classes[width]
        at = self._lower(data, width, 0, count, offset)
        return first + at if at < count and self._text[offset + at * width :][:width] == data else None

    def _lower(self, beginning: bytes, width: int, low: int, high: int, offset: int) -> int:
        """The first row of the class whose text, cut to the length of `beginning`, is not before it."""
        text, n = self._text, len(beginning)
        while low < high:
            middle = (low + high) // 2
            start = offset + middle * width
            if text[start : start + n].tobytes() < beginning:
                low = middle + 1
            else:
                high = middle
        return low

    def _beginning_with(self, beginning: bytes, width: int) -> tuple[list[str], list[int]]:
        """Texts and numbers of the keys of `width` bytes that begin so: one stretch of the table."""
        first, count, offset = self._classes[width]
        low = self._lower(beginning, width, 0, count, offset)
        after = _successor(beginning)
        high = self._lower(after, width, low, count, offset) if after else count
        stretch = self._text[offset + low * width : offset + high * width].tobytes()
        texts = [stretch[i : i + width].decode() for i in range(0, len(stretch), width)]
        return texts, list(range(first + low, first + high))

    def _ending_with(self, ending: bytes, width: int) -> tuple[list[str], list[int]]:
        """Texts and numbers of the keys of `width` bytes that end so: one stretch of the order by endings."""
        first, count, offset = self._classes[width]
        text, order, n = self._text, self._ending, len(ending)

        def reversed_end(row: int) -> bytes:
            start = offset + (order[row] - first) * width
            return text[start + width - n : start + width].tobytes()[::-1]

        want = ending[::-1]
        rows = range(first, first + count)
        low = bisect_left(rows, want, key=reversed_end)
        after = _successor(want)
        high = bisect_left(rows, after, lo=low, key=reversed_end) if after else count
        numbers = order[first + low : first + high].tolist()
        starts = [offset + (number - first) * width for number in numbers]
        return [text[s : s + width].tobytes().decode() for s in starts], numbers

    def near(self, key: str, most: int) -> list[tuple[str, int, int]]:
        """Return (key, edits, number) for keys at most `most` edits away, the closest first, then by text.

        Complete for one edit; of two edits it finds those that leave a half of the key untouched.
        """
        data = key.encode()
        if not NEAR_MIN - 1 <= len(data) <= NEAR_MAX:
            return []
        found: dict[int, tuple[str, int]] = {}
        for width in range(max(NEAR_MIN, len(data) - most), len(data) + most + 1):
            if width not in self._classes:
                continue
            # One letter lies between the two parts, so that letters swapped in the middle leave one part whole.
            half = width // 2
            for texts, numbers in (
                self._beginning_with(data[:half], width),
                self._ending_with(data[-(width - half - 1) :], width),
            ):
                for text, edits, at in extract(key, texts, scorer=OSA.distance, score_cutoff=most, limit=None):
                    found[numbers[at]] = text, int(edits)
        return sorted(((t, e, n) for n, (t, e) in found.items()), key=lambda row: (row[1], row[0]))


def _successor(beginning: bytes) -> bytes | None:
    """The smallest bytes after all that begin so, or None where there are none."""
    stem = beginning.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else None
