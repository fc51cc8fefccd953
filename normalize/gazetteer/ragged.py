"""Lists of unequal length in flat arrays."""

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "spread"]

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
