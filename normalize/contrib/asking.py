"""What is asked of a column of names, whatever library holds it, and the answers as columns."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import Any, Final, Literal, get_args

import normalize
from normalize.errors import ArgumentError, MissingExtraError

__all__ = ["DEFAULT", "FIELDS", "HINTS", "Field", "Question", "asked", "is_one", "missing", "plain"]

Field = Literal["id", "name", "score", "status"]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
# The hints of each kind, in the order in which columns of them follow the name.
HINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("country", "admin", "near", "kinds", "lang"),
    "country": (),
    "person": ("country", "born"),
    "org": ("country",),
}
DEFAULT: Any = object()  # the packaged gazetteers: tells "not given" from None, which is an error
_AT_ONCE = 1 << 16  # names: their matches are let go before the next ones are worked


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every name of a column.

    Attributes:
        kind: "place", "country", "person" or "org".
        fields: what the answers show.
        columns: the hints that stand in a column beside the names.
        same: the other hints, one for all names, and `gazetteer` where one is given.
    """

    kind: str
    fields: tuple[Field, ...] = FIELDS
    columns: tuple[str, ...] = ()
    same: Mapping[str, Any] = field(default_factory=dict)

    def checked(self) -> "Question":
        """Return the question, if it can be asked: what is wrong with it is said before the first row is read.

        Raises:
            NormalizeError: a hint that cannot be understood, or something that is no gazetteer.
        """
        nothing: dict[str, Any] = dict.fromkeys(self.columns)
        normalize.resolve([], self.kind, **self.same, **nothing)
        normalize.resolve([None], self.kind, **self.same)
        return self

    def answers(self, names: Sequence[Any], hints: Sequence[Sequence[Any]]) -> dict[Field, list[Any]]:
        """Return the answers to names, as a column a field.

        Args:
            names: the names, each once.
            hints: for each of `columns`, what stands beside the names.

        Raises:
            NameTypeError: a name is neither a string nor a null.
            ArgumentError: a hint that cannot be understood.
        """
        found: dict[Field, list[Any]] = {name: [] for name in self.fields}
        # Processes are started once, and give their answers without what stands behind them.
        size = _AT_ONCE if self.same.get("jobs", 1) == 1 else len(names) or 1
        for low in range(0, len(names), size):
            high = low + size
            beside: dict[str, Any] = {hint: values[low:high] for hint, values in zip(self.columns, hints, strict=True)}
            matches = normalize.resolve(names[low:high], self.kind, **self.same, **beside)
            for name, column in found.items():
                column += [getattr(match, name) for match in matches]
        return found


def asked(
    kind: str,
    field: Field | None,
    hints: Mapping[str, Any],
    is_column: Callable[[str, Any], bool],
    gazetteer: Any = DEFAULT,
    **more: Any,
) -> tuple[Question, list[Any]]:
    """Return what is asked, and the hints that stand in columns.

    Args:
        kind: what the names are names of.
        field: the one field the answers show, or None for all.
        hints: the hints as they were given; None says nothing.
        is_column: tells from hint and value whether it is a column beside the names; else it is one value for all.
        gazetteer: where to look, if not in the packaged ones.
        **more: what else `normalize.resolve` takes.

    Raises:
        NormalizeError: a hint, field or gazetteer that cannot be understood.
    """
    if field is not None and field not in FIELDS:
        raise ArgumentError(f"field={field!r} is none of {', '.join(FIELDS)}; leave it out for all of them")
    given = {hint: value for hint, value in hints.items() if value is not None}
    columns = {hint: value for hint, value in given.items() if is_column(hint, value)}
    same = {hint: value for hint, value in given.items() if hint not in columns}
    for hint, value in same.items():
        if not is_one(hint, value):
            raise ArgumentError(
                f"{hint}= is a {type(value).__name__}: give one value for all names, or a column that stands beside"
            )
    if gazetteer is not DEFAULT:
        same["gazetteer"] = gazetteer
    question = Question(kind, FIELDS if field is None else (field,), tuple(columns), same | more)
    return question.checked(), list(columns.values())


def is_one(hint: str, value: Any) -> bool:
    """Return whether a hint is one for all names: a text, a number, one (lat, lon), or one choice of kinds."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return True
    if hint == "near":
        return isinstance(value, tuple) and len(value) == 2 and all(isinstance(number, Real) for number in value)
    return hint == "kinds" and isinstance(value, Collection) and all(isinstance(kind, str) for kind in value)


def plain(value: Any) -> Any:
    """Return a cell in a form that can be told apart by hashing: lists and structs as tuples, NaN as None.

    A list or struct of nothing but nulls is None too.
    """
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        cells = tuple(map(plain, value))
        return None if all(cell is None for cell in cells) else cells
    if isinstance(value, Decimal):  # a number as SQL writes it
        return float(value)
    try:
        return value if bool(value == value) else None
    except TypeError:  # pandas' NA compares to neither true nor false
        return None


def missing(what: str, extra: str) -> MissingExtraError:
    """Return the error that says which extra to install.

    Args:
        what: the integration, and what it needs.
        extra: the name of the extra.
    """
    return MissingExtraError(f"{what}: pip install 'normalize-names[{extra}]'")
