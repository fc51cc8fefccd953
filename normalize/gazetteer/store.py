"""An open gazetteer: entities and names by number, entities by id, names by key. Reads, never decides."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from normalize.entities import Entity, Name, Names
from normalize.errors import GazetteerFormatError, ModelError
from normalize.gazetteer.container import Container
from normalize.gazetteer.equivalents import ACRONYMS, FORMS, PET_FORMS, ROMANISED, Equivalents
from normalize.gazetteer.labels import label_key, label_text
from normalize.gazetteer.layout import (
    DEGREE,
    NO_POSITION,
    NONE,
    NUMERIC,
    OWN,
    ROLES,
    SCHEMES,
    UPPER,
    other_ids,
    text_hash,
)
from normalize.gazetteer.nearindex import NearIndex
from normalize.gazetteer.ragged import Numbers, spread
from normalize.gazetteer.texts import Slots, Texts
from normalize.gazetteer.vectors import VectorIndex
from normalize.keys import Encoder, default_encoder
from normalize.letters import clean

__all__ = ["Columns", "Store"]


# How ids begin that end in a number, in the order of the schemes; "" for the others.
_NUMERIC_IDS = [f"{scheme}:{NUMERIC[scheme]}" if scheme in NUMERIC else "" for scheme in SCHEMES]


def _year(text: str) -> int | None:
    return int(text) if text else None


class Columns:
    """What the file says of every entity and every name, as arrays that read where they lie."""

    __slots__ = (
        "admin1", "admin2", "country", "key", "key_names", "kind", "lat", "lon", "name_bare", "name_lang",
        "name_role", "name_script", "names", "postings", "prominence",
    )  # fmt: skip

    def __init__(self, file: Container) -> None:
        self.kind = file.array("entity.kind", np.uint8)
        self.country = file.array("entity.country", "<u4")
        self.admin1 = file.array("entity.admin1", "<u4")
        self.admin2 = file.array("entity.admin2", "<u4")
        self.lat = file.array("entity.lat", "<i4")
        self.lon = file.array("entity.lon", "<i4")
        self.prominence = file.array("entity.prominence", "<f4")
        self.names = file.array("entity.names", "<u4")
        self.key = file.array("name.key", "<u4")
        self.name_bare = file.array("name.bare", "<u2")
        self.name_script = file.array("name.script", np.uint8)
        self.name_lang = file.array("name.lang", "<u2")
        self.name_role = file.array("name.role", np.uint8)
        self.key_names = file.array("key.names", "<u4")
        self.postings = file.array("key.postings", "<u4")

    def owners(self, names: npt.NDArray[Any]) -> Numbers:
        """Return the entities that names belong to."""
        # Of one type, or NumPy would copy the long side.
        return np.searchsorted(self.names, names.astype(np.uint32), "right") - 1

    def names_under(self, keys: npt.ArrayLike) -> tuple[Numbers, Numbers]:
        """Return (which of the keys, number of a name recorded under it) for keys by number."""
        at = np.asarray(keys, np.int64)
        starts = self.key_names[at].astype(np.int64)
        which, place = spread(starts, self.key_names[at + 1] - starts)
        return which, self.postings[place].astype(np.int64)


class Store:
    """A gazetteer file, open.

    Entities, names and keys are numbered from 0 in stored order; numbers mean nothing outside one file.

    Raises:
        GazetteerError: the file is missing, damaged or of another format version.
    """

    def __init__(self, path: Path) -> None:
        file = Container(path)
        try:
            self._open(file)
        except KeyError as missing:
            raise GazetteerFormatError(f"{path} lacks {missing}: it is no gazetteer; build it again") from None

    def _open(self, file: Container) -> None:
        self._file = file
        self.path = file.path
        self.meta: dict[str, Any] = file.meta
        self._kinds: list[str] = file.meta["kind_list"]
        self._langs: list[str] = file.meta["lang_list"]
        self._scripts: list[str] = file.meta["script_list"]
        self._scheme = file.integers("entity.scheme", "B")
        self._number = file.integers("entity.number", "I")
        self._kind = file.integers("entity.kind", "B")
        self._country = file.integers("entity.country", "I")
        self._admin1 = file.integers("entity.admin1", "I")
        self._admin2 = file.integers("entity.admin2", "I")
        self._lat = file.integers("entity.lat", "i")
        self._lon = file.integers("entity.lon", "i")
        self._population = file.integers("entity.population", "I")
        self._prominence = file.floats("entity.prominence")
        self._form = file.integers("entity.form", "B")
        self._names_of = file.integers("entity.names", "I")
        self._extra = Texts(file, "extra")
        self._name = Texts(file, "name")
        self._name_script = file.integers("name.script", "B")
        self._name_lang = file.integers("name.lang", "H")
        self._name_role = file.integers("name.role", "B")
        self._slots = Slots(file, "name.slots", self._name)
        self.keys = Texts(file, "key")
        self._key_slots = Slots(file, "key.slots", self.keys)
        self._key_names = file.integers("key.names", "I")
        self._postings = file.integers("key.postings", "I")
        self.near = NearIndex(file, self.keys)
        self.columns = Columns(file)
        self._lookups = {
            kind: (file.integers(f"{kind}.hash", "I"), file.integers(f"{kind}.entity", "I"))
            for kind in ("label", "code")
        }
        # Entities are read again and again for common names; what is kept is bounded.
        self.entity = lru_cache(maxsize=1 << 14)(self._read_entity)

    # -- about the file

    @cached_property
    def version(self) -> str:
        """Name, version and the start of the checksum: two gazetteers that differ differ here."""
        return f"{self.meta['name']} {self.meta['version']} ({self.meta['sha256'][:12]})"

    @property
    def family(self) -> str:
        """What its entities are: "place", "person" or "org"."""
        return str(self.meta.get("family", "place"))

    @property
    def kinds(self) -> list[str]:
        """The kinds of entities it holds."""
        return self._kinds

    @property
    def langs(self) -> list[str]:
        """The codes of the languages of its names by number; 0 is "" for unknown."""
        return self._langs

    def verify(self) -> None:
        """Read the whole file and compare its checksum; raises GazetteerFormatError."""
        self._file.verify()

    def __len__(self) -> int:
        return len(self._form)

    # -- entities

    def kind(self, at: int) -> str:
        """Return the kind of an entity."""
        return self._kinds[self._kind[at]]

    def prominence(self, at: int) -> float:
        """Return how many people an entity stands for when namesakes are weighed."""
        return self._prominence[at]

    def position(self, at: int) -> tuple[float, float] | None:
        """Return (lat, lon) in degrees, or None."""
        lat = self._lat[at]
        return None if lat == NO_POSITION else (lat / DEGREE, self._lon[at] / DEGREE)

    def admins(self, at: int) -> tuple[int, ...]:
        """Return the subdivisions an entity lies in, the largest first."""
        return tuple(a for a in (self._admin1[at], self._admin2[at]) if a != NONE)

    def born(self, at: int) -> int | None:
        """Return the year a person was born in, where it is known."""
        return _year(self._pairs(at).get("born", ""))

    def country(self, at: int) -> int | None:
        """Return the country an entity lies in, when it is one."""
        country = self._country[at]
        return None if country == NONE else country

    def country_codes(self, at: int) -> tuple[str, ...]:
        """Return the ISO 3166-1 alpha-2 codes an entity lies in."""
        country = self._country[at]
        if country != NONE:
            return (self._pairs(country)["id"],)
        return tuple(c for c in self._pairs(at).get("countries", "").split("|") if c)

    def display_name(self, at: int) -> str:
        """Return the display name of an entity."""
        return self._name[self._names_of[at]]

    def names_of(self, index: int) -> tuple[Name, ...]:
        """Return the recorded names of an entity, the display name first."""
        return tuple(self.name(n) for n in range(self._names_of[index], self._names_of[index + 1]))

    def label(self, at: int) -> str:
        """Return the label of an entity, unique in this gazetteer."""
        kind = self.kind(at)
        second, first, country = self._admin2[at], self._admin1[at], self._country[at]
        if kind in ("country", "river", "sea"):
            country = NONE
        parents = ["" if p == NONE else self.display_name(p) for p in (second, first, country)]
        return label_text(self.display_name(at), kind, self.id(at), parents, self._form[at])

    def id(self, at: int) -> str:
        """Return the canonical id of an entity."""
        scheme = self._scheme[at]
        beginning = _NUMERIC_IDS[scheme]
        if beginning:
            return f"{beginning}{self._number[at]}"
        local = self._pairs(at)["id"]
        return local if scheme == OWN else f"{SCHEMES[scheme]}:{local}"

    def _pairs(self, at: int) -> dict[str, str]:
        text = self._extra[at]
        return dict(line.split("=", 1) for line in text.split("\n")) if text else {}

    def _read_entity(self, at: int) -> Entity:
        pairs = self._pairs(at)
        countries = self.country_codes(at)
        pairs.pop("countries", None)
        local = pairs.pop("id", None)
        scheme = SCHEMES[self._scheme[at]]
        if scheme in NUMERIC:
            pairs.setdefault(scheme, f"{NUMERIC[scheme]}{self._number[at]}")
        elif scheme == "iso3166-2" and local:
            pairs.setdefault("iso3166_2", local)
        born, died = pairs.pop("born", ""), pairs.pop("died", "")
        position = self.position(at)
        population = self._population[at]
        return Entity(
            id=self.id(at),
            kind=self.kind(at),
            name=self.display_name(at),
            label=self.label(at),
            names=Names(self, at),
            ids=pairs,
            country=countries[0] if len(countries) == 1 else None,
            countries=countries,
            admin=tuple(self.id(a) for a in self.admins(at)),
            lat=position[0] if position else None,
            lon=position[1] if position else None,
            population=None if population == NONE else population,
            born=_year(born),
            died=_year(died),
        )

    # -- names

    def name(self, number: int) -> Name:
        """Return a recorded name by its number."""
        return Name(
            self._name[number],
            self._scripts[self._name_script[number]],
            self._langs[self._name_lang[number]] or None,
            ROLES[self._name_role[number]],
        )

    def name_text(self, number: int) -> str:
        """Return the text of a recorded name by its number."""
        return self._name[number]

    def answers(self, part: str, code: Literal["B", "H", "I"]) -> "memoryview[int]":
        """Return a part of the kept answers: "status", "score" or "entity", one a name."""
        return self._file.integers(f"answer.{part}", code)

    def owner(self, number: int) -> int:
        """Return the entity a recorded name belongs to."""
        # bisect_right on a memoryview, by hand: names_of[at] <= number < names_of[at + 1]
        return bisect_left(self._names_of, number + 1) - 1

    # -- finding

    def find_id(self, id_: str) -> int | None:
        """Return the entity with the canonical id, or with that other id, in any case, or None."""
        code = id_.lower()
        scheme, _, local = code.partition(":")
        found = None
        if scheme in SCHEMES[:OWN] and local:
            found = self._find_id_of(scheme, local.upper() if scheme in UPPER else local)
        if found is None and self.has_own_ids:
            found = self._find_id_of(SCHEMES[OWN], id_)
        if found is not None:
            return found
        for at in self._by_hash("code", code):
            ids = self._pairs(at)
            if code in other_ids(ids):
                return at
        return None

    @property
    def has_own_ids(self) -> bool:
        """Whether some ids are of no known scheme: any text may be one."""
        ends = self.meta["scheme_end"]
        return bool(ends[OWN] > ends[OWN - 1])

    def _find_id_of(self, scheme: str, local: str) -> int | None:
        rank = SCHEMES.index(scheme)
        ends = self.meta["scheme_end"]
        low, high = (ends[rank - 1] if rank else 0), ends[rank]
        if scheme in NUMERIC:
            digits = local.removeprefix(NUMERIC[scheme])
            if f"{NUMERIC[scheme]}{digits}" != local or not (digits.isascii() and digits.isdigit()):
                return None
            if digits[0] == "0" or int(digits) >= NONE:
                return None
            at = bisect_left(self._number, int(digits), low, high)
            return at if at < high and self._number[at] == int(digits) else None
        at = bisect_left(range(high), local, low, high, key=lambda e: self._pairs(e)["id"])
        return at if at < high and self._pairs(at)["id"] == local else None

    def _by_hash(self, lookup: str, text: str) -> Iterator[int]:
        hashes, entities = self._lookups[lookup]
        want = text_hash(text)
        at = bisect_left(hashes, want)
        while at < len(hashes) and hashes[at] == want:
            yield entities[at]
            at += 1

    def find_label(self, key: str) -> int | None:
        """Return the entity whose label has the given label key, or None."""
        return next((e for e in self._by_hash("label", key) if label_key(clean(self.label(e))) == key), None)

    def find_key_number(self, key: str) -> int | None:
        """Return the number of a fold key, or None."""
        return self._key_slots.find(key)

    def find_key(self, key: str) -> tuple[int, ...]:
        """Return the numbers of the names recorded under a fold key."""
        at = self._key_slots.find(key)
        return () if at is None else self._names_under(at)

    def find_text(self, text: str) -> int | None:
        """Return the number of the first name recorded with exactly this text, or None."""
        return self._slots.find(text)

    def _names_under(self, at: int) -> tuple[int, ...]:
        return tuple(self._postings[self._key_names[at] : self._key_names[at + 1]])

    # -- parts of names

    @cached_property
    def part_counts(self) -> Callable[[str], int]:
        """How many names have a part, by its key; for people and organisations only."""
        slots = Slots(self._file, "part.slots", Texts(self._file, "part"))
        counts = self._file.integers("part.count", "I")

        def count(key: str) -> int:
            at = slots.find(key)
            return 0 if at is None else counts[at]

        return count

    @cached_property
    def equivalents(self) -> Equivalents:
        """Name parts that are forms of one name; only the packaged gazetteer of people holds any."""
        return Equivalents(self._file, FORMS)

    @cached_property
    def pet_forms(self) -> Equivalents:
        """Given names with what friends make of them: Volodymyr, Vova."""
        return Equivalents(self._file, PET_FORMS)

    @cached_property
    def romanised(self) -> Equivalents:
        """Spellings of one East Asian name: Zhang, Chang, Cheung; only the packaged gazetteer of people holds any."""
        return Equivalents(self._file, ROMANISED)

    @cached_property
    def acronyms(self) -> Equivalents:
        """Which names an acronym may stand for, by number; only a gazetteer of organisations knows."""
        return Equivalents(self._file, ACRONYMS)

    # -- likeness

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vectors of the names; compared with those of `encoder`.

        Raises:
            ModelError: the file was made with another encoder than the installed one.
        """
        made = self.meta["encoder"]
        if self.encoder.version != made["version"]:
            raise ModelError(
                f"{self.path} was made with the name encoder {made['version']}, installed is {self.encoder.version}; "
                "build the gazetteer again"
            )
        return VectorIndex(self._file, made["dimensions"])

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder its vectors were made with."""
        return default_encoder()

    def block(self, title: str) -> tuple[int, int]:
        """Return the stretch of rows of a block of vectors, by the code of a country or a name in `layout`."""
        titles: list[str] = self.meta["blocks"]
        at = bisect_left(titles, title)
        if at == len(titles) or titles[at] != title:
            return 0, 0
        starts = self._file.integers("vector.block.start", "I")
        return starts[at], starts[at + 1]

    @cached_property
    def multinational(self) -> dict[int, frozenset[int]]:
        """Entities that lie in several countries -> those countries."""
        candidates = np.flatnonzero(self.columns.country == NONE).tolist()
        found = {e: (self.find_id(f"iso3166:{c}") for c in self.country_codes(e)) for e in candidates}
        return {e: frozenset(c for c in of if c is not None and c != e) for e, of in found.items()}
