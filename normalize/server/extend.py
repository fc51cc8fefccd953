"""More of what is known of entities, for the columns of a client's table."""

from collections.abc import Iterable
from typing import Any

from normalize.entities import Entity
from normalize.server.properties import PROPERTIES, Property, Value, property_json
from normalize.server.queries import Extension
from normalize.server.served import Served
from normalize.server.work import Deadline

__all__ = ["SETTINGS", "extend", "propose"]

# What a person may set for a property.
SETTINGS = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "How many values of one entity; 0 for all",
    }
]
_TYPES = {"country": "country", "admin": "subdivision"}  # of the entities that are values


def extend(served: Served, asked: Extension, deadline: Deadline) -> dict[str, Any]:
    """Return the values of properties of entities; what is not known has none.

    Raises:
        Busy: there was no time.
    """
    rows = {}
    for id_ in asked.ids:
        deadline.check()
        found = served.find(id_)
        entity = None if found is None else found[0]
        rows[id_] = {name: list(_values(served, entity, name, most)) for name, most in asked.properties.items()}
    return {"meta": [_meta(served, name) for name in asked.properties], "rows": rows}


def _meta(served: Served, name: str) -> dict[str, Any]:
    one = PROPERTIES.get(name)
    if one is None:
        return {"id": name, "name": name}
    said: dict[str, Any] = {"id": one.id, "name": one.name}
    if one.entities:
        said["type"] = {"id": _TYPES[one.id], "name": served.types[_TYPES[one.id]].name}
    return said


def _values(served: Served, entity: Entity | None, name: str, most: int | None) -> Iterable[dict[str, Any]]:
    one = PROPERTIES.get(name)
    if entity is None or one is None:
        return ()
    return [_cell(served, one, value) for value in list(one.read(entity))[:most]]


def _cell(served: Served, one: Property, value: Value) -> dict[str, Any]:
    if one.entities and (found := served.find(str(value))) is not None:
        return {"id": found[0].id, "name": found[0].name}
    if isinstance(value, int):
        return {"int": value}
    return {"float": value} if isinstance(value, float) else {"str": str(value)}


def propose(served: Served, type_: str, limit: int | None) -> dict[str, Any]:
    """Return the properties that entities of a type have.

    Args:
        served: what is served.
        type_: id of a type; "" for any.
        limit: how many; None for all.
    """
    known = served.types.get(type_)
    families = {type_, *(known.broader if known else ())}
    some = [one for one in PROPERTIES.values() if one.id != "lang" and (not type_ or families & set(one.families))]
    said: dict[str, Any] = {"properties": [property_json(one) for one in some[:limit]]}
    if type_:
        said["type"] = type_
    if limit is not None:
        said["limit"] = limit
    return said
