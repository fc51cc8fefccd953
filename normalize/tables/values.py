"""The distinct values of one column of a table: by number, counted, and what each is answered."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.gazetteers import Gazetteer
from normalize.tables.asking import Answer, Asked, Wanted, answers_of
from normalize.tables.forms import Sink, Table
from normalize.tables.ledger import Ledger

__all__ = ["Answering", "Notes", "Numbers", "Values"]

_REMEMBERED = 400_000  # distinct values of a column kept in memory; the others are looked up in the ledger again
_COUNTED_AT_ONCE = 64  # blocks
_SHOWN = 5
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Answering:
    """What values are answered by.

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


class Values:
    """The distinct values of one column of one table, and what they are answered."""

    def __init__(
        self,
        by: Answering,
        table: Table,
        asked: Asked,
        hints: Sequence[tuple[str, int]],
        replaced: Mapping[int, str],
        sink: Sink,
        order: int,
        notes: Notes,
    ) -> None:
        self._by = by
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
            cells = (answer.instead, *answer.cells) if self._by.replace else answer.cells
            self._prepared.append(self._sink.prepare(cells))

    @cached_property
    def _unreadable(self) -> Answer:
        """The answer to what is no text: that to nothing."""
        by = self._by
        nothing = Wanted(self._asked.kind, "")
        return answers_of([nothing], by.gazetteers, by.fields, replace=False, jobs=1)[0]

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
        self._by.ledger.count(self._asked.column, uses)
        self.notes.unreadable_count += sum(count for wanted, count in counted if wanted is None)
        self._begin()
