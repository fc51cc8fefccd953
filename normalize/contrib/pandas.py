"""pandas: the verbs on a Series. `import normalize.contrib.pandas` adds the accessor.

>>> import pandas as pd
>>> import normalize.contrib.pandas
>>> frame = pd.DataFrame({"city": ["Куп'янськ", "Odessa", None], "country": ["UA", "Ukraine", None]})
>>> frame["city"].normalize.place(country=frame["country"], field="id").tolist()
['geonames:703656', 'geonames:698740', nan]
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize import Gazetteer
from normalize.contrib.asking import DEFAULT, Field, asked, is_one, missing, plain
from normalize.errors import ArgumentError, NameTypeError

try:
    import pandas as pd
except ImportError:
    raise missing("normalize.contrib.pandas needs pandas", "pandas") from None

__all__ = ["Names"]

_TEXT = pd.Series(["text", None]).dtype  # what this pandas keeps text in
_NESTED = ("near", "kinds")  # hints whose cells may be lists
Numbers = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Hint = Any  # a value for all names, or one a name


@pd.api.extensions.register_series_accessor("normalize")
class Names:
    """The accessor `normalize` of a Series.

    Each verb gives a DataFrame with the columns id, name, score and status and the index of the Series, or the one
    `field` that is asked for as a Series; missing values stay missing. Each distinct name with its hints is worked
    once.

    Hints are one value for all names, or a Series with the same index, or an array or list as long.
    """

    def __init__(self, series: "pd.Series[Any]") -> None:
        self._series = series

    def place(
        self,
        *,
        country: Hint = None,
        admin: Hint = None,
        near: Hint = None,
        kinds: Hint = None,
        lang: Hint = None,
        field: Field | None = None,
        jobs: int = 1,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> Any:
        """Return the place each name means; see `normalize.place`.

        Args:
            country, admin, near, kinds, lang: hints.
            field: "id", "name", "score" or "status", instead of a DataFrame of all.
            jobs: processes to work in; see `normalize.resolve`.
            gazetteer: another gazetteer than the default one, or several, of which the later ones win.

        Raises:
            NameTypeError: a name is neither a string nor missing.
            ArgumentError: a hint that cannot be understood, or that does not stand beside the names.
        """
        hints = {"country": country, "admin": admin, "near": near, "kinds": kinds, "lang": lang}
        return self._answered("place", field, hints, jobs, gazetteer)

    def country(
        self,
        *,
        field: Field | None = None,
        jobs: int = 1,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> Any:
        """Return the country each name means; see `normalize.country` and `place`."""
        return self._answered("country", field, {}, jobs, gazetteer)

    def person(
        self,
        *,
        country: Hint = None,
        born: Hint = None,
        field: Field | None = None,
        jobs: int = 1,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> Any:
        """Return the person each name means; see `normalize.person` and `place`."""
        return self._answered("person", field, {"country": country, "born": born}, jobs, gazetteer)

    def org(
        self,
        *,
        country: Hint = None,
        field: Field | None = None,
        jobs: int = 1,
        gazetteer: Gazetteer | Sequence[Gazetteer] = DEFAULT,
    ) -> Any:
        """Return the organisation each name means; see `normalize.org` and `place`."""
        return self._answered("org", field, {"country": country}, jobs, gazetteer)

    def _answered(self, kind: str, field: Field | None, hints: dict[str, Hint], jobs: int, gazetteer: Any) -> Any:
        question, beside = asked(kind, field, hints, _is_column, gazetteer, jobs=jobs)
        codes, values = self._coded_names()
        columns = [values]
        for hint, given in zip(question.columns, beside, strict=True):
            hint_codes, values = _coded(self._column(hint, given))
            width = len(values) + 1  # the last one is for missing ones
            named = codes >= 0
            pairs = codes[named] * width + np.where(hint_codes < 0, len(values), hint_codes)[named]
            codes[named], distinct = pd.factorize(pairs)
            first, second = np.divmod(np.asarray(distinct, np.int64), width)
            columns = [*(column[first] for column in columns), np.append(values, [None])[second]]
        answers = question.answers(columns[0].tolist(), [column.tolist() for column in columns[1:]])
        types: dict[str, Any] = {"score": np.dtype(float)}
        arrays: dict[str, Any] = {
            name: pd.array(answer, dtype=types.get(name, _TEXT)).take(codes, allow_fill=True)
            for name, answer in answers.items()
        }
        index = self._series.index
        if field is not None:
            return pd.Series(arrays[field], index=index, name=self._series.name, copy=False)
        return pd.DataFrame(arrays, index=index, copy=False)

    def _coded_names(self) -> tuple[Numbers, Objects]:
        try:
            return _coded(self._series)
        except TypeError:  # what cannot be hashed is no text
            raise NameTypeError(
                f"{self._series.name}: a name must be a string, not a list or another collection"
            ) from None

    def _column(self, hint: str, given: Any) -> Any:
        """A hint that stands beside the names, row by row."""
        if isinstance(given, pd.Series) and not given.index.equals(self._series.index):
            raise ArgumentError(
                f"{hint}= is a Series with another index than the names; take both from one frame, or reindex it"
            )
        column: Any = (
            given if isinstance(given, pd.Series | pd.Index | pd.api.extensions.ExtensionArray) else list(given)
        )
        if len(column) != len(self._series):
            raise ArgumentError(f"{hint}= has {len(column):,} values for {len(self._series):,} names")
        if isinstance(column, list) or hint in _NESTED:
            column = np.fromiter(map(plain, column), object, len(column))
        return column


def _is_column(hint: str, value: Any) -> bool:
    return isinstance(value, pd.Series | pd.Index) or not is_one(hint, value)


def _coded(column: Any) -> tuple[Numbers, Objects]:
    """The number of the distinct value of each cell, -1 for a missing one, and the values."""
    codes, values = pd.factorize(column)
    return codes.astype(np.int64), np.fromiter(values, object, len(values))
