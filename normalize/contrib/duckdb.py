"""DuckDB: the verbs as SQL functions.

>>> import duckdb
>>> import normalize.contrib.duckdb
>>> con = duckdb.connect()
>>> normalize.contrib.duckdb.register(con)
>>> con.execute("SELECT normalize_place('Куп''янськ', 'Ukraine')").fetchone()
('geonames:703656',)
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from normalize import Gazetteer
from normalize.contrib.asking import DEFAULT, FIELDS, HINTS, Field, Question, missing
from normalize.errors import ArgumentError

try:
    import duckdb
    from duckdb.sqltypes import DOUBLE, VARCHAR

    from normalize.contrib.arrow import Answerer
except ImportError:
    raise missing("normalize.contrib.duckdb needs duckdb and pyarrow", "duckdb") from None

__all__ = ["register"]

Kind = Literal["place", "country", "person", "org"]
_KINDS: tuple[Kind, ...] = ("place", "country", "person", "org")
# What stands in a column here: of places, `kinds` would be a list in every row.
_SQL_HINTS = {kind: tuple(hint for hint in hints if hint != "kinds") for kind, hints in HINTS.items()}


def register(
    con: "duckdb.DuckDBPyConnection",
    *,
    gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    kinds: Sequence[Kind] | None = None,
    prefix: str = "normalize_",
) -> None:
    """Add the verbs to a connection: `normalize_place`, `normalize_country`, `normalize_person`, `normalize_org`.

    Each returns the canonical id, or NULL; `normalize_place_match` and so on return a struct of id, name, score and
    status. The hints follow the name in the order of the Python verb's, and the later ones may be left out:
    `normalize_place(name, country, admin, near, lang)`, `normalize_person(name, country, born)`,
    `normalize_org(name, country)`. A NULL name gives NULL, a NULL hint says nothing.

    What was answered is kept for the connection, in bounded memory.

    Args:
        con: the connection.
        gazetteer: another gazetteer than the packaged ones, or several, of which the later ones win.
        kinds: which verbs to add: all, or that of the gazetteer, where it is left out.
        prefix: what the functions' names begin with, for a second gazetteer beside the first.

    Raises:
        NormalizeError: something that is no gazetteer, or holds another kind.
    """
    if kinds is None:
        first = gazetteer[0] if isinstance(gazetteer, Sequence) and gazetteer else gazetteer
        kinds = _KINDS if not isinstance(first, Gazetteer) else [kind for kind in _KINDS if kind == first.kind]
    create: Any = con.create_function
    functions: tuple[tuple[str, tuple[Field, ...]], ...] = (("", ("id",)), ("_match", FIELDS))
    for kind in kinds:
        for ending, fields in functions:
            name = f"{prefix}{kind}{ending}"
            function = _function(name, kind, fields, gazetteer)
            # Any number of columns of any type: a name that is no text is an error, and no guess.
            create(name, function, None, _type(fields), type="arrow", null_handling="special")


def _function(name: str, kind: str, fields: tuple[Field, ...], gazetteer: Any) -> Callable[..., Any]:
    hints = _SQL_HINTS[kind]
    same = {} if gazetteer is DEFAULT else {"gazetteer": gazetteer}
    # By the number of hints that are given: answers to other questions are others.
    answerers = [Answerer(Question(kind, fields, hints[:count], same).checked()) for count in range(len(hints) + 1)]

    def answered(*columns: Any) -> Any:
        if not 1 <= len(columns) <= len(answerers):
            raise ArgumentError(f"{name} takes {', '.join(('name', *hints))}, not {len(columns)} values")
        return answerers[len(columns) - 1](*columns)

    return answered


def _type(fields: Sequence[Field]) -> Any:
    types: dict[str, Any] = {name: DOUBLE if name == "score" else VARCHAR for name in fields}
    return duckdb.struct_type(types) if len(types) > 1 else types[fields[0]]
