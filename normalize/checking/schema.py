"""Holds a value against a JSON schema: as much of the language as the config's own schema uses.

Source: JSON Schema 2020-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["problems"]

_NOT_BLANK = r"\S"
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
}


def problems(
    value: Any, schema: Mapping[str, Any], at: str = "", root: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """Yield what is wrong with a value, each with the key it stands under.

    >>> list(problems({"a": 1, "b": 2}, {"properties": {"a": {"type": "string"}}, "additionalProperties": False}))
    ['a must be a string, not 1', 'b is no key that is known; known are a']
    """
    root = schema if root is None else root
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    name = at or "the table"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{name} must be one of {', '.join(schema['enum'])}, not {value!r}"
        return
    wanted = schema.get("type")
    if wanted and (not isinstance(value, _TYPES[wanted]) or (wanted == "number" and isinstance(value, bool))):
        article = "an" if wanted[0] in "aeiou" else "a"
        yield f"{name} must be {article} {wanted}, not {value!r}"
        return
    if isinstance(value, dict):
        yield from _of_object(value, schema, at, root)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{name} must hold {schema['minItems']} or more"
        for number, each in enumerate(value):
            yield from problems(each, schema.get("items", {}), f"{at}[{number}]", root)
    elif isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{name} is empty"
        elif not re.search(pattern := schema.get("pattern", ""), value):
            yield f"{name} is empty" if pattern == _NOT_BLANK else f"{name} must match {pattern}, not {value!r}"
        elif len(value) > schema.get("maxLength", len(value)):
            yield f"{name} may have {schema['maxLength']} characters at most, not {value!r}"
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{name} must lie between {schema['minimum']} and {schema['maximum']}, not {value!r}"


def _of_object(value: Mapping[str, Any], schema: Mapping[str, Any], at: str, root: Mapping[str, Any]) -> Iterator[str]:
    known = schema.get("properties", {})
    for key, each in value.items():
        path = f"{at}.{key}" if at else key
        if key in known:
            yield from problems(each, known[key], path, root)
        elif schema.get("additionalProperties", True) is False:
            yield f"{path} is no key that is known; known are {', '.join(known)}"
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{at + '.' if at else ''}{key} is missing"
