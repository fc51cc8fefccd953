"""Clusters from scored pairs: average linkage that no pair may contradict.

Two groups are joined when their names are one on average, and no name of one is unlike a name of the other: a chain of
small steps between two unlike ends is cut. The likeliest are joined first, equals in the order of the names, so the
clusters do not depend on the order in which anything was given.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.ragged import Numbers, spread

__all__ = ["Bars", "linked"]

_LARGEST = 48  # names whose pairs are all compared; of larger heaps only what is likelier is kept together
_HIGHER = 0.25  # how far the bar goes up towards 1 at a time
_DIGITS = 9
Floats = npt.NDArray[np.float64]
Score = Callable[[Numbers, Numbers], Floats]


@dataclass(frozen=True, slots=True)
class Bars:
    """When names are joined.

    Attributes:
        link: least average score of the pairs between two groups.
        floor: least score of any of these pairs.
    """

    link: float
    floor: float


def linked(one: Numbers, other: Numbers, score: Score, bars: Bars) -> list[list[int]]:
    """Return the clusters of two and more.

    Args:
        one, other: pairs that may be one.
        score: gives the score of any pairs, 0 to 1, or less than 0 where they must not be joined.
        bars: when they are joined.
    """
    scores = np.round(score(one, other), _DIGITS)
    good = scores >= bars.link
    heaps = list(_heaps(one[good], other[good], scores[good], bars.link))
    two = np.array([heap for heap in heaps if len(heap) == 2], np.int64).reshape(-1, 2)
    clusters = two.tolist()  # they are there because their pair is good
    larger = [heap for heap in heaps if len(heap) > 2]
    members = np.array([at for heap in larger for at in heap], np.int64)
    sizes = np.array([len(heap) for heap in larger], np.int64)
    starts = np.cumsum(sizes) - sizes
    # Every pair of every heap, scored at once.
    heap, at = spread(starts, sizes)
    row, to = spread(at + 1, (starts + sizes)[heap] - at - 1)
    between = np.round(score(members[at[row]], members[to]), _DIGITS) if len(row) else np.zeros(0)
    ends = np.cumsum(sizes * (sizes - 1) // 2)
    for number, names in enumerate(larger):
        n = len(names)
        square = np.zeros((n, n))
        upper = np.triu_indices(n, 1)
        square[upper] = between[ends[number] - len(upper[0]) : ends[number]]
        clusters += ([names[at] for at in group] for group in _joined(square + square.T, bars) if len(group) > 1)
    return sorted(clusters)


def _heaps(one: Numbers, other: Numbers, scores: Floats, bar: float) -> Iterator[list[int]]:
    """What hangs together by pairs, each heap in ascending order; large ones by higher scores."""
    every = np.union1d(one, other).tolist()
    parent = {at: at for at in every}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        a, b = root(a), root(b)
        if a != b:
            parent[max(a, b)] = min(a, b)
    heaps: dict[int, list[int]] = {}
    for at in every:
        heaps.setdefault(root(at), []).append(at)
    roots = np.array([root(at) for at in one.tolist()], np.int64)
    for first, heap in heaps.items():
        if len(heap) <= _LARGEST:
            yield heap
            continue
        higher = bar + (1 - bar) * _HIGHER
        mine = roots == first
        if scores[mine].max() < higher:
            higher = float(scores[mine].max())
        kept = mine & (scores >= higher)
        if kept.sum() == mine.sum():  # all equally likely: the first of them
            yield from (heap[low : low + _LARGEST] for low in range(0, len(heap), _LARGEST))
            continue
        yield from _heaps(one[kept], other[kept], scores[kept], higher)


def _joined(square: Floats, bars: Bars) -> list[list[int]]:
    """Agglomerate the names of one heap."""
    count = len(square)
    groups = [[at] for at in range(count)]
    average, least = square.copy(), square.copy()
    np.fill_diagonal(average, -np.inf)
    size = np.ones(count)
    while True:
        allowed = np.where(least >= bars.floor, average, -np.inf)
        a, b = divmod(int(allowed.argmax()), count)
        if allowed[a, b] < bars.link:
            return [group for group in groups if group]
        row = np.round((average[a] * size[a] + average[b] * size[b]) / (size[a] + size[b]), _DIGITS)
        row[[a, b]] = -np.inf
        average[a], average[:, a] = row, row
        average[b], average[:, b] = -np.inf, -np.inf
        worst = np.minimum(least[a], least[b])
        least[a], least[:, a] = worst, worst
        size[a] += size[b]
        groups[a] = sorted(groups[a] + groups[b])
        groups[b] = []
