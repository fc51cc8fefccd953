"""Rows of people's own tables, read to the records the compiler takes; what is wrong with them is said row by row."""

import math
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any

from normalize.clashes import Problem, clashes
from normalize.errors import ArgumentError
from normalize.gazetteer.columns import Blob, Columns
from normalize.gazetteer.packaged import packaged
from normalize.gazetteer.records import RANK_PROMINENCE, Record
from normalize.keys import fold
from normalize.kinds import READERS
from normalize.letters import clean
from normalize.queries import Hints
from normalize.resolve import is_null, resolve_name

__all__ = ["COLUMNS", "Problem", "read_rows", "rows_of_table"]

# What a column holds; only the first two are required.
COLUMNS = ("id", "name", "aliases", "kind", "country", "admin", "lat", "lon", "population", "born", "died")
_DEFAULT_KINDS = {"place": "city", "person": "person", "org": "org"}
_COUNTRY = Hints(kinds=frozenset({"country"}))
_AT_ONCE = 8192  # rows; bounds the memory of a chunk


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


Located = tuple[str, Mapping[str, Any]]


@dataclass(slots=True)
class _Chunk:
    """Some rows, read.

    Attributes:
        columns: their entities, encoded.
        places: where each entity stands.
        rows: the number of its row in the chunk.
        problems: (number of a row, what is wrong with it).
    """

    columns: Columns
    places: Blob
    rows: "array[int]"
    problems: list[tuple[int, Problem]]


def read_rows(rows: Iterable[Located], family: str, jobs: int = 1) -> tuple[Columns, list[Problem]]:
    """Return the entities of rows, and what is wrong with them; rows with what is fatal are left out.

    Args:
        rows: (where it stands, row) of each; columns are those of `COLUMNS`.
        family: "place", "person" or "org".
        jobs: processes to read in; what is returned is the same.
    """
    columns, places, numbers = Columns(READERS[family]), Blob(), array("Q")
    problems: list[tuple[int, int, Problem]] = []
    chunks, read = _chunks(rows, problems), partial(_read, family)
    for low, chunk in map(read, chunks) if jobs < 2 else _in_processes(read, chunks, jobs):
        columns.absorb(chunk.columns)
        places.absorb(chunk.places)
        numbers.extend(low + row for row in chunk.rows)
        problems += ((low + row, 1, problem) for row, problem in chunk.problems)
    for first, again in _twice(columns.ids):
        what = f"id {columns.ids[again]!r} stands in {places[first]} too; give every entity one row"
        problems.append((numbers[again], 2, Problem(places[again], what)))
    problems.sort(key=lambda item: item[:2])
    found = [problem for _, _, problem in problems]
    if not any(problem.fatal for problem in found):
        found += _settle_admins(columns, places)
        found += clashes(columns, places.__getitem__)
    return columns, found


def _chunks(rows: Iterable[Located], problems: list[tuple[int, int, Problem]]) -> Iterator[tuple[int, list[Located]]]:
    """Yield (number of the first row, rows) of chunks; of every unknown column the first row with it is a problem."""
    known = set(COLUMNS)
    some: list[Located] = []
    number = 0
    for number, (where, row) in enumerate(rows, 1):
        if not row.keys() <= known:
            for column in row:
                if column not in known:
                    known.add(column)
                    columns = ", ".join(COLUMNS)
                    what = f"column {column!r} is unknown; the columns are {columns}: rename it or leave it out"
                    problems.append((number - 1, 0, Problem(where, what)))
        some.append((where, row))
        if len(some) == _AT_ONCE:
            yield number - len(some), some
            some = []
    if some:
        yield number - len(some), some


def _read(family: str, numbered: tuple[int, list[Located]]) -> tuple[int, _Chunk]:
    low, rows = numbered
    chunk = _Chunk(Columns(READERS[family]), Blob(), array("I"), [])
    for number, (where, row) in enumerate(rows):
        said: list[Problem] = []
        record = _Row(where, row, said.append).record(family)
        if record is not None:
            chunk.columns.add(record)
            chunk.places.add(where)
            chunk.rows.append(number)
        if said:
            chunk.problems += ((number, problem) for problem in said)
    chunk.columns.encode()
    return low, chunk


def _in_processes(
    read: Callable[[tuple[int, list[Located]]], tuple[int, _Chunk]],
    chunks: Iterator[tuple[int, list[Located]]],
    jobs: int,
) -> Iterator[tuple[int, _Chunk]]:
    """What `read` gives for each chunk, in their order; no more chunks are on the way than the processes need."""
    from concurrent.futures import ProcessPoolExecutor  # here, because importing them costs every start 30 ms
    from multiprocessing import get_context

    some = list(islice(chunks, 2))
    if len(some) < 2:  # not worth a process
        yield from map(read, some)
        return
    chunks = chain(some, chunks)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        asked = deque(pool.submit(read, chunk) for chunk in islice(chunks, jobs + 1))
        while asked:
            done = asked.popleft().result()
            asked.extend(pool.submit(read, chunk) for chunk in islice(chunks, 1))
            yield done


def _twice(ids: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (the first, another) of entities with one id."""
    if len(set(ids)) == len(ids):
        return
    first: dict[str, int] = {}
    for entity, id_ in enumerate(ids):
        if (held := first.setdefault(id_, entity)) != entity:
            yield held, entity


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
        if type(value) is str:
            return value
        if value is None or is_null(value):
            return ""
        if isinstance(value, float) and value.is_integer():  # a spreadsheet's number
            value = int(value)
        return str(value)

    def _text(self, column: str) -> str:
        return clean(cell) if (cell := self._cell(column)) else ""

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
        for part in text.split("|") if (text := self._text("country")) else ():
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
        record.names.append((name, None, "main"))
        for text in dict.fromkeys(self._names()):
            if text == name:
                continue
            if fold(text):
                record.names.append((text, None, "alias"))
            else:
                self._problem(
                    Problem(self._where, f"alias {text[:40]!r} has no letter or digit: left out", fatal=False)
                )
        return record


@lru_cache(maxsize=1 << 12)
def _country_code(text: str) -> str | None:
    match = resolve_name(packaged("place"), text, _COUNTRY)
    return None if match.id is None else match.id.partition(":")[2]


def _settle_admins(columns: Columns, places: Blob) -> list[Problem]:
    """What a place lies in must be a row too."""
    named = [id_ for id_ in columns.admin1.values if id_ is not None]
    if not named:
        return []
    unknown = set(named) - set(columns.ids)
    found = [
        Problem(places[entity], f"admin {id_[:40]!r} is the id of no row: left out", fatal=False)
        for entity, id_ in columns.admin1.those(unknown)
    ]
    columns.admin1.forget(unknown)
    return found
