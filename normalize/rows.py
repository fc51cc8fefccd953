"""Rows of people's own tables, read to the records the compiler takes; what is wrong with them is said row by row."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from normalize.errors import ArgumentError
from normalize.gazetteer.packaged import packaged
from normalize.gazetteer.records import RANK_PROMINENCE, Record
from normalize.keys import fold
from normalize.letters import clean
from normalize.queries import Hints
from normalize.resolve import is_null, resolve_name

__all__ = ["COLUMNS", "Problem", "read_rows", "rows_of_table"]

# What a column holds; only the first two are required.
COLUMNS = ("id", "name", "aliases", "kind", "country", "admin", "lat", "lon", "population", "born", "died")
_DEFAULT_KINDS = {"place": "city", "person": "person", "org": "org"}
_COUNTRY = Hints(kinds=frozenset({"country"}))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a row.

    Attributes:
        where: the row, as "file:line" or "row 3".
        what: what is wrong, and what to do.
        fatal: whether a gazetteer cannot be built until it is mended.
    """

    where: str
    what: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def rows_of_table(rows: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of an iterable of dicts, or of a pandas, Polars or Arrow table.

    Raises:
        ArgumentError: it is none of these.
    """
    if hasattr(rows, "to_pylist"):  # Arrow
        rows = rows.to_pylist()
    elif hasattr(rows, "iter_rows"):  # Polars
        rows = rows.iter_rows(named=True)
    elif hasattr(rows, "iterrows"):  # pandas
        rows = rows.to_dict("records")
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise ArgumentError(f"rows must be dicts or a table with the columns id and name, not {type(rows).__name__}")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise ArgumentError(f"row {number} must be a dict, not {type(row).__name__}")
        yield row


def read_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]], family: str, problem: Callable[[Problem], None]
) -> list[Record]:
    """Return the records of rows; what is wrong goes to `problem`, and such rows are left out.

    Args:
        rows: (where it stands, row) of each; columns are those of `COLUMNS`.
        family: "place", "person" or "org".
        problem: is told what is wrong.
    """
    records: dict[str, Record] = {}
    seen: dict[str, str] = {}
    unknown: set[str] = set()
    for where, row in rows:
        for column in row:
            if column not in COLUMNS and column not in unknown:
                unknown.add(column)
                known = ", ".join(COLUMNS)
                problem(
                    Problem(where, f"column {column!r} is unknown; the columns are {known}: rename it or leave it out")
                )
        reading = _Row(where, row, problem)
        record = reading.record(family)
        if record is None:
            continue
        if record.id in records:
            problem(Problem(where, f"id {record.id!r} stands in {seen[record.id]} too; give every entity one row"))
            continue
        records[record.id] = record
        seen[record.id] = where
    _settle_admins(records, seen, problem)
    _report_clashes(records, seen, problem)
    return list(records.values())


class _Row:
    """One row, read cell by cell."""

    def __init__(self, where: str, row: Mapping[str, Any], problem: Callable[[Problem], None]) -> None:
        self._where = where
        self._row = row
        self._problem = problem
        self.sound = True

    def _wrong(self, what: str) -> None:
        self.sound = False
        self._problem(Problem(self._where, what))

    def _cell(self, column: str) -> str:
        value = self._row.get(column)
        if is_null(value):
            return ""
        if isinstance(value, float) and value.is_integer():  # a spreadsheet's number
            value = int(value)
        return str(value)

    def _text(self, column: str) -> str:
        return clean(self._cell(column))

    def _number(self, column: str, low: float, high: float) -> float | None:
        text = self._text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self._wrong(f"{column} {text[:40]!r} is no number from {low:g} to {high:g}")
            return None
        return value

    def _year(self, column: str) -> int | None:
        value = self._number(column, -5000, 2200)
        return None if value is None else int(value)

    def _names(self) -> list[str]:
        given = self._row.get("aliases")
        if is_null(given):
            return []
        values = given.split("|") if isinstance(given, str) else list(given) if isinstance(given, Iterable) else [given]
        return [text for value in values if not is_null(value) and (text := clean(str(value)))]

    def _countries(self) -> tuple[str, ...]:
        found = []
        for part in self._text("country").split("|"):
            code = _country_code(part) if part.strip() else None
            if code is not None:
                found.append(code)
            elif part.strip():
                said = f"country {part.strip()[:40]!r} is no ISO 3166 code and no known name: left out"
                self._problem(Problem(self._where, said, fatal=False))
        return tuple(dict.fromkeys(found))

    def record(self, family: str) -> Record | None:
        """The record, or None where something is wrong."""
        name, id_ = self._text("name"), self._cell("id").strip()  # an id is kept as it is: it is no name
        if not id_:
            self._wrong("the id is empty")
        if not fold(name):
            self._wrong("the name is empty" if not name else f"name {name[:40]!r} has no letter or digit")
        lat, lon = self._number("lat", -90, 90), self._number("lon", -180, 360)
        people = self._number("population", 0, 4e9)
        record = Record(id_, self._text("kind").lower() or _DEFAULT_KINDS[family], lat=lat, lon=lon)
        record.population = None if people is None else int(people)
        # Nobody asks a table of their own for what they do not know: an entity counts like a well-known town.
        record.prominence = float(RANK_PROMINENCE[3]) if people is None and family == "place" else people or 0.0
        record.born, record.died = self._year("born"), self._year("died")
        record.countries = self._countries()
        record.admin1 = self._text("admin") or None
        if not self.sound:
            return None
        for text in dict.fromkeys([name, *self._names()]):
            if fold(text):
                record.names.append((text, None, "alias" if record.names else "main"))
            else:
                self._problem(
                    Problem(self._where, f"alias {text[:40]!r} has no letter or digit: left out", fatal=False)
                )
        return record


@lru_cache(maxsize=1 << 12)
def _country_code(text: str) -> str | None:
    match = resolve_name(packaged("place"), text, _COUNTRY)
    return None if match.id is None else match.id.partition(":")[2]


def _settle_admins(records: Mapping[str, Record], seen: Mapping[str, str], problem: Callable[[Problem], None]) -> None:
    """What a place lies in must be a row too."""
    for record in records.values():
        if record.admin1 is not None and record.admin1 not in records:
            problem(
                Problem(seen[record.id], f"admin {record.admin1[:40]!r} is the id of no row: left out", fatal=False)
            )
            record.admin1 = None


def _report_clashes(records: Mapping[str, Record], seen: Mapping[str, str], problem: Callable[[Problem], None]) -> None:
    """An alias that is another entity's name makes both ambiguous, and is often a slip."""
    named: dict[str, list[str]] = defaultdict(list)
    for record in records.values():
        named[fold(record.name)].append(record.id)
    for record in records.values():
        own = fold(record.name)
        for text, _, role in record.names:
            others = [] if role == "main" else [id_ for id_ in named.get(fold(text), ()) if id_ != record.id]
            if not others or fold(text) == own:
                continue
            other = records[others[0]]
            cyclic = any(fold(alias) == own for alias, _, _ in other.names[1:])
            what = (
                "and the reverse, so that neither can be told from the other" if cyclic else "so that it is ambiguous"
            )
            said = f"alias {text!r} of {record.id} is the name of {other.id} ({seen[other.id]}), {what}"
            problem(Problem(seen[record.id], said, fatal=False))
