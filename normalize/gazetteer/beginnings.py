"""Entities whose names begin with some letters, for suggestions while somebody types."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import lru_cache

import numpy as np

from normalize.gazetteer.layout import ROLES
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteer.store import Store
from normalize.keys import fold
from normalize.letters import clean

__all__ = ["entities_beginning"]

_PREFERRED, _WEAK = ROLES.index("preferred"), ROLES.index("weak")
_MOST_READ = 200_000  # names whose parts are kept to begin with: of a larger gazetteer, only whole names do
_LAST = b"\xff"  # in no key


def entities_beginning(store: Store, key: str, limit: int, kinds: Collection[str] | None = None) -> list[int]:
    """Return entities with a name whose key begins that way.

    Those whose main name does so come first, of these those who stand for most people. Of people and organisations
    any part of a name may begin so.

    Args:
        store: the gazetteer.
        key: the beginning, folded; nothing begins with "".
        limit: how many.
        kinds: kinds of entities to consider; None for all.
    """
    if not key:
        return []
    names = np.concatenate([np.zeros(0, np.int64), *_names_beginning(store, key.encode())])
    names = names[store.columns.name_role[names] != _WEAK]
    main = store.columns.owners(names[store.columns.name_role[names] <= _PREFERRED])
    found = np.unique(np.concatenate([store.columns.owners(names), _owners_of_parts(store, key)]))
    if kinds is not None:
        wanted = [number for number, kind in enumerate(store.kinds) if kind in kinds]
        found = found[np.isin(store.columns.kind[found], wanted)]
    order = np.lexsort((found, -store.columns.prominence[found], ~np.isin(found, main)))
    best: list[int] = found[order[:limit]].tolist()
    return best


def _names_beginning(store: Store, key: bytes) -> Iterator[Numbers]:
    """Names by the length of their keys: keys of one length stand together, in order."""
    columns, starts = store.columns, store.keys.starts_array.astype(np.int64)
    lengths = np.diff(starts)
    for length in range(len(key), int(lengths[-1]) + 1 if len(lengths) else 0):
        low, high = np.searchsorted(lengths, (length, length + 1)).tolist()
        if low == high:
            continue
        texts = np.frombuffer(store.keys.blob[starts[low] : starts[high]], f"S{length}")
        first, last = (low + np.searchsorted(texts, np.array([key, key + _LAST], "S"))).tolist()
        yield columns.postings[int(columns.key_names[first]) : int(columns.key_names[last])].astype(np.int64)


def _owners_of_parts(store: Store, key: str) -> Numbers:
    if store.family == "place" or len(store.columns.key) > _MOST_READ:
        return np.zeros(0, np.int64)
    parts, owners = _parts(store)
    return np.array(owners[bisect_left(parts, key) : bisect_left(parts, key + "\U0010ffff")], np.int64)


@lru_cache(maxsize=8)
def _parts(store: Store) -> tuple[list[str], list[int]]:
    """Every part of every name by its key, and the entity whose it is."""
    found = sorted(
        {
            (part, store.owner(number))
            for number in range(len(store.columns.key))
            if store.columns.name_role[number] != _WEAK
            for word in clean(store.name_text(number)).split()
            if (part := fold(word))
        }
    )
    return [part for part, _ in found], [owner for _, owner in found]
