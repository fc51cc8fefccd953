"""Answers to Arrow columns, chunk by chunk. Polars, DuckDB and Spark all hand over their columns as Arrow."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from normalize.contrib.asking import Field, Question, plain
from normalize.errors import NameTypeError

__all__ = ["Answerer"]

_TYPES: Final[dict[Field, Any]] = {
    "id": pa.string(),
    "name": pa.string(),
    "score": pa.float64(),
    "status": pa.string(),
}
_ROOM = 1 << 20  # distinct rows whose answers are kept: about 300 MB

Numbers = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]


class _Known(dict[Any, int]):
    """The number of each row's answer; -1 for a row that was not asked yet."""

    def __missing__(self, row: Any) -> int:
        return -1


class Answerer:
    """Answers chunks of a column, in any thread. Rows that were asked in an earlier chunk are not worked again.

    What is kept is bounded: when there are too many answers all are forgotten, and kept anew.

    Args:
        question: what is asked.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._known = _Known()
        self._kept = self._column({name: [] for name in self._question.fields})

    def _column(self, answers: Mapping[Field, Sequence[Any]]) -> Any:
        """Answers as one array: of structs, or of the one field that is asked for."""
        fields = [pa.array(values, _TYPES[name]) for name, values in answers.items()]
        return fields[0] if len(fields) == 1 else pa.StructArray.from_arrays(fields, names=list(answers))

    def __call__(self, names: Any, *hints: Any) -> Any:
        """Return the answers to a chunk: an Arrow array of structs, or of the one field that is asked for.

        Args:
            names: an Arrow array of names; the answer to a null is null.
            *hints: for each column of hints of the question, an array as long as the names, or of one value.

        Raises:
            NameTypeError: a name is neither a string nor a null.
            ArgumentError: a hint that cannot be understood.
        """
        codes, columns = _distinct(_text(_whole(names)), [_whole(hint) for hint in hints])
        rows = list(zip(*columns, strict=True)) if hints else columns[0]
        numbers, kept = self._numbers(rows, columns)
        at = numbers[codes] if len(numbers) else codes
        return kept.take(pa.array(at, mask=codes < 0))

    def _numbers(self, rows: Sequence[Any], columns: Sequence[Sequence[Any]]) -> tuple[Numbers, Any]:
        """The number of the answer to each row, and the answers."""
        with self._lock:
            if len(self._known) > _ROOM:
                self._forget()
            numbers = np.fromiter(map(self._known.__getitem__, rows), np.int64, len(rows))
            new = np.flatnonzero(numbers < 0).tolist()
            if len(new):
                some = [[column[at] for at in new] for column in columns]
                answers = self._question.answers(some[0], some[1:])
                numbers[new] = np.arange(len(self._known), len(self._known) + len(new))
                self._known.update((rows[at], number) for at, number in zip(new, numbers[new].tolist(), strict=True))
                self._kept = pa.concat_arrays([self._kept, self._column(answers)])
            return numbers, self._kept


def _whole(column: Any) -> Any:
    """One array of what may come in several, or as codes of a dictionary."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _text(names: Any) -> Any:
    of = pa.types
    if of.is_null(names.type):
        return names.cast(pa.string())
    if not (of.is_string(names.type) or of.is_large_string(names.type) or of.is_string_view(names.type)):
        raise NameTypeError(f"a name must be text, not {names.type}; cast the column to text")
    return names


def _distinct(names: Any, hints: Sequence[Any]) -> tuple[Numbers, list[list[Any]]]:
    """The number of the distinct row of each name, -1 for a null, and the distinct rows, as columns."""
    codes, values = _coded(names)
    columns = [values]
    for hint in hints:
        beside, values = _coded(hint)
        values = np.append(values, [None])  # number -1
        if not len(beside) or bool((beside == beside[0]).all()):  # one value for all tells no rows apart
            columns.append(values[np.full(len(columns[0]), beside[0] if len(beside) else -1)])
            continue
        pair = codes * len(values) + np.where(beside < 0, len(values) - 1, beside)
        codes, pairs = _coded(pa.array(pair, mask=codes < 0))
        first, second = np.divmod(pairs.astype(np.int64), len(values))
        columns = [*(column[first] for column in columns), values[second]]
    return codes, [column.tolist() for column in columns]


def _coded(column: Any) -> tuple[Numbers, Objects]:
    """The number of the distinct value of each cell, -1 for a null, and the values."""
    try:
        coded = pc.dictionary_encode(column)
    except pa.ArrowNotImplementedError:  # lists and structs
        known: dict[Any, int] = {}
        cells = map(plain, column.to_pylist())
        codes = np.array([-1 if cell is None else known.setdefault(cell, len(known)) for cell in cells], np.int64)
        return codes, np.fromiter(known, object, len(known))
    indices = coded.indices.fill_null(-1) if coded.null_count else coded.indices
    codes = indices.to_numpy().astype(np.int64)
    values = coded.dictionary.to_numpy(zero_copy_only=False).astype(object)
    if pa.types.is_floating(column.type):  # NaN is no value
        codes[np.append(values != values, [False])[codes]] = -1
    return codes, values
