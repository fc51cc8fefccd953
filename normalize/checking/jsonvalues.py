"""Names under keys of JSON and JSON Lines.

A key is met at any depth; its value is a string, or a list of strings. A list of strings that stands under no key is
read itself. Source of the grammar: RFC 8259.
"""

import json
import re
from collections.abc import Container, Iterator, Sequence

from normalize.checking.parts import Part, parts_of
from normalize.checking.spans import Layout, Source, Value, bytes_of, is_sought, text_of
from normalize.errors import TableError

__all__ = ["JsonDocument"]

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_UNSAFE = "unsafe"  # form of a value that is left as it is


class JsonDocument:
    """A JSON text, or one a line."""

    def __init__(self, source: Source, layout: Layout, *, lines: bool) -> None:
        """Check that it is JSON.

        Args:
            source: the text.
            layout: how names stand in it.
            lines: whether each line is a text of its own.

        Raises:
            TableError: it is not.
        """
        self._source = source
        self._separator = layout.separator
        self._escapes = source.body.isascii() and b"\\u" in source.body
        texts = source.body.split(b"\n") if lines else [source.body]
        for number, text in enumerate(texts, 1):
            if not text.strip():
                continue
            try:
                json.loads(text_of(text), strict=False)
            except RecursionError:
                raise TableError(f"{source.name}:{number}: lists or objects stand in each other too deeply") from None
            except json.JSONDecodeError as error:
                place = f"{number if lines else error.lineno}:{error.colno}"
                raise TableError(f"{source.name}:{place}: no JSON: {error.msg}") from None

    def _names(self, keys: Sequence[str]) -> Iterator[tuple[Part, int]]:
        """Each name under the keys, and where the string begins that holds it."""
        for start, end in self._strings(keys):
            raw = self._source.body[start:end]
            inside = 1, len(raw) - 1
            for part in parts_of(raw, _said(raw), self._separator, inside, lambda piece: _said(b'"' + piece + b'"')):
                yield part, start

    def _strings(self, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The span of each string under the keys."""
        wanted = {None, *keys}
        inside: list[tuple[bool, str | None]] = []  # whether it is an object, the key its value stands under
        naming = False  # whether the next string is a key
        for token in _TOKEN.finditer(self._source.body):
            first = token[0][:1]
            if first == b'"':
                if naming:
                    inside[-1] = True, _said(token[0])
                    naming = False
                elif inside and inside[-1][1] in wanted:
                    yield token.span()
            elif first == b"{":
                inside.append((True, ""))
                naming = True
            elif first == b"[":
                inside.append((False, inside[-1][1] if inside else None))
            elif first in b"}]":
                inside.pop()
                naming = False
            elif first == b",":
                naming = inside[-1][0]

    def counts(self, keys: Sequence[str]) -> dict[str, int]:
        """See `Document`."""
        counts: dict[str, int] = {}
        for part, _ in self._names(keys):
            counts[part.text] = counts.get(part.text, 0) + 1
        return counts

    def values(self, keys: Sequence[str], wanted: Container[str], once: Container[str] = ()) -> list[Value]:
        """See `Document`."""
        met: set[str] = set()
        return [
            self._source.value(
                part.text, start + part.start, start + part.end, "" if part.exact else _UNSAFE, part=part.several
            )
            for part, start in self._names(keys)
            if is_sought(part.text, wanted, once, met)
        ]

    def written(self, value: Value, text: str) -> bytes | None:
        """See `Document`: letters beyond ASCII are escaped in a file that does so."""
        if value.form == _UNSAFE or (self._separator and self._separator in text):
            return None
        if value.part:
            return bytes_of(json.dumps(text, ensure_ascii=self._escapes)[1:-1])
        said = _said(value.raw)
        before, after = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
        return bytes_of(json.dumps(before + text + after, ensure_ascii=self._escapes))


def _said(raw: bytes) -> str:
    said: str = json.loads(text_of(raw), strict=False)
    return said
