"""The ledger of a run: what each distinct value was answered, and how often it stands where.

An SQLite file beside the output while it is written. A run that was interrupted goes on from it; how many values there
are does not show in memory; and the report and the decisions file are read off it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from normalize.errors import TableError
from normalize.tables.asking import Answer, Wanted

__all__ = ["Ledger", "Used"]

_TABLES = """
CREATE TABLE stamp (text TEXT);
CREATE TABLE answer (
    kind TEXT, name TEXT, hints TEXT, status TEXT, score REAL, id TEXT, instead TEXT, cells TEXT,
    odd TEXT,
    PRIMARY KEY (kind, name, hints)
) WITHOUT ROWID;
CREATE TABLE used (
    asked TEXT, kind TEXT, name TEXT, hints TEXT, count INTEGER, first TEXT,
    PRIMARY KEY (asked, kind, name, hints)
) WITHOUT ROWID;
"""
_WORTH_KEEPING = 1000  # answers
_GROUPED = """
SELECT a.kind, a.name, a.hints, a.status, a.score, a.id, sum(u.count) AS rows, min(u.first)
FROM used u JOIN answer a USING (kind, name, hints)
WHERE (a.status = 'matched') = ? GROUP BY a.kind, a.name, a.hints ORDER BY """
_Row = tuple[str, str, str, str, float, str, int, str]


class Used:
    """A value with its answer and how often it stands in the tables.

    Attributes:
        wanted: the value.
        status, score, id: of its answer.
        rows: how many rows hold it.
        first: where the first of them stands, "file:line".
    """

    __slots__ = ("first", "id", "rows", "score", "status", "wanted")

    def __init__(self, row: _Row) -> None:
        kind, name, hints, self.status, self.score, self.id, self.rows, first = row
        self.wanted = Wanted(kind, name, tuple(map(tuple, json.loads(hints))))
        self.first = first.partition("\t")[2]


class Ledger:
    """What each distinct value was answered, and how often it stands in which column."""

    def __init__(self, path: Path | None, stamp: str) -> None:
        """Open the ledger of an interrupted run, or begin one.

        Args:
            path: the file; None for one that nobody sees.
            stamp: all that answers depend on; a ledger with another one is begun anew.

        Raises:
            TableError: another run has it open.
        """
        self._path = path
        try:
            self._file = sqlite3.connect("" if path is None else path, isolation_level=None, timeout=0.2)
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute("PRAGMA synchronous = OFF")  # a killed process loses nothing; a power cut, a cache
            self._file.execute("BEGIN EXCLUSIVE")
            self.resumed = self._begin(_TABLES + stamp)  # one that was kept in other tables is begun anew, too
            self._file.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise TableError(f"another run is writing beside {path}; wait for it, or stop it") from None
            raise TableError(f"cannot keep {path}: {error}; delete it, or write elsewhere") from None

    def _begin(self, stamp: str) -> int:
        """How many answers are there already."""
        held = {name for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        whole = held >= {"stamp", "answer", "used"}
        if whole and self._file.execute("SELECT text FROM stamp").fetchone() == (stamp,):
            self._file.execute("DELETE FROM used")
            return int(self._file.execute("SELECT count(*) FROM answer").fetchone()[0])
        for name in held:
            self._file.execute(f'DROP TABLE "{name}"')
        for statement in _TABLES.split(";"):
            self._file.execute(statement)
        self._file.execute("INSERT INTO stamp VALUES (?)", (stamp,))
        return 0

    def find(self, wanted: Iterable[Wanted]) -> dict[Wanted, Answer]:
        """Return the answers that are there."""
        if not self._file.execute("SELECT 1 FROM answer LIMIT 1").fetchone():
            return {}
        found = {}
        for value in wanted:
            row = self._file.execute(
                "SELECT status, score, id, instead, cells, odd FROM answer WHERE kind = ? AND name = ? AND hints = ?",
                _key(value),
            ).fetchone()
            if row is not None:
                status, score, id_, instead, cells, odd = row
                unknown = frozenset(map(tuple, json.loads(odd)))
                found[value] = Answer(status, score, id_, instead, tuple(json.loads(cells)), unknown)
        return found

    def add(self, answers: Mapping[Wanted, Answer]) -> None:
        """Keep answers."""
        rows = (
            (*_key(value), a.status, a.score, a.id, a.instead, json.dumps(a.cells), json.dumps(sorted(a.odd)))
            for value, a in answers.items()
        )
        self._all("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def count(self, asked: str, uses: Iterable[tuple[Wanted, int, str]]) -> None:
        """Count values: (value, rows, where the first stands) of a column; `where` sorts in the order of the run."""
        rows = ((asked, *_key(value), count, first) for value, count, first in uses)
        self._all(
            "INSERT INTO used VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count, "
            "first = min(first, excluded.first)",
            rows,
        )

    def _all(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        self._file.execute("BEGIN")
        self._file.executemany(statement, rows)
        self._file.execute("COMMIT")

    def distinct(self) -> int:
        """How many distinct values stand in the tables."""
        return int(
            self._file.execute("SELECT count(*) FROM (SELECT DISTINCT kind, name, hints FROM used)").fetchone()[0]
        )

    def statuses(self) -> dict[tuple[str, str], dict[str, int]]:
        """(column, kind) -> status -> rows."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for asked, kind, status, count in self._file.execute(
            "SELECT u.asked, u.kind, a.status, sum(u.count) FROM used u JOIN answer a USING (kind, name, hints) "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        ):
            found.setdefault((asked, kind), {})[status] = count
        return found

    def scores(self, bins: int) -> tuple[int, ...]:
        """Rows by score, in equal bins from 0 to 1, of the values with a candidate."""
        counts = [0] * bins
        for at, count in self._file.execute(
            "SELECT min(CAST(a.score * ? AS INTEGER), ? - 1), sum(u.count) FROM used u JOIN answer a "
            "USING (kind, name, hints) WHERE a.score > 0 GROUP BY 1",
            (bins, bins),
        ):
            counts[at] = count
        return tuple(counts)

    def matched(self) -> Iterator[Used]:
        """Yield the matched values, those of one entity together, the most frequent first."""
        order = "a.kind, a.id, rows DESC, a.name, a.hints"
        yield from map(Used, self._file.execute(_GROUPED + order, (True,)))

    def undecided(self) -> Iterator[Used]:
        """Yield the values that are ambiguous or unmatched, the most frequent first."""
        order = "rows DESC, a.kind, a.name, a.hints"
        yield from map(Used, self._file.execute(_GROUPED + order, (False,)))

    def close(self, *, keep: bool) -> None:
        """Close the ledger; a run that is complete needs it no more, and a few answers are soon worked again."""
        worth = keep and self._file.execute("SELECT count(*) FROM answer").fetchone()[0] >= _WORTH_KEEPING
        self._file.close()
        if self._path is not None and not worth:
            self._path.unlink(missing_ok=True)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def _key(value: Wanted) -> tuple[str, str, str]:
    return value.kind, value.name, json.dumps(value.hints, ensure_ascii=False) if value.hints else "[]"
