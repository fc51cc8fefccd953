"""The decisions file as a worklist: what a run could not decide, once each, for a person to decide.

The same file is read by `normalize.decisions`. What people filled in is kept, whatever else is found later.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from normalize.decisions import LONGEST_FIELD
from normalize.errors import DecisionsError, TableError
from normalize.tables.files import written
from normalize.tables.outcome import Undecided

__all__ = ["CHOICES", "COLUMNS", "is_decided", "merge_review", "read_review", "write_review"]

CHOICES = 5
COLUMNS = (
    "name", "kind", "country", "admin", "pick", "id", "never", "status", "rows", "first",
    *(f"{part}_{at}" for at in range(1, CHOICES + 1) for part in ("id", "label", "score")),
    "evidence",
)  # fmt: skip
_DECIDING = ("pick", "id", "never")
Row = dict[str, str]
_BEYOND = "\0"  # no title


def is_decided(row: Mapping[str, str]) -> bool:
    """Return whether somebody filled in a row."""
    return any(row.get(column, "").strip() for column in _DECIDING)


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in ("name", "kind", "country", "admin"))


def read_review(path: str | Path) -> tuple[tuple[str, ...], list[Row]]:
    """Return the columns and rows of a decisions file; nothing where there is none yet.

    Cells that stand behind those of the header are kept under the number of their column, "#7".

    Raises:
        DecisionsError: it cannot be read.
    """
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=_BEYOND, restval="")
            rows = list(reader)
            columns = list(reader.fieldnames or ())
        beyond = {f"#{at + 1}": None for at in range(len(columns), len(columns) + _most_beyond(rows))}
        for row in rows:
            row |= {title: text for title, text in zip(beyond, row.pop(_BEYOND, ()), strict=False) if text}
        return (*columns, *beyond), rows
    except FileNotFoundError:
        return (), []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DecisionsError(f"{path} cannot be read ({reason}); decisions are a CSV file in UTF-8") from None


def _most_beyond(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many columns hold something behind those of the header."""
    return max((at for row in rows for at, text in enumerate(row.get(_BEYOND, ()), 1) if text), default=0)


def merge_review(rows: Sequence[Row], undecided: Iterable[Undecided]) -> list[Row]:
    """Return the rows of a decisions file after a run: none is lost, open ones are told anew, new ones come last.

    Args:
        rows: what the file holds: perhaps of other tables, too.
        undecided: what the run could not decide.
    """
    now: dict[tuple[str, ...], Row] = {}
    for one in undecided:  # the most frequent first: what differs in other hints only is decided at once
        row = _row(one)
        held = now.setdefault(_about(row), row)
        if held is not row:
            held["rows"] = str(int(held["rows"]) + one.rows)
    kept = [row if is_decided(row) else row | now.get(_about(row), {}) for row in rows]
    about = {_about(row) for row in rows}
    return kept + [row for key, row in now.items() if key not in about]


def _row(one: Undecided) -> Row:
    row = {
        "name": one.name, "kind": one.kind, "country": one.country, "admin": one.admin,
        "status": one.status, "rows": str(one.rows), "first": one.where, "evidence": one.evidence,
    }  # fmt: skip
    for at in range(1, CHOICES + 1):  # those there are no more must not stay from an earlier run
        choice = one.choices[at - 1] if at <= len(one.choices) else None
        said = (choice.id, choice.label, f"{choice.score:.3f}") if choice is not None else ("", "", "")
        row |= dict(zip((f"id_{at}", f"label_{at}", f"score_{at}"), said, strict=True))
    return row


def write_review(path: str | Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a decisions file: whole, or not at all.

    Args:
        path: the file.
        columns: those it had; the ones of a worklist are added.
        rows: what it holds.

    Raises:
        DecisionsError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [*columns, *(c for c in COLUMNS if c not in columns)], restval="", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    try:
        # With a byte order mark, or spreadsheets take UTF-8 for something else.
        with written(str(Path(path).resolve())) as out:
            out.write(text.getvalue().encode("utf-8-sig", "replace"))
    except TableError as error:
        raise DecisionsError(str(error)) from None
    except OSError as error:
        raise DecisionsError(f"cannot write {path}: {error.strerror}") from None
