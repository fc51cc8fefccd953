"""Cleaning one CSV column: each distinct name worked once, four cells added to each row."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from normalize.errors import TableError, UnknownCountryError
from normalize.gazetteers import Gazetteer
from normalize.results import Match
from normalize.tables.csvtext import Dialect, Row, read_rows

__all__ = ["ADDED", "Summary", "clean_csv"]

ADDED = ("id", "name", "score", "status")


@dataclass(slots=True)
class Summary:
    """What happened to a table, filled while it is cleaned."""

    rows: int = 0
    distinct: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    unknown_countries: Counter[str] = field(default_factory=Counter)
    ragged: list[int] = field(default_factory=list)


class _Answers:
    """The added cells for each (name, country), worked once."""

    def __init__(self, gazetteer: Gazetteer, kind: str, summary: Summary) -> None:
        self._gazetteer = gazetteer
        self._kind = kind
        self._summary = summary
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def cells(self, name: str, country: str) -> tuple[str, ...]:
        known = self._known.get((name, country))
        if known is None:
            match = self._match(name, country)
            known = match.id or "", match.name or "", f"{match.score:.3f}", match.status
            self._known[name, country] = known
            self._summary.distinct += 1
        self._summary.statuses[known[-1]] += 1
        return known

    def _match(self, name: str, country: str) -> Match:
        if self._kind == "country":
            return self._gazetteer.country(name)
        try:
            return self._gazetteer.place(name, country=country or None)
        except UnknownCountryError:
            self._summary.unknown_countries[country] += 1
            return self._gazetteer.place(name)


def clean_csv(
    source: TextIO,
    *,
    columns: Mapping[str, str],
    gazetteer: Gazetteer,
    name: str,
    country_column: str | None = None,
    delimiter: str | None = None,
    prefix: str | None = None,
    progress: Callable[[int], None] = lambda line: None,
) -> tuple[Summary, Iterator[str]]:
    """Return a summary and the lines of the cleaned table; the summary is complete when the lines are read.

    Behind the cells of each row come, for each column, `<column>_id`, `_name`, `_score` and `_status`. All other
    characters stay as they are, quotes and line ends included. Where the four columns already stand in the header,
    from an earlier run, their cells are renewed: cleaning twice changes nothing.

    Args:
        source: the table, opened with newline="".
        columns: name of a column -> kind of its entities, "place" or "country".
        gazetteer: where to look names up.
        name: how to call the file in errors.
        country_column: a column that says which country a row's places lie in.
        delimiter: one character; None takes what the header uses.
        prefix: what to call the added columns by instead of the column's name; for one column only.
        progress: called with the number of the line each row begins on.

    Raises:
        TableError: a column is missing, stands twice, or an added one would clash with one that is there.
    """
    dialect, rows = read_rows(source, delimiter, name)
    header = next(rows, None)
    if header is None:
        raise TableError(f"{name}: the file is empty; a header line with the names of the columns is needed")
    before = len(header.cells)
    titles = [header.value(i).strip() for i in range(len(header.cells))]
    wanted = [(_find(titles, column, name), kind) for column, kind in columns.items()]
    country_at = None if country_column is None else _find(titles, country_column, name)
    places = [_added_columns(titles, prefix or column, name) for column in columns]
    summary = Summary()
    answers = {kind: _Answers(gazetteer, kind, summary) for kind in columns.values()}

    def lines() -> Iterator[str]:
        new_titles = {at: dialect.write(title) for block in places for at, title in block}
        yield _written(dialect, header, before, new_titles)
        for row in rows:
            progress(row.line)
            if row.cells == ("",):
                yield row.end  # an empty line is no row
                continue
            summary.rows += 1
            if len(row.cells) != before:
                summary.ragged.append(row.line)
            country = row.value(country_at).strip() if country_at is not None else ""
            new: dict[int, str] = {}
            for (at, kind), block in zip(wanted, places, strict=True):
                cells = answers[kind].cells(row.value(at), country)
                new.update((where, dialect.write(cell)) for (where, _), cell in zip(block, cells, strict=True))
            yield _written(dialect, row, before, new)

    return summary, lines()


def _find(titles: list[str], column: str, name: str) -> int:
    found = [i for i, title in enumerate(titles) if title == column]
    if len(found) == 1:
        return found[0]
    if found:
        raise TableError(f"{name}: the column {column!r} stands {len(found)} times in the header; rename one of them")
    raise TableError(f"{name}: there is no column {column!r}; the columns are {', '.join(map(repr, titles))}")


def _added_columns(titles: list[str], prefix: str, name: str) -> list[tuple[int, str]]:
    """(place in the row, title) of the added columns: those of an earlier run, or new ones, appended to `titles`."""
    new = [f"{prefix}_{suffix}" for suffix in ADDED]
    there = [title for title in new if title in titles]
    if len(there) == len(new):
        return [(titles.index(title), title) for title in new]
    if there:
        raise TableError(f"{name}: the column {there[0]!r} is there already; choose another name with --prefix")
    first = len(titles)
    titles.extend(new)
    return [(first + i, title) for i, title in enumerate(new)]


def _written(dialect: Dialect, row: Row, before: int, new: Mapping[int, str]) -> str:
    """The row with its new cells.

    A row too short for the header is filled up with empty cells; cells too many come last, behind the added ones.
    """
    cells = dict(enumerate([*row.cells[:before], *[""] * (before - len(row.cells))]))
    cells.update(new)
    return dialect.delimiter.join([*(cells[at] for at in sorted(cells)), *row.cells[before:]]) + row.end
