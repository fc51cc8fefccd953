"""Suggestions while somebody types: entities, types and properties whose names begin that way."""

from collections.abc import Iterable
from typing import Any

from normalize.entities import Entity
from normalize.gazetteer.beginnings import entities_beginning
from normalize.gazetteers import Gazetteer
from normalize.keys import fold
from normalize.letters import clean
from normalize.server.properties import PROPERTIES, Property, property_json
from normalize.server.served import Served, type_json

__all__ = ["suggest_entities", "suggest_properties", "suggest_types"]

_SHOWN = 10
_MOST = 200  # suggestions that can be leafed through
_LONGEST = 100  # signs that are looked at


def suggest_entities(served: Served, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Return entities with a name, or a part of one, that begins that way, and what the whole may mean.

    Args:
        served: where to look.
        prefix: what was typed; an id is understood, too.
        cursor: how many suggestions were seen already.
    """
    text = prefix.strip()[:_LONGEST]
    if not text or not 0 <= cursor < _MOST:
        return []
    found: dict[str, Gazetteer] = {}  # id -> where it is held; entities are read when they are shown
    if (hit := served.find(text)) is not None:
        found[hit[0].id] = hit[1]
    key = fold(clean(text))
    begun: list[tuple[bool, int, str, Gazetteer]] = []
    for gazetteer in served:
        store = gazetteer.store
        for rank, at in enumerate(entities_beginning(store, key, _MOST)):
            begun.append((not _is_begun(store.display_name(at), key), rank, store.id(at), gazetteer))
    for _, _, id_, gazetteer in sorted(begun, key=lambda entry: entry[:3]):
        found.setdefault(id_, gazetteer)
    if len(found) < cursor + _SHOWN:  # what was typed is perhaps no beginning but another spelling
        for gazetteer in served:
            match = gazetteer.resolve([text])[0]
            for candidate in match.candidates if match.status != "unmatched" else ():
                found.setdefault(candidate.entity.id, gazetteer)
    shown = list(found.items())[cursor : cursor + _SHOWN]
    return [_entity_json(served, gazetteer.entity(id_), gazetteer.kind) for id_, gazetteer in shown]


def _is_begun(name: str, key: str) -> bool:
    """Whether a name, or a word of it, begins that way."""
    cleaned = clean(name)
    return any(fold(part).startswith(key) for part in (cleaned, *cleaned.split()))


def _entity_json(served: Served, entity: Entity, family: str) -> dict[str, Any]:
    """Return an entity as suggestions have it."""
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.label,
        "notable": served.types_of(entity, family),
    }


def suggest_types(served: Served, prefix: str) -> list[dict[str, object]]:
    """Return the types whose name or id begins that way, each with what it is a kind of."""
    return [type_json(one, served.types) for one in served.types.values() if _begins((one.id, one.name), prefix)]


def suggest_properties(prefix: str) -> list[dict[str, Any]]:
    """Return the properties a query may say whose name or id begins that way."""
    return [property_json(one) for one in _hints() if _begins((one.id, one.name), prefix)]


def _hints() -> Iterable[Property]:
    return (one for one in PROPERTIES.values() if one.hint)


def _begins(names: Iterable[str], prefix: str) -> bool:
    """Whether any word of the names begins that way."""
    wanted = prefix.strip().casefold()
    return any(word.startswith(wanted) for name in names for word in (name.casefold(), *name.casefold().split()))
