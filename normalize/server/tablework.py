"""What the review page asks of a table: its columns, its clusters and doubts, and the cleaned file.

Everything is worked in a folder of its own that is gone afterwards, under names of our own: what a client calls its
file is text in the answers, nothing else. The work itself is that of `normalize csv`.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from normalize.dedup import dedup
from normalize.errors import NormalizeError
from normalize.hints import hinted
from normalize.server.limits import RequestError
from normalize.server.work import Deadline
from normalize.tables import ADDED, Asked, Job, Outcome, Reading, Settings, run
from normalize.tables.outcome import Group, Undecided
from normalize.tables.registry import open_table
from normalize.tables.review import COLUMNS, is_decided, merge_review, read_review, write_review

__all__ = ["LONGEST_TITLE", "Posted", "Review", "Wish", "clean_table", "columns_of", "decisions_of", "review_table"]

LONGEST_TITLE = 500  # signs; a column of a longer one is called by its number
_SHOWN_ROWS = 5
_SHOWN_CELL = 80  # signs
_SHOWN_SPELLINGS = 30  # of one entity
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """A table that was posted.

    Attributes:
        data: its bytes.
        name: what the client calls it.
        tabs: whether it says that it is separated by tabs.
    """

    data: BinaryIO
    name: str
    tabs: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a table.

    Attributes:
        asked: the columns.
        replace: whether canonical names take the place of names.
        gazetteers: files of people's own gazetteers: those that hold what is asked for.
    """

    asked: tuple[Asked, ...]
    replace: bool
    gazetteers: tuple[str, ...]

    def settings(self, decisions: str, *, candidates: bool) -> Settings:
        """As a run takes it."""
        fields = () if self.replace else ADDED
        return Settings(
            self.asked, fields, self.replace, gazetteers=self.gazetteers, decisions=decisions, candidates=candidates
        )


@dataclass(frozen=True, slots=True)
class Review:
    """Rows of a decisions file, as a client holds them.

    Attributes:
        columns: their titles.
        rows: the rows.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def columns_of(posted: Posted) -> dict[str, Any]:
    """Return how a table is written, its columns, and its first rows.

    Raises:
        NormalizeError: it cannot be read.
    """
    with _placed(posted) as (path, _), open_table(str(path), Reading(), []) as (table, _):
        titles = list(table.titles)
        rows: list[list[str]] = []
        for block in table.blocks():
            rows += [[_shown(cell) for cell in cells] for cells in islice(table.cells(block), _SHOWN_ROWS - len(rows))]
            if len(rows) >= _SHOWN_ROWS:
                break
        return {
            "form": table.form,
            "columns": [{"id": _called(titles, at), "title": title} for at, title in enumerate(titles)],
            "rows": rows,
        }


def _called(titles: Sequence[str], at: int) -> str:
    """What a column is called: its title, where that says which one it is."""
    title = titles[at]
    told = bool(title.strip()) and len(title) <= LONGEST_TITLE and not title.startswith("#")
    return title if told and titles.count(title) == 1 else f"#{at + 1}"


def _shown(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _SHOWN_CELL else f"{text[:_SHOWN_CELL]}…"


def review_table(
    posted: Posted, wish: Wish, decisions: BinaryIO | None, listed: int, deadline: Deadline
) -> dict[str, Any]:
    """Return the entities of a table with their spellings, and what is left to decide.

    Args:
        posted: the table.
        wish: what is wanted of it.
        decisions: a decisions file, or None.
        listed: names to decide, and entities, that are told.
        deadline: when to give up.

    Raises:
        NormalizeError: table or decisions cannot be read.
        Busy: there was no time.
    """
    with _placed(posted) as (path, say):
        kept = path.with_name("decisions.csv")
        if decisions is not None:
            with kept.open("wb") as out:
                shutil.copyfileobj(decisions, out)
        settings = wish.settings(str(kept), candidates=True)
        outcome = run([Job(str(path), None)], settings, progress=lambda _: deadline.check())
        columns, rows = read_review(kept)
        undecided = outcome.undecided[:listed]
        merged = [_retold(row, say) for row in merge_review(rows, undecided)]
        deadline.check()
        return {
            **_summary(outcome, say),
            "entities": [_entity(group) for group in outcome.groups[:listed]],
            "unlisted": len(outcome.undecided) - len(undecided) + outcome.unlisted,
            "review": {"columns": columns, "rows": merged},
            "open": _open(merged, undecided),
        }


def _summary(outcome: Outcome, say: Callable[[str], str]) -> dict[str, Any]:
    table = outcome.tables[0]
    statuses = dict.fromkeys(("matched", "ambiguous", "unmatched"), 0)
    for some in outcome.statuses.values():
        for status, count in some.items():
            statuses[status] += count
    return {
        "form": table.form,
        "rows": table.rows,
        "distinct": outcome.distinct,
        "statuses": statuses,
        "notes": [say(note) for note in table.notes],
        "entity_count": len(outcome.groups),
        "versions": dict(outcome.versions),
    }


def _entity(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "label": group.label,
        "rows": group.rows,
        "spellings": [[s.text, s.rows, round(s.score, 3)] for s in group.spellings[:_SHOWN_SPELLINGS]],
        "more": max(0, len(group.spellings) - _SHOWN_SPELLINGS),
    }


def _retold(row: Row, say: Callable[[str], str]) -> Row:
    return {title: say(text) if title == "first" else text for title, text in row.items()}


def _open(rows: Sequence[Row], undecided: Sequence[Undecided]) -> list[dict[str, Any]]:
    """The rows to decide, with why each candidate is one, and which of the others are spellings of the same."""
    at = {_about(row): number for number, row in enumerate(rows) if not is_decided(row)}
    found: dict[int, Undecided] = {}
    for one in undecided:
        if (number := at.get((one.name, one.kind, one.country, one.admin))) is not None:
            found.setdefault(number, one)
    alike = _alike(found)
    return [
        {"at": number, "evidence": [choice.evidence for choice in one.choices], "alike": alike.get(number, [])}
        for number, one in found.items()
    ]


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(title, "") for title in ("name", "kind", "country", "admin"))


def _alike(found: Mapping[int, Undecided]) -> dict[int, list[int]]:
    """Row -> other rows that are spellings of the same, and beside no other country."""
    alike: dict[int, list[int]] = {}
    for kind in dict.fromkeys(one.kind for one in found.values()):
        numbers: dict[str, list[int]] = {}
        for number, one in found.items():
            if one.kind == kind:
                numbers.setdefault(one.name, []).append(number)
        once = {name: some[0] for name, some in numbers.items() if len(some) == 1}  # else hints tell them apart
        countries = [hinted(found[number].country, "")[0] or None for number in once.values()]
        for cluster in dedup(list(once), kind, same=countries):
            rows = [once[name] for name in cluster.names]
            alike |= {row: [other for other in rows if other != row] for row in rows}
    return alike


def clean_table(posted: Posted, wish: Wish, review: Review, deadline: Deadline) -> bytes:
    """Return the cleaned table: the bytes that `normalize csv` writes with these decisions.

    Raises:
        NormalizeError: table or decisions cannot be read.
        Busy: there was no time.
    """
    with _placed(posted) as (path, _):
        kept, target = path.with_name("decisions.csv"), path.with_name("cleaned" + path.suffix)
        _write(kept, review)
        settings = wish.settings(str(kept), candidates=False)
        run([Job(str(path), str(target))], settings, progress=lambda _: deadline.check())
        return target.read_bytes()


def decisions_of(review: Review) -> bytes:
    """Return the decisions file that `normalize csv --decisions` reads."""
    with TemporaryDirectory(prefix="normalize-review-") as folder:
        kept = Path(folder) / "decisions.csv"
        _write(kept, review)
        return kept.read_bytes()


def _write(path: Path, review: Review) -> None:
    titles = {*review.columns, *COLUMNS}
    rows = [{title: text for title, text in row.items() if title in titles} for row in review.rows]
    write_review(path, review.columns, rows)


@contextmanager
def _placed(posted: Posted) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Give the table as a file, and what calls it as the client does; errors are told that way, too."""
    with TemporaryDirectory(prefix="normalize-review-") as folder:
        path = Path(folder) / ("table.tsv" if posted.tabs else "table.csv")
        with path.open("wb") as out:
            shutil.copyfileobj(posted.data, out)

        def say(text: str) -> str:
            return text.replace(str(path), posted.name).replace(f"{folder}/", "")

        try:
            yield path, say
        except RequestError:
            raise
        except NormalizeError as error:
            raise RequestError(say(str(error))) from None
