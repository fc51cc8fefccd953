"""Names in columns of CSV and TSV."""

import io
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import accumulate
from operator import add

from normalize.checking.parts import Part, names_of, parts_of
from normalize.checking.spans import Layout, Source, Value, bytes_of, is_sought, text_of
from normalize.errors import TableError
from normalize.tables.csvtext import Dialect, Rows, blocks_of, guess_delimiter

__all__ = ["CsvDocument"]

_GUESSED_LINES = 50
_QUOTED, _UNSAFE = "quoted", "unsafe"  # forms of values


class CsvDocument:
    """A table with a header."""

    def __init__(self, source: Source, keys: Sequence[str], layout: Layout) -> None:
        """Read the header.

        Args:
            source: the text.
            keys: titles that will be asked for: they help to find the delimiter.
            layout: how names stand in it.
        """
        self._source = source
        self._separator = layout.separator
        body = source.body
        start = 0
        while start < len(body) and body[start : start + 1] in (b"\n", b"\r"):
            start += 1
        first = body[start : start + (1 << 16)].split(source.newline)[:_GUESSED_LINES]
        titles = [bytes_of(key) for key in keys]
        delimiter = bytes_of(layout.delimiter) if layout.delimiter else guess_delimiter(first, titles)
        self._dialect = Dialect(delimiter, source.newline)
        header = self._dialect.row(body, start)
        if header is None:
            raise TableError(f"{source.name}:1: a quoted cell of the header is never closed")
        cells, end = header
        self._titles = [text_of(self._dialect.value(cell)).strip() for cell in cells]
        self._start = min(len(body), end + len(source.newline))

    def _at(self, keys: Sequence[str]) -> list[int]:
        """Where the columns stand."""
        for key in keys:
            if self._titles.count(key) > 1:
                raise TableError(f"{self._source.name}: the column {key!r} stands twice; rename one")
        if missing := [key for key in keys if key not in self._titles]:
            raise TableError(
                f"{self._source.name} has no column {missing[0]!r}; its columns are "
                f"{', '.join(filter(None, self._titles)) or 'none'}. Say which files hold it: `files` of the "
                "config, or of the hook"
            )
        return [self._titles.index(key) for key in keys]

    def _blocks(self) -> Iterator[Rows]:
        line = self._source.body.count(self._source.newline, 0, self._start) + 1
        rest = io.BytesIO(self._source.body[self._start :])
        return blocks_of(rest, self._dialect, self._source.name, width=len(self._titles), line=line)

    def _said(self, rows: Rows, column: int) -> list[str]:
        """What the cells of a column say."""
        raws = rows.column(column)
        if rows.cells is None and raws:  # none is quoted: decoded at once
            return text_of(self._source.newline.join(raws)).split(self._source.newline.decode())
        return [text_of(self._dialect.value(raw)) for raw in raws]

    def counts(self, keys: Sequence[str]) -> dict[str, int]:
        """See `Document`.

        Raises:
            TableError: a column is not there, or a quote never closed.
        """
        at = self._at(keys)
        said: Counter[str] = Counter()
        for rows in self._blocks():
            for column in at:
                said.update(self._said(rows, column))
        counts: dict[str, int] = {}
        for cell, count in said.items():
            for text in names_of(cell, self._separator):
                counts[text] = counts.get(text, 0) + count
        return counts

    def values(self, keys: Sequence[str], wanted: Container[str], once: Container[str] = ()) -> list[Value]:
        """See `Document`."""
        at = self._at(keys)
        asked: dict[str, bool] = {}  # what a cell says -> whether it holds a name that is asked for
        found: list[Value] = []
        met: set[str] = set()
        offset = self._start
        for rows in self._blocks():
            said = [self._said(rows, column) for column in at]
            for cell in set().union(*said).difference(asked):
                asked[cell] = any(text in wanted or text in once for text in names_of(cell, self._separator))
            starts = _starts(rows, offset)
            # Few rows hold one: the others cost no more than a look at what their cells say.
            for number in sorted({n for cells in said for n, cell in enumerate(cells) if asked[cell]}):
                cells = rows.bodies[number].split(self._dialect.delimiter) if rows.cells is None else rows.cells[number]
                begin = starts[number]
                for column in at:
                    if column < len(cells):
                        start = begin + sum(map(len, cells[:column])) + column
                        raw = cells[column]
                        found += [
                            self._value(raw, part, start)
                            for part in self._parts(raw)
                            if is_sought(part.text, wanted, once, met)
                        ]
            offset = starts[-1]
        return found

    def _parts(self, raw: bytes) -> list[Part]:
        quoted = len(raw) > 1 and raw.startswith(b'"') and raw.endswith(b'"')
        said = text_of(self._dialect.value(raw))
        inside = (1, len(raw) - 1) if quoted else (0, len(raw))
        return parts_of(raw, said, self._separator, inside, _within_quotes if quoted else text_of)

    def _value(self, raw: bytes, part: Part, start: int) -> Value:
        form = _UNSAFE if not part.exact else _QUOTED if raw.startswith(b'"') else ""
        return self._source.value(part.text, start + part.start, start + part.end, form, part=part.several)

    def written(self, value: Value, text: str) -> bytes | None:
        """See `Document`: a quoted cell stays quoted, white space around a name stays."""
        if value.form == _UNSAFE or (self._separator and self._separator in text):
            return None
        if value.part:
            new = bytes_of(text)
            if value.form == _QUOTED:
                return new.replace(b'"', b'""')
            return new if self._dialect.write(new) == new else None
        said = text_of(self._dialect.value(value.raw))
        before, after = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
        new = bytes_of(before + text + after)
        if value.form == _QUOTED:
            return b'"' + new.replace(b'"', b'""') + b'"'
        return self._dialect.write(new)


def _starts(rows: Rows, offset: int) -> list[int]:
    """Where each row begins, and where what follows the last one does.

    Args:
        rows: some rows.
        offset: where they begin, with the empty lines before them.
    """
    count = len(rows)
    if not count:
        return [offset + len(rows.before.get(0, b""))]
    ends = [len(rows.ends)] * count if isinstance(rows.ends, bytes) else list(map(len, rows.ends))
    ends[-1] = len(rows.last_end)
    sizes = list(map(add, map(len, rows.bodies), ends))
    for number, empty in rows.before.items():  # lines before a row lengthen what comes before it
        if number:
            sizes[number - 1] += len(empty)
        else:
            offset += len(empty)
    return list(accumulate(sizes, initial=offset))


def _within_quotes(piece: bytes) -> str:
    return text_of(piece.replace(b'""', b'"'))
