"""CSV as bytes: rows whose cells keep the exact characters they were written with.

Libraries give values and forget how they were quoted; here a cell is the slice of the file it came from, so that
a row is written back with nothing changed but what was added. Encodings in which no letter looks like a
delimiter, a quote or a line end (`encodings.transparent`) need not be decoded for that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Protocol

from normalize.errors import TableError

__all__ = ["DELIMITERS", "QUOTED", "Dialect", "Readable", "Rows", "blocks_of", "guess_delimiter"]

DELIMITERS = (b",", b"\t", b";", b"|")
_READ = 1 << 18  # bytes at once: rows of a piece stay in the processor's cache
_LONGEST_ROW = 1 << 28  # bytes: a quote that is never closed makes all that follows one cell
# Possessive: a quote that is not doubled closes the cell, wherever the text at hand happens to end.
QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; nothing at the end."""
        ...


@dataclass(frozen=True)
class Dialect:
    """How cells and rows are kept apart.

    Attributes:
        delimiter: one byte.
        newline: the byte that ends a row: a line feed, or a carriage return in old files. A carriage return before a
            line feed belongs to the end of the row.
        quoting: whether a cell may be quoted; without it a quote is a character like others.
    """

    delimiter: bytes
    newline: bytes = b"\n"
    quoting: bool = True

    @cached_property
    def _stop(self) -> re.Pattern[bytes]:
        return re.compile(b"[" + re.escape(self.delimiter + self.newline) + b"]")

    @cached_property
    def _special(self) -> re.Pattern[bytes]:
        return re.compile(b'["\r\n' + re.escape(self.delimiter) + b"]")

    def row(self, text: bytes, at: int) -> tuple[tuple[bytes, ...], int] | None:
        """Return the raw cells of the row that begins at `at` and where its line end begins; None if it is cut off.

        Joined by the delimiter the cells are the row again. The end of the text counts as a line end.
        """
        cells = []
        while True:
            end = at
            if self.quoting and text.startswith(b'"', at):
                quoted = QUOTED.match(text, at)
                if quoted is None:
                    return None
                end = quoted.end()
            stop = self._stop.search(text, end)
            cells.append(text[at : stop.start() if stop else len(text)])
            if stop is None or stop[0] == self.newline:
                return tuple(cells), stop.start() if stop else len(text)
            at = stop.end()

    def value(self, raw: bytes) -> bytes:
        """Return what a raw cell says, without its quotes.

        >>> Dialect(b",").value(b'"Izium, ""the"" town"')
        b'Izium, "the" town'
        """
        quoted = QUOTED.match(raw) if self.quoting and raw.startswith(b'"') else None
        if quoted is None:
            return raw
        return raw[1 : quoted.end() - 1].replace(b'""', b'"') + raw[quoted.end() :]

    def write(self, value: bytes) -> bytes:
        """Return a value as a raw cell, quoted where it must be.

        >>> Dialect(b",").write(b"Kupiansk, Kharkiv Oblast")
        b'"Kupiansk, Kharkiv Oblast"'
        """
        if not self._special.search(value):
            return value
        if not self.quoting:
            return re.sub(b"[\r\n" + re.escape(self.delimiter) + b"]+", b" ", value)
        return b'"' + value.replace(b'"', b'""') + b'"'


@dataclass(frozen=True)
class Rows:
    """Some rows of a table that follow each other.

    Attributes:
        dialect: how they are written.
        width: cells of the header.
        bodies: each row without its line end.
        ends: the line end of each row, or the one of all but the last.
        last_end: the line end of the last row; nothing at the end of many files.
        lines: the line each row begins on, from 1.
        cells: the raw cells of each row; None where no row holds a quote or is odd, so that splitting does.
        before: row -> lines that stand before it and hold nothing; the row after the last is `len(bodies)`.
        odd: rows with more or fewer cells than the header.
    """

    dialect: Dialect
    width: int
    bodies: Sequence[bytes]
    ends: bytes | Sequence[bytes]
    last_end: bytes
    lines: Sequence[int]
    cells: Sequence[tuple[bytes, ...]] | None = None
    before: dict[int, bytes] = field(default_factory=dict)
    odd: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.bodies)

    def column(self, at: int) -> list[bytes]:
        """Return the raw cells of a column; a row that is too short has an empty one."""
        if self.cells is None:
            delimiter, splits = self.dialect.delimiter, at + 1
            return [body.split(delimiter, splits)[at] for body in self.bodies]
        return [cells[at] if at < len(cells) else b"" for cells in self.cells]

    def columns(self, which: Sequence[int]) -> list[tuple[bytes, ...]]:
        """Return the raw cells of several columns, row by row."""
        if self.cells is None:
            delimiter, splits, take = self.dialect.delimiter, max(which) + 1, itemgetter(*which)
            return [take(body.split(delimiter, splits)) for body in self.bodies]
        return list(zip(*map(self.column, which), strict=True))

    def split(self) -> Iterator[Sequence[bytes]]:
        """Yield the raw cells of each row."""
        if self.cells is not None:
            return iter(self.cells)
        return (body.split(self.dialect.delimiter) for body in self.bodies)

    def join(self, bodies: Sequence[bytes]) -> bytes:
        """Return new bodies of the rows as text, with the line ends and empty lines that stand around them."""
        if isinstance(self.ends, bytes) and not self.before:
            return self.ends.join(bodies) + self.last_end
        pieces: list[bytes] = []
        last = len(bodies) - 1
        for at, body in enumerate(bodies):
            ends = self.ends if isinstance(self.ends, bytes) else self.ends[at]
            pieces += (self.before.get(at, b""), body, self.last_end if at == last else ends)
        pieces.append(self.before.get(len(bodies), b""))
        return b"".join(pieces)


def guess_delimiter(lines: Sequence[bytes], titles: Sequence[bytes] = ()) -> bytes:
    """Return the delimiter of a table's first lines.

    That under which the header holds the wanted titles; else that which stands in the header and equally often in most
    other lines; else the one the header uses most; a comma where it uses none.

    >>> guess_delimiter([b"place;country;n", b"Izium, Kharkiv Oblast;UA;1"])
    b';'
    """
    bare = [QUOTED.sub(b'""', line) for line in lines]
    header = bare[0] if bare else b""

    def worth(delimiter: bytes) -> tuple[int, float, int, int]:
        cells = [Dialect(delimiter).value(cell).strip() for cell in (Dialect(delimiter).row(lines[0], 0) or ((),))[0]]
        count = header.count(delimiter)
        alike = sum(line.count(delimiter) == count for line in bare[1:]) / max(1, len(bare) - 1) if count else 0.0
        return sum(title in cells for title in titles), round(alike, 1), count, -DELIMITERS.index(delimiter)

    return max(DELIMITERS, key=worth) if lines else DELIMITERS[0]


def blocks_of(stream: Readable, dialect: Dialect, name: str, *, width: int | None, line: int = 1) -> Iterator[Rows]:
    """Yield the rows of a stream, some thousand at a time.

    Args:
        stream: the table from where the rows begin.
        dialect: how it is written.
        name: how to call the file in errors.
        width: cells a row should have; None takes those of the first.
        line: number of the first line.

    Raises:
        TableError: a quoted cell is never closed.
    """
    pending = b""
    while True:
        data = stream.read(max(_READ, len(pending)))  # as much again, or a long cell would be read over and over
        text = pending + data
        if not text:
            return
        block, used = _parse(text, dialect, width, line, final=not data)
        if not data and used < len(text):
            raise TableError(f"{name}:{line + _lines_in(text[:used], dialect)}: {_NEVER_CLOSED}")
        pending = text[used:]
        if len(pending) > _LONGEST_ROW:
            raise TableError(f"{name}:{line + _lines_in(text[:used], dialect)}: {_NEVER_CLOSED}")
        line += _lines_in(text[:used], dialect)
        if len(block) or block.before:
            width = (width or block.width) if len(block) else width
            yield block
        if not data:
            return


_NEVER_CLOSED = (
    "a quoted cell that begins in this row is never closed; mend it, or give --no-quoting where quotes mean nothing"
)


def _lines_in(text: bytes, dialect: Dialect) -> int:
    return text.count(dialect.newline)


def _parse(text: bytes, dialect: Dialect, width: int | None, line: int, *, final: bool) -> tuple[Rows, int]:
    """The whole rows of a text, and how much of it they are."""
    if not (dialect.quoting and b'"' in text):
        newline, delimiter = dialect.newline, dialect.delimiter
        used = len(text) if final else text.rfind(newline) + 1
        body = text[:used]
        end = b"\r\n" if newline == b"\n" and b"\r\n" in body else newline
        closed = body.endswith(end)
        bodies = (body[: -len(end)] if closed else body).split(end)
        widths = {row.count(delimiter) for row in bodies}
        # Rows that end otherwise, and lines that hold nothing, are told from the others by looking at each.
        alike = len(widths) == 1 and (width is None or widths == {width - 1})
        alike = alike and (end == newline or _lines_in(body, dialect) == len(bodies) - (not closed))
        if alike and (widths != {0} or not (b"" in bodies or b"\r" in bodies)):
            lines = range(line, line + len(bodies))
            return Rows(dialect, widths.pop() + 1, bodies, end, end if closed else b"", lines), used
    return _carefully(text, dialect, width, line, final=final)


def _carefully(text: bytes, dialect: Dialect, width: int | None, line: int, *, final: bool) -> tuple[Rows, int]:
    bodies: list[bytes] = []
    ends: list[bytes] = []
    lines: list[int] = []
    cells: list[tuple[bytes, ...]] = []
    before: dict[int, bytes] = {}
    odd: list[int] = []
    at = 0
    newline, delimiter = dialect.newline, dialect.delimiter
    while at < len(text):
        stop = text.find(newline, at)
        body = text[at:stop] if stop >= 0 else text[at:]
        own: tuple[bytes, ...]
        if dialect.quoting and b'"' in body:
            row = dialect.row(text, at)
            if row is None or (row[1] == len(text) and not final):
                break
            own, stop = row
        elif stop < 0 and not final:
            break
        else:
            own, stop = tuple(body.split(delimiter)), len(text) if stop < 0 else stop
        after = stop + len(newline) if stop < len(text) else stop
        if newline == b"\n" and own[-1].endswith(b"\r") and stop < len(text):
            own = (*own[:-1], own[-1][:-1])
            stop -= 1
        if own == (b"",):
            before[len(bodies)] = before.get(len(bodies), b"") + text[at:after]
        else:
            width = width or len(own)
            if len(own) != width:
                odd.append(len(bodies))
            bodies.append(text[at:stop])
            ends.append(text[stop:after])
            lines.append(line)
            cells.append(own)
        line += text.count(newline, at, after)
        at = after
    last = ends[-1] if ends else b""
    return Rows(dialect, width or 1, bodies, ends, last, lines, cells, before, odd), at
