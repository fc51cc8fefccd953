"""What every form of table gives and takes: blocks of rows in, the same rows with answers out."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Protocol

from normalize.errors import TableError

__all__ = ["NUMBERS", "Block", "Cells", "Layout", "Number", "Sink", "Table", "find_column", "lay_out", "shown", "typed"]

Cells = tuple[str | None, ...]  # the cells of an answer, one a target; None leaves a cell as it is
# Fields whose values are numbers where a form has numbers; all others are text.
NUMBERS: Mapping[str, Callable[[str], float]] = {
    "score": float, "lat": float, "lon": float, "population": int, "born": int,
}  # fmt: skip


class Number(str):
    """A number as it is written: 1.0e5 stays 1.0e5."""

    __slots__ = ()


class Block(Protocol):
    """Rows that follow each other."""

    def __len__(self) -> int: ...

    @property
    def lines(self) -> Sequence[int]:
        """Where each row stands: the number of its line, or of the row where the form has no lines."""
        ...

    @property
    def odd(self) -> Sequence[int]:
        """Rows with more or fewer cells than the header."""
        ...

    def column(self, at: int) -> Sequence[Hashable]:
        """The cells of a column, as they are kept; `Table.text` reads one."""
        ...

    def columns(self, which: Sequence[int]) -> Sequence[tuple[Hashable, ...]]:
        """The cells of several columns, row by row."""
        ...


class Table(Protocol):
    """A table that is read.

    Attributes:
        name: how to call it in messages.
        titles: of its columns, in order; two may be the same.
        form: how it is written, for the eye: "CSV, UTF-8, comma, LF".
    """

    name: str
    titles: Sequence[str]
    form: str

    @property
    def unit(self) -> str:
        """What `Block.lines` counts: "line" or "row"."""
        ...

    def blocks(self) -> Iterator[Any]:
        """Yield the rows, once."""
        ...

    def text(self, raw: Any) -> str | None:
        """Return what a cell says; None where its bytes are no text of the table's encoding."""
        ...

    def cells(self, block: Any) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row, read: for a table of another form.

        They are what JSON has: text, `Number`, int, float, bool, None, lists and objects; dates are ISO 8601 text.
        """
        ...


class Sink(Protocol):
    """Where the rows go.

    Attributes:
        changed: how many rows would change, where only these are shown.
    """

    changed: int

    @property
    def notes(self) -> Sequence[str]:
        """What could not be written as it was, for people; complete when the sink is closed."""
        ...

    def prepare(self, cells: Cells) -> Any:
        """Return the cells of an answer as `write` takes them; made once for each distinct value."""
        ...

    def begin(self) -> None:
        """Write what stands before the rows."""
        ...

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Write rows.

        Args:
            block: the rows, as they were read.
            answers: for each column asked about, the prepared answer of each row.
        """
        ...

    def close(self) -> None:
        """Write what is left."""
        ...

    def discard(self) -> None:
        """Let go of what is begun, after an error: nothing more is written."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands in the rows that are written.

    Attributes:
        titles: of all columns.
        width: how many of them the table had.
        targets: for each column asked about, the places of its answer's cells.
        fields: what each cell of an answer holds, a key of `asking.FIELDS`; "" for what stands in place of the name.
    """

    titles: tuple[str, ...]
    width: int
    targets: tuple[tuple[int, ...], ...]
    fields: tuple[str, ...]

    @property
    def appends(self) -> bool:
        """Whether every answer stands behind the table's own cells, in the order in which they are asked."""
        places = [at for block in self.targets for at in block]
        return places == list(range(self.width, len(self.titles)))

    def put(self, cells: list[Any], answers: Sequence[Cells]) -> None:
        """Put the answers of a row where they belong; `cells` is as long as `titles`."""
        for places, answer in zip(self.targets, answers, strict=True):
            for at, cell in zip(places, answer, strict=True):
                if cell is not None:
                    cells[at] = cell


def find_column(titles: Sequence[str], column: str, name: str) -> int:
    """Return the place of a column: by its title, or by its number ("#3").

    Raises:
        TableError: there is none, or there are several of that title.
    """
    found = [at for at, title in enumerate(titles) if title == column]
    found = found or [at for at, title in enumerate(titles) if title.strip() == column.strip()]
    if not found and column.startswith("#") and column[1:].isdecimal() and 0 < int(column[1:]) <= len(titles):
        return int(column[1:]) - 1
    if len(found) == 1:
        return found[0]
    if found:
        numbers = " or ".join(f"#{at + 1}" for at in found)
        raise TableError(
            f"{name}: the column {column!r} stands {len(found)} times in the header; say which by its number: {numbers}"
        )
    shown = [repr(title) for title in titles[:50]] + (["…"] if len(titles) > 50 else [])
    raise TableError(f"{name}: there is no column {column!r}; the columns are {', '.join(shown)}")


def lay_out(titles: Sequence[str], asked: Sequence[tuple[int, str, Sequence[str]]], replace: bool, name: str) -> Layout:
    """Return where the answers go: over the names, or into added columns.

    Args:
        titles: of the table.
        asked: for each column, its place, what its added columns are called by, and their suffixes.
        replace: the first cell of each answer takes the place of the name.
        name: how to call the table in errors.

    Raises:
        TableError: some of the added columns stand there already, or twice; a column would be replaced twice.

    >>> lay_out(["n", "town"], [(1, "town", ["id", "score"])], False, "t.csv").titles
    ('n', 'town', 'town_id', 'town_score')
    """
    own = list(titles)
    targets = []
    fields: tuple[str, ...] = ()
    replaced = [column for column, _, _ in asked] if replace else []
    if twice := [column for column in replaced if replaced.count(column) > 1]:
        raise TableError(f"{name}: the column {titles[twice[0]]!r} would be replaced twice; ask for a column once")
    for column, prefix, suffixes in asked:
        fields = ("", *suffixes) if replace else tuple(suffixes)
        new = [f"{prefix}_{suffix}" for suffix in suffixes]
        there = [title for title in new if title in titles]
        if doubled := [title for title in there if titles.count(title) > 1]:
            raise TableError(f"{name}: the column {doubled[0]!r} stands twice; choose another name with --prefix")
        if there and len(there) < len(new):
            raise TableError(f"{name}: the column {there[0]!r} is there already; choose another name with --prefix")
        if not there:
            if clash := [title for title in new if title in own]:
                raise TableError(f"{name}: the column {clash[0]!r} would be added twice; ask for a column once")
            own.extend(new)
        places = [own.index(title) for title in new]
        targets.append((column, *places) if replace else tuple(places))
    return Layout(tuple(own), len(titles), tuple(targets), fields)


def typed(cells: Cells, fields: Sequence[str]) -> tuple[Any, ...]:
    """Return the cells of an answer for a form that has types: numbers where `NUMBERS` says so, None for nothing.

    >>> typed(("", "0.911", "Kyiv"), ("id", "score", "name"))
    (None, 0.911, 'Kyiv')
    """
    return tuple(NUMBERS.get(field, str)(cell) if cell else None for cell, field in zip(cells, fields, strict=True))


def shown(value: Any) -> str:
    """Return the text of a cell that `Table.cells` gave.

    >>> shown(True), shown(7), shown(None), shown([1, "Київ"])
    ('true', '7', '', '[1, "Київ"]')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=shown)
    return str(value)
