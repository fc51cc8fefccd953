"""Names under keys of JSON and JSON Lines.

A key is met at any depth; its value is a string, or a list of strings. A list of strings that stands under no key is
read itself. Source of the grammar: RFC 8259.
"""

import json
import re
from collections.abc import Container, Iterator, Sequence

from normalize.checking.spans import Source, Value, bytes_of, is_sought, text_of
from normalize.errors import TableError

__all__ = ["JsonDocument"]

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


class JsonDocument:
    """A JSON text, or one a line."""

    def __init__(self, source: Source, *, lines: bool) -> None:
        """Check that it is JSON.

        Raises:
            TableError: it is not.
        """
        self._source = source
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

    def _strings(self, keys: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Text and span of each string under the keys."""
        wanted = {None, *keys}
        inside: list[tuple[bool, str | None]] = []  # whether it is an object, the key its value stands under
        naming = False  # whether the next string is a key
        for token in _TOKEN.finditer(self._source.body):
            first = token[0][:1]
            if first == b'"':
                if naming:
                    inside[-1] = True, json.loads(text_of(token[0]), strict=False)
                    naming = False
                elif (
                    inside and inside[-1][1] in wanted and (text := json.loads(text_of(token[0]), strict=False).strip())
                ):
                    yield text, token.start(), token.end()
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
        for text, _, _ in self._strings(keys):
            counts[text] = counts.get(text, 0) + 1
        return counts

    def values(self, keys: Sequence[str], wanted: Container[str], once: Container[str] = ()) -> list[Value]:
        """See `Document`."""
        met: set[str] = set()
        found = self._strings(keys)
        return [self._source.value(*each) for each in found if is_sought(each[0], wanted, once, met)]

    def written(self, value: Value, text: str) -> bytes | None:
        """See `Document`: letters beyond ASCII are escaped in a file that does so."""
        said = json.loads(text_of(value.raw), strict=False)
        before, after = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
        return bytes_of(json.dumps(before + text + after, ensure_ascii=self._escapes))
