"""What a gazetteer holds: entities and their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, overload

__all__ = ["Entity", "Name", "Names"]


@dataclass(frozen=True, slots=True)
class Name:
    """One recorded name.

    Attributes:
        text: the name as the source writes it (NFC).
        script: ISO 15924 code ("Cyrl"); "Zyyy" where it has no letters.
        lang: ISO 639-1 code, or 639-3 where there is none; None where the source does not say.
        role: "main", "preferred", "alias" or "weak" (a source's noise, kept with little weight).
    """

    text: str
    script: str
    lang: str | None
    role: str

    def __str__(self) -> str:
        return self.text


class _NameReader(Protocol):
    def names_of(self, index: int) -> tuple[Name, ...]: ...


class Names(Sequence[Name]):
    """The names of one entity, read from the gazetteer when first asked for; otherwise a tuple.

    >>> names = Names.of(Name("Kyiv", "Latn", "en", "main"))
    >>> len(names), names[0].text
    (1, 'Kyiv')
    """

    __slots__ = ("_index", "_read", "_reader")

    def __init__(self, reader: _NameReader | None, index: int, read: tuple[Name, ...] | None = None) -> None:
        self._reader = reader
        self._index = index
        self._read = read

    @classmethod
    def of(cls, *names: Name) -> "Names":
        """Return the given names as they are."""
        return cls(None, -1, names)

    def _all(self) -> tuple[Name, ...]:
        if self._read is None:
            assert self._reader is not None
            self._read = self._reader.names_of(self._index)
        return self._read

    @overload
    def __getitem__(self, at: int) -> Name: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Name, ...]: ...
    def __getitem__(self, at: int | slice) -> Name | tuple[Name, ...]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Names({', '.join(n.text for n in self[:4])}{', …' if len(self) > 4 else ''})"

    def __reduce__(self) -> tuple[object, ...]:
        return (Names, (None, -1, self._all()))


@dataclass(frozen=True, slots=True)
class Entity:
    """One place, person or organisation of a gazetteer.

    Attributes:
        id: the canonical id, a CURIE ("geonames:703656", "iso3166:UA").
        kind: "city" (a populated place of any size), "subdivision", "country", "river", "sea", "base", "region" …
        name: the display name.
        label: the display name with what tells it from every other entity of the gazetteer.
        names: every recorded name, the display name first.
        ids: other schemes' ids, by scheme ("geonames", "iso3166_1", "iso3166_2", "wikidata" …).
        country: ISO 3166-1 alpha-2 code, or None (seas, rivers of several countries).
        countries: all ISO 3166-1 alpha-2 codes it lies in.
        admin: canonical ids of the subdivisions it lies in, the largest first.
        lat, lon: WGS 84 degrees of a representative point, or None. A subdivision's is that of its
            most populous recorded place, a country's that of its capital.
        population: inhabitants as the source states them; None where it states none.
        born, died: years, of people; None where they are not known.
    """

    id: str
    kind: str
    name: str
    label: str
    names: Names = field(repr=False, compare=False)
    ids: Mapping[str, str] = field(default_factory=dict, hash=False)
    country: str | None = None
    countries: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    born: int | None = None
    died: int | None = None

    def __str__(self) -> str:
        return self.label
