"""Entities as columns: what the compiler works on. A million entities are some dozen arrays and blobs, not objects.

All that needs a name alone (its key, its script, its vector) is worked out as it is added, so that chunks can be read
in several processes and joined.
"""

from array import array
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.labels import label_key
from normalize.gazetteer.layout import DEGREE, NO_POSITION, NONE, ROLES, id_order, letters_hash
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteer.records import Record
from normalize.gazetteer.vectorbuild import different
from normalize.keys import Reader, default_encoder, fold, whole_name
from normalize.keys.acronyms import acronyms
from normalize.letters import bare, clean
from normalize.letters.scripts import SCRIPT_NUMBERS, script_of

__all__ = ["Blob", "Coded", "Columns", "columns_of"]

_AT_ONCE = 4096  # entities; bounds the memory of a batch
_ROLE = {role: number for number, role in enumerate(ROLES)}
Vectors = npt.NDArray[np.int8]


class Blob:
    """Texts, one after the other."""

    __slots__ = ("_starts", "data", "lengths")

    def __init__(self) -> None:
        self.data = bytearray()
        self.lengths = array("I")
        self._starts: Numbers | None = None

    def add(self, text: str) -> None:
        """Append a text."""
        data = text.encode()
        self.data += data
        self.lengths.append(len(data))

    def absorb(self, other: "Blob") -> None:
        """Append all texts of another."""
        self.data += other.data
        self.lengths.extend(other.lengths)
        self._starts = None

    @property
    def starts(self) -> Numbers:
        """Where each text begins, and the end of the last."""
        if self._starts is None or len(self._starts) != len(self.lengths) + 1:
            self._starts = np.zeros(len(self.lengths) + 1, np.int64)
            np.cumsum(np.frombuffer(self.lengths, "I"), out=self._starts[1:])
        return self._starts

    def gathered(self, low: Numbers, high: Numbers) -> bytes:
        """Return stretches of the data, one after the other."""
        data, found = self.data, []
        for at in range(0, len(low), _AT_ONCE):
            some = zip(low[at : at + _AT_ONCE].tolist(), high[at : at + _AT_ONCE].tolist(), strict=True)
            found.append(b"".join([data[a:b] for a, b in some]))
        return b"".join(found)

    def __getitem__(self, number: int) -> str:
        starts = self.starts
        return self.data[int(starts[number]) : int(starts[number + 1])].decode()

    def __len__(self) -> int:
        return len(self.lengths)


class Coded:
    """A column of few distinct values, by their numbers; 0 is that of what is mostly there."""

    __slots__ = ("_number", "numbers")

    def __init__(self, usual: Hashable = None) -> None:
        self._number: dict[Any, int] = {usual: 0}
        self.numbers = array("I")

    def add(self, value: Hashable) -> None:
        """Append a value."""
        self.numbers.append(self._number.setdefault(value, len(self._number)))

    def absorb(self, other: "Coded") -> None:
        """Append all values of another."""
        if len(other._number) == 1:
            self.numbers.extend(other.numbers)
            return
        held = self._number
        to = np.array([held.setdefault(value, len(held)) for value in other._number], "I")
        self.numbers.frombytes(to[np.frombuffer(other.numbers, "I")].tobytes())

    @property
    def values(self) -> list[Any]:
        """The distinct values, by number."""
        return list(self._number)

    @property
    def coded(self) -> npt.NDArray[np.uint32]:
        """The number of each row's value."""
        return np.frombuffer(self.numbers, "I")

    def those(self, values: Collection[Any]) -> Iterator[tuple[int, Any]]:
        """Yield (row, value) of the rows with one of some values."""
        held = self.values
        rows = np.flatnonzero(np.array([value in values for value in held], bool)[self.coded])
        return ((row, held[self.numbers[row]]) for row in rows.tolist())

    def forget(self, values: Collection[Any]) -> None:
        """Replace some values by the usual one."""
        to = np.array([0 if value in values else number for number, value in enumerate(self.values)], "I")
        self.numbers = array("I", to[self.coded].tobytes())


class Columns:
    """Entities in the order they were added, and their names in that of the entities.

    Args:
        read: how names are taken apart.

    Attributes:
        ids: canonical ids.
        scheme, number: as `layout.id_order` gives them.
        others: entity -> the further ids it has.
        own_key, label: hashes of the fold key of the display name, and of its label key where nothing stands around it.
        many: how many names each entity has.
        folded: hash of the fold key of each name.
        keys: the comparison key of each name, as its kind reads it.
        counts: how many names have each part; empty where names are not taken apart.
        acronyms: name -> what its initials spell.
        kept, vectors: names whose vectors are kept, and those vectors batch by batch.
    """

    __slots__ = (
        "_pending",
        "_read",
        "acronyms",
        "admin1",
        "admin2",
        "bare",
        "born",
        "countries",
        "counts",
        "died",
        "folded",
        "ids",
        "kept",
        "keys",
        "kind",
        "label",
        "lang",
        "lat",
        "lon",
        "many",
        "number",
        "others",
        "own_key",
        "population",
        "prominence",
        "role",
        "scheme",
        "script",
        "texts",
        "vectors",
    )  # fmt: skip

    def __init__(self, read: Reader) -> None:
        # The names of a table are all different: what a reader remembers would only take memory.
        self._read = getattr(read, "__wrapped__", read)
        self.ids: list[str] = []
        self.scheme, self.number = array("B"), array("I")
        self.kind, self.countries, self.admin1, self.admin2 = Coded(), Coded(()), Coded(), Coded()
        self.lat, self.lon = array("i"), array("i")
        self.population, self.prominence = array("I"), array("d")
        self.born, self.died = Coded(), Coded()
        self.others: dict[int, dict[str, str]] = {}
        self.own_key, self.label = array("I"), array("I")
        self.many = array("I")
        self.texts, self.keys = Blob(), Blob()
        self.script, self.role, self.bare, self.folded = array("B"), array("B"), array("H"), array("I")
        self.lang = Coded()
        self.counts: dict[str, int] = {}
        self.acronyms: dict[int, frozenset[str]] = {}
        self.kept = array("I")
        self.vectors: list[Vectors] = []
        self._pending: tuple[list[str], list[str], array[int]] = [], [], array("I")

    def __len__(self) -> int:
        return len(self.ids)

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        # To another process go the columns; it has no more names to read.
        return None, {name: getattr(self, name) for name in self.__slots__ if name != "_read"}

    def name(self, entity: int, first: Numbers) -> str:
        """Return the display name of an entity, `first` being the numbers of the first names of all."""
        return self.texts[int(first[entity])]

    def add(self, record: Record) -> None:
        """Append an entity."""
        entity = len(self.ids)
        self.ids.append(record.id)
        scheme, number, _ = id_order(record.id)
        self.scheme.append(scheme)
        self.number.append(number)
        self.kind.add(record.kind)
        self.countries.add(record.countries)
        self.admin1.add(record.admin1)
        self.admin2.add(record.admin2)
        self.lat.append(NO_POSITION if record.lat is None else round(record.lat * DEGREE))
        self.lon.append(NO_POSITION if record.lon is None else round(record.lon * DEGREE))
        self.population.append(NONE if record.population is None else record.population)
        self.prominence.append(record.prominence)
        self.born.add(record.born)
        self.died.add(record.died)
        if record.ids:
            self.others[entity] = record.ids
        cleaned = clean(record.name)
        key = fold(cleaned)
        self.own_key.append(crc32(key.encode()))
        parted = "," in cleaned or "(" in cleaned or ")" in cleaned
        self.label.append(crc32(label_key(cleaned).encode()) if parted else self.own_key[-1])
        self.many.append(len(record.names))
        for text, lang, role in record.names:
            self._name(text, lang, role)
        if len(self.ids) % _AT_ONCE == 0:
            self.encode()

    def _name(self, text: str, lang: str | None, role: str) -> None:
        letters = bare(text)
        folded = letters if letters.isascii() else fold(text)
        self.texts.add(text)
        self.script.append(SCRIPT_NUMBERS[script_of(text)])
        self.lang.add(lang or None)
        self.role.append(_ROLE[role])
        self.bare.append(letters_hash(letters))
        self.folded.append(crc32(folded.encode()))
        key, read = folded, text
        if self._read is not whole_name:
            name = self._read(text)
            key, read = name.key, name.text
            folded = folded if read == text else fold(read)
            counts = self.counts
            for part in {part.key for part in name.parts}:
                counts[part] = counts.get(part, 0) + 1
            if short := acronyms(name.initials):
                self.acronyms[len(self.keys)] = short
        self.keys.add(key)
        if role != "weak":
            texts, keys, owners = self._pending
            texts.append(read)
            keys.append(folded)
            owners.append(len(self.ids) - 1)
            self.kept.append(len(self.keys) - 1)

    def encode(self) -> None:
        """Work out the vectors of the names added last."""
        texts, keys, owners = self._pending
        if not texts:
            return
        vectors = default_encoder().encode(texts, keys)
        owner = np.frombuffer(owners, "I").astype(np.int64)
        keep = different(vectors, np.flatnonzero(np.diff(owner, prepend=-1, append=-1)))
        self.vectors.append(vectors[keep])
        names = np.frombuffer(self.kept[-len(texts) :], "I")[keep]
        del self.kept[-len(texts) :]
        self.kept.frombytes(names.tobytes())
        self._pending = [], [], array("I")

    def absorb(self, other: "Columns") -> None:
        """Append all entities of others, which are encoded."""
        entities, names = len(self.ids), len(self.keys)
        self.ids.extend(other.ids)
        for column in ("scheme", "number", "lat", "lon", "population", "prominence", "own_key", "label", "many",
                       "script", "role", "bare", "folded"):  # fmt: skip
            getattr(self, column).extend(getattr(other, column))
        for column in ("kind", "countries", "admin1", "admin2", "born", "died", "lang", "texts", "keys"):
            getattr(self, column).absorb(getattr(other, column))
        self.others.update((entities + entity, ids) for entity, ids in other.others.items())
        counts = self.counts
        for part, count in other.counts.items():
            counts[part] = counts.get(part, 0) + count
        self.acronyms.update((names + name, short) for name, short in other.acronyms.items())
        self.kept.frombytes((np.frombuffer(other.kept, "I") + np.uint32(names)).tobytes())
        self.vectors += other.vectors


def columns_of(records: Iterable[Record], read: Reader) -> Columns:
    """Return records as columns, their names read by `read` and encoded."""
    columns = Columns(read)
    for record in records:
        columns.add(record)
    columns.encode()
    return columns
