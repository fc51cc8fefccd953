"""XLSX: a workbook keeps everything a library can keep; other forms are written and read as a stream.

Cells are read as they are shown: 7.0 is "7", 7 in the format 00000 is "00007", a formula is its last result, dates are
ISO 8601. Text is never written as a formula, whatever it begins with. The same input gives the same bytes: nothing in
the file says when it was written.
"""

import io
import re
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, BinaryIO

from normalize.errors import MissingExtraError, TableError
from normalize.tables.csvfile import Target
from normalize.tables.forms import Cells, Layout, Number, Table, shown, typed

__all__ = ["SheetRows", "XlsxSink", "XlsxTable"]

_BLOCK = 4096  # rows at once
_LOOKED_AT = 50  # rows among which the header is looked for
_SPOOLED = 1 << 26  # bytes kept in memory
_ROWS, _COLUMNS, _LETTERS = 1_048_576, 16_384, 32_767  # Source: Microsoft, "Excel specifications and limits"
_EXACT = 10**15  # from here on Excel rounds whole numbers; longer ones are ids and stay text
_PADDED = re.compile("00+")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # Source: XML 1.0, Char
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_EMPTY_ROW = re.compile(rb'<row r="[0-9]+"(?: ?/>|></row>)')
_EPOCH = datetime(1980, 1, 1)  # the first moment a ZIP file can tell


def _openpyxl() -> Any:
    try:
        import openpyxl
        import openpyxl.cell.cell
    except ImportError:
        raise MissingExtraError("XLSX files need openpyxl: pip install 'normalize-names[xlsx]'") from None
    return openpyxl


def _load(data: Any, name: str, **options: bool) -> tuple[Any, Sequence[str]]:
    """A workbook, and what the library says of it; what is wrong with a damaged one may be anything."""
    openpyxl = _openpyxl()
    data.seek(0)
    start = data.read(8)
    data.seek(0)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(f"{name} is protected by a password, or an old .xls file; save it as .xlsx without a password")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(data, **options)
        except Exception as error:
            raise TableError(f"{name} is no whole XLSX file: {' '.join(str(error).split())}") from None
    return book, list(dict.fromkeys(str(warning.message) for warning in said))


@dataclass(frozen=True, slots=True)
class SheetRows:
    """Some rows of a sheet that hold something.

    Attributes:
        rows: their cells: text, int, float, bool or None.
        lines: number of each in the sheet.
        odd: rows with cells beyond the header.
    """

    rows: list[list[Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, at: int) -> list[Hashable]:
        """Return the cells of a column; None for what is neither text nor number."""
        cells = [row[at] if at < len(row) else None for row in self.rows]
        return [None if isinstance(cell, bool) else cell for cell in cells]

    def columns(self, which: Sequence[int]) -> list[tuple[Hashable, ...]]:
        """Return the cells of several columns, row by row."""
        return list(zip(*map(self.column, which), strict=True))


class XlsxTable:
    """A sheet that is read."""

    unit = "row"

    def __init__(self, data: BinaryIO, name: str, sheet: str | None, wanted: Sequence[str]) -> None:
        """Find the sheet and its header: the first row with all wanted titles, else the first that holds anything.

        Args:
            data: the file, which can be read in any order.
            name: how to call it in messages.
            sheet: its title; None for the first.
            wanted: titles of columns that will be asked for.

        Raises:
            TableError: it is protected or damaged, or there is no such sheet.
            MissingExtraError: openpyxl is not installed.
        """
        self.name = name
        self.data: Any = data
        book, _ = _load(self.data, name, read_only=True, data_only=True)
        titles = [each.title for each in book.worksheets]
        if sheet is not None and sheet not in titles:
            raise TableError(f"{name}: there is no sheet {sheet!r}; the sheets are {', '.join(map(repr, titles))}")
        if not titles:
            raise TableError(f"{name}: the workbook has no sheet with cells")
        self.sheet = sheet if sheet is not None else titles[0]
        self._sheet = book[self.sheet]
        self._sheet.reset_dimensions()  # some programs write wrong ones
        self.header, self.titles = self._header(wanted)
        self.form = f"XLSX, sheet {self.sheet!r}"

    def _header(self, wanted: Sequence[str]) -> tuple[int, Sequence[str]]:
        """The row of the header, and its titles."""
        first: tuple[int, list[str]] | None = None
        asked = {title.strip() for title in wanted if not re.fullmatch("#[0-9]+", title)}
        for at, (number, row) in enumerate(self._rows(1)):
            if at == _LOOKED_AT:
                break
            titles = [shown(cell) for cell in row]
            if asked <= {title.strip() for title in titles}:
                return number, titles
            first = first or (number, titles)
        if first is None:
            raise TableError(
                f"{self.name}: the sheet {self.sheet!r} is empty; a row with the names of columns is needed"
            )
        return first

    def _rows(self, first: int) -> Iterator[tuple[int, list[Any]]]:
        """Rows that hold anything, each cut behind its last cell that does."""
        try:
            for number, cells in enumerate(self._sheet.iter_rows(min_row=first), first):
                row = [_plain(cell) for cell in cells]
                while row and row[-1] is None:
                    row.pop()
                if row:
                    yield number, row
        except TableError:
            raise
        except Exception as error:
            raise TableError(f"{self.name}: the sheet {self.sheet!r} is damaged: {error}") from None

    def blocks(self) -> Iterator[SheetRows]:
        """Yield the rows, once."""
        block = SheetRows()
        for number, row in self._rows(self.header + 1):
            if len(row) > len(self.titles):
                block.odd.append(len(block))
            block.rows.append(row)
            block.lines.append(number)
            if len(block) == _BLOCK:
                yield block
                block = SheetRows()
        if len(block):
            yield block

    def text(self, raw: Any) -> str | None:
        """Return what a cell shows."""
        return shown(raw)

    def cells(self, block: SheetRows) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row."""
        width = len(self.titles)
        return (row + [None] * (width - len(row)) for row in block.rows)


def _plain(cell: Any) -> Any:
    """What a cell shows: text, int, float, bool or None."""
    value = cell.value
    if value is None or isinstance(value, str | bool):
        return None if value == "" else value
    if isinstance(value, int | float):
        whole = int(value) if isinstance(value, int) or value.is_integer() else None
        if whole is not None and _PADDED.fullmatch(cell.number_format or ""):
            return str(whole).zfill(len(cell.number_format))
        return value if whole is None or abs(whole) >= 10**21 else whole
    if isinstance(value, datetime):
        hours = "h" in (cell.number_format or "").lower()
        return value.date().isoformat() if value.time() == time() and not hours else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else shown(value)


class XlsxSink:
    """A workbook that is written: that of an `XlsxTable` with columns added, or a new one with one sheet."""

    changed = 0

    def __init__(self, out: Target, table: Table, layout: Layout) -> None:
        """Begin or load the workbook.

        Args:
            out: where bytes go.
            table: whose rows will come.
            layout: where answers go.

        Raises:
            TableError: it cannot be read, or has too many columns.
            MissingExtraError: openpyxl is not installed.
        """
        openpyxl = _openpyxl()
        self._out = out
        self._table = table
        self._layout = layout
        self._replaced = 0
        self._lost: tuple[str, ...] = ()
        self._said: Sequence[str] = ()
        self._source = table if isinstance(table, XlsxTable) else None
        self._row = 0
        self._corner = (1, 1)  # the last row and column that hold something
        if self._source is not None:
            self._book, self._said = _load(self._source.data, table.name, rich_text=True)
            self._sheet = self._book[self._source.sheet]
            self._places = self._free_columns(self._source)
        else:
            self._book = openpyxl.Workbook(write_only=True)
            self._sheet = self._book.create_sheet("Sheet1")
            self._book.properties.created = _EPOCH
            self._places = list(range(1, len(layout.titles) + 1))
        if self._places and self._places[-1] > _COLUMNS:
            raise TableError(f"{table.name}: a sheet has {_COLUMNS:,} columns at most")

    def _free_columns(self, source: XlsxTable) -> list[int]:
        """The column of each title: new ones stand behind every cell that holds something from the header down."""
        width = self._layout.width
        held = self._sheet._cells.values()  # the library's own way through a sheet makes the cells it lacks
        full = (cell.column for cell in held if cell.row >= source.header and cell.value is not None)
        merged = (area.max_col for area in self._sheet.merged_cells.ranges if area.max_row >= source.header)
        last = max(chain([width], full, merged))
        new = len(self._layout.titles) - width
        return [*range(1, width + 1), *range(last + 1, last + new + 1)]

    @property
    def notes(self) -> Sequence[str]:
        """Characters that XML cannot hold, and parts of the workbook that the library drops."""
        said = []
        if self._replaced:
            said.append(f"{self._table.name}: {self._replaced:,} cells held control characters; XLSX has U+FFFD there")
        if self._lost:
            said.append(f"{self._table.name}: not kept of the workbook: {', '.join(self._lost)}")
        return [*said, *(f"{self._table.name}: {each}" for each in self._said)]

    def begin(self) -> None:
        """Write the header."""
        layout = self._layout
        if self._source is None:
            self._append(list(layout.titles))
            return
        row = self._source.header
        model = self._sheet.cell(row, max(1, layout.width))
        for at in range(layout.width, len(layout.titles)):
            cell = self._sheet.cell(row, self._places[at])
            cell._style = copy(model._style)
            self._set(cell, layout.titles[at])

    def prepare(self, cells: Cells) -> tuple[Any, ...]:
        """Return the values of an answer."""
        return typed(cells, self._layout.fields)

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Write rows, each with its answers."""
        layout = self._layout
        given = zip(*answers, strict=True)
        if self._source is None:
            for cells, row in zip(self._table.cells(block), given, strict=True):
                values = [*cells[: layout.width], *[None] * (len(layout.titles) - min(len(cells), layout.width))]
                layout.put(values, row)
                self._append([*values, *cells[layout.width :]])
            return
        for line, row in zip(block.lines, given, strict=True):
            for places, answer in zip(layout.targets, row, strict=True):
                for at, name, value in zip(places, layout.fields, answer, strict=True):
                    there = (line, self._places[at]) in self._sheet._cells  # asking for a cell makes it
                    if value is not None or (name and there):
                        self._set(self._sheet.cell(line, self._places[at]), value)

    def _append(self, values: Sequence[Any]) -> None:
        self._row += 1
        if self._row > _ROWS or len(values) > _COLUMNS:
            raise TableError(
                f"{self._table.name}: a sheet has {_ROWS:,} rows and {_COLUMNS:,} columns at most; write CSV or Parquet"
            )
        made: list[Any] = []
        for at, value in enumerate(values, 1):
            if value is None or value == "":
                made.append(None)
                continue
            self._corner = (self._row, max(self._corner[1], at))
            cell = _openpyxl().cell.cell.WriteOnlyCell(self._sheet)
            self._set(cell, value)
            made.append(cell)
        self._sheet.append(made)

    def _set(self, cell: Any, value: Any) -> None:
        if type(cell).__name__ == "MergedCell":
            return
        value = _number(value) if isinstance(value, Number | int | float) else value
        if value is None or isinstance(value, bool | int | float):
            cell.value = value
            return
        text = _UNWRITABLE.sub("\ufffd", shown(value))
        self._replaced += text != shown(value)
        if len(text) > _LETTERS:
            raise TableError(
                f"{self._table.name}: a cell that begins {text[:40]!r} has {len(text):,} letters; "
                f"XLSX takes {_LETTERS:,} at most"
            )
        cell.value = None
        if text:
            cell._value, cell.data_type = text, "s"

    def close(self) -> None:
        """Write the workbook."""
        modified = self._book.properties.modified if self._source is not None else _EPOCH
        made = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 - closed below
        with made:
            try:
                self._book.save(made)
            except Exception as error:
                raise TableError(f"{self._table.name}: the workbook cannot be written: {error}") from None
            if self._source is not None:
                self._source.data.seek(0)
                self._lost = _lost(self._source.data, made)
            _settle(made, self._out, modified or _EPOCH, self._extent if self._source is None else None)

    def _extent(self, sheet: bytes) -> bytes:
        """A sheet as it is written once it has been read again: with its extent, and without rows that hold nothing."""
        row, column = self._corner
        letters = _openpyxl().utils.get_column_letter(column)
        ref = "A1" if self._corner == (1, 1) else f"A1:{letters}{row}"
        return _EMPTY_ROW.sub(b"", sheet).replace(b"<sheetViews>", f'<dimension ref="{ref}" /><sheetViews>'.encode(), 1)

    def discard(self) -> None:
        """Let go of the rows that the library has put aside."""
        if self._source is None:
            self._sheet.close()
            self._sheet._writer.cleanup()


def _number(value: Any) -> Any:
    """A number as a sheet holds it, or its text where a sheet would round it or has no such number."""
    if isinstance(value, bool):
        return value
    try:
        number = int(value) if isinstance(value, int) or re.fullmatch("-?[0-9]+", str(value)) else float(value)
    except (ValueError, OverflowError):
        return str(value)
    sound = abs(number) < _EXACT if isinstance(number, int) else abs(number) < float("inf")
    return number if sound else str(value)


def _parts(data: Any) -> Counter[str]:
    with zipfile.ZipFile(data) as packed:
        return Counter(name.rpartition("/")[0] for name in packed.namelist() if name.startswith("xl/"))


def _lost(before: Any, after: Any) -> tuple[str, ...]:
    """Folders of a workbook of which parts are missing, such as shapes and macros."""
    held = _parts(after)
    gone = {folder: count - held[folder] for folder, count in _parts(before).items() if count > held[folder]}
    names = {folder.removeprefix("xl").lstrip("/").partition("/")[0]: gone[folder] for folder in sorted(gone)}
    return tuple(f"{name} ({count})" for name, count in names.items() if name and name != "printerSettings")


def _settle(made: Any, out: Target, modified: datetime, sheet: Callable[[bytes], bytes] | None) -> None:
    """Pack a workbook again with nothing in it that tells when this was."""
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            if sheet is not None and name == "xl/worksheets/sheet1.xml":
                content = sheet(content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    out.write(packed.getvalue())
