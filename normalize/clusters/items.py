"""What is clustered: distinct names with what stands beside them, in an order that their rows do not decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.errors import ArgumentError, NameTypeError
from normalize.gazetteer.ragged import Numbers
from normalize.keys import fold
from normalize.letters import clean
from normalize.resolve import is_null

__all__ = ["Items", "gathered"]

_EARTH_KM = 12_742.0  # mean diameter
Floats = npt.NDArray[np.float64]


@dataclass(eq=False)
class Items:
    """Distinct names, each with what stands beside it.

    Attributes:
        texts: the names as given.
        cleaned: after clean-up.
        keys: their fold keys.
        counts: how many rows each stands for.
        same: numbers of what must be equal in a cluster; 0 where nothing is known.
        near: latitude and longitude in degrees, one row a name; NaN where nothing is known.
        hints: what each is asked with, one tuple a name.
    """

    texts: list[str]
    cleaned: list[str]
    keys: list[str]
    counts: list[int]
    same: Numbers
    near: Floats
    hints: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def _placed(self) -> bool:
        return bool(np.isfinite(self.near).any())

    def beside(self) -> list[object]:
        """What stands beside each name, comparable."""
        if not self._placed and not self.same.any():
            return [0] * len(self)
        return [row.tobytes() for row in np.column_stack([self.same.astype(np.float64), self.near])]

    def apart(self, one: Numbers, other: Numbers, km: float) -> npt.NDArray[np.bool_]:
        """Return which pairs cannot be one by what stands beside them.

        Args:
            one, other: pairs, by their places.
            km: kilometres from which two positions are two places.
        """
        a, b = self.same[one], self.same[other]
        found: npt.NDArray[np.bool_] = (a != b) & (a > 0) & (b > 0)
        if self._placed:
            here, there = np.radians(self.near[one]), np.radians(self.near[other])
            half = np.sin((here - there) / 2) ** 2
            half = half[:, 0] + np.cos(here[:, 0]) * np.cos(there[:, 0]) * half[:, 1]
            found |= _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))) > km  # NaN is never more
        return found


def gathered(
    values: Sequence[object], counts: Sequence[int], same: Sequence[Any], near: Sequence[Any], hints: list[list[Any]]
) -> Items:
    """Return the distinct names; nulls and empty strings are no names.

    Args:
        values: the names, one a row.
        counts: rows that each stands for.
        same, near: what stands beside each.
        hints: for each hint its value for each name.

    Raises:
        NameTypeError: a name is neither a string nor a null.
        ArgumentError: a position that is none.
    """
    met: dict[tuple[Any, ...], int] = {}
    texts = _texts(values)
    for text, count, row in zip(texts, counts, zip(same, near, *hints, strict=True), strict=True):
        if text:
            item = text, *row
            met[item] = met.get(item, 0) + count
    cleaned = {text: clean(text) for text in {item[0] for item in met}}
    keys = {text: fold(said) for text, said in cleaned.items()}
    order = sorted(met, key=lambda item: (keys[item[0]], item[0], *map(str, item[1:])))
    said = [_said(item[1]) for item in order]
    numbers = {value: at for at, value in enumerate(sorted(set(said) - {""}), 1)}
    return Items(
        [item[0] for item in order],
        [cleaned[item[0]] for item in order],
        [keys[item[0]] for item in order],
        [met[item] for item in order],
        np.array([numbers.get(value, 0) for value in said], np.int64),
        np.array([_position(item[2]) for item in order], np.float64).reshape(-1, 2),
        [item[2:] for item in order],
    )


def _texts(values: Sequence[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value if value.strip() else ""
        elif is_null(value):
            yield ""
        else:
            raise NameTypeError(f"a name must be a string, not {type(value).__name__}: {value!r:.40}")


def _said(value: Any) -> str:
    """What must be equal, whatever the case; "" where nothing is said."""
    return "" if is_null(value) else clean(str(value)).casefold()


def _position(value: Any) -> tuple[float, float]:
    if isinstance(value, str) or is_null(value):  # an id of an entity only helps the gazetteer
        return np.nan, np.nan
    try:
        lat, lon = map(float, value)
    except (TypeError, ValueError):
        raise ArgumentError(f"near={value!r} must be (lat, lon) in degrees") from None
    if np.isnan(lat) or np.isnan(lon):
        return np.nan, np.nan
    if not (-90 <= lat <= 90 and -180 <= lon <= 360):
        raise ArgumentError(f"near={value!r} must be (lat, lon) in degrees: -90 to 90, -180 to 360")
    return lat, lon
