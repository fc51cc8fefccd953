"""Merge decisions made by hand: these two spellings are one, those two are not. Plain CSV, as for tables.

Columns: `a` and `b`, the spellings, and `same`, "yes" or "no"; a row where it is empty decides nothing, others are not
read. A spelling means every way of typing it that `clean` makes one.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from normalize.errors import DecisionsError
from normalize.letters import clean

__all__ = ["NOTHING_DECIDED", "Merges", "read_merges"]

_SAID = {"yes": True, "y": True, "1": True, "true": True, "no": False, "n": False, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class Merges:
    """Pairs of cleaned spellings, the lesser first.

    Attributes:
        together: those that are one.
        apart: those that are not.
    """

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()


NOTHING_DECIDED = Merges()


def read_merges(given: str | Path | Iterable[Mapping[str, str]]) -> Merges:
    """Return decisions of a CSV file, or of rows with its columns.

    Raises:
        DecisionsError: they cannot be read, or contradict each other.

    >>> read_merges([{"a": "Bahmut", "b": "Artemivsk", "same": "yes"}]).together
    frozenset({('Artemivsk', 'Bahmut')})
    """
    if not isinstance(given, str | Path):
        return _read(enumerate(given, 1), "decisions, row ")
    try:
        with Path(given).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := [column for column in ("a", "b", "same") if column not in (rows.fieldnames or ())]:
                raise DecisionsError(f"{given}:1: merge decisions need a column {missing[0]}")
            return _read(((rows.line_num, row) for row in rows), f"{given}:")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = getattr(error, "strerror", None) or error
        raise DecisionsError(f"cannot read {given}: {said}") from None


def _read(rows: Iterable[tuple[int, Mapping[str, str]]], source: str) -> Merges:
    found: dict[bool, dict[tuple[str, str], int]] = {True: {}, False: {}}
    for number, row in rows:
        said = (row.get("same") or "").strip().lower()
        a, b = sorted(clean(row.get(column) or "") for column in ("a", "b"))
        if not said:
            continue
        if said not in _SAID:
            raise DecisionsError(f'{source}{number}: same={said[:40]!r} must be "yes", "no" or empty')
        if not a or a == b:
            raise DecisionsError(f"{source}{number}: a decision needs two spellings, a and b")
        found[_SAID[said]].setdefault((a, b), number)
    if both := sorted(found[True].keys() & found[False].keys()):
        lines = sorted(found[said][both[0]] for said in (True, False))
        raise DecisionsError(
            f"{source}{lines[1]}: {both[0][0]!r} and {both[0][1]!r} are decided otherwise at {lines[0]}"
        )
    return Merges(frozenset(found[True]), frozenset(found[False]))
