"""Names and what a careful person would answer, one row each.

The files say what is true, decided before the library was asked. `known-failures.csv` holds truths it does
not reach yet: each row must still fail, so that whoever makes one pass moves it to the file it belongs to.
Cells may write a character as \\uXXXX, so that invisible ones and lone surrogates can be seen.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import normalize

_HERE = Path(__file__).parent
_SEEDS = Path(__file__).parents[2] / "seeds"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Row:
    """One row of a golden file."""

    query: str
    kind: str
    hints: str
    status: str
    id: str
    why: str

    def match(self) -> normalize.Match:
        """What the library answers today."""
        query = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), self.query)
        if self.kind == "country":
            assert not self.hints, "country() takes no hints"
            return normalize.country(query)
        assert self.kind == "place"
        return normalize.place(query, **_hints(self.hints))

    def holds(self) -> bool:
        """Whether the answer is the true one."""
        match = self.match()
        first = match.candidates[0].entity.id if match.candidates else ""
        return match.status == self.status and (not self.id or first == self.id)


def _hints(text: str) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    for part in filter(None, text.split(";")):
        name, value = part.split("=")
        if name == "kinds":
            hints[name] = tuple(value.split("|"))
        elif name == "near":
            hints[name] = tuple(float(degrees) for degrees in value.split(","))
        else:
            hints[name] = value
    return hints


def _read(name: str) -> list[Row]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def _rows(*names: str) -> list[Any]:
    return [
        pytest.param(row, id=f"{name.removesuffix('.csv')}:{at}")
        for name in names
        for at, row in enumerate(_read(name), start=2)  # as an editor counts lines
    ]


def _seed_rows() -> list[Any]:
    """Place, country, status and id of each row of the seed list; the known failures among them must fail."""
    failing = {(row.query, row.hints) for row in _read("known-failures.csv") if row.kind == "place"}
    with (_SEEDS / "kupiansk-front.csv").open(encoding="utf-8", newline="") as file:
        countries = {row["row"]: row["country"] for row in csv.DictReader(file)}
    with (_SEEDS / "kupiansk-front.expected.csv").open(encoding="utf-8", newline="") as file:
        rows = []
        for row in csv.DictReader(file):
            country = countries[row["row"]]
            fails = (row["place"], f"country={country}" if country else "") in failing
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if fails else []
            values = row["place"], country, row["status"], row["id"]
            rows.append(pytest.param(*values, id=f"row {row['row']}", marks=marks))
    return rows


@pytest.mark.parametrize("row", _rows("in-the-wild.csv", "synthetic.csv", "negative.csv"))
def test_the_answer_is_the_true_one(row: Row) -> None:
    match = row.match()
    found = [(c.entity.id, c.entity.label, round(c.score, 2)) for c in match.candidates[:3]]
    assert row.holds(), f"{row}\ngot {match.status}: {found}"


@pytest.mark.parametrize("row", _rows("known-failures.csv"))
def test_a_known_failure_still_fails(row: Row) -> None:
    assert not row.holds(), f"it holds now: move {row} to the file it belongs to"


@pytest.mark.parametrize(("place", "country", "status", "id"), _seed_rows())
def test_the_seed_list_is_answered_as_expected(place: str, country: str, status: str, id: str) -> None:
    match = normalize.place(place, country=country)
    assert (match.status, match.id or "") == (status, id)


@pytest.mark.parametrize("name", ["in-the-wild.csv", "synthetic.csv", "negative.csv", "known-failures.csv"])
def test_every_row_is_well_formed(name: str) -> None:
    rows = _read(name)
    assert len({(row.query, row.kind, row.hints) for row in rows}) == len(rows), "a row stands twice"
    for row in rows:
        assert row.kind in ("place", "country")
        assert row.status in ("matched", "ambiguous", "unmatched")
        assert bool(row.id) == (row.status == "matched") or row.status == "ambiguous", row
        assert row.why, row
        if row.id:
            assert normalize.entity(row.id).id == row.id


def test_nothing_negative_is_matched() -> None:
    assert all(row.status != "matched" for row in _read("negative.csv"))
