"""Names by the likeness of their vectors: exactly inside a block, approximately over all of them.

Rows lie in blocks: one a country, with everything in it, then one for countries and one for the curated features.
Over all blocks an inverted list is searched: each row belongs to the nearest of some thousand centres, and only
the lists whose centres are nearest to the query are read. Stored vectors are coarser than those of queries
(`layout.STORED_SCALE`); products are whole numbers below 2**24, so float32 holds them exactly and every machine
ranks alike.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from normalize.gazetteer.container import Container
from normalize.gazetteer.ragged import Numbers, places

__all__ = ["VectorIndex", "one_thread"]

PROBES = 96  # lists read a query
_TASTED = 4  # lists that say how alike the best names are
_TASTED_ROWS = 256  # and how many of the rows of each
_AT_ONCE = 2048  # queries
_PRODUCTS = 1 << 20  # more than any product of two vectors
_GROUP = 64  # rows whose largest product stands for them when a bar is looked for

Vectors = npt.NDArray[np.int8]
Products = npt.NDArray[np.float32]


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Keep linear algebra to one thread.

    Products of a list are small: threads for them wait for each other longer than they work, up to ten times.
    """
    return _libraries().limit(limits=1)  # type: ignore[no-any-return]


class VectorIndex:
    """The vectors of an open gazetteer."""

    __slots__ = ("_centres", "_list_rows", "_list_starts", "_rows", "dimensions", "name")

    def __init__(self, file: Container, dimensions: int) -> None:
        self.dimensions = dimensions
        self._rows = file.array("vector.rows", np.int8).reshape(-1, dimensions)
        self.name = file.array("vector.name", "<u4")
        self._centres = file.array("vector.centres", np.int8).reshape(-1, dimensions)
        self._list_rows = file.array("vector.list", "<u4")
        self._list_starts = file.array("vector.list.start", "<u4")

    def __len__(self) -> int:
        return len(self._rows)

    def among(self, asked: Vectors, rows: Numbers | slice, most: int) -> tuple[Numbers, Numbers, Products]:
        """Return (which query, row, product) of those of `rows` that are most like each query, of all of them."""
        held = self._rows[rows].astype(np.float32)
        numbers = np.arange(len(self._rows))[rows] if isinstance(rows, slice) else rows
        found: list[tuple[Numbers, Numbers, Products]] = []
        step = max(1, min(_AT_ONCE, (1 << 24) // max(1, len(held))))
        with one_thread():
            for low in range(0, len(asked), step):
                products = asked[low : low + step].astype(np.float32) @ held.T
                bar = _bar(products, most)
                query, column = np.nonzero(products >= bar[:, None])
                found.append((query + low, numbers[column], products[query, column]))
        return _best(found, most)

    def anywhere(self, asked: Vectors, most: int, probes: int = PROBES) -> tuple[Numbers, Numbers, Products]:
        """Return (which query, row, product) of the rows most like each query, from the nearest lists only."""
        found = []
        with one_thread():
            for low in range(0, len(asked) if len(self._centres) else 0, _AT_ONCE):
                which, row, product = self._probed(asked[low : low + _AT_ONCE], most, probes)
                found.append((which + low, row, product))
        return _best(found, most)

    def _probed(self, asked: Vectors, most: int, probes: int) -> tuple[Numbers, Numbers, Products]:
        query = asked.astype(np.float32)
        nearness = query @ self._centres.astype(np.float32).T
        probes = min(probes, nearness.shape[1])
        # Equals by the lower list, or each processor would choose its own.
        order = nearness.astype(np.int64) * -len(self._centres) + np.arange(len(self._centres))
        nearest = np.argpartition(order, probes - 1, axis=1)[:, :probes]
        first = np.argpartition(np.take_along_axis(nearness, nearest, 1), -min(_TASTED, probes), axis=1)
        tasted = np.take_along_axis(nearest, first[:, -min(_TASTED, probes) :], 1)
        return _best(list(self._above(query, nearest, self._taste(query, tasted, most))), most)

    def _taste(self, query: Products, lists: Numbers, most: int) -> Products:
        """A bar for each query that at least `most` rows of these lists reach, found on some of their rows."""
        tasted = np.full((*lists.shape, _TASTED_ROWS), -np.inf, np.float32)
        for number, who in _by_list(lists):
            some = self._list_rows[self._list_starts[number] : self._list_starts[number + 1]][:_TASTED_ROWS]
            products = query[who // lists.shape[1]] @ self._rows[some].astype(np.float32).T
            tasted.reshape(-1, _TASTED_ROWS)[who, : len(some)] = products
        flat = tasted.reshape(len(query), -1)
        return np.partition(flat, -most, axis=1)[:, -most] if flat.shape[1] > most else flat.min(1, initial=-np.inf)

    def _above(self, query: Products, lists: Numbers, bar: Products) -> Iterator[tuple[Numbers, Numbers, Products]]:
        """Yield (which query, row, product) of the rows in each query's lists that reach its bar, a list at a time."""
        for number, who in _by_list(lists):
            asking = who // lists.shape[1]
            rows = self._list_rows[self._list_starts[number] : self._list_starts[number + 1]]
            products = query[asking] @ self._rows[rows].astype(np.float32).T
            flat = np.flatnonzero(products >= bar[asking, None])
            at, column = np.divmod(flat, max(1, len(rows)))
            yield asking[at], rows[column].astype(np.int64), products.ravel()[flat]


def _by_list(lists: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield (list, places in `lists` where it stands), each list once."""
    order = np.argsort(lists, axis=None, kind="stable")
    listed = lists.ravel()[order]
    starts = np.flatnonzero(np.diff(listed, prepend=-1))
    for low, high in zip(starts, [*starts[1:], len(listed)], strict=True):
        yield int(listed[low]), order[low:high]


def _bar(products: Products, most: int) -> Products:
    """A bar for each line of products that at least `most` of them reach, and not many more."""
    whole = products.shape[1] // _GROUP
    if whole <= most:
        if products.shape[1] <= most:
            return np.full(len(products), -np.inf, np.float32)
        return np.partition(products, -most, axis=1)[:, -most]
    largest = products[:, : whole * _GROUP].reshape(len(products), whole, _GROUP).max(2)
    return np.partition(largest, -most, axis=1)[:, -most]


def _best(found: Sequence[tuple[Numbers, Numbers, Products]], most: int) -> tuple[Numbers, Numbers, Products]:
    """The best of each query, the most alike first, equals in the order of rows."""
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    query, row, product = (np.concatenate(parts) for parts in zip(*found, strict=True))
    # One whole number that sorts as (query, most alike, row) does: faster than sorting by three.
    packed = (query << 45) | ((_PRODUCTS - product.astype(np.int64)) << 24) | row
    packed.sort()
    query, row = packed >> 45, packed & 0xFFFFFF
    product = (_PRODUCTS - ((packed >> 24) & 0x1FFFFF)).astype(np.float32)
    kept = places(query) < most
    return query[kept], row[kept], product[kept]
