"""Which entities are recorded under the spelling of each item: what one name leaves open, two may settle."""

from collections.abc import Sequence

import numpy as np

from normalize.clusters.items import Items
from normalize.gazetteer import Store
from normalize.gazetteer.ragged import Numbers
from normalize.results import Match

__all__ = ["Recorded"]

_FEW = 16  # entities of one spelling; a name that more have does not lead to any


class Recorded:
    """The entities of each item: the one it is resolved to, or all that are recorded under its key.

    Args:
        items, matches: the items, and what the gazetteer answers for each.
        stores: the open gazetteers.
    """

    def __init__(self, items: Items, matches: Sequence[Match | None], stores: Sequence[Store]) -> None:
        self._items = items
        self._matches = matches
        self._stores = stores
        self._number: dict[str, int] = {}
        self._known: dict[int, tuple[int, ...]] = {}

    def __call__(self, item: int) -> tuple[int, ...]:
        """Return numbers of the entities of an item, each once."""
        found = self._known.get(item)
        if found is None:
            found = self._known[item] = tuple(
                self._number.setdefault(id_, len(self._number)) for id_ in self._ids(item)
            )
        return found

    def _ids(self, item: int) -> Sequence[str]:
        match = self._matches[item]
        if match is None:
            return ()
        if match.id is not None:
            return (match.id,)
        key = self._items.keys[item]
        return tuple(
            dict.fromkeys(store.id(store.owner(name)) for store in self._stores for name in store.find_key(key))
        )

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Return pairs of items that lead from any item to the others that may be the same entity."""
        first: dict[int, int] = {}
        found = []
        for item in range(len(self._items)):
            entities = self(item)
            if len(entities) <= _FEW:
                found += [(first.setdefault(entity, item), item) for entity in entities]
        both = np.array([pair for pair in found if pair[0] != pair[1]], np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def one(self, a: int, b: int) -> bool | None:
        """Return whether two items may be one entity; None where one of them is not recorded."""
        here, there = self(a), self(b)
        if not here or not there:
            return None
        return not set(here).isdisjoint(there)
