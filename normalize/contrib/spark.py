"""Apache Spark: columns of more rows than one machine takes.

Every Python worker opens the gazetteer once, by mapping the file into memory; the workers of a machine share its pages.
It is the packaged one, or a file of one's own that was sent with `SparkContext.addFile`. Answers are those of
`normalize.resolve`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from normalize import Gazetteer, default_gazetteer
from normalize.contrib.asking import DEFAULT, FIELDS, HINTS, Field, Question, asked, missing
from normalize.errors import ArgumentError, NameTypeError

try:
    import pyarrow as pa
    from pyspark import SparkFiles
    from pyspark.sql import Column, DataFrame
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.functions import arrow_udf
    from pyspark.sql.types import NullType, StringType

    from normalize.contrib.arrow import Answerer
except ImportError:
    raise missing("normalize.contrib.spark needs pyspark 4.1 or later and pyarrow", "spark") from None

__all__ = ["country_udf", "normalize_column", "org_udf", "person_udf", "place_udf"]

_TYPES = {"id": "string", "name": "string", "score": "double", "status": "string"}
_ROW, _ANSWER, _ASKED = "__normalize_row", "__normalize_answer", "__normalize_asked"
Decisions = Sequence[Mapping[str, str]]
UDF = Callable[..., Column]


@dataclass(frozen=True, slots=True)
class _Task:
    """A question in a form that travels: a gazetteer is a name here, and is opened where it is asked.

    Attributes:
        kind, fields, columns: as of a `Question`.
        same: the hints that are one for all names.
        gazetteer: the name or path of a file; "" for the packaged one.
        decisions: rows of decisions made by hand.
    """

    kind: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    same: tuple[tuple[str, Any], ...]
    gazetteer: str
    decisions: tuple[tuple[tuple[str, str], ...], ...]

    def question(self) -> Question:
        """Return the question, with the gazetteer open."""
        same = dict(self.same)
        if self.gazetteer or self.decisions:
            where = _opened(self.gazetteer) if self.gazetteer else default_gazetteer(self.kind)
            same["gazetteer"] = where.deciding(map(dict, self.decisions)) if self.decisions else where
        return Question(self.kind, self.fields, self.columns, same)


@lru_cache(maxsize=8)
def _opened(name: str) -> Gazetteer:
    sent = Path(SparkFiles.get(name))
    return Gazetteer.open(sent if sent.exists() else name)


@lru_cache(maxsize=8)
def _answerer(task: _Task) -> Answerer:
    """One a worker and question: it keeps its answers from batch to batch."""
    return Answerer(task.question())


def normalize_column(
    df: DataFrame,
    column: str,
    kind: str = "place",
    *,
    field: Field | None = None,
    to: str | None = None,
    partitions: int | None = None,
    gazetteer: str = DEFAULT,
    decisions: Decisions = (),
    **hints: Any,
) -> DataFrame:
    """Return the table with the answer to every name of a column.

    Each distinct name with its hints is worked once in the whole cluster: they are gathered, answered and joined to the
    rows again, nulls included. The table is read twice for that; `cache()` one that is dear to make.

    Args:
        df: the table.
        column: the column of names.
        kind: what they are names of: "place", "country", "person" or "org".
        field: "id", "name", "score" or "status", instead of a struct of all.
        to: what to call the new column; else `<column>_match`, or `<column>_<field>`.
        partitions: how many tasks work the names; else as many as Spark runs at once.
        gazetteer: another one than the packaged one: the name of a file sent with `SparkContext.addFile`, or a path
            that is there on every machine.
        decisions: decisions made by hand, as rows that `Gazetteer.deciding` takes.
        **hints: the hints of the kind, each one value for all names, or a `Column`.

    Returns:
        The table with one more column, null where the name is null. The order of rows is Spark's.

    Raises:
        NameTypeError: a column that holds no text.
        NormalizeError: a hint for all names, or a gazetteer, that cannot be used; a hint in a column fails the job.
    """
    type_ = df.select(column).schema[0].dataType
    if not isinstance(type_, StringType | NullType):
        raise NameTypeError(f"{column}: a name must be text, not {type_.simpleString()}; cast the column to string")
    if unknown := set(hints) - set(HINTS.get(kind, hints)):
        raise ArgumentError(
            f"{sorted(unknown)[0]}= is no hint of kind {kind!r}; its hints are {', '.join(HINTS[kind])}"
        )
    task, columns = _task(kind, field, hints, gazetteer, decisions)
    beside = [value.alias(hint) for hint, value in zip(task.columns, columns, strict=True)]
    rows = df.withColumn(_ROW, F.struct(F.col(column).alias("name"), *beside))
    # Spread anew: what is left after `distinct` is small, and Spark would give all of it to one task.
    count = partitions or df.sparkSession.sparkContext.defaultParallelism
    distinct = rows.select(F.col(_ROW).alias(_ASKED)).distinct().repartition(count)
    cells = [F.col(_ASKED).getField(name) for name in ("name", *task.columns)]
    answers = distinct.withColumn(_ANSWER, _udf(task)(*cells))
    joined = rows.join(answers, rows[_ROW].eqNullSafe(answers[_ASKED]), "left")
    name = to or f"{column}_{field or 'match'}"
    return joined.select(*(rows[other] for other in df.columns if other != name), joined[_ANSWER].alias(name))


def place_udf(
    *columns: str, field: Field | None = None, gazetteer: str = DEFAULT, decisions: Decisions = (), **hints: Any
) -> UDF:
    """Return a function of columns to the place that each name means; each batch's distinct names are worked once.

    Args:
        *columns: the hints whose columns follow that of the name.
        field, gazetteer, decisions: as for `normalize_column`.
        **hints: the other hints, each one value for all names.

    Raises:
        NormalizeError: a hint or a gazetteer that cannot be used.
    """
    return _function("place", columns, field, hints, gazetteer, decisions)


def country_udf(*, field: Field | None = None, gazetteer: str = DEFAULT, decisions: Decisions = ()) -> UDF:
    """Return a function of a column to the country that each name means; see `place_udf`."""
    return _function("country", (), field, {}, gazetteer, decisions)


def person_udf(
    *columns: str, field: Field | None = None, gazetteer: str = DEFAULT, decisions: Decisions = (), **hints: Any
) -> UDF:
    """Return a function of columns to the person that each name means; see `place_udf`."""
    return _function("person", columns, field, hints, gazetteer, decisions)


def org_udf(
    *columns: str, field: Field | None = None, gazetteer: str = DEFAULT, decisions: Decisions = (), **hints: Any
) -> UDF:
    """Return a function of columns to the organisation that each name means; see `place_udf`."""
    return _function("org", columns, field, hints, gazetteer, decisions)


_COLUMN = object()  # stands for a column that a function will be given


def _function(
    kind: str,
    columns: Sequence[str],
    field: Field | None,
    hints: Mapping[str, Any],
    gazetteer: Any,
    decisions: Decisions,
) -> UDF:
    if twice := set(columns) & set(hints):
        raise ArgumentError(f"{sorted(twice)[0]} is a column or one value for all names, not both")
    return _udf(_task(kind, field, {**dict.fromkeys(columns, _COLUMN), **hints}, gazetteer, decisions)[0])


def _task(
    kind: str, field: Field | None, hints: Mapping[str, Any], gazetteer: Any, decisions: Decisions
) -> tuple[_Task, list[Any]]:
    """What is asked, and the hints that stand in columns."""
    if gazetteer is not DEFAULT and not isinstance(gazetteer, str | Path):
        raise ArgumentError(
            f"gazetteer={gazetteer!r} must be the name of a file here: save it, send it with "
            "SparkContext.addFile(path), and give its name"
        )
    name = "" if gazetteer is DEFAULT else str(gazetteer)
    rows = tuple(tuple(row.items()) for row in decisions)
    opened = _Task(kind, FIELDS, (), (), name, rows).question().same.get("gazetteer", DEFAULT)
    question, columns = asked(
        kind, field, hints, lambda _, value: value is _COLUMN or isinstance(value, Column), opened
    )
    same = {hint: value for hint, value in question.same.items() if hint != "gazetteer"}
    travelling = tuple((hint, value if isinstance(value, str) else _frozen(value)) for hint, value in same.items())
    return _Task(kind, question.fields, question.columns, travelling, name, rows), columns


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, Sequence | set | frozenset) else value


def _udf(task: _Task) -> UDF:
    def answered(*columns: pa.Array) -> pa.Array:  # Spark reads the hints
        return _answerer(task)(*columns)

    types = [f"{name}: {_TYPES[name]}" for name in task.fields]
    returned = f"struct<{', '.join(types)}>" if len(types) > 1 else _TYPES[task.fields[0]]
    made: Any = arrow_udf  # typed for a fixed number of columns
    function: UDF = made(answered, returned)
    return function
