"""What a query says besides the name, as hints of the verbs: those that are understood, and those that are not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from normalize.entities import Entity
from normalize.errors import ArgumentError, UnknownAdminError, UnknownCountryError, UnknownLanguageError
from normalize.gazetteers import Gazetteer
from normalize.results import Match
from normalize.server.queries import Query

__all__ = ["Hints", "hints_of", "identifiers", "matches_beside", "of_another_size"]

_SCHEMES = ("geonames", "wikidata")  # properties that name one entity
_OF = {  # the hints each family takes
    "place": ("country", "admin", "near", "lang"),
    "person": ("country", "born"),
    "org": ("country",),
}
_ALIKE = 2.0  # populations of one place differ by less than this factor
_About = tuple[str | tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints of one query.

    Attributes:
        said: hint -> value, in the order of the hints' names.
        odd: hints that cannot be understood, or say several things.
    """

    said: tuple[tuple[str, Any], ...]
    odd: frozenset[str] = frozenset()

    def without(self, hint: str) -> "Hints":
        """Return the others; this one is odd."""
        return Hints(tuple(pair for pair in self.said if pair[0] != hint), self.odd | {hint})


def hints_of(query: Query, family: str) -> Hints:
    """Return the hints of a query, as the verbs of a family take them.

    A country may also be said by its ISO 3166-1 code, a subdivision by its ISO 3166-2 code.
    """
    read: dict[str, Any] = {}
    odd = set()
    for hint, *properties in (("country", "country", "iso3166_1"), ("admin", "admin", "iso3166_2"),
                              ("lang", "lang"), ("born", "born")):  # fmt: skip
        about = next((query.said[one] for one in properties if query.said.get(one)), ())
        if len(set(about)) > 1:
            odd.add(hint)
        elif about:
            read[hint] = _text(about[0], by_id=hint in ("country", "admin"))
    if "born" in read:
        try:
            read["born"] = int(read["born"][:4])
        except ValueError:
            odd.add("born")
            del read["born"]
    position = _position(query.said)
    if position is not None:
        read["near"] = position
        if position == ():
            odd.add("near")
            del read["near"]
    taken = _OF[family]
    return Hints(tuple((hint, read[hint]) for hint in taken if hint in read), frozenset(odd & set(taken)))


def _text(value: str | tuple[str, str], *, by_id: bool) -> str:
    """What a value says: an entity is said by its id, and by its name where ids mean nothing."""
    if isinstance(value, str):
        return value
    id_, name = value
    return id_ if by_id or not name else name


def _position(said: Mapping[str, _About]) -> tuple[float, float] | tuple[()] | None:
    """(lat, lon); () where something is said that is no position."""
    lat, lon = said.get("lat", ()), said.get("lon", ())
    if not lat and not lon:
        if not (both := said.get("coordinates", ())):
            return None
        parts = _text(both[0], by_id=False).split(",")
        lat, lon = ((parts[0],), (parts[1],)) if len(both) == 1 and len(parts) == 2 else ((), ())
    if len(lat) != 1 or len(lon) != 1:
        return ()
    try:
        y, x = (float(_text(value, by_id=False).replace(",", ".")) for value in (lat[0], lon[0]))
    except ValueError:
        return ()
    return (y, x) if -90 <= y <= 90 and -180 <= x <= 360 else ()


def identifiers(query: Query) -> dict[str, str]:
    """Return the identifiers a query gives, by scheme: each names one entity."""
    return {
        scheme: _text(values[0], by_id=True).rpartition(":")[2]
        for scheme in _SCHEMES
        if len(values := query.said.get(scheme, ())) == 1
    }


def of_another_size(query: Query, entity: Entity) -> bool:
    """Return whether a query says a population that the entity cannot have."""
    values = query.said.get("population", ())
    if len(values) != 1 or not entity.population:
        return False
    try:
        said = float(_text(values[0], by_id=False).replace(",", "").replace(" ", ""))
    except ValueError:
        return False
    if not 0 < said < math.inf:
        return False
    return not said / _ALIKE <= entity.population <= said * _ALIKE


def matches_beside(
    gazetteer: Gazetteer, names: Sequence[str], kind: str, every: Sequence[Hints], kinds: Sequence[str] | None
) -> list[tuple[Match, Hints]]:
    """Return the match of each name beside its hints, and the hints that were used.

    Args:
        gazetteer: where to look.
        names: the names.
        kind: what they name.
        every: the hints of each.
        kinds: kinds of places to consider, or None.
    """
    columns: dict[str, Any] = {
        hint: [dict(hints.said).get(hint) for hints in every]
        for hint in dict.fromkeys(hint for hints in every for hint, _ in hints.said)
    }
    if kinds is not None:
        columns["kinds"] = [tuple(kinds)] * len(names)
    try:
        return list(zip(gazetteer.resolve(names, kind, **columns), every, strict=True))
    except ArgumentError as error:
        if len(names) == 1:
            return matches_beside(gazetteer, names, kind, [every[0].without(_refused(error, every[0]))], kinds)
    return [
        found
        for name, hints in zip(names, every, strict=True)
        for found in matches_beside(gazetteer, [name], kind, [hints], kinds)
    ]


def _refused(error: ArgumentError, hints: Hints) -> str:
    """The hint an error is about.

    Raises:
        ArgumentError: it is about none of them.
    """
    about = {UnknownCountryError: "country", UnknownAdminError: "admin", UnknownLanguageError: "lang"}
    hint = about.get(type(error)) or str(error).partition("=")[0]
    if hint not in dict(hints.said):
        raise error
    return hint
