"""Pairs of names that may be spellings of one, without comparing all with all.

Three ways to meet: equal keys, keys one edit apart, and vectors of the name encoder that are alike. Of few names all
products of vectors are made; of many, only those of names whose lists lie next to each other (an inverted list with the
centres as its terms: the names of one list look together into the lists nearest to it).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.nearindex import NearIndex, near_sections
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteer.vectorbuild import centres_of, nearest_centres
from normalize.gazetteer.vectors import one_thread
from normalize.keys import SCALE

__all__ = ["Neighbours", "candidate_pairs", "each_once"]

MOST = 10  # names alike that are looked at, of each name
LEAST_ALIKE = 0.5  # cosine below which names are not compared: one in a hundred that are likely one lies below
_EXACT = 20_000  # names of which all are multiplied with all
_A_LIST = 256  # names a list, about
_PROBES = 8  # lists that the names of one list look into, its own among them
_AT_ONCE = 1024  # names multiplied at once
_STRETCH = 1 << 14  # names whose lists are looked for at once
_GROUP = 16  # products whose largest stands for them when a bar is looked for

Vectors = npt.NDArray[np.int8]
Pairs = tuple[Numbers, Numbers]
T = TypeVar("T")


class Neighbours:
    """Names in their order, ready to meet.

    Args:
        keys: the keys they are compared by.
        vectors: their vectors, one row a name.
        asking: which look for others; the rest are only found.
        jobs: threads that multiply vectors.
    """

    def __init__(self, keys: Sequence[str], vectors: Vectors, asking: npt.NDArray[np.bool_], jobs: int = 1) -> None:
        self.keys = keys
        self.vectors = vectors
        self.asking = asking
        self.jobs = jobs

    def equal(self) -> Pairs:
        """Each name with the one before it that has the same key."""
        before: dict[str, int] = {}
        found = []
        for at, key in enumerate(self.keys):
            if (earlier := before.get(key)) is not None:
                found.append((earlier, at))
            before[key] = at
        both = np.array(found, np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def near(self) -> Pairs:
        """Names whose keys are one edit apart, the first of each key standing for all."""
        first: dict[str, int] = {}
        for at, key in enumerate(self.keys):
            first.setdefault(key, at)
        keys = list(first)
        held = _Keys(keys)
        which, found = NearIndex(held, held).find(keys)
        number = np.fromiter(first.values(), np.int64, len(first))
        one = which < found
        return number[which[one]], number[found[one]]

    def alike(self) -> Pairs:
        """Names with those most like them by their vectors."""
        with one_thread():
            found = list(self._alike())
        return _unpacked_once(found)

    def _alike(self) -> Iterator[Numbers]:
        count = len(self.vectors)
        if count <= _EXACT:
            every = np.arange(count)
            held = self.vectors.astype(np.float32)
            asked = np.flatnonzero(self.asking)
            parts = (asked[low : low + _AT_ONCE] for low in range(0, len(asked), _AT_ONCE))
            yield from self._each(lambda some: _closest(some, every, held[some], held), parts)
            return
        centres = centres_of(self.vectors, SCALE, count // _A_LIST, a_list=24, rounds=3)
        stretches = (self.vectors[low : low + _STRETCH] for low in range(0, count, _STRETCH))
        own = np.concatenate(list(self._each(lambda rows: nearest_centres(rows, centres), stretches)))
        order = np.argsort(own, kind="stable")
        starts = np.searchsorted(own[order], np.arange(len(centres) + 1))
        lists = centres.astype(np.float32)

        def of_list(number: int) -> Numbers:
            mine = order[starts[number] : starts[number + 1]]
            mine = mine[self.asking[mine]]
            near = np.lexsort((np.arange(len(lists)), -(lists @ lists[number])))[:_PROBES]
            others = np.concatenate([order[starts[at] : starts[at + 1]] for at in near.tolist()])
            held = self.vectors[others].astype(np.float32)
            parts = (mine[low : low + _AT_ONCE] for low in range(0, len(mine), _AT_ONCE))
            found = [_closest(some, others, self.vectors[some].astype(np.float32), held) for some in parts]
            return np.concatenate([np.zeros(0, np.int64), *found])

        yield from self._each(of_list, range(len(centres)))

    def _each(self, work: Callable[[T], Numbers], parts: Iterable[T]) -> Iterator[Numbers]:
        """Work on parts in threads, which products need no more than; in the order of the parts."""
        if self.jobs == 1:
            yield from map(work, parts)
            return
        from concurrent.futures import ThreadPoolExecutor  # here, as importing it costs every start some milliseconds

        with ThreadPoolExecutor(self.jobs) as pool:
            yield from pool.map(work, parts)


def candidate_pairs(names: Neighbours) -> Pairs:
    """Return pairs of names that may be spellings of one, each once, the lower number first, in ascending order."""
    found = []
    for way in (names.equal, names.near, names.alike):
        one, other = way()
        kept = names.asking[one] | names.asking[other]
        found.append(_packed(one[kept], other[kept]))
        del one, other, kept  # of a million names each is a hundred megabytes
    return _unpacked_once(found)


def each_once(one: Numbers, other: Numbers) -> Pairs:
    """Return pairs, each once, the lower number first, in ascending order."""
    return _unpacked_once([_packed(one, other)])


def _packed(one: Numbers, other: Numbers) -> Numbers:
    """Both numbers of each pair in one, the lower first."""
    return (np.minimum(one, other) << 32) | np.maximum(one, other)


def _unpacked_once(found: list[Numbers]) -> Pairs:
    """The pairs again, each once; empties the list."""
    packed = np.concatenate(found) if found else np.zeros(0, np.int64)
    found.clear()
    packed.sort()
    packed = packed[np.diff(packed, prepend=-1) != 0]
    return packed >> 32, packed & 0xFFFFFFFF


def _closest(asked: Numbers, others: Numbers, left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> Numbers:
    """Each of `asked` with those of `others` that are most like it, itself not counted, packed; ties are all kept."""
    products = left @ right.T  # whole numbers below 2**24: exact in float32
    bar = np.full(len(asked), LEAST_ALIKE * SCALE**2, np.float32)
    most = MOST + 1  # itself
    whole = products.shape[1] // _GROUP
    if whole > most:
        # Those of a group lie `whole` apart, so that many largest are found side by side.
        largest = products[:, : whole * _GROUP].reshape(len(asked), _GROUP, whole).max(1)
        bar = np.maximum(bar, np.partition(largest, -most, axis=1)[:, -most])
    flat = np.flatnonzero(products >= bar[:, None])
    row, column = np.divmod(flat, products.shape[1])
    one, other = asked[row], others[column]
    apart = one != other
    return _packed(one[apart], other[apart])


class _Keys:
    """Keys and the sections of their index, held in memory as a gazetteer's file holds them."""

    def __init__(self, keys: Sequence[str]) -> None:
        data = [key.encode() for key in keys]
        lengths = np.fromiter(map(len, data), np.int64, len(data))
        self._keys = keys
        self._lengths = lengths
        self._sections = near_sections(b"".join(data), lengths)

    def array(self, name: str, dtype: npt.DTypeLike) -> npt.NDArray[np.generic]:
        """A section."""
        return np.frombuffer(self._sections[name], dtype)

    def many(self, numbers: Numbers) -> list[str]:
        """Several keys by their numbers."""
        return list(map(self._keys.__getitem__, numbers.tolist()))

    def lengths(self, numbers: Numbers) -> Numbers:
        """The lengths of several in bytes."""
        return self._lengths[numbers]
