"""The ways to ask the gazetteer for names, cheapest and surest first: each takes readings and gives pairs.

`exact`: the key is recorded (`recorded`: that of any reading). `near`: a recorded key lies one edit away. `alike`: the
vector is close to that of a recorded name. Only what the hints allow is returned.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from normalize.gazetteer import Store
from normalize.gazetteer.layout import BLOCK_OF_COUNTRIES, BLOCK_OF_FEATURES, NONE, ROLES, STORED_SCALE
from normalize.gazetteer.ragged import Numbers, places, spread
from normalize.gazetteer.records import FEATURE_KINDS
from normalize.keys import SCALE
from normalize.matching import Pairs
from normalize.queries import Hints, Reading

__all__ = ["Asked", "alike", "exact", "near", "recorded"]

Mask = npt.NDArray[np.bool_]
_NAMES = 200  # names like a query that are looked at
_SURELY = 60  # of these the likest are compared by their keys, of the others those that
_LETTERS = 4  # have all letters in common but so many: two edits away
_ENTITIES = 16  # and of how many entities all names are
_WEAK = ROLES.index("weak")


class Asked:
    """Readings in arrays."""

    def __init__(self, store: Store, readings: Sequence[Reading]) -> None:
        self.store = store
        self.readings = readings
        self.query = np.fromiter((r.query for r in readings), np.int64, len(readings))
        self.bare = np.fromiter((r.bare for r in readings), np.uint16, len(readings))
        self.script = np.fromiter((r.script for r in readings), np.uint8, len(readings))
        numbers: dict[Hints, int] = {}
        self.hint = np.fromiter((numbers.setdefault(r.hints, len(numbers)) for r in readings), np.int64, len(readings))
        self.hints = list(numbers)
        hard: dict[Hints, int] = {}
        of = [hard.setdefault(Hints(h.country, h.admin, h.kinds), len(hard)) for h in self.hints]
        self.hard = np.array(of, np.int64)[self.hint]  # without preferences: few, however many points are hinted
        self.hards = list(hard)
        self.country = np.array([-1 if h.country is None else h.country for h in self.hints], np.int64)

    @property
    def keys(self) -> list[str]:
        """The fold key of every reading."""
        return [r.key for r in self.readings]

    def some(self, which: Mask) -> "Asked":
        """Return those of the readings; their numbers begin anew."""
        return Asked(self.store, [self.readings[at] for at in np.flatnonzero(which).tolist()])

    @cached_property
    def vectors(self) -> npt.NDArray[np.int8]:
        """The vector of every reading."""
        return self.store.encoder.encode([r.text for r in self.readings], self.keys)

    def allows(self, reading: Numbers, entity: Numbers) -> Mask:
        """Return which entities the hints leave in: kind, and a country and a subdivision it lies in (or is)."""
        columns = self.store.columns
        hint = self.hint[reading]
        country = self.country[hint]
        ok = (country < 0) | (columns.country[entity] == country) | (entity == country)
        for at in np.flatnonzero(~ok & (columns.country[entity] == NONE)).tolist():
            ok[at] = int(country[at]) in self.store.multinational.get(int(entity[at]), ())
        order = np.argsort(self.hard[reading], kind="stable")
        numbers = self.hard[reading][order]
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        for low, high in pairwise([*starts.tolist(), len(numbers)]):
            hints = self.hards[numbers[low]]
            if hints.kinds is not None or hints.admin is not None:
                mine = order[low:high]
                ok[mine] &= _of_kind_and_admin(self.store, hints, entity[mine])
        for at in sorted({r for r in reading.tolist() if self.readings[r].context}):
            for row in np.flatnonzero(ok & (reading == at)).tolist():
                ok[row] = all(_lies_in(self.store, int(entity[row]), *part) for part in self.readings[at].context)
        answer: Mask = ok
        return answer


def _of_kind_and_admin(store: Store, hints: Hints, entity: Numbers) -> Mask:
    columns = store.columns
    ok = np.ones(len(entity), bool)
    if hints.kinds is not None:
        ok &= np.isin(columns.kind[entity], [at for at, kind in enumerate(store.kinds) if kind in hints.kinds])
    if hints.admin is not None:
        within = sorted(hints.admin)
        ok &= (
            np.isin(entity, within) | np.isin(columns.admin1[entity], within) | np.isin(columns.admin2[entity], within)
        )
    return ok


def _lies_in(store: Store, entity: int, part: str, meant: frozenset[int]) -> bool:
    """Whether an entity lies in what a part names, by name or by the code of its state ("Paris, TX")."""
    country = store.country(entity)
    chain = {*store.admins(entity), *(() if country is None else (country,))}
    if chain & meant:
        return True
    codes = [store.entity(admin).ids.get("geonames_admin", "") for admin in store.admins(entity)]
    return any(code.partition(".")[2] == part.upper() for code in codes if code)


def _first_readings(pairs: Pairs) -> Pairs:
    """Of each query, only what its most literal reading met."""
    if not len(pairs):
        return pairs
    first = np.full(int(pairs.query.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, pairs.query, pairs.reading)
    return pairs[pairs.reading == first[pairs.query]]


def _under_keys(asked: Asked, reading: Numbers, key: Numbers, edits: int) -> Pairs:
    """The names recorded under keys, where the hints allow their entity."""
    which, name = asked.store.columns.names_under(key)
    reading = reading[which]
    entity = asked.store.columns.owners(name)
    ok = asked.allows(reading, entity)
    reading, name, entity = reading[ok], name[ok], entity[ok]
    cosine = np.full(len(name), np.nan if edits else 1.0)
    return Pairs(asked.query[reading], reading, name, entity, np.full(len(name), edits), cosine)


def exact(asked: Asked) -> Pairs:
    """Return the names recorded under the key itself, of each query those that its most literal reading met."""
    return _first_readings(recorded(asked))


def recorded(asked: Asked) -> Pairs:
    """Return the names recorded under the key of any reading."""
    found = [(at, key) for at, text in enumerate(asked.keys) if (key := asked.store.find_key_number(text)) is not None]
    reading = np.array([at for at, _ in found], np.int64)
    return _under_keys(asked, reading, np.array([key for _, key in found], np.int64), 0)


def near(asked: Asked) -> Pairs:
    """Return the names whose key is one edit away."""
    reading, key = asked.store.near.find(asked.keys)
    return _first_readings(_under_keys(asked, reading, key, 1))


def alike(asked: Asked, carried: Pairs) -> Pairs:
    """Return the entities with a name like the reading, one row each: the likeness of the likest, the closest key.

    Args:
        asked: the readings.
        carried: what was met before and has not decided; stays among the candidates.
    """
    # Readings with the same hard hints are looked for among the same names.
    parts = [_search(asked, hints, np.flatnonzero(asked.hard == at)) for at, hints in enumerate(asked.hards)]
    found = Pairs.joined([_with_cosine(asked, carried), *parts])
    return _closest_names(asked, _likest(asked, found))


def _block(store: Store, hints: Hints) -> tuple[int, int] | None:
    """The rows that hold everything the hints allow, where that is one block."""
    country = hints.country
    if country is None and hints.admin:
        countries = {store.country(admin) for admin in hints.admin}
        country = countries.pop() if len(countries) == 1 else None
    if country is not None:
        codes = store.country_codes(country)
        return store.block(codes[0]) if codes else None
    if hints.kinds is not None and hints.kinds <= {"country"}:
        return store.block(BLOCK_OF_COUNTRIES)
    if hints.kinds is not None and hints.kinds <= set(FEATURE_KINDS):
        return store.block(BLOCK_OF_FEATURES)
    return None


def _search(asked: Asked, hints: Hints, readings: Numbers) -> Pairs:
    store, vectors = asked.store, asked.vectors[readings]
    block = _block(store, hints)
    if block is None:
        at, row, product = store.vectors.anywhere(vectors, _NAMES)
    elif hints.kinds is None and hints.admin is None:
        at, row, product = store.vectors.among(vectors, slice(*block), _NAMES)
    else:
        rows = np.arange(*block)
        entity = store.columns.owners(store.vectors.name[rows])
        at, row, product = store.vectors.among(vectors, rows[_of_kind_and_admin(store, hints, entity)], _NAMES)
    name = store.vectors.name[row].astype(np.int64)
    entity = store.columns.owners(name)
    ok = asked.allows(readings[at], entity)
    ok &= _likely(asked, readings, at, store.columns.key[name])
    at, name, entity, product = at[ok], name[ok], entity[ok], product[ok]
    reading = readings[at]
    edits = np.full(len(name), -1)
    return Pairs(
        asked.query[reading], reading, name, entity, edits, product.astype(np.float64) / (SCALE * STORED_SCALE)
    )


def _likely(asked: Asked, readings: Numbers, at: Numbers, key: Numbers) -> Mask:
    """Which of the names found are worth a comparison of keys: the likest, and those with the reading's letters."""
    likely: Mask = places(at) < _SURELY
    rest = np.flatnonzero(~likely)
    keys = [asked.readings[r].key for r in readings.tolist()]
    likely[rest] = asked.store.near.letters_apart(keys, at[rest], key[rest]) <= _LETTERS
    return likely


def _with_cosine(asked: Asked, carried: Pairs) -> Pairs:
    """Pairs met by their keys, with the likeness of their vectors."""
    if not len(carried):
        return carried
    store = asked.store
    names, where = np.unique(carried.name, return_inverse=True)
    texts = [store.name(n).text for n in names.tolist()]
    held = store.encoder.encode(texts, store.keys.many(store.columns.key[names]))[where].astype(np.int64)
    cosine = (held * asked.vectors[carried.reading]).sum(1) / SCALE**2
    return Pairs(carried.query, carried.reading, carried.name, carried.entity, carried.edits, cosine)


def _likest(asked: Asked, pairs: Pairs) -> Pairs:
    """One row a query and entity; of each query the likest entities by vector and key, and all carried ones."""
    key = asked.store.columns.key[pairs.name]
    closeness = _closeness(asked, pairs.reading, key)
    order = np.lexsort((pairs.name, -closeness, pairs.entity, pairs.query))
    first = (np.diff(pairs.query[order], prepend=-1) != 0) | (np.diff(pairs.entity[order], prepend=-1) != 0)
    starts = np.flatnonzero(first)
    if not len(starts):
        return pairs
    carried = np.logical_or.reduceat(pairs.edits[order] >= 0, starts)
    cosine = np.maximum.reduceat(pairs.cosine[order], starts)
    best = order[starts]
    pairs, likeness = replace(pairs[best], cosine=cosine), cosine + closeness[best]
    order = np.lexsort((pairs.entity, -likeness, pairs.query))
    pairs, carried = pairs[order], carried[order]
    return pairs[(places(pairs.query) < _ENTITIES) | carried]


def _closeness(asked: Asked, reading: Numbers, key: Numbers) -> npt.NDArray[np.float64]:
    """How close recorded keys are to those of readings: 1 when equal, 0 when every letter differs."""
    both, where = np.unique((reading << 32) | key, return_inverse=True)
    wanted = [asked.readings[r].key for r in (both >> 32).tolist()]
    held = asked.store.keys.many(both & 0xFFFFFFFF)
    found = cpdist(wanted, held, scorer=OSA.normalized_similarity, dtype=np.float64) if wanted else np.zeros(0)
    return np.asarray(found)[where]


def _closest_names(asked: Asked, pairs: Pairs) -> Pairs:
    """The pairs with that name of the entity whose key is closest to the reading's, and the edits between them."""
    columns = asked.store.columns
    start = columns.names[pairs.entity].astype(np.int64)
    row, name = spread(start, columns.names[pairs.entity + 1] - start)
    named = (columns.name_role[name] != _WEAK) | (name == pairs.name[row])
    row, name = row[named], name[named]
    both, where = np.unique((row << 32) | columns.key[name], return_inverse=True)
    keys = asked.store.keys.many(both & 0xFFFFFFFF)
    wanted = [asked.readings[r].key for r in pairs.reading[both >> 32].tolist()]
    edits = cpdist(wanted, keys, scorer=OSA.distance)[where] if keys else np.zeros(0)
    # Closest first; among equals the likest name, then in stored order.
    order = np.lexsort((name, name != pairs.name[row], edits, row))
    first = order[np.searchsorted(row[order], np.arange(len(pairs)))] if len(pairs) else order
    return Pairs(pairs.query, pairs.reading, name[first], pairs.entity, edits[first].astype(np.int64), pairs.cosine)
