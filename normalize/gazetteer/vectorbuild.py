"""Builds the sections of the vector index: which names are kept, in which blocks, in which inverted lists."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.layout import STORED_SCALE

__all__ = ["centres_of", "different", "nearest_centres", "vector_sections"]

_ALIKE = 0.86  # a name this like another of its entity finds little that the other does not
_CENTRES = 2048
_SAMPLE = 64  # rows a centre that the centres are learned from
_ROUNDS = 6
_AT_ONCE = 4096
_FEW = 8  # names

Vectors = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.int64]


def different(vectors: Vectors, starts: Numbers) -> npt.NDArray[np.bool_]:
    """Return which vectors stay when, of each entity, those much like an earlier one go.

    Args:
        vectors: one row a name; the names of an entity stand together, the display name first.
        starts: where each entity's names begin, and the end.
    """
    keep = np.ones(len(vectors), bool)
    starts = np.asarray(starts, np.int64)
    many = np.diff(starts)
    # Entities with as many names are worked together; those with more are few, and have enough work of their own.
    for count in range(2, _FEW + 1):
        first = starts[:-1][many == count]
        if len(first):
            own = vectors[first[:, None] + np.arange(count)].astype(np.float32)
            keep[first[:, None] + np.arange(count)] = _different(own)
    for low, high in zip(starts[:-1][many > _FEW].tolist(), starts[1:][many > _FEW].tolist(), strict=True):
        keep[low:high] = _different(vectors[None, low:high].astype(np.float32))[0]
    return keep


def _different(own: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which of the vectors of each of some entities stay; all products are whole numbers that float32 holds."""
    length = np.sqrt((own * own).sum(2)).clip(1.0)
    keep = np.ones(own.shape[:2], bool)
    for at in range(1, own.shape[1]):
        products = np.einsum("ed,epd->ep", own[:, at], own[:, :at])
        alike = products >= _ALIKE * length[:, at, None] * length[:, :at]
        keep[:, at] = ~(alike & keep[:, :at]).any(1)
    return keep


def nearest_centres(rows: Vectors, centres: Vectors) -> Numbers:
    """Return for each row the number of the centre most like it."""
    held = centres.astype(np.float32).T
    parts = [(rows[a : a + _AT_ONCE].astype(np.float32) @ held).argmax(1) for a in range(0, len(rows), _AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def centres_of(
    rows: Vectors, scale: int, count: int = _CENTRES, a_list: int = _SAMPLE, rounds: int = _ROUNDS
) -> Vectors:
    """Return centres of rows by spherical k-means in whole numbers: the same on every machine.

    Args:
        rows: vectors, at least one.
        scale: the length of a vector.
        count: centres; fewer where there are few rows.
        a_list: rows a centre that they are learned from.
        rounds: of learning.
    """
    count = max(1, min(count, len(rows) // 8))
    sample = rows[:: max(1, len(rows) // (count * a_list))]
    centres = sample[:: max(1, len(sample) // count)][:count]
    for _ in range(rounds):
        nearest = nearest_centres(sample, centres)
        order = np.argsort(nearest, kind="stable")
        first = np.flatnonzero(np.diff(nearest[order], prepend=-1))
        total = np.add.reduceat(sample[order].astype(np.int32), first, axis=0)
        length = np.sqrt((total.astype(np.int64) ** 2).sum(1).astype(np.float64)).clip(1.0)
        moved = np.clip(np.rint(total * (scale / length)[:, None]), -127, 127).astype(np.int8)
        centres = centres.copy()
        centres[nearest[order][first]] = moved
    return centres


def vector_sections(vectors: Vectors, names: Numbers, blocks: Sequence[Numbers], scale: int) -> dict[str, bytes]:
    """Return the sections of the index.

    Args:
        vectors: the vectors of the names that are kept.
        names: their name numbers.
        blocks: for each block, which of the vectors it holds; a vector may lie in several.
        scale: the length of a vector.
    """
    order = np.concatenate(blocks) if blocks else np.zeros(0, np.int64)
    coarser = np.rint(np.arange(256, dtype=np.uint8).view(np.int8) * (STORED_SCALE / scale)).astype(np.int8)
    first = np.sort(np.unique(order, return_index=True)[1])  # a vector of several blocks stands in one list only
    rows = vectors if len(first) == len(vectors) and np.array_equal(order, first) else vectors[order[first]]
    centres = centres_of(rows, scale) if len(first) else np.zeros((0, vectors.shape[1]), np.int8)
    nearest = nearest_centres(rows, centres) if len(first) else np.zeros(0, np.int64)
    del rows
    by_list = np.argsort(nearest, kind="stable")
    starts = np.searchsorted(nearest[by_list], np.arange(len(centres) + 1))
    return {
        "vector.rows": b"".join(
            coarser[vectors[some].view(np.uint8)].tobytes()
            for some in np.split(order, range(_AT_ONCE, len(order), _AT_ONCE))
        ),
        "vector.name": names[order].astype("<u4").tobytes(),
        "vector.block.start": np.cumsum([0, *map(len, blocks)]).astype("<u4").tobytes(),
        "vector.centres": centres.tobytes(),
        "vector.list": first[by_list].astype("<u4").tobytes(),
        "vector.list.start": starts.astype("<u4").tobytes(),
    }
