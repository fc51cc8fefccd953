"""The properties of entities: what a query may say besides the name, and what may be fetched of an entity."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from normalize.entities import Entity

__all__ = ["PROPERTIES", "Property", "property_json"]

Family = Literal["place", "person", "org"]
_EVERY: tuple[Family, ...] = ("place", "person", "org")
Value = str | int | float


def _some(*values: Value | None) -> list[Value]:
    return [value for value in values if value is not None]


@dataclass(frozen=True, slots=True)
class Property:
    """A property.

    Attributes:
        id, name, description: for people.
        families: whose entities have it.
        read: an entity -> its values.
        entities: whether the values are ids of entities.
        hint: whether a query may say it.
    """

    id: str
    name: str
    description: str
    families: tuple[Family, ...]
    read: Callable[[Entity], Iterable[Value]]
    entities: bool = False
    hint: bool = True


def _id_of(scheme: str) -> Callable[[Entity], Iterable[Value]]:
    return lambda entity: _some(entity.ids.get(scheme))


def _coordinates(entity: Entity) -> Iterable[Value]:
    return [] if entity.lat is None or entity.lon is None else [f"{entity.lat:g},{entity.lon:g}"]


PROPERTIES: Mapping[str, Property] = {
    one.id: one
    for one in (
        Property(
            "country", "Country", "ISO 3166 code or any name of the country: places elsewhere are left out", _EVERY,
            lambda e: [f"iso3166:{code}" for code in e.countries], entities=True,
        ),
        Property(
            "admin", "Subdivision", "name, code or id of a subdivision it lies in", ("place",),
            lambda e: e.admin, entities=True,
        ),
        Property("lat", "Latitude", "degrees; with the longitude: close ones are likelier", ("place",),
                 lambda e: _some(e.lat)),
        Property("lon", "Longitude", "degrees, east is positive", ("place",), lambda e: _some(e.lon)),
        Property("coordinates", "Coordinates", "latitude,longitude in degrees", ("place",), _coordinates),
        Property("population", "Population", "inhabitants: candidates of quite another size are left out", ("place",),
                 lambda e: _some(e.population)),
        Property("born", "Year of birth", "a year, or a date that begins with one", ("person",),
                 lambda e: _some(e.born)),
        Property("died", "Year of death", "a year", ("person",), lambda e: _some(e.died), hint=False),
        Property("iso3166_1", "ISO 3166-1 code", "two letters: the country it is, or lies in", ("place",),
                 _id_of("iso3166_1")),
        Property("iso3166_2", "ISO 3166-2 code", "the subdivision it is, or lies in", ("place",),
                 _id_of("iso3166_2")),
        Property("geonames", "GeoNames number", "the number of its record", ("place",), _id_of("geonames")),
        Property("wikidata", "Wikidata item", "Q and a number", _EVERY, _id_of("wikidata")),
        Property("lang", "Language of the name", "ISO 639 code: names recorded in it are likelier", ("place",),
                 lambda e: []),
        Property("label", "Label", "the name that no other entity has", _EVERY, lambda e: [e.label], hint=False),
        Property("kind", "Kind", "city, river, person …", _EVERY, lambda e: [e.kind], hint=False),
        Property("names", "Recorded names", "in all scripts", _EVERY,
                 lambda e: list(dict.fromkeys(n.text for n in e.names)), hint=False),
    )
}  # fmt: skip


def property_json(one: Property) -> dict[str, Any]:
    """Return a property as clients want it."""
    return {"id": one.id, "name": one.name, "description": one.description}
