"""CSV as text: rows whose cells keep the exact characters they were written with.

Python's `csv` module gives values and forgets how they were quoted; here a cell is the slice of the file it
came from, so that a row can be written back with nothing changed but what was added.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from normalize.errors import TableError

__all__ = ["DELIMITERS", "Dialect", "Row", "guess_delimiter", "read_rows"]

DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it begins on (from 1), its raw cells, and its line end ("" at the end of a file)."""

    line: int
    cells: tuple[str, ...]
    end: str

    def value(self, at: int) -> str:
        """Return what a cell says, without its quotes; "" where the row is too short."""
        if at >= len(self.cells):
            return ""
        raw = self.cells[at]
        if not raw.startswith('"'):
            return raw
        close = _closing_quote(raw)
        return raw[1:close].replace('""', '"') + raw[close + 1 :]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are kept apart, and how a new one is written."""

    delimiter: str

    def split(self, record: str) -> tuple[str, ...]:
        """Return the raw cells of a record; joined by the delimiter they are the record again."""
        cells = []
        at = 0
        while True:
            end = _closing_quote(record, at) + 1 if record.startswith('"', at) else at
            end = record.find(self.delimiter, end)
            if end < 0:
                cells.append(record[at:])
                return tuple(cells)
            cells.append(record[at:end])
            at = end + len(self.delimiter)

    def write(self, value: str) -> str:
        """Return a value as a raw cell, quoted where it must be.

        >>> Dialect(",").write('Kupiansk, Kharkiv Oblast')
        '"Kupiansk, Kharkiv Oblast"'
        """
        if any(c in value for c in (self.delimiter, '"', "\n", "\r")):
            return '"' + value.replace('"', '""') + '"'
        return value


_QUOTED = re.compile(r'"(?:[^"]|"")*"(?!")')


def _closing_quote(raw: str, at: int = 0) -> int:
    """The place of the quote that closes the cell opened at `at`; the last character where none does."""
    found = _QUOTED.match(raw, at)
    return found.end() - 1 if found else len(raw) - 1


def guess_delimiter(header: str) -> str:
    """Return the delimiter a header line uses most; a comma where it uses none.

    >>> guess_delimiter("place;country;n")
    ';'
    """
    outside = _QUOTED.sub("", header)
    return max(DELIMITERS, key=lambda d: (outside.count(d), -DELIMITERS.index(d)))


def read_rows(lines: TextIO, delimiter: str | None, name: str) -> tuple[Dialect, Iterator[Row]]:
    """Return the dialect of a CSV text and its rows, the header first.

    Args:
        lines: the text, opened with newline="" so that line ends arrive as they are.
        delimiter: one character, or None to take what the header uses.
        name: how to call the file in errors.

    Raises:
        TableError: while iterating, where a quoted cell is never closed.
    """
    first = lines.readline()
    dialect = Dialect(delimiter or guess_delimiter(first))
    return dialect, _rows(first, lines, dialect, name)


def _rows(first: str, lines: TextIO, dialect: Dialect, name: str) -> Iterator[Row]:
    number = 1
    line = first
    while line:
        record, start = line, number
        while _is_open(record, dialect.delimiter):
            more = lines.readline()
            if not more:
                raise TableError(f"{name}:{start}: a quoted cell that begins in this row is never closed")
            number += 1
            record += more
        body = record.rstrip("\r\n")
        yield Row(start, dialect.split(body), record[len(body) :])
        line = lines.readline()
        number += 1


def _is_open(record: str, delimiter: str) -> bool:
    """Whether a record ends inside a quoted cell, so that the next line belongs to it."""
    at = 0
    while True:
        if record.startswith('"', at):
            found = _QUOTED.match(record, at)
            if not found:
                return True
            at = found.end()
        at = record.find(delimiter, at)
        if at < 0:
            return False
        at += len(delimiter)
