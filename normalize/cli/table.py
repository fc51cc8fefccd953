"""`normalize csv`: a column of a CSV file to ids."""

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from normalize.cli.output import written
from normalize.errors import TableError
from normalize.gazetteers import default_gazetteer
from normalize.tables import Summary, clean_csv

__all__ = ["csv"]

_KINDS = ("place", "country")
_LINES_A_TICK = 500


def _columns(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in given:
        column, _, kind = text.rpartition("=")
        if not column or kind not in _KINDS:
            raise click.BadParameter(f"{text!r} must be COLUMN=KIND, such as town=place; kinds: {', '.join(_KINDS)}")
        if column in columns:
            raise click.BadParameter(f"the column {column!r} is given twice")
        columns[column] = kind
    return columns


@click.command(no_args_is_help=True)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--column", "columns", required=True, multiple=True, callback=_columns, metavar="COLUMN=KIND",
    help="The column and what its names are: place or country; may be repeated.",
)  # fmt: skip
@click.option("--country-column", metavar="C", help="A column that says which country a row's places lie in.")
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    default="-",
    metavar="OUT",
    help="Where to write; stdout without.",
)
@click.option("--prefix", help="Call the added columns PREFIX_id … instead of COLUMN_id …")
@click.option("--delimiter", help="What stands between cells; without it, what the header uses.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of FILE, and of OUT.")
def csv(
    file: str,
    columns: dict[str, str],
    country_column: str | None,
    output: str,
    prefix: str | None,
    delimiter: str | None,
    encoding: str,
) -> int:
    """Add ids to the rows of the CSV in FILE ("-" for stdin).

    Adds <column>_id, _name, _score and _status and touches no other cell. Ambiguous and unmatched names get no id.
    Exit code 0 when the whole table was written, whatever was matched; 2 when it could not be read or written.

    \b
    Example:
      normalize csv incidents.csv --column town=place --country-column country -o cleaned.csv
    """
    if prefix and len(columns) > 1:
        raise click.UsageError("--prefix names the columns of one --column; give one, or leave it out")
    if delimiter is not None:
        delimiter = "\t" if delimiter == "\\t" else delimiter
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise click.UsageError("--delimiter must be one character other than a quote or line end")
    with _opened(file) as (data, size), _progress(size, data) as advance, written(output, file) as out:
        text, encoding = _decoded(data, encoding, file)
        try:
            summary, lines = clean_csv(
                text,
                columns=columns,
                gazetteer=default_gazetteer(),
                name=file,
                country_column=country_column,
                delimiter=delimiter,
                prefix=prefix,
                progress=advance,
            )
            writer = codecs.getincrementalencoder(encoding)()  # writes a byte order mark once, not a line
            for line in lines:
                out.write(writer.encode(line))
        except UnicodeDecodeError as error:
            raise TableError(
                f"{file} is not {encoding} text (byte 0x{error.object[error.start]:02x}); "
                "is it a CSV file? name its encoding with --encoding, such as cp1251"
            ) from None
        except UnicodeEncodeError as error:
            raise TableError(f"{encoding} cannot write {error.object[error.start]!r}; use --encoding utf-8") from None
    _report(summary, file, output)
    return 0


def _decoded(data: BinaryIO, encoding: str, name: str) -> tuple[TextIO, str]:
    """The text of a file, and the encoding it will be written in again, byte order mark included."""
    start = data.peek(4096) if isinstance(data, io.BufferedReader) else b""
    for mark, actual in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if start.startswith(mark):
            encoding = actual
            break
    else:
        if b"\0" in start and encoding == "utf-8":
            raise TableError(f"{name} is not a CSV file: it holds NUL bytes; for UTF-16 text give --encoding utf-16-le")
    try:
        return io.TextIOWrapper(data, encoding=encoding, newline=""), encoding
    except LookupError:
        raise TableError(f"--encoding {encoding!r} is unknown; try utf-8, cp1251, latin-1 or utf-16") from None


@contextmanager
def _opened(file: str) -> Iterator[tuple[BinaryIO, int | None]]:
    if file == "-":
        yield sys.stdin.buffer, None
        return
    try:
        with Path(file).open("rb") as data:
            yield data, os.fstat(data.fileno()).st_size
    except IsADirectoryError:
        raise TableError(f"{file} is a directory, not a CSV file") from None
    except FileNotFoundError as error:
        if error.filename != file:
            raise
        raise TableError(f"there is no file {file}") from None


@contextmanager
def _progress(size: int | None, data: BinaryIO) -> Iterator[Callable[[int], None]]:
    """A bar on stderr when that is a terminal; gives what to call with line numbers."""
    if not size or not sys.stderr.isatty():
        yield lambda line: None
        return
    with click.progressbar(length=size, label="normalize", file=sys.stderr) as bar:
        at = 0

        def advance(line: int) -> None:
            nonlocal at
            if line % _LINES_A_TICK == 0:
                now = data.tell()
                bar.update(now - at)
                at = now

        yield advance
        bar.update(size - at)


def _report(summary: Summary, file: str, output: str) -> None:
    def say(text: str) -> None:
        click.echo(f"normalize: {text}", err=True)

    parts = [f"{summary.statuses[status]:,} {status}" for status in ("matched", "ambiguous", "unmatched")]
    target = "stdout" if output == "-" else output
    say(f"{summary.rows:,} rows, {summary.distinct:,} distinct names: {', '.join(parts)} → {target}")
    for country, count in sorted(summary.unknown_countries.items()):
        say(f"{file}: {country!r} in the country column names no country; not used as a hint ({count} names)")
    if summary.ragged:
        lines = ", ".join(map(str, summary.ragged[:5])) + (" …" if len(summary.ragged) > 5 else "")
        say(f"{file}: {len(summary.ragged)} rows have more or fewer cells than the header (lines {lines}); kept")
