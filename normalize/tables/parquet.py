"""Parquet: batches in, the same columns out, with types, nulls, metadata, row groups and compression kept.

Added columns are text, but score, lat and lon are doubles, population and born 64-bit integers; what is not known is
null. From forms without types every column comes as text, null where a cell is missing: a column of numbers in the
first rows need not be one in the last.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from normalize.errors import MissingExtraError, TableError
from normalize.tables.csvfile import Target
from normalize.tables.forms import NUMBERS, Cells, Layout, Number, Table, shown, typed

__all__ = ["Batch", "ParquetSink", "ParquetTable"]

_ROWS = 1 << 16  # at once
_GROUP = 1 << 20  # rows written together at most, whatever the row groups of the source


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet files need pyarrow: pip install 'normalize-names[parquet]'") from None
    return pyarrow


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows that follow each other.

    Attributes:
        record: their columns, a `pyarrow.RecordBatch`.
        first: number of the first row, from 1.
        ends: whether a row group ends with them.
    """

    record: Any
    first: int
    ends: bool
    odd: Sequence[int] = field(default=(), init=False)

    def __len__(self) -> int:
        return int(self.record.num_rows)

    @property
    def lines(self) -> Sequence[int]:
        """Number of each row."""
        return range(self.first, self.first + len(self))

    def column(self, at: int) -> list[Hashable]:
        """Return the values of a column that texts can be read from; None for all others."""
        array = self.record.column(at)
        if _is_nested(array.type):
            return [None] * len(self)
        return [None if isinstance(value, bool) else value for value in _values(array)]

    def columns(self, which: Sequence[int]) -> list[tuple[Hashable, ...]]:
        """Return the values of several columns, row by row."""
        return list(zip(*map(self.column, which), strict=True))


def _is_nested(kind: Any) -> bool:
    return bool(_pyarrow().types.is_nested(kind))


def _values(array: Any) -> list[Any]:
    """The values of a column as `Table.cells` gives them; bytes where they are no UTF-8."""
    pa = _pyarrow()
    kind = array.type
    if pa.types.is_dictionary(kind):
        words = _values(array.dictionary)
        return [None if at is None else words[at] for at in array.indices.to_pylist()]
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_time(kind):
        return _moments(array)
    if pa.types.is_temporal(kind):
        return list(array.cast(pa.int64()).to_pylist())
    if _is_text(kind):
        return _texts(array)
    values = array.to_pylist()
    if pa.types.is_floating(kind):
        return [None if value is None or math.isnan(value) else value for value in values]
    return [Number(value) if isinstance(value, Decimal) else value for value in values]


def _moments(array: Any) -> list[str | None]:
    """Dates and times as ISO 8601 has them, to the nanosecond, which Python's own cannot hold."""
    pa = _pyarrow()
    text = pa.compute.replace_substring(array.cast(pa.string()), " ", "T", max_replacements=1)
    text = pa.compute.replace_substring_regex(text, r"\.0+([Z+-].*)?$", r"\1")
    return list(pa.compute.replace_substring_regex(text, r"(:\d\d[.\d]*[+-]\d\d)(\d\d)$", r"\1:\2").to_pylist())


def _texts(array: Any) -> list[Any]:
    pa = _pyarrow()
    try:
        return list((array.cast(pa.large_string()) if _is_binary(array.type) else array).to_pylist())
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return [_decoded(value) for value in array.cast(pa.large_binary()).to_pylist()]


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _is_binary(kind: Any) -> bool:
    types = _pyarrow().types
    return bool(types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind))


def _is_text(kind: Any) -> bool:
    types = _pyarrow().types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    view = getattr(types, "is_string_view", lambda kind: False)
    return bool(types.is_string(kind) or types.is_large_string(kind) or view(kind) or _is_binary(kind))


class ParquetTable:
    """A Parquet file that is read."""

    unit = "row"

    def __init__(self, data: BinaryIO, name: str) -> None:
        """Read the schema.

        Args:
            data: the file, which can be read in any order.
            name: how to call it in messages.

        Raises:
            TableError: it is no whole Parquet file.
            MissingExtraError: pyarrow is not installed.
        """
        pa = _pyarrow()
        self.name = name
        try:
            self._file = pa.parquet.ParquetFile(data)
            self.schema = self._file.schema_arrow
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{name} is no whole Parquet file, or is encrypted: {_line(error)}") from None
        self.titles: Sequence[str] = list(self.schema.names)
        self.codecs = self._codecs()
        codecs = sorted(set(self.codecs.values()))
        self.form = f"Parquet{', ' if codecs else ''}{' and '.join(codecs)}"

    def _codecs(self) -> dict[str, str]:
        """path of a column -> how it is compressed, as the writer calls it."""
        meta = self._file.metadata
        if not meta.num_row_groups:
            return {}
        columns = [meta.row_group(0).column(at) for at in range(meta.num_columns)]
        return {
            c.path_in_schema: {"uncompressed": "none"}.get(c.compression.lower(), c.compression.lower())
            for c in columns
        }

    def blocks(self) -> Iterator[Batch]:
        """Yield the rows, once."""
        pa = _pyarrow()
        row = 1
        try:
            for group in range(self._file.num_row_groups):
                left = self._file.metadata.row_group(group).num_rows
                for record in self._file.iter_batches(_ROWS, row_groups=[group]):
                    left -= record.num_rows
                    yield Batch(record, row, left <= 0)
                    row += record.num_rows
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{self.name}: after row {row - 1}: {_line(error)}") from None

    def text(self, raw: Any) -> str | None:
        """Return what a value says; None where it is bytes and no UTF-8."""
        return None if isinstance(raw, bytes) else shown(raw)

    def cells(self, block: Batch) -> Iterator[Sequence[Any]]:
        """Yield the values of each row."""
        columns = [_values(column) for column in block.record.columns]
        return iter(zip(*columns, strict=True)) if columns else iter([()] * len(block))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


class ParquetSink:
    """Parquet that is written: the columns of a `ParquetTable` as they are, those of other tables as text."""

    changed = 0
    notes: Sequence[str] = ()

    def __init__(self, out: Target, table: Table, layout: Layout) -> None:
        """Work out the schema.

        Args:
            out: where bytes go.
            table: whose rows will come.
            layout: where answers go.

        Raises:
            TableError: a column whose names are to be replaced holds no text, or two columns have the same title.
            MissingExtraError: pyarrow is not installed.
        """
        pa = _pyarrow()
        self._out = _Out(out)
        self._table = table
        self._layout = layout
        source = table if isinstance(table, ParquetTable) else None
        if source is None and (doubled := [t for t in layout.titles if layout.titles.count(t) > 1]):
            raise TableError(f"{table.name}: the column {doubled[0]!r} stands twice; Parquet needs one name a column")
        schema = (
            source.schema if source else pa.schema([(title, pa.string()) for title in layout.titles[: layout.width]])
        )
        for places in layout.targets:
            for at, name in zip(places, layout.fields, strict=True):
                schema = self._placed(schema, at, name)
        self._schema = schema
        self._codecs = source.codecs if source else {}
        self._held: list[Any] = []

    def _placed(self, schema: Any, at: int, name: str) -> Any:
        pa = _pyarrow()
        title = self._layout.titles[at]
        if not name:
            kind = schema.field(at).type
            if not _is_text(kind) or _is_binary(kind):
                raise TableError(f"{self._table.name}: the column {title!r} is {kind}; --replace needs one of text")
            return schema
        number: Mapping[Any, Any] = {float: pa.float64(), int: pa.int64()}
        kind = number.get(NUMBERS.get(name), pa.string())
        if at < len(schema):
            before = schema.field(at)
            # Text of an earlier run may have been made large, or categories, by what wrote it since.
            if kind == pa.string() and _is_text(before.type) and not _is_binary(before.type):
                return schema.set(at, before.with_nullable(True))
            return schema.set(at, before.with_type(kind).with_nullable(True))
        return schema.append(pa.field(title, kind))

    def begin(self) -> None:
        """Write what stands before the rows."""
        usual = Counter(self._codecs.values()).most_common(1)[0][0] if self._codecs else "snappy"
        several = len(set(self._codecs.values())) > 1
        new = {title: usual for title in self._schema.names if title not in self._codecs}
        compression = {**new, **self._codecs} if several else usual
        self._writer = _pyarrow().parquet.ParquetWriter(self._out, self._schema, compression=compression)

    def prepare(self, cells: Cells) -> tuple[Any, ...]:
        """Return the values of an answer."""
        return typed(cells, self._layout.fields)

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Write rows, each with its answers."""
        pa = _pyarrow()
        arrays = list(block.record.columns) if isinstance(block, Batch) else self._fresh(block)
        arrays += [None] * (len(self._schema) - len(arrays))
        for places, given in zip(self._layout.targets, answers, strict=True):
            for at, name, values in zip(places, self._layout.fields, zip(*given, strict=True), strict=True):
                arrays[at] = self._replaced(arrays[at], values) if not name else self._added(at, values)
        record = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._held.append(record)
        ends = block.ends if isinstance(block, Batch) else False
        if ends or sum(held.num_rows for held in self._held) >= _GROUP:
            self._flush()

    def _fresh(self, block: Any) -> list[Any]:
        pa = _pyarrow()
        width = self._layout.width
        rows = []
        for cells, line in zip(self._table.cells(block), block.lines, strict=True):
            if len(cells) > width:
                raise TableError(
                    f"{self._table.name}:{line}: the row has {len(cells)} cells under {width} columns; "
                    "Parquet has no place for more, mend it or write CSV"
                )
            rows.append([None if cell is None else shown(cell) for cell in cells] + [None] * (width - len(cells)))
        return [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] if rows else []

    def _added(self, at: int, values: Sequence[Any]) -> Any:
        pa = _pyarrow()
        kind = self._schema.field(at).type
        if pa.types.is_dictionary(kind):
            return _categories(pa.array(values, kind.value_type), kind)
        return pa.array(values, kind)

    def _replaced(self, array: Any, values: Sequence[str | None]) -> Any:
        pa = _pyarrow()
        kind = array.type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        names = pa.array(values, pa.string())
        old = array.cast(plain) if plain != kind else array
        # Over bytes, and without looking whether they are UTF-8: what was none before is kept as it is.
        mixed = pa.compute.if_else(names.is_valid(), names.cast(pa.large_binary()), old.cast(pa.large_binary()))
        new = pa.compute.cast(mixed, options=pa.compute.CastOptions(plain, allow_invalid_utf8=True))
        return _categories(new, kind) if plain != kind else new

    def _flush(self) -> None:
        pa = _pyarrow()
        rows = sum(held.num_rows for held in self._held)
        if self._held:
            table = pa.Table.from_batches(self._held, self._schema)
            self._writer.write_table(table, row_group_size=max(1, rows))
        self._held = []

    def close(self) -> None:
        """Write the last rows and the metadata."""
        self._flush()
        self._writer.close()

    def discard(self) -> None:
        """Let go of the writer, which would end the file as if it were whole."""
        self._out.discarded = True
        if hasattr(self, "_writer"):
            self._writer.close()


class _Out:
    """Where bytes go until an error."""

    closed = False

    def __init__(self, out: Target) -> None:
        self._out = out
        self.discarded = False

    def write(self, data: bytes, /) -> int:
        if not self.discarded:
            self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """Whoever opened the file closes it."""


def _categories(array: Any, kind: Any) -> Any:
    """An array as categories of a type."""
    pa = _pyarrow()
    coded = array.dictionary_encode()
    indices = coded.indices.cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, coded.dictionary, ordered=kind.ordered)
