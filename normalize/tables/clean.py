"""Cleaning tables: each distinct value is worked once, and every row goes out as it came, with its answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from normalize.tables.asking import Answer, Asked, Wanted, answers_of
from normalize.tables.forms import Layout, Sink, Table, find_column, lay_out
from normalize.tables.values import Answering, Notes, Numbers, Values

__all__ = ["Cleaner", "Columns"]

_HELD_ROWS = 400_000  # rows kept back while names are gathered: many worked at once cost less
_HELD_BLOCKS = 512  # the same of blocks, which bounds the memory of long rows
_KEPT_AT_ONCE = 1 << 16  # answers after which an interrupted run goes on
_SHOWN = 5


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


class Cleaner(Answering):
    """Answers the values of tables."""

    __slots__ = ()

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
            Values(self, table, one, hints, replaced, sink, order, notes)
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
        self, table: Table, columns: Columns, working: Sequence[Values]
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

    def _work(self, working: Sequence[Values]) -> None:
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
