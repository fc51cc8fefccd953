"""The character n-grams of names, hashed to rows of the encoder's table, for many names at once.

A name is read twice: in its own script (n-grams of one to three characters, words apart), unless that is
plain ASCII, and through its fold key (two to four letters, and its consonants). Everything is done on arrays of code
points, so a batch costs a few NumPy calls whatever its size. Whole numbers only: every machine gives the same rows.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import regex

__all__ = ["BUCKETS", "LONGEST", "READING", "grams", "mixed", "skeleton", "written"]

BUCKETS = 1 << 17  # rows of the table; a power of two
READING = 2  # raised when the same name gives other n-grams: vectors made before are then of no use
LONGEST = 48  # characters that are read of a name; few recorded names have more

_OWN_ORDERS = (1, 2, 3)
_KEY_ORDERS = (2, 3, 4)
_SKELETON_ORDERS = (2, 3)
_NOT_NAME = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
# What stays of a key when vowels, and the letters that languages write in their stead, are left out; letters
# that stand for one sound in several orthographies fall together.
_SKELETON = str.maketrans("bcdfgjklmnpqrstvwxz", "bkdfggklmnpkrstvvks", "aeiouyh")

Codes = npt.NDArray[np.uint64]


def written(cleaned: str) -> str:
    """Return what is read of a name in its own script: case-folded words; "" for plain ASCII, which the key holds.

    >>> written("Куп'янськ Вузловий")
    'куп янськ вузловий'
    """
    if cleaned.isascii():
        return ""
    folded = cleaned.casefold().replace("i\u0307", "i").replace("ı", "i")
    return "" if folded.isascii() else _NOT_NAME.sub(" ", folded).strip()


def skeleton(key: str) -> str:
    """Return what stays of a key without vowels, letters for like sounds made one.

    >>> skeleton("kharkiv"), skeleton("charkow")
    ('krkv', 'krkv')
    """
    return key.translate(_SKELETON)


def _codes(texts: Sequence[str]) -> tuple[Codes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Code points of all texts with a mark before and after each; where each begins; and its length."""
    joined = "".join([f"\x02{text[:LONGEST]}\x03" if text else "" for text in texts])
    lengths = np.fromiter((min(len(t), LONGEST) + 2 if t else 0 for t in texts), np.int64, len(texts))
    starts = np.zeros(len(texts), np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    return np.frombuffer(joined.encode("utf-32-le"), "<u4").astype(np.uint64), starts, lengths


def mixed(values: Codes) -> Codes:
    """Return 64-bit values with every bit depending on all bits of the given ones (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _of_one_reading(
    texts: Sequence[str], reading: int, orders: Sequence[int]
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    codes, starts, lengths = _codes(texts)
    name = np.repeat(np.arange(len(texts)), lengths)
    left = np.repeat(starts + lengths, lengths) - np.arange(len(codes))  # characters up to the end of the name
    value = np.full(len(codes), reading, np.uint64)
    for order in range(1, max(orders) + 1):
        # A gram of another length never has the value of this one: its reading was multiplied once more.
        value = value[: len(codes) - order + 1] * np.uint64(0x100000001B3) + codes[order - 1 :]
        if order in orders:
            whole = left[: len(value)] >= order
            if order == 1:  # the marks alone say nothing
                whole &= codes > 3
            yield name[: len(value)][whole], (mixed(value[whole]) & np.uint64(BUCKETS - 1)).astype(np.int64)


def grams(own: Sequence[str], keys: Sequence[str]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield (number of the name, row of the table) of every n-gram, one reading and order at a time.

    Within what is yielded at once, the names ascend.

    Args:
        own: the names as `written` gives them.
        keys: their fold keys.
    """
    yield from _of_one_reading(own, 1, _OWN_ORDERS)
    yield from _of_one_reading(keys, 2, _KEY_ORDERS)
    yield from _of_one_reading([skeleton(key[:LONGEST]) for key in keys], 3, _SKELETON_ORDERS)
