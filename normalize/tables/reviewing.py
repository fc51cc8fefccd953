"""Walking through a decisions file, one open name at a time: what the terminal shows and what each key does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from normalize.tables.review import CHOICES, is_decided

__all__ = ["Walk", "choices_of", "walk_through"]

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody stands in a decisions file.

    Attributes:
        rows: all rows, as they are decided by now.
        open: numbers of the rows that were open at the start, in order.
        at: how many of these were shown already.
        past: the steps taken, for undoing: what `rows` held at each place before.
    """

    rows: tuple[Row, ...]
    open: tuple[int, ...]
    at: int = 0
    past: tuple[tuple[int, Row], ...] = ()

    @property
    def current(self) -> Row | None:
        """The row to decide; None when all were shown."""
        return self.rows[self.open[self.at]] if self.at < len(self.open) else None

    def pick(self, number: int) -> "Walk":
        """Choose a candidate; where there is no such candidate nothing happens.

        >>> walk = walk_through([{"name": "Kiev", "id_1": "geonames:703448"}])
        >>> walk.pick(2).current["name"], walk.pick(1).current, walk.pick(1).rows[0]["pick"]
        ('Kiev', None, '1')
        """
        if self.current is None or number > len(choices_of(self.current)) or number < 1:
            return self
        return self._step({"pick": str(number)})

    def none(self) -> "Walk":
        """Say that nothing recorded is meant."""
        return self if self.current is None else self._step({"pick": "none"})

    def skip(self) -> "Walk":
        """Leave the row open."""
        return self if self.current is None else self._step({})

    def undo(self) -> "Walk":
        """Go back to the row before, as it was."""
        if not self.past:
            return self
        at, row = self.past[-1]
        rows = (*self.rows[:at], row, *self.rows[at + 1 :])
        return replace(self, rows=rows, at=self.at - 1, past=self.past[:-1])

    def _step(self, said: Mapping[str, str]) -> "Walk":
        at = self.open[self.at]
        before = self.rows[at]
        rows = (*self.rows[:at], {**before, **said}, *self.rows[at + 1 :]) if said else self.rows
        return replace(self, rows=rows, at=self.at + 1, past=(*self.past, (at, before)))


def choices_of(row: Row) -> list[tuple[str, str, str]]:
    """Return (id, label, score) of each candidate of a row.

    >>> choices_of({"name": "Kiev", "id_1": "geonames:703448", "label_1": "Kyiv", "score_1": "0.61"})
    [('geonames:703448', 'Kyiv', '0.61')]
    """
    parts = (tuple(row.get(f"{part}_{at}", "") for part in ("id", "label", "score")) for at in range(1, CHOICES + 1))
    return [(id_, label, score) for id_, label, score in parts if id_]


def walk_through(rows: Sequence[Row]) -> Walk:
    """Begin with the rows of a decisions file that are open."""
    return Walk(tuple(rows), tuple(at for at, row in enumerate(rows) if row.get("name") and not is_decided(row)))
