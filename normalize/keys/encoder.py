"""The name encoder: a name becomes a short vector, and names that are spellings of one name lie close together.

The vector is the direction of the sum of the learned vectors of its character n-grams. Rows are summed as whole
numbers and the result rounded to whole numbers, so every machine gives the same bits. How the table was trained,
on what, and what it is good for: docs/encoder.md.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from zlib import crc32

import numpy as np
import numpy.typing as npt

from normalize.errors import ModelError
from normalize.keys.grams import BUCKETS, READING, grams, written

__all__ = ["SCALE", "Encoder", "default_encoder"]

SCALE = 256  # a vector of length 1 is stored times this, rounded, its parts cut to ±127
_AT_ONCE = 4096  # names; bounds the memory of a batch
_SHIFT = (
    128  # makes parts unsigned, so that lanes never borrow; a name has far fewer n-grams of one order than fill a lane
)

Vectors = npt.NDArray[np.int8]


class Encoder:
    """A table of n-gram vectors, ready to sum.

    Args:
        table: `grams.BUCKETS` rows of int8, their number of columns a multiple of 4.

    Raises:
        ModelError: the table has another form.
    """

    __slots__ = ("_lanes", "dimensions", "version")

    def __init__(self, table: Vectors) -> None:
        if table.dtype != np.int8 or table.ndim != 2 or len(table) != BUCKETS or table.shape[1] % 4:
            raise ModelError(f"an encoder table has {BUCKETS} rows of int8, not {table.shape} of {table.dtype}")
        self.dimensions = int(table.shape[1])
        self.version = f"{crc32(table.tobytes()):08x}.{READING}"
        # Four unsigned 16-bit lanes to a 64-bit word: one addition sums four parts.
        self._lanes = (table.astype(np.int16) + _SHIFT).astype("<u2").view("<u8")

    def encode(self, cleaned: Sequence[str], keys: Sequence[str]) -> Vectors:
        """Return one row of int8 a name: its vector times `SCALE`. A name without a letter gives zeros.

        Args:
            cleaned: names as `letters.clean` gives them.
            keys: their fold keys.

        >>> encoder = default_encoder()
        >>> one, other = encoder.encode(["Харків", "Kharkov"], ["kharkiv", "kharkov"]).astype(int)
        >>> int(one @ other) > 0.7 * SCALE**2
        True
        """
        parts = [
            self._some(cleaned[at : at + _AT_ONCE], keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimensions), np.int8)

    def _some(self, cleaned: Sequence[str], keys: Sequence[str]) -> Vectors:
        total = np.zeros((len(keys), self.dimensions), np.int32)
        for name, row in grams([written(text) for text in cleaned], keys):
            if not len(name):
                continue
            first = np.flatnonzero(np.diff(name, prepend=-1))
            sums = np.add.reduceat(self._lanes[row], first, axis=0).view("<u2").astype(np.int32)
            count = np.diff(first, append=len(name)).astype(np.int32)
            total[name[first]] += sums - _SHIFT * count[:, None]
        # Squares of whole numbers, one square root and one division: all exactly rounded, hence the same everywhere.
        length = np.sqrt((total.astype(np.int64) ** 2).sum(1).astype(np.float64))
        unit = total * (SCALE / np.maximum(length, 1.0))[:, None]
        answer: Vectors = np.clip(np.rint(unit), -127, 127).astype(np.int8)
        return answer


@cache
def default_encoder() -> Encoder:
    """Return the encoder that ships with the package.

    Raises:
        ModelError: its table is missing or of another form.
    """
    with as_file(files("normalize.keys").joinpath("encoder.npy")) as path:
        try:
            return Encoder(np.load(path, allow_pickle=False))
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read ({error}); install the package again") from None
