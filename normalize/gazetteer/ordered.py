"""Entities and names in the order of the file, wherever they stand in the columns."""

from array import array
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.errors import BuildError
from normalize.gazetteer.columns import Coded, Columns
from normalize.gazetteer.layout import NUMERIC, SCHEMES
from normalize.gazetteer.ragged import Numbers, spread

__all__ = ["Ordered"]


class Ordered:
    """Columns in the order of the file, which numbers entities and names; `order` and `names` lead to the columns.

    Attributes:
        columns: the entities as they were added.
        order: where each entity stands in the columns.
        first: of each entity in the columns, the first of its names there.
        names: where each name stands in the columns.
        owners: the entity of each name.
        starts: the first name of each entity, and the end.
        at: entity number of ids that others refer to.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.order = _order(columns)
        many = np.frombuffer(columns.many, "I").astype(np.int64)
        self.first = np.cumsum(many) - many
        self.owners, self.names = spread(self.first[self.order], many[self.order])
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(many[self.order])])
        wanted = {*columns.admin1.values, *columns.admin2.values}
        wanted |= {f"iso3166:{countries[0]}" for countries in columns.countries.values if countries}
        ids = columns.ids
        self.at = {ids[row]: entity for entity, row in enumerate(self.rows) if ids[row] in wanted}

    def __len__(self) -> int:
        return len(self.order)

    @property
    def rows(self) -> "array[int]":
        """The order, to go through one by one."""
        return array("Q", self.order.astype(np.uint64).tobytes())

    def entity_column(self, values: Any, code: str) -> npt.NDArray[Any]:
        """Return a column of entities in the order of the file."""
        return np.frombuffer(values, code)[self.order]

    def name_column(self, values: Any, code: str) -> npt.NDArray[Any]:
        """Return a column of names in the order of the file."""
        return np.frombuffer(values, code)[self.names]

    def mapped(self, column: Coded, of: Callable[[Any], int], dtype: Any) -> npt.NDArray[Any]:
        """Return what a function gives for the values of a column of entities, in the order of the file."""
        return np.array([of(value) for value in column.values], dtype)[column.coded[self.order]]

    def display_name(self, entity: int) -> str:
        """Return the display name of an entity."""
        return self.columns.name(int(self.order[entity]), self.first)


def _order(columns: Columns) -> Numbers:
    """Where the entities stand, in the order of (scheme, number, the rest of the id)."""
    scheme, number, ids = np.frombuffer(columns.scheme, "B"), np.frombuffer(columns.number, "I"), columns.ids
    parts = []
    for of, name in enumerate(SCHEMES):
        rows = np.flatnonzero(scheme == of)
        if name in NUMERIC:
            parts.append(rows[np.argsort(number[rows], kind="stable")])
        else:
            parts.append(np.array(sorted(rows.tolist(), key=ids.__getitem__), np.int64))
    order = np.concatenate(parts)
    if any(ids[one] == ids[other] for one, other in pairwise(array("Q", order.astype(np.uint64).tobytes()))):
        raise BuildError("an id stands twice among the records")
    return order
