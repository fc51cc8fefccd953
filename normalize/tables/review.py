"""The decisions file as a worklist: what a run could not decide, once each, for a person to decide.

The same file is read by `normalize.decisions`. What people filled in is kept, whatever else is found later.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from normalize.errors import DecisionsError
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


def is_decided(row: Mapping[str, str]) -> bool:
    """Return whether somebody filled in a row."""
    return any(row.get(column, "").strip() for column in _DECIDING)


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in ("name", "kind", "country", "admin"))


def read_review(path: str | Path) -> tuple[tuple[str, ...], list[Row]]:
    """Return the columns and rows of a decisions file; nothing where there is none yet.

    Raises:
        DecisionsError: it cannot be read.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = [{str(k): v for k, v in row.items() if isinstance(v, str)} for row in reader]
            return tuple(reader.fieldnames or ()), rows
    except FileNotFoundError:
        return (), []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DecisionsError(f"{path} cannot be read ({reason}); decisions are a CSV file in UTF-8") from None


def merge_review(rows: Sequence[Row], undecided: Iterable[Undecided]) -> list[Row]:
    """Return the rows of a decisions file after a run: none is lost, open ones are told anew, new ones come last.

    Args:
        rows: what the file holds: perhaps of other tables, too.
        undecided: what the run could not decide.
    """
    now = {_about(row): row for row in map(_row, undecided)}
    kept = [row if is_decided(row) else row | now.get(_about(row), {}) for row in rows]
    about = {_about(row) for row in rows}
    return kept + [row for key, row in now.items() if key not in about]


def _row(one: Undecided) -> Row:
    row = {
        "name": one.name, "kind": one.kind, "country": one.country, "admin": one.admin,
        "status": one.status, "rows": str(one.rows), "first": one.where, "evidence": one.evidence,
    }  # fmt: skip
    for at, choice in enumerate(one.choices[:CHOICES], 1):
        row |= {f"id_{at}": choice.id, f"label_{at}": choice.label, f"score_{at}": f"{choice.score:.3f}"}
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
    target = Path(path).resolve()
    part = target.with_name(f".{target.name}.part")
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, [*columns, *(c for c in COLUMNS if c not in columns)], restval="", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    try:
        # With a byte order mark, or spreadsheets take UTF-8 for something else.
        part.write_bytes(text.getvalue().encode("utf-8-sig", "replace"))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DecisionsError(f"cannot write {path}: {error.strerror}") from None
