"""What hangs together by likely pairs: names that may be in one cluster, in heaps small enough to compare whole."""

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.ragged import Numbers

__all__ = ["LARGEST", "heaps_of"]

LARGEST = 48  # names whose pairs are all compared
Floats = npt.NDArray[np.float64]


def heaps_of(one: Numbers, other: Numbers, scores: Floats) -> tuple[Numbers, Numbers]:
    """Return heaps of names that pairs lead through, none of more than `LARGEST`.

    Where more hang together, the likeliest pairs are followed first, those that would make a heap too large are not.

    Args:
        one, other: pairs, in ascending order.
        scores: how likely each is.

    Returns:
        The names, heap after heap, ascending in each, the heaps by their first names; and where each begins, and the
        end.

    >>> heaps_of(np.array([1, 4, 7]), np.array([4, 5, 8]), np.array([0.9, 0.8, 0.8]))
    (array([1, 4, 5, 7, 8]), array([0, 3, 5]))
    """
    names, both = np.unique(np.concatenate([one, other]), return_inverse=True)
    one, other = both[: len(one)], both[len(one) :]
    heap = _first_of(one, other, len(names))
    large = np.flatnonzero((np.bincount(heap) > LARGEST)[heap[one]])
    large = large[np.argsort(-scores[large], kind="stable")]
    _part(heap, one[large], other[large])
    order = np.argsort(heap, kind="stable")
    begins = np.flatnonzero(np.diff(heap[order], prepend=-1))
    return names[order], np.append(begins, len(order))


def _part(heap: Numbers, one: Numbers, other: Numbers) -> None:
    """Give names the first of their heaps anew: pairs are followed in their order as long as heaps stay small."""
    parted = np.union1d(one, other).tolist()
    first = {name: name for name in parted}
    held = {name: [name] for name in parted}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        a, b = sorted((first[a], first[b]))
        if a != b and len(held[a]) + len(held[b]) <= LARGEST:
            for name in held[b]:
                first[name] = a
            held[a] += held.pop(b)
    heap[parted] = [first[name] for name in parted]


def _first_of(one: Numbers, other: Numbers, count: int) -> Numbers:
    """For each of `count` names the first of those that it hangs together with."""
    first = np.arange(count)
    while True:
        a, b = first[one], first[other]
        apart = a != b
        if not apart.any():
            return first
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(further := first[first], first):
            first = further
