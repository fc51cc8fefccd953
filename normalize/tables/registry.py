"""The forms of tables: which class reads and which writes each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from normalize.tables.csvfile import CsvDiff, CsvOptions, CsvSink, CsvTable
from normalize.tables.files import STDIO, FileForm, Progress, form_of, opened, written
from normalize.tables.forms import Layout, Sink, Table

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
        return said if self.form is None else FileForm(self.form, said.compression)  # type: ignore[arg-type]


@contextmanager
def open_table(name: str, reading: Reading, wanted: Sequence[str]) -> Iterator[tuple[Table, Progress]]:
    """Give a table, and how far it is read.

    Args:
        name: the file, or "-" for stdin.
        reading: what is known of it.
        wanted: titles of the columns that will be asked for.

    Raises:
        TableError: it cannot be read.
        MissingExtraError: what reads it is not installed.
    """
    form = reading.form_of(name)
    with opened(name, form.compression) as (data, progress):
        yield CsvTable(data, name, reading.csv, wanted, form.form.upper()), progress


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
    form = reading.form_of(table.name) if diff or target in (STDIO, "") else form_of(target)
    with written(target, None if diff else form.compression) if target else nullcontext(_Nowhere()) as out:
        sink = (CsvDiff if diff else CsvSink)(out, table, layout, reading.csv, form.form.upper())
        sink.begin()
        yield sink


class _Nowhere:
    """Where the rows of a run that only looks go."""

    def write(self, data: bytes, /) -> int:
        """Take them."""
        return len(data)
