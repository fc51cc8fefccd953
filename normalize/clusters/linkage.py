"""Clusters from scored pairs: average linkage that no pair may contradict.

Two groups are joined when their names are one on average, and no name of one is unlike a name of the other: a chain of
small steps between two unlike ends is cut. The likeliest are joined first, equals in the order of the names, so the
clusters do not depend on the order in which anything was given.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from normalize.clusters.heaps import heaps_of
from normalize.gazetteer.ragged import Numbers

__all__ = ["Bars", "linked"]

_DIGITS = 9
_AT_ONCE = 1 << 21  # scores; bounds the memory of a batch
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
    members, starts = heaps_of(one[good], other[good], scores[good])
    sizes = np.diff(starts)
    clusters: list[list[int]] = []
    for size in np.unique(sizes).tolist():
        heaps = members[starts[:-1][sizes == size][:, None] + np.arange(size)]
        if size == 1:  # left over by a heap that had enough
            continue
        if size == 2:  # they are there because their pair is good
            clusters += heaps.tolist()
            continue
        step = max(1, _AT_ONCE // size**2)
        for low in range(0, len(heaps), step):
            clusters += _clusters(heaps[low : low + step], score, bars)
    return sorted(clusters)


def _clusters(heaps: Numbers, score: Score, bars: Bars) -> Iterator[list[int]]:
    """The clusters of heaps of one size, one row a heap: all pairs of each are scored."""
    size = heaps.shape[1]
    row, column = np.triu_indices(size, 1)
    square = np.zeros((len(heaps), size, size))
    between = np.round(score(heaps[:, row].ravel(), heaps[:, column].ravel()), _DIGITS)
    square[:, row, column] = square[:, column, row] = between.reshape(len(heaps), -1)
    groups = (_joined(square, bars) + size * np.arange(len(heaps))[:, None]).ravel()
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    many = np.diff(starts, append=len(groups))
    names = heaps.ravel()[order].tolist()
    for start, count in zip(starts[many > 1].tolist(), many[many > 1].tolist(), strict=True):
        yield names[start : start + count]


def _joined(square: Floats, bars: Bars) -> Numbers:
    """Agglomerate the names of heaps side by side.

    Args:
        square: of each heap the scores of all its pairs, both ways.
        bars: when they are joined.

    Returns:
        Of each heap the place of the first name of the group that each name is in.
    """
    count = square.shape[1]
    answer = np.tile(np.arange(count), (len(square), 1))
    average, least, group = square.copy(), square, answer.copy()
    average[:, np.arange(count), np.arange(count)] = -np.inf
    size = np.ones((len(square), count))
    heap = np.arange(len(square))
    while len(heap):
        allowed = np.where(least >= bars.floor, average, -np.inf).reshape(len(heap), -1)
        best = allowed.argmax(1)
        more = allowed[np.arange(len(heap)), best] >= bars.link
        if not more.all():
            answer[heap[~more]] = group[~more]
            average, least, group, size = average[more], least[more], group[more], size[more]
            heap, best = heap[more], best[more]
        every = np.arange(len(heap))
        a, b = np.divmod(best, count)
        here, there = size[every, a][:, None], size[every, b][:, None]
        row = np.round((average[every, a] * here + average[every, b] * there) / (here + there), _DIGITS)
        row[every, a] = row[every, b] = -np.inf
        average[every, a], average[every, :, a] = row, row
        average[every, b], average[every, :, b] = -np.inf, -np.inf
        worst = np.minimum(least[every, a], least[every, b])
        least[every, a], least[every, :, a] = worst, worst
        size[every, a] += size[every, b]
        group = np.where(group == b[:, None], a[:, None], group)
    return answer
