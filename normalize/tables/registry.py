"""The forms of tables: which class reads and which writes each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from normalize.errors import TableError
from normalize.tables.csvfile import CsvDiff, CsvOptions, CsvSink, CsvTable
from normalize.tables.files import STDIO, FileForm, Form, Progress, form_of, opened, seekable, written
from normalize.tables.forms import Cells, Layout, Sink, Table
from normalize.tables.jsonlines import JsonLinesDiff, JsonLinesSink, JsonLinesTable
from normalize.tables.parquet import ParquetSink, ParquetTable
from normalize.tables.xlsx import XlsxSink, XlsxTable

__all__ = ["Reading", "open_sink", "open_table"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are read.

    Attributes:
        csv: of CSV and TSV.
        sheet: of workbooks; None for the first one.
        form: "csv", "tsv", "jsonl", "parquet" or "xlsx" whatever the name of the file says, or None.
    """

    csv: CsvOptions = field(default_factory=CsvOptions)
    sheet: str | None = None
    form: str | None = None

    def form_of(self, name: str) -> FileForm:
        """The form of a file."""
        said = form_of(name)
        return said if self.form is None else FileForm(cast(Form, self.form), said.compression)

    def form_to(self, target: str, source: str) -> FileForm:
        """The form of what is written: as its name says; where that says nothing, that of what is read."""
        own = self.form_of(source)
        if target in (STDIO, "") or (self.form is not None and target == source):
            return own
        return form_of(target, own.form)


@contextmanager
def open_table(
    name: str, reading: Reading, wanted: Sequence[str], target: str = ""
) -> Iterator[tuple[Table, Progress]]:
    """Give a table, and how far it is read.

    Args:
        name: the file, or "-" for stdin.
        reading: what is known of it.
        wanted: titles of the columns that will be asked for.
        target: where its rows will go, as in `open_sink`.

    Raises:
        TableError: it cannot be read.
        MissingExtraError: what reads it is not installed.
    """
    form = reading.form_of(name)
    all_titles = form.form == "jsonl" and reading.form_to(target, name).form != "jsonl"
    anyhow = form.form not in ("parquet", "xlsx") and not all_titles
    with (
        opened(name, form.compression) as (stream, progress),
        nullcontext(stream) if anyhow else seekable(stream) as data,
    ):
        yield _table(data, name, reading, wanted, form.form, all_titles), progress


def _table(data: BinaryIO, name: str, reading: Reading, wanted: Sequence[str], form: Form, all_titles: bool) -> Table:
    if form == "jsonl":
        return JsonLinesTable(data, name, all_titles=all_titles)
    if form == "parquet":
        return ParquetTable(data, name)
    if form == "xlsx":
        return XlsxTable(data, name, reading.sheet, wanted)
    return CsvTable(data, name, reading.csv, wanted, form.upper())


@contextmanager
def open_sink(target: str, table: Table, layout: Layout, reading: Reading, *, diff: bool = False) -> Iterator[Sink]:
    """Give where the rows of a table go; the file takes its name when all are written.

    Args:
        target: the file, "-" for stdout, or "" where the rows go nowhere.
        table: whose rows will come.
        layout: where answers go in them.
        reading: what is known of how it is to be written.
        diff: write only which lines change, in the form of the table.

    Raises:
        TableError: it cannot be written, or has no lines to show.
        MissingExtraError: what writes it is not installed.
    """
    form = reading.form_to("" if diff else target, table.name)
    if diff and form.form in ("parquet", "xlsx"):
        raise TableError(f"{table.name}: {form.form} files have no lines to show; give --dry-run, or -o and compare")
    if target == "" and form.form not in ("csv", "tsv"):
        yield _Idle()
        return
    with written(target, None if diff else form.compression) if target else nullcontext(_Nowhere()) as out:
        sink = _sink(out, table, layout, reading, form.form, diff)
        try:
            sink.begin()
            yield sink
        except BaseException:
            sink.discard()
            raise


def _sink(out: Any, table: Table, layout: Layout, reading: Reading, form: Form, diff: bool) -> Sink:
    if form == "jsonl":
        return (JsonLinesDiff if diff else JsonLinesSink)(out, table, layout)
    if form == "parquet":
        return ParquetSink(out, table, layout)
    if form == "xlsx":
        return XlsxSink(out, table, layout)
    return (CsvDiff if diff else CsvSink)(out, table, layout, reading.csv, form.upper())


class _Nowhere:
    """Where the rows of a run that only looks go."""

    def write(self, data: bytes, /) -> int:
        """Take them."""
        return len(data)


class _Idle:
    """A sink of a run that only looks, where making rows would be work for nothing."""

    changed = 0
    notes: Sequence[str] = ()

    def prepare(self, cells: Cells) -> Any:
        """Nothing is written."""

    def begin(self) -> None:
        """Nothing is written."""

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Nothing is written."""

    def close(self) -> None:
        """Nothing is written."""

    def discard(self) -> None:
        """Nothing is held."""
