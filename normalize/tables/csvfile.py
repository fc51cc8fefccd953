"""CSV and TSV: read with everything about them told, written back byte for byte."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from typing import Any, BinaryIO, Protocol

from normalize.errors import TableError
from normalize.tables.csvtext import QUOTED, Dialect, Readable, Rows, blocks_of, guess_delimiter
from normalize.tables.encodings import Encoding, Transcoded, detect_encoding, named_encoding
from normalize.tables.files import check_text
from normalize.tables.forms import Cells, Layout, Table, shown

__all__ = ["CsvDiff", "CsvOptions", "CsvSink", "CsvTable", "Joined", "Target", "no_formula"]

_SAMPLE = 1 << 18  # bytes
_FARTHER = (0.33, 0.66)  # where else a file is looked into for its encoding
_SAMPLE_LINES = 50
_NAMES = {b",": "comma", b"\t": "tab", b";": "semicolon", b"|": "bar"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """What is known of a CSV file; None is found out.

    Attributes:
        encoding: name of a codec.
        output_encoding: of what is written; None keeps that of what is read.
        delimiter: one character.
        quoting: whether quotes mean anything.
        escape_formulas: whether cells that a spreadsheet would run are written with an apostrophe before them.
    """

    encoding: str | None = None
    output_encoding: str | None = None
    delimiter: str | None = None
    quoting: bool = True
    escape_formulas: bool = False


class CsvTable:
    """A CSV table that is read."""

    unit = "line"

    def __init__(
        self, data: BinaryIO, name: str, options: CsvOptions, wanted: Sequence[str], form: str = "CSV"
    ) -> None:
        """Read the header and find out how the table is written.

        Args:
            data: the file; seekable, or not.
            name: how to call it in messages.
            options: what is known of it.
            wanted: titles of columns that will be asked for: the delimiter is the one that shows them.
            form: "CSV" or "TSV".

        Raises:
            TableError: it is empty, no text, or its encoding is unknown.
        """
        self.name = name
        self.kind = form
        self.titles: Sequence[str]
        start = _read_up_to(data, _SAMPLE)
        check_text(start, name)
        self.encoding = (
            detect_encoding([start, *_farther(data, len(start))])
            if options.encoding is None
            else named_encoding(options.encoding, start)
        )
        source: Readable = Joined(start[len(self.encoding.mark) :], data)
        delimiter = options.delimiter.encode("ascii", "replace") if options.delimiter else None
        delimiter = b"\t" if delimiter is None and form == "TSV" else delimiter
        self.written_as = named_encoding(options.output_encoding) if options.output_encoding else self.encoding
        self.opaque = self.written_as.name != self.encoding.name or not self.encoding.transparent(delimiter or b"|")
        if self.opaque:
            source = Transcoded(source, self.encoding, name)
        self._codec = "utf-8" if self.opaque else self.encoding.name
        first = _read_up_to(source, _SAMPLE)
        outside = QUOTED.sub(b"", first) if options.quoting else first  # old programs write line feeds in cells
        newline = b"\r" if b"\n" not in outside and b"\r" in outside else b"\n"
        if not first.strip(b"\r\n"):
            raise TableError(f"{name}: the file is empty; a header line with the names of the columns is needed")
        delimiter = delimiter or self._guessed(first, newline, wanted, options.quoting)
        self.dialect = Dialect(delimiter, newline, options.quoting)
        self._rows = blocks_of(Joined(first, source), self.dialect, name, width=None)
        head = next((block for block in self._rows if len(block)), None)
        if head is None:
            raise TableError(f"{name}: the file is empty; a header line with the names of the columns is needed")
        self.header, self._rest = _first_row(head)
        raw = next(self.header.split())
        self.titles = [self.text(cell) or "" for cell in raw]
        ends = {b"\r\n": "CRLF", b"\r": "CR"}.get(self.header.last_end, "LF")
        shown = _NAMES.get(delimiter, repr(delimiter.decode()))
        self.form = f"{form}, {self.encoding}, {shown}, {ends}"

    def _guessed(self, first: bytes, newline: bytes, wanted: Sequence[str], quoting: bool) -> bytes:
        titles = []
        for title in wanted:
            try:
                titles.append(title.encode(self._codec))
            except UnicodeError:
                continue
        lines = [line for line in first.split(newline)[: _SAMPLE_LINES + 1] if line.strip()]
        return guess_delimiter(
            lines[:_SAMPLE_LINES] if quoting else [line.replace(b'"', b"") for line in lines], titles
        )

    def blocks(self) -> Iterator[Rows]:
        """Yield the rows, once."""
        return chain([self._rest] if len(self._rest) or self._rest.before else [], self._rows)

    def text(self, raw: bytes) -> str | None:
        """Return what a cell says; None where its bytes are no text of the table's encoding."""
        try:
            return self.dialect.value(raw).decode(self._codec)
        except UnicodeDecodeError:
            return None

    def cells(self, block: Rows) -> Iterator[Sequence[str]]:
        """Yield the cells of each row, read; what is no text of the encoding becomes U+FFFD."""
        for row in block.split():
            yield [self.dialect.value(cell).decode(self._codec, "replace") for cell in row]


class Target(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> Any: ...


class CsvSink:
    """CSV that is written: the rows of a `CsvTable` as they stood, those of other tables with fresh cells."""

    changed = 0
    notes: Sequence[str] = ()

    def __init__(self, out: Target, table: Table, layout: Layout, options: CsvOptions, form: str = "CSV") -> None:
        """Find out how rows are written.

        Args:
            out: where bytes go.
            table: whose rows will come.
            layout: where answers go.
            options: delimiter and encoding of what is written, where the table is no CSV.
            form: "CSV" or "TSV": which delimiter, where nobody says.
        """
        self._table = table
        self._layout = layout
        self._escape = options.escape_formulas
        self._raw = table if isinstance(table, CsvTable) and table.kind == form else None
        self._dialect: Dialect
        self._target: Encoding
        self._inner: str
        if self._raw is not None:
            self._dialect = self._raw.dialect
            self._target = self._raw.written_as
            self._inner = "utf-8" if self._raw.opaque else self._target.name
        else:
            default = "\t" if form == "TSV" else ","
            self._dialect = Dialect((options.delimiter or default).encode())
            self._target = named_encoding(options.output_encoding or "utf-8")
            self._inner = "utf-8"
        self._out = out
        self._recode = self._inner != self._target.name

    def begin(self) -> None:
        """Write the header; a name that is replaced and a column of an earlier run keep their titles as they stand."""
        self._out.write(self._target.mark)
        layout = self._layout
        if self._raw is None:
            self._send(self._line(list(layout.titles)))
            return
        new = [tuple(layout.titles[at] if at >= layout.width else None for at in places) for places in layout.targets]
        self.write(self._raw.header, [[self.prepare(titles)] for titles in new])

    @cached_property
    def _appends(self) -> bool:
        return self._layout.appends and not self._escape

    def _cell(self, text: str) -> bytes:
        try:
            raw = text.encode(self._inner)
        except UnicodeEncodeError as error:
            raise self._unwritable(error) from None
        return self._dialect.write(raw)

    def _unwritable(self, error: UnicodeEncodeError) -> TableError:
        letter = error.object[error.start]
        return TableError(
            f"{self._table.name}: {self._target.name} cannot write {letter!r}; give --output-encoding utf-8"
        )

    def prepare(self, cells: Cells) -> Any:
        """Return the cells of an answer as bytes: joined where they are only appended."""
        raw = tuple(None if cell is None else self._cell(no_formula(cell) if self._escape else cell) for cell in cells)
        if self._raw is not None and self._appends:
            return b"".join(self._dialect.delimiter + (cell or b"") for cell in raw)
        return raw

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Write rows, each with its answers."""
        if self._raw is None:
            self._write_fresh(block, answers)
        elif self._appends and not block.odd:
            if len(answers) == 1:
                bodies = [body + answer for body, answer in zip(block.bodies, answers[0], strict=True)]
            else:
                bodies = [b"".join(parts) for parts in zip(block.bodies, *answers, strict=True)]
            self._emit(block, bodies)
        else:
            rows = zip(block.split(), zip(*answers, strict=True), strict=True)
            self._emit(block, [self._put(cells, given) for cells, given in rows])

    def _emit(self, block: Rows, bodies: Sequence[bytes]) -> None:
        self._send(block.join(bodies))

    def _put(self, cells: Sequence[bytes], answers: Sequence[Any]) -> bytes:
        """A row with its answers: filled up where it is too short; cells too many come last."""
        layout, delimiter = self._layout, self._dialect.delimiter
        row: list[bytes] = [*cells[: layout.width], *[b""] * (len(layout.titles) - min(len(cells), layout.width))]
        if self._appends:
            joined = delimiter.join(row[: layout.width]) + b"".join(answers)
            return delimiter.join([joined, *cells[layout.width :]])
        layout.put(row, answers)
        row.extend(cells[layout.width :])
        if self._escape:
            row = [self._escaped(cell) for cell in row]
        return delimiter.join(row)

    def _escaped(self, raw: bytes) -> bytes:
        value = self._dialect.value(raw)
        text = value.decode(self._inner, "surrogateescape")
        safe = no_formula(text)
        return raw if safe == text else self._dialect.write(safe.encode(self._inner, "surrogateescape"))

    def _write_fresh(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        width = len(self._layout.titles)
        lines = []
        for cells, given in zip(self._table.cells(block), zip(*answers, strict=True), strict=True):
            own = [self._cell(no_formula(shown(cell)) if self._escape else shown(cell)) for cell in cells]
            raw: list[Any] = own[: self._layout.width]
            raw += [b""] * (width - len(raw))
            self._layout.put(raw, given)
            raw += own[self._layout.width :]
            lines.append(self._dialect.delimiter.join(raw) + b"\n")
        self._send(b"".join(lines))

    def _line(self, texts: Sequence[str]) -> bytes:
        cells = [self._cell(no_formula(text) if self._escape else text) for text in texts]
        return self._dialect.delimiter.join(cells) + b"\n"

    def _send(self, data: bytes) -> None:
        if self._recode:
            try:
                data = data.decode("utf-8").encode(self._target.name)
            except UnicodeEncodeError as error:
                raise self._unwritable(error) from None
        self._out.write(data)

    def close(self) -> None:
        """Nothing is left to write."""

    def discard(self) -> None:
        """Nothing is held."""


class CsvDiff(CsvSink):
    """The lines that would change, as a unified diff without context."""

    def begin(self) -> None:
        """Name the table, and show the header where it changes."""
        name = self._table.name.encode("utf-8", "replace")
        self._out.write(b"--- " + name + b"\n+++ " + name + b"\n")
        self._target = replace(self._target, mark=b"")
        super().begin()

    def _emit(self, block: Rows, bodies: Sequence[bytes]) -> None:
        changed = [at for at, (old, new) in enumerate(zip(block.bodies, bodies, strict=True)) if old != new]
        self.changed += len(changed)
        for _, run in groupby(enumerate(changed), lambda pair: pair[1] - pair[0]):
            rows = [at for _, at in run]
            first = block.lines[rows[0]]
            old = [line for at in rows for line in block.bodies[at].split(b"\n")]
            new = [line for at in rows for line in bodies[at].split(b"\n")]
            self._send(f"@@ -{first},{len(old)} +{first},{len(new)} @@\n".encode())
            self._send(b"".join(b"-" + line + b"\n" for line in old) + b"".join(b"+" + line + b"\n" for line in new))


def no_formula(text: str) -> str:
    """Return a cell as a spreadsheet shows it instead of running it: with an apostrophe before what begins a formula.

    Source: the OWASP page "CSV Injection". Numbers are left alone.

    >>> no_formula("=1+1"), no_formula("-12.5")
    ("'=1+1", '-12.5')
    """
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


class Joined:
    """Bytes that were read already, and the stream they came from."""

    def __init__(self, start: bytes, rest: Readable) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if self._start:
            data, self._start = self._start[:size], self._start[size:]
            return data
        return self._rest.read(size)


def _read_up_to(stream: Readable, size: int) -> bytes:
    """As many bytes as asked for, unless the stream ends: a pipe gives them in pieces."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _farther(data: BinaryIO, read: int) -> Iterator[bytes]:
    """Pieces from farther behind in a file that can be read anywhere; it stands afterwards where it stood."""
    if type(data).__name__ == "GzipFile" or not data.seekable():
        return
    here = data.tell()
    size = data.seek(0, io.SEEK_END)
    for share in _FARTHER if size > 4 * read else ():
        data.seek(int(size * share))
        yield data.read(_SAMPLE // 4)
    data.seek(here)


def _first_row(block: Rows) -> tuple[Rows, Rows]:
    """The header, and the rest of the block it stands in."""
    ends = block.ends
    cut = [ends] * (len(block) - 1) + [block.last_end] if isinstance(ends, bytes) else list(ends)
    cells = list(block.split())[:1] if block.cells is None else block.cells
    head = Rows(
        block.dialect, block.width, block.bodies[:1], cut[:1], cut[0], block.lines[:1], [tuple(cells[0])],
        {at: text for at, text in block.before.items() if at == 0},
    )  # fmt: skip
    rest = Rows(
        block.dialect, block.width, block.bodies[1:], ends if isinstance(ends, bytes) else cut[1:], block.last_end,
        block.lines[1:], None if block.cells is None else block.cells[1:],
        {at - 1: text for at, text in block.before.items() if at > 0}, [at - 1 for at in block.odd if at > 0],
    )  # fmt: skip
    return head, rest
