"""What batches take: any iterable, Series or Arrow array of names, and hints for all or for each."""

from collections.abc import Iterable
from numbers import Real
from typing import Any

from normalize.errors import ArgumentError, NameTypeError
from normalize.resolve import is_null

__all__ = ["column_of", "values_of"]


def values_of(names: object) -> list[object]:
    """Return the names of any iterable, Series or Arrow array as Python values.

    Raises:
        NameTypeError: a single string, or nothing that holds names.
    """
    if isinstance(names, str | bytes) or not isinstance(names, Iterable):
        raise NameTypeError(f"resolve() takes many names, not {type(names).__name__}; for one name call place()")
    to_python = getattr(names, "to_pylist", None)  # Arrow arrays yield scalars of their own otherwise
    return list(to_python() if callable(to_python) else names)


def column_of(hint: str, value: Any, count: int) -> list[Any]:
    """Return the hint of each name, from one for all or one a name.

    Raises:
        ArgumentError: another number of hints than of names.
    """
    if _is_one(hint, value):
        return [_hashable(value)] * count
    values = values_of(value)
    if len(values) != count:
        raise ArgumentError(f"{hint}= has {len(values):,} values for {count:,} names; give one for all, or one a name")
    return [_hashable(v) for v in values]


def _is_one(hint: str, value: Any) -> bool:
    """Whether a value is one hint for all names: text, nothing, one (lat, lon), or one choice of kinds."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return True
    if hint == "near":
        return isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, Real) for v in value)
    return hint == "kinds" and all(isinstance(v, str) for v in value)


def _hashable(value: Any) -> Any:
    """A hint in a form that can be told apart by hashing: lists, sets and arrays as tuples, nulls as None."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return None if is_null(value) else value
    to_list = getattr(value, "tolist", None)
    return tuple(to_list() if callable(to_list) else value)
