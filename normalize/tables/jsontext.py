"""JSON as text: where the members of an object stand in it, and numbers as they are written. Source: RFC 8259."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from normalize.tables.forms import Number, shown

__all__ = ["SPACE", "SURROGATE", "Member", "decoded", "encoded", "members"]

SPACE = " \t\r\n"
SURROGATE = re.compile("[\ud800-\udfff]")


def _nothing(_constant: str) -> None:
    """NaN and infinities, which JSON has not."""


# Numbers as they are written; control characters in strings are kept with the line, if not quite JSON.
_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_nothing, strict=False)
_scan = cast(Any, _DECODER).scan_once  # what `decode` calls after looking for white space
_ENDS = frozenset(("", "\n", "\r\n"))


def decoded(text: str) -> Any:
    """Return what a line of JSON says, with numbers as they are written; NaN and infinities are None.

    Raises:
        ValueError: it is no JSON.
        RecursionError: lists or objects stand in each other too deeply.
    """
    if text.startswith("{"):  # the way of nearly all lines, without looking for white space
        try:
            value, end = _scan(text, 0)
        except StopIteration:
            return _DECODER.decode(text)
        if text[end:] in _ENDS:
            return value
    return _DECODER.decode(text)


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member of an object stands in its line.

    Attributes:
        key: its name.
        start: of the name's quote.
        colon: behind the name's closing quote.
        value, end: where the value begins and ends.
    """

    key: str
    start: int
    colon: int
    value: int
    end: int


def members(text: str) -> list[Member]:
    """Return the members of the object that a line holds; the line must be JSON.

    >>> [(m.key, '{"a": 1.0e5, "b":[]}'[m.value:m.end]) for m in members('{"a": 1.0e5, "b":[]}')]
    [('a', '1.0e5'), ('b', '[]')]
    """
    found = []
    at = _after_space(text, text.index("{") + 1)
    while text[at] != "}":
        start = at if text[at] == '"' else _after_space(text, at + 1)
        key, colon = _DECODER.raw_decode(text, start)
        value = _after_space(text, _after_space(text, colon) + 1)
        end = _DECODER.raw_decode(text, value)[1]
        found.append(Member(key, start, colon, value, end))
        at = _after_space(text, end)
    return found


def _after_space(text: str, at: int) -> int:
    while text[at] in SPACE:
        at += 1
    return at


def encoded(value: Any, *, ascii_only: bool = False) -> str:
    """The JSON text of a value, with numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        inner = (f"{encoded(str(k), ascii_only=ascii_only)}: {encoded(v, ascii_only=ascii_only)}"
                 for k, v in value.items())  # fmt: skip
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(encoded(each, ascii_only=ascii_only) for each in value) + "]"
    if isinstance(value, float) and value - value != 0:
        return "null"
    half = isinstance(value, str) and SURROGATE.search(value)  # written as an escape, or nothing could write it
    return json.dumps(value, ensure_ascii=ascii_only or bool(half), default=shown)
