"""Cleaning tables: each distinct value is worked once, and every row goes out as it came, with its answers."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.gazetteers import Gazetteer
from normalize.tables.asking import Answer, Asked, Wanted, answers_of
from normalize.tables.forms import Layout, Sink, Table, find_column, lay_out
from normalize.tables.ledger import Ledger

__all__ = ["Cleaner", "Columns", "Notes"]

_HELD_ROWS = 400_000  # rows kept back while names are gathered: many worked at once cost less
_HELD_BLOCKS = 512  # the same of blocks, which bounds the memory of long rows
_REMEMBERED = 400_000  # distinct values of a column kept in memory; the others are looked up in the ledger again
_KEPT_AT_ONCE = 1 << 16  # answers after which an interrupted run goes on
_COUNTED_AT_ONCE = 64  # blocks
_SHOWN = 5
Numbers = npt.NDArray[np.int32]


@dataclass(slots=True)
class Notes:
    """What was odd about a table."""

    ragged: list[int] = field(default_factory=list)
    ragged_count: int = 0
    unreadable: list[int] = field(default_factory=list)
    unreadable_count: int = 0
    hints: set[tuple[str, str]] = field(default_factory=set)

    def said(self, name: str, unit: str) -> tuple[str, ...]:
        """The notes as lines, each with its place."""
        lines = []
        if self.ragged_count:
            lines.append(
                f"{name}: {self.ragged_count:,} rows have more or fewer cells than the header "
                f"({_places(self.ragged, self.ragged_count, unit)}); kept"
            )
        if self.unreadable_count:
            lines.append(
                f"{name}: {self.unreadable_count:,} names are no text of the file's encoding "
                f"({_places(self.unreadable, self.unreadable_count, unit)}); kept as they are, unmatched"
            )
        for hint in sorted({hint for hint, _ in self.hints}):
            values = sorted(value for of, value in self.hints if of == hint)
            shown = ", ".join(map(repr, values[:_SHOWN])) + (" …" if len(values) > _SHOWN else "")
            lines.append(f"{name}: {hint} is not known and not used as a hint where it is {shown}")
        return tuple(lines)


def _places(lines: Sequence[int], count: int, unit: str) -> str:
    more = " …" if count > len(lines) else ""
    return f"{unit}{'s' if count > 1 else ''} {', '.join(map(str, lines))}{more}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table that are asked about.

    Attributes:
        asked: what is asked, in order.
        at: the place of each.
        hints: for each, (hint, place of the column that says it), by hint.
        layout: where the answers go.
    """

    asked: tuple[Asked, ...]
    at: tuple[int, ...]
    hints: tuple[tuple[tuple[str, int], ...], ...]
    layout: Layout

    @classmethod
    def of(cls, table: Table, asked: Sequence[Asked], fields: Sequence[str], *, replace: bool) -> "Columns":
        """Find them.

        Raises:
            TableError: one is missing, stands twice, or an added one would clash.
        """
        at = tuple(find_column(table.titles, one.column, table.name) for one in asked)
        hints = tuple(
            tuple((hint, find_column(table.titles, column, table.name)) for hint, column in sorted(one.hints.items()))
            for one in asked
        )
        placed = [(place, one.prefix, fields) for place, one in zip(at, asked, strict=True)]
        return cls(tuple(asked), at, hints, lay_out(table.titles, placed, replace, table.name))


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Answers the values of tables.

    Attributes:
        gazetteers: kind -> where to look.
        fields: what is shown of an answer, keys of `FIELDS`.
        replace: whether the names themselves are replaced.
        ledger: what is known already.
        jobs: processes to work in.
    """

    gazetteers: Mapping[str, Sequence[Gazetteer]]
    fields: tuple[str, ...]
    replace: bool
    ledger: Ledger
    jobs: int = 1

    def clean(
        self, table: Table, columns: Columns, sink: Sink, order: int, progress: Callable[[], None] = lambda: None
    ) -> tuple[int, Notes]:
        """Write the rows of a table with their answers; return how many there are, and what was odd.

        Args:
            table: the table.
            columns: what is asked of it.
            sink: where it goes.
            order: number of the table in the run.
            progress: called for every block of rows.
        """
        notes = Notes()
        replaced = {
            at: one.kind
            for at, one, hints in zip(columns.at, columns.asked, columns.hints, strict=True)
            if self.replace and not hints
        }
        working = [
            _Column(self, table, one, hints, replaced, sink, order, notes)
            for one, hints in zip(columns.asked, columns.hints, strict=True)
        ]
        rows = 0
        for block, numbers in self._gathered(table, columns, working):
            sink.write(block, [column.answers(some) for column, some in zip(working, numbers, strict=True)])
            rows += len(block)
            notes.ragged_count += len(block.odd)
            notes.ragged.extend(block.lines[at] for at in block.odd[: max(0, _SHOWN - len(notes.ragged))])
            progress()
        sink.close()
        for column in working:
            column.settle()
        return rows, notes

    def _gathered(
        self, table: Table, columns: Columns, working: Sequence["_Column"]
    ) -> Iterator[tuple[Any, list[Numbers]]]:
        """The blocks with their values by number, once these are answered: new ones are answered many at a time."""
        held: list[tuple[Any, list[Numbers]]] = []
        rows = 0
        for block in table.blocks():
            values = [
                block.columns([at, *(place for _, place in hints)]) if hints else block.column(at)
                for at, hints in zip(columns.at, columns.hints, strict=True)
            ]
            numbers = [column.meet(some, block) for column, some in zip(working, values, strict=True)]
            if not held and not any(column.waits for column in working):
                yield block, numbers
                continue
            held.append((block, numbers))
            rows += len(block)
            if rows >= _HELD_ROWS or len(held) >= _HELD_BLOCKS:
                self._work(working)
                yield from held
                held, rows = [], 0
                for column in working:
                    column.forget()
        self._work(working)
        yield from held

    def _work(self, working: Sequence["_Column"]) -> None:
        """Answer the values that were met, those of all columns together."""
        hints = self._answered(dict.fromkeys(hint for column in working for hint in column.hints_to_read()))
        for column in working:
            column.read_hints(hints)
        known = self._answered(
            dict.fromkeys(value for column in working for value in column.waiting if value is not None)
        )
        for column in working:
            column.learn(known)

    def _answered(self, wanted: Mapping[Wanted, None]) -> Mapping[Wanted, Answer]:
        """The answers to values: those of the ledger, and new ones, which it keeps."""
        known = self.ledger.find(wanted)
        new = [value for value in wanted if value not in known]
        for low in range(0, len(new), _KEPT_AT_ONCE):
            some = new[low : low + _KEPT_AT_ONCE]
            answers = answers_of(some, self.gazetteers, self.fields, replace=self.replace, jobs=self.jobs)
            worked = dict(zip(some, answers, strict=True))
            self.ledger.add(worked)
            known |= worked
        return known


class _Column:
    """The distinct values of one column of one table, and what they are answered."""

    def __init__(
        self,
        cleaner: Cleaner,
        table: Table,
        asked: Asked,
        hints: Sequence[tuple[str, int]],
        replaced: Mapping[int, str],
        sink: Sink,
        order: int,
        notes: Notes,
    ) -> None:
        self._cleaner = cleaner
        self._table = table
        self._asked = asked
        self._hints = [hint for hint, _ in hints]
        self._replaced = {hint: replaced[at] for hint, at in hints if at in replaced}  # hint -> kind of its column
        self._sink = sink
        self._order = order
        self.notes = notes
        self._begin()

    def _begin(self) -> None:
        self._number: dict[Hashable, int] = {}
        self._wanted: list[tuple[Wanted, str] | None] = []
        self._prepared: list[Any] = []
        self._counts = np.zeros(0, np.int64)
        self._uncounted: list[Numbers] = []

    @property
    def waits(self) -> bool:
        """Whether some values are not answered yet."""
        return len(self._wanted) > len(self._prepared)

    @property
    def waiting(self) -> list[Wanted | None]:
        """The values that are not answered yet; None for those that are no text."""
        return [None if wanted is None else wanted[0] for wanted in self._wanted[len(self._prepared) :]]

    def meet(self, values: Sequence[Hashable], block: Any) -> Numbers:
        """Return values by their numbers, and count them."""
        number = self._number
        found: list[Any] = list(map(number.get, values))
        if None in found:
            for at, value in enumerate(values):
                if found[at] is None:
                    if (seen := number.get(value)) is None:
                        seen = number[value] = len(number)
                        self._wanted.append(self._read(value, block.lines[at]))
                    found[at] = seen
        numbers = np.array(found, np.int32)
        self._uncounted.append(numbers)
        if len(self._uncounted) >= _COUNTED_AT_ONCE:
            self._count()
        return numbers

    def _count(self) -> None:
        if self._uncounted:
            counts = np.bincount(np.concatenate(self._uncounted), minlength=len(self._number))
            counts[: len(self._counts)] += self._counts
            self._counts, self._uncounted = counts, []

    def _read(self, value: Any, line: int) -> tuple[Wanted, str] | None:
        """What a cell asks, and where; None where it is no text."""
        texts = [self._table.text(raw) for raw in (value if self._hints else (value,))]
        if texts[0] is None:
            if len(self.notes.unreadable) < _SHOWN:
                self.notes.unreadable.append(line)
            return None
        hints = tuple((hint, text) for hint, text in zip(self._hints, texts[1:], strict=True) if text)
        name = self._table.name.encode("utf-8", "replace").decode()  # a file's name need not be text
        where = f"{self._order:06}{line:012}\t{name}:{line}"
        return Wanted(self._asked.kind, texts[0], hints), where

    def hints_to_read(self) -> Iterator[Wanted]:
        """Yield what says a hint of a value that waits, and is replaced itself."""
        if self._replaced:
            for wanted in self.waiting:
                for hint, text in wanted.hints if wanted is not None else ():
                    if hint in self._replaced:
                        yield Wanted(self._replaced[hint], text)

    def read_hints(self, answers: Mapping[Wanted, Answer]) -> None:
        """Take hints that are replaced as the next run will find them: cleaning again must change nothing."""
        for at in range(len(self._prepared), len(self._wanted) if self._replaced else 0):
            if (held := self._wanted[at]) is not None:
                wanted, where = held
                hints = tuple(
                    (hint, answers[Wanted(self._replaced[hint], text)].instead or text)
                    if hint in self._replaced
                    else (hint, text)
                    for hint, text in wanted.hints
                )
                self._wanted[at] = replace(wanted, hints=hints), where

    def learn(self, answers: Mapping[Wanted, Answer]) -> None:
        """Take the answers to the values that wait."""
        for wanted in self.waiting:
            answer = self._unreadable if wanted is None else answers[wanted]
            self.notes.hints |= answer.odd
            cells = (answer.instead, *answer.cells) if self._cleaner.replace else answer.cells
            self._prepared.append(self._sink.prepare(cells))

    @cached_property
    def _unreadable(self) -> Answer:
        """The answer to what is no text: that to nothing."""
        cleaner = self._cleaner
        nothing = Wanted(self._asked.kind, "")
        return answers_of([nothing], cleaner.gazetteers, cleaner.fields, replace=False, jobs=1)[0]

    def answers(self, numbers: Numbers) -> list[Any]:
        """The prepared answers of values."""
        prepared = self._prepared
        return [prepared[number] for number in numbers.tolist()]

    def forget(self) -> None:
        """Let go of the values where they have become many; the ledger has their answers."""
        if len(self._number) > _REMEMBERED:
            self.settle()

    def settle(self) -> None:
        """Write the counts to the ledger, and let go of the values."""
        self._count()
        counted = list(zip(self._wanted, self._counts.tolist(), strict=True))
        uses = ((wanted[0], count, wanted[1]) for wanted, count in counted if wanted is not None)
        self._cleaner.ledger.count(self._asked.column, uses)
        self.notes.unreadable_count += sum(count for wanted, count in counted if wanted is None)
        self._begin()
