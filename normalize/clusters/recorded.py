"""Which entities are recorded under the spelling of each item: what one name leaves open, two may settle."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from normalize.clusters.items import Items
from normalize.gazetteer import Store
from normalize.gazetteer.ragged import Numbers, spread
from normalize.results import Match

__all__ = ["Recorded"]

_FEW = 16  # entities of one spelling; a name that more have does not lead to any


class Recorded:
    """The entities of each item: the one it is resolved to, or all that are recorded under its key.

    Args:
        items: the items.
        matches, ids: what the gazetteer answers for each, and the id of what it is resolved to.
        stores: the open gazetteers.
    """

    def __init__(
        self, items: Items, matches: Sequence[Match | None], ids: Sequence[str | None], stores: Sequence[Store]
    ) -> None:
        number: dict[str, int] = {}
        flat: list[int] = []
        starts = [0]
        for found in _entities(items, matches, ids, stores):
            flat += sorted({number.setdefault(id_, len(number)) for id_ in found})
            starts.append(len(flat))
        self._starts = np.array(starts, np.int64)
        self._entities = np.array(flat, np.int64)
        self._items = np.repeat(np.arange(len(items)), np.diff(self._starts))
        self._both = (self._items << 32) | self._entities  # ascending

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Return pairs of items that lead from any item to the others that may be the same entity."""
        few = np.diff(self._starts)[self._items] <= _FEW
        items = self._items[few]
        _, first, entity = np.unique(self._entities[few], return_index=True, return_inverse=True)
        one = items[first][entity]
        return one[one != items], items[one != items]

    def shared(self, one: Numbers, other: Numbers) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return, for pairs of items, whether both are recorded, and whether for an entity that is the same."""
        many = np.diff(self._starts)
        swapped = many[one] > many[other]  # the one with fewer entities is gone through
        fewer, more = np.where(swapped, other, one), np.where(swapped, one, other)
        pair, at = spread(self._starts[fewer], many[fewer])
        wanted = (more[pair] << 32) | self._entities[at]
        place = np.searchsorted(self._both, wanted)
        met = self._both[np.minimum(place, len(self._both) - 1)] == wanted if len(wanted) else np.zeros(0, np.bool_)
        found = np.zeros(len(one), np.bool_)
        found[pair[met]] = True
        return many[fewer] > 0, found


def _entities(
    items: Items, matches: Sequence[Match | None], ids: Sequence[str | None], stores: Sequence[Store]
) -> Iterator[Sequence[str]]:
    """The ids of the entities of each item."""
    key, found = "", []  # items of one key stand together
    for match, id_, its_key in zip(matches, ids, items.keys, strict=True):
        if match is None:
            yield ()
        elif id_ is not None:
            yield (id_,)
        else:
            if its_key != key:
                key = its_key
                found = [store.id(store.owner(name)) for store in stores for name in store.find_key(key)]
            yield found
