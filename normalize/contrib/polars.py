"""Polars: the verbs as expressions. `import normalize.contrib.polars` adds the namespace.

>>> import polars as pl
>>> import normalize.contrib.polars
>>> frame = pl.DataFrame({"city": ["Куп'янськ", "Odessa", None], "country": ["UA", "Ukraine", None]})
>>> frame.select(pl.col("city").normalize.place(country=pl.col("country"), field="id")).to_series().to_list()
['geonames:703656', 'geonames:698740', None]
"""

from collections.abc import Hashable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

from normalize import Gazetteer
from normalize.contrib.asking import DEFAULT, Field, Question, asked, missing, plain
from normalize.errors import NameTypeError

try:
    import polars as pl
except ImportError:
    raise missing("normalize.contrib.polars needs polars", "polars") from None

__all__ = ["Names"]

_TYPES: Final[dict[Field, Any]] = {"id": pl.String, "name": pl.String, "score": pl.Float64, "status": pl.String}
_ROOM = 1 << 20  # distinct rows whose answers are kept: about 300 MB
_NAME, _ANSWER, _KNOWN = "names", "answer", "known"  # columns beside those of hints
Hint = Any  # a value for all names, or an expression


@pl.api.register_expr_namespace("normalize")
class Names:
    """The namespace `normalize` of expressions.

    Each verb gives a struct of id, name, score and status, or the one `field` that is asked for; null for a null.
    Expressions are worked chunk by chunk, so they do in lazy and in streaming queries. Each distinct name with its
    hints is worked once; what was answered is kept with the expression, in bounded memory.

    Hints are one value for all names, or an expression. A string is a value, never a column: `country="UA"`,
    `country=pl.col("country")`.
    """

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def place(
        self,
        *,
        country: Hint = None,
        admin: Hint = None,
        near: Hint = None,
        kinds: Hint = None,
        lang: Hint = None,
        field: Field | None = None,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> pl.Expr:
        """Return the place each name means; see `normalize.place`.

        Args:
            country, admin, near, kinds, lang: hints; a column of positions holds structs or lists of (lat, lon).
            field: "id", "name", "score" or "status", instead of a struct of all.
            gazetteer: another gazetteer than the default one, or several, of which the later ones win.

        Raises:
            NormalizeError: a hint for all names that cannot be understood; one in a column is an error of the query.
        """
        hints = {"country": country, "admin": admin, "near": near, "kinds": kinds, "lang": lang}
        return self._answered("place", field, hints, gazetteer)

    def country(self, *, field: Field | None = None, gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT) -> pl.Expr:
        """Return the country each name means; see `normalize.country` and `place`."""
        return self._answered("country", field, {}, gazetteer)

    def person(
        self,
        *,
        country: Hint = None,
        born: Hint = None,
        field: Field | None = None,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> pl.Expr:
        """Return the person each name means; see `normalize.person` and `place`."""
        return self._answered("person", field, {"country": country, "born": born}, gazetteer)

    def org(
        self,
        *,
        country: Hint = None,
        field: Field | None = None,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> pl.Expr:
        """Return the organisation each name means; see `normalize.org` and `place`."""
        return self._answered("org", field, {"country": country}, gazetteer)

    def _answered(self, kind: str, field: Field | None, hints: dict[str, Hint], gazetteer: Any) -> pl.Expr:
        question, columns = asked(kind, field, hints, lambda _, hint: isinstance(hint, pl.Expr), gazetteer)
        # The first field calls the struct, and so the answers, by the name of the expression.
        beside = [column.alias(f"__{hint}__") for hint, column in zip(question.columns, columns, strict=True)]
        return pl.struct(self._expr, *beside).map_batches(
            _Answerer(question), _type(question.fields), is_elementwise=True
        )


def _type(fields: Sequence[Field]) -> Any:
    types: dict[str, Any] = {name: _TYPES[name] for name in fields}
    return pl.Struct(types) if len(types) > 1 else types[fields[0]]


class _Kept(NamedTuple):
    """Rows that were asked before.

    Attributes:
        rows: the rows, each with its answer.
        keys: the rows in a form that can be hashed; another set once all were forgotten.
    """

    rows: pl.DataFrame
    keys: set[Any]


class _Answerer:
    """Answers chunks of rows, in any thread; what was asked in an earlier chunk is not worked again."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._types = {_ANSWER: _type(question.fields), _KNOWN: pl.Boolean}
        self._lock = Lock()
        self._kept = self._nothing(pl.Schema())

    def _nothing(self, schema: pl.Schema) -> _Kept:
        return _Kept(pl.DataFrame(schema={**schema, **self._types}), set())

    def __call__(self, structs: pl.Series) -> pl.Series:
        """Return the answers to a chunk of structs of a name and its hints."""
        rows = structs.struct.unnest()
        rows.columns = [_NAME, *self._question.columns]
        rows = rows.with_columns(_text(rows[_NAME]), pl.col(pl.Float32, pl.Float64).fill_nan(None))
        while True:
            kept = self._kept
            if kept.rows.schema != {**rows.schema, **self._types}:
                kept = self._kept = self._nothing(rows.schema)
            found = _beside(rows, kept.rows)
            new = found.filter(pl.col(_KNOWN).is_null() & pl.col(_NAME).is_not_null()).select(rows.columns).unique()
            if len(new) and (learned := self._learned(new, kept.keys)) is not None:
                return _beside(rows, learned)[_ANSWER]
            if not len(new):
                return found[_ANSWER]

    def _learned(self, rows: pl.DataFrame, keys: set[Any]) -> pl.DataFrame | None:
        """What is kept, with the answers to distinct rows; None where what was kept before has been forgotten.

        Polars' own threads come here, and one that waits for others may begin with another chunk: while the lock is
        held, nothing is called that Polars shares out among its threads.
        """
        cells, schema = rows.rows(), rows.schema
        rows_keys = [tuple(c if isinstance(c, Hashable) else repr(c) for c in row) for row in cells]
        with self._lock:
            kept = self._kept
            if kept.keys is not keys:
                return None
            new = {key: row for key, row in zip(rows_keys, cells, strict=True) if key not in keys}
            columns = list(zip(*new.values(), strict=True)) or [()] * len(schema)
            answers = self._question.answers(columns[0], [list(map(plain, column)) for column in columns[1:]])
            beside = [pl.Series(n, values, type_) for (n, type_), values in zip(schema.items(), columns, strict=True)]
            fields = [pl.Series(name, values, _TYPES[name]) for name, values in answers.items()]
            answer = fields[0].alias(_ANSWER) if len(fields) == 1 else pl.DataFrame(fields).to_struct(_ANSWER)
            known = pl.Series(_KNOWN, [True] * len(new), pl.Boolean)
            keys.update(new)
            learned = kept.rows.vstack(pl.DataFrame([*beside, answer, known]))
            self._kept = _Kept(learned, keys) if len(keys) <= _ROOM else self._nothing(schema)
        return learned


def _beside(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with its answer where it is known."""
    return rows.join(known, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")


def _text(names: pl.Series) -> pl.Series:
    if isinstance(names.dtype, pl.Categorical | pl.Enum | pl.Null):
        return names.cast(pl.String)
    if names.dtype != pl.String:
        raise NameTypeError(f"{names.name}: a name must be text, not {names.dtype}; cast the column to pl.String")
    return names
