"""Lists of unequal length in flat arrays."""

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "places", "spread"]

Numbers = npt.NDArray[np.int64]


def spread(starts: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Return, for stretches of a flat array, (which stretch, position in the array) of every item in them.

    >>> spread([5, 9], [2, 1])
    (array([0, 0, 1]), array([5, 6, 9]))
    """
    first = np.asarray(starts, np.int64)
    many = np.asarray(counts, np.int64)
    which = np.repeat(np.arange(len(many)), many)
    before = np.cumsum(many) - many
    return which, np.arange(len(which)) + (first - before)[which]


def places(owners: Numbers) -> Numbers:
    """Return, for items that stand owner by owner, the place of each among those of its owner.

    >>> places(np.array([3, 3, 3, 7, 8, 8]))
    array([0, 1, 2, 0, 0, 1])
    """
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    return np.arange(len(owners)) - np.repeat(first, np.diff(first, append=len(owners)))
