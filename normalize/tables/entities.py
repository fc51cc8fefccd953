"""Tables of people's own entities: CSV, TSV, JSON Lines and Parquet files, read row by row with their places."""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from normalize.errors import MissingExtraError, TableError

__all__ = ["entity_rows"]

Located = Iterator[tuple[str, Mapping[str, Any]]]
_LONGEST_CELL = 10_000_000  # characters


def entity_rows(paths: Sequence[str], rename: Mapping[str, str], ignore: Sequence[str]) -> Located:
    """Yield (file:line, row) of all files, one after the other.

    Args:
        paths: .csv, .tsv, .jsonl (each may end in .gz) or .parquet files.
        rename: column of the file -> column it stands for.
        ignore: columns that are not read.

    Raises:
        TableError: a file that cannot be read, with its line.
        MissingExtraError: a Parquet file, and no library that reads it.
    """
    for path in paths:
        for where, row in _reader(Path(path))(Path(path)):
            yield where, {rename.get(column, column): value for column, value in row.items() if column not in ignore}


def _reader(path: Path) -> Callable[[Path], Located]:
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    readers = {"csv": _csv, "tsv": _tsv, "jsonl": _json_lines, "ndjson": _json_lines, "parquet": _parquet}
    if kind not in readers:
        raise TableError(f"{path}: the name must end in {', '.join('.' + name for name in readers)} (and .gz)")
    return readers[kind]


def _text(path: Path) -> TextIO:
    try:
        if path.name.lower().endswith(".gz"):
            return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise TableError(f"cannot read {path}: {error.strerror or error}") from None


def _csv(path: Path, delimiter: str = ",") -> Located:
    csv.field_size_limit(min(sys.maxsize, _LONGEST_CELL))
    with _text(path) as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            header = next(reader, [])
            if doubled := sorted({name for name in header if header.count(name) > 1}):
                raise TableError(f"{path}:1: column {doubled[0]!r} stands twice")
            if "id" not in header and delimiter == "," and len(header) == 1 and ";" in header[0]:
                raise TableError(f"{path}:1: cells seem to be parted by semicolons; save the file as CSV with commas")
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise TableError(f"{path}:{reader.line_num}: {len(cells)} cells under {len(header)} columns")
                yield f"{path}:{reader.line_num}", dict(zip(header, cells, strict=True))
        except csv.Error as error:
            raise TableError(f"{path}:{reader.line_num}: {error}") from None
        except (UnicodeDecodeError, OSError, EOFError) as error:
            raise TableError(f"{path}: after line {reader.line_num}: {_reason(error)}") from None


def _tsv(path: Path) -> Located:
    return _csv(path, "\t")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8; save the file as UTF-8"
    return str(getattr(error, "strerror", None) or error)


def _json_lines(path: Path) -> Located:
    number = 0
    with _text(path) as file:
        try:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise TableError(f"{path}:{number}: no JSON: {error}") from None
                if not isinstance(row, dict):
                    raise TableError(f"{path}:{number}: one object a line, not {type(row).__name__}")
                yield f"{path}:{number}", row
        except (UnicodeDecodeError, OSError, EOFError) as error:
            raise TableError(f"{path}: after line {number}: {_reason(error)}") from None


def _parquet(path: Path) -> Located:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise MissingExtraError("Parquet files need pyarrow: pip install 'normalize-names[parquet]'") from None
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}: row {number}", row
    except (ArrowException, OSError) as error:
        raise TableError(f"{path}: {error}") from None
