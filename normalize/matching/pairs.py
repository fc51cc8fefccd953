"""Queries beside the recorded names they met, as arrays: one row a pair."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

__all__ = ["Pairs", "Preferences"]

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Hints that make candidates likelier rather than ruling others out.

    Attributes:
        near: (latitude, longitude) in degrees of a point the place is likely near.
        lang: ISO 639 code of the language the name is written in.
        around: subdivisions in which other mentions of the same document lie.
        around_countries: countries in which they lie.
    """

    near: tuple[float, float] | None = None
    lang: str | None = None
    around: frozenset[int] = frozenset()
    around_countries: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Recorded names met by queries.

    Attributes:
        query: number of the query in its batch.
        reading: number of the reading that met the name.
        name, entity: numbers of the gazetteer.
        edits: edits between the keys; 0 when they are equal.
        cosine: likeness of the vectors in -1..1; NaN where none was asked for.
    """

    query: Numbers
    reading: Numbers
    name: Numbers
    entity: Numbers
    edits: Numbers
    cosine: Floats

    @classmethod
    def none(cls) -> "Pairs":
        """Return no pairs."""
        empty = np.zeros(0, np.int64)
        return cls(empty, empty, empty, empty, empty, np.zeros(0))

    def __len__(self) -> int:
        return len(self.query)

    def __getitem__(self, rows: npt.NDArray[np.bool_] | Numbers) -> "Pairs":
        return Pairs(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        """Return the rows of all parts."""
        if not parts:
            return cls.none()
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))
