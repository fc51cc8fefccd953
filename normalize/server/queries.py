"""Reading what clients ask: a batch of queries, or a request for more of what is known of entities."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from normalize.server.limits import RequestError, TooLarge

__all__ = ["Extension", "Query", "read_extension", "read_queries"]

MOST = 10  # candidates
_KEYS = frozenset({"query", "type", "type_strict", "limit", "properties"})
_STRICT = ("any", "should", "all")


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a batch.

    Attributes:
        text: the name, "" where none is given.
        types: ids of types, of which the entity must have one (all, where `every`); none: any type will do.
        every: whether all types are needed.
        limit: candidates wanted.
        said: property -> what is said of it; each value is text, or (id, name) of an entity.
    """

    text: str
    types: tuple[str, ...]
    every: bool
    limit: int
    said: Mapping[str, tuple[str | tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Extension:
    """What is to be told of entities.

    Attributes:
        ids: of the entities.
        properties: id of a property -> how many values of it; None for all.
    """

    ids: tuple[str, ...]
    properties: Mapping[str, int | None]


def read_queries(text: str, most: int) -> dict[str, Query]:
    """Return the queries of a batch by their keys.

    Args:
        text: JSON.
        most: queries allowed.

    Raises:
        RequestError: it is no batch of queries; the message says where.
        TooLarge: there are too many.

    >>> read_queries('{"q0": {"query": "Kyiv", "limit": 3}}', 10)["q0"].limit
    3
    """
    batch = _json(text, "queries")
    if not isinstance(batch, dict):
        raise RequestError('queries must be an object such as {"q0": {"query": "Kyiv"}}')
    if len(batch) > most:
        raise TooLarge(f"{len(batch):,} queries in one batch; send at most {most:,}")
    return {key: _query(key, query) for key, query in batch.items()}


def _query(key: str, query: object) -> Query:
    where = f"query {key[:80]!r}"
    if not isinstance(query, dict):
        raise RequestError(f'{where} must be an object such as {{"query": "Kyiv"}}')
    if unknown := sorted(set(query) - _KEYS):
        raise RequestError(f"{where}: {unknown[0][:80]!r} is unknown; give {', '.join(sorted(_KEYS))}")
    text = query.get("query", "")
    if not isinstance(text, str):
        raise RequestError(f"{where}: query must be text")
    said = _said(where, query.get("properties", []))
    if "query" not in query and not said:
        raise RequestError(f"{where}: give query, or properties")
    strict = query.get("type_strict", "any")
    if strict not in _STRICT:
        raise RequestError(f"{where}: type_strict must be one of {', '.join(_STRICT)}")
    return Query(text, _types(where, query.get("type")), strict == "all", _limit(where, query.get("limit")), said)


def _types(where: str, given: object) -> tuple[str, ...]:
    if given is None or given == "":
        return ()
    types = [given] if isinstance(given, str) else given
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise RequestError(f"{where}: type must be the id of a type, or a list of them")
    return tuple(dict.fromkeys(types))


def _limit(where: str, given: object) -> int:
    if given is None:
        return MOST
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 <= given < math.inf:
        raise RequestError(f"{where}: limit must be a number, 0 or more")
    return int(min(given, MOST)) or MOST


def _said(where: str, given: object) -> dict[str, tuple[str | tuple[str, str], ...]]:
    if not isinstance(given, list):
        raise RequestError(f"{where}: properties must be a list")
    said: dict[str, tuple[str | tuple[str, str], ...]] = {}
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise RequestError(f'{where}: a property must be an object such as {{"pid": "country", "v": "UA"}}')
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        read = tuple(value for value in (_value(where, value) for value in values) if value != "")
        said[one["pid"]] = said.get(one["pid"], ()) + read
    return said


def _value(where: str, value: object) -> str | tuple[str, str]:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.0f}" if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        name = value.get("name", "")
        if isinstance(name, str):
            return value["id"].strip(), name.strip()
    raise RequestError(f"{where}: the value of a property must be text, a number, true, false, or an object with an id")


def read_extension(text: str, most: int) -> Extension:
    """Return what is to be told of entities.

    Args:
        text: JSON.
        most: ids allowed.

    Raises:
        RequestError: it is no such request.
        TooLarge: too many entities.
    """
    given = _json(text, "extend")
    if not isinstance(given, dict):
        raise RequestError('extend must be an object such as {"ids": ["iso3166:UA"], "properties": [{"id": "lat"}]}')
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise RequestError("extend: ids must be a list of ids")
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in properties
    ):
        raise RequestError('extend: properties must be a list of objects such as {"id": "country"}')
    if len(ids) > most or len(properties) > most:
        raise TooLarge(f"{max(len(ids), len(properties)):,} at once; send at most {most:,}")
    return Extension(tuple(dict.fromkeys(ids)), {one["id"]: _most(one) for one in properties})


def _most(given: Mapping[str, Any]) -> int | None:
    settings = given.get("settings") or {}
    if not isinstance(settings, dict):
        raise RequestError("extend: settings must be an object")
    limit = settings.get("limit") or 0
    try:
        most = int(limit)
    except (TypeError, ValueError, OverflowError):
        most = -1
    if most < 0:
        raise RequestError("extend: the setting limit must be a number, 0 for all")
    return most or None


def _json(text: str, what: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except ValueError as error:
        raise RequestError(f"{what} is no JSON: {str(error)[:200]}") from None
    except RecursionError:
        raise RequestError(f"{what} is nested too deeply") from None
