"""The decisions file as a worklist: what is open is listed once, what people said stays and is applied."""

import os
import pty
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from select import select

import pytest

from normalize import default_gazetteer
from normalize.decisions import Beside, read_decisions
from normalize.errors import DecisionsError
from normalize.hints import hinted
from normalize.tables.outcome import Choice, Undecided
from normalize.tables.review import merge_review, read_review, write_review
from normalize.tables.reviewing import walk_through

TEXAS, UKRAINE = "geonames:5527554", "geonames:698740"
OPEN = Undecided(
    "place", "Odesa", "", "ambiguous", 3, "in.csv:2",
    (Choice(UKRAINE, "Odesa, Ukraine", 0.61, ""), Choice(TEXAS, "Odessa, Texas", 0.3, "")), "several may be meant",
)  # fmt: skip
NONE = Undecided("place", "Xyzzy", "", "unmatched", 1, "in.csv:9", (), "no recorded name is like it")


def nobody(_country: str, _admin: str) -> tuple[str, str]:
    return "", ""


def test_a_file_is_written_filled_in_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    write_review(path, (), merge_review([], [OPEN, NONE]))
    columns, rows = read_review(path)
    assert [row["name"] for row in rows] == ["Odesa", "Xyzzy"]
    assert rows[0]["id_2"] == TEXAS
    rows[0]["pick"], rows[1]["remark"] = "2", "who wrote this?"
    write_review(path, (*columns, "remark"), rows)
    merged = merge_review(read_review(path)[1], [NONE])
    assert [(row["name"], row["pick"], row["remark"]) for row in merged] == [
        ("Odesa", "2", ""), ("Xyzzy", "", "who wrote this?"),
    ]  # fmt: skip
    decided = read_decisions(path, nobody)
    assert decided.decided("ODESA", Beside("place")) == TEXAS
    assert decided.decided("ODESA", Beside("person")) is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"name": "Odesa", "pick": "3", "id_1": UKRAINE}, "pick '3' is none of the candidates"),
        ({"name": "Odesa", "pick": "1", "id_1": UKRAINE, "id": TEXAS}, "keep one"),
        ({"name": "Odesa", "pick": "none", "id": TEXAS}, "keep one"),
        ({"name": "", "id": TEXAS}, "no name"),
        ({"name": "Odesa", "id": TEXAS, "kind": "planet"}, "kind 'planet' is none of"),
    ],
)
def test_decisions_that_contradict_themselves(row: dict[str, str], says: str) -> None:
    with pytest.raises(DecisionsError, match=says):
        read_decisions([row], nobody)


def test_a_decision_beside_a_country_holds_only_there() -> None:
    decided = default_gazetteer().deciding(
        [{"name": "Odesa", "country": "US", "id": TEXAS}, {"name": "Odesa", "country": "", "id": UKRAINE}]
    )
    assert decided.place("Odesa", country="United States").id == TEXAS
    assert decided.place("Odesa").id == UKRAINE
    assert [m.id for m in decided.resolve(["Odesa"] * 3, country=["US", "UA", None])] == [TEXAS, UKRAINE, UKRAINE]


def test_a_decision_beside_a_subdivision_holds_only_there() -> None:
    decided = default_gazetteer().deciding([{"name": "Odesa", "country": "US", "admin": "TX", "never": "*"}])
    assert decided.place("Odesa", country="USA", admin="Texas").status == "unmatched"
    assert decided.place("Odessa", country="USA", admin="Texas").id == TEXAS
    assert decided.place("Odesa", country="US").candidates


def test_nothing_recorded_is_meant() -> None:
    decided = default_gazetteer().deciding([{"name": "Kyiv", "never": "*"}])
    assert (decided.place("KYIV").status, decided.place("kyiv").candidates) == ("unmatched", ())
    assert decided.place("Kharkiv").status == "matched"


def test_an_unknown_country_was_no_hint() -> None:
    decided = read_decisions([{"name": "Odesa", "country": "Narnia", "id": UKRAINE}], hinted)
    assert decided.decided("Odesa", Beside("place")) == UKRAINE


def test_walking_picking_skipping_and_undoing() -> None:
    rows = [{"name": name, "id_1": "a", "id_2": "b"} for name in "xyz"] + [{"name": "done", "id": "c"}]
    walk = walk_through(rows)
    assert len(walk.open) == 3
    walk = walk.pick(2).none().undo().skip().pick(9).pick(1)
    assert walk.current is None
    assert [row.get("pick", "") for row in walk.rows] == ["2", "", "1", ""]
    assert walk.undo().undo().undo().undo().rows == walk_through(rows).rows


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_keyboard_decides_and_every_answer_is_saved(tmp_path: Path) -> None:
    pytest.importorskip("rich", reason="the review needs rich")
    path = tmp_path / "d.csv"
    write_review(path, (), merge_review([], [OPEN, NONE]))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "normalize", "review", str(path)]
    env = {**os.environ, "TERM": "dumb", "COLUMNS": "100", "NO_COLOR": "1"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, close_fds=True) as process:
        os.close(theirs)
        for key, after in (
            ("2", "1 of 2"),
            ("u", "2 of 2"),
            ("1", "1 of 2"),
            ("n", "2 of 2"),
            ("", "2 decided, 0 open"),
        ):
            shown = ""
            while after not in shown or (key and "q stop" not in shown):
                assert select([ours], [], [], 30)[0], shown
                shown += os.read(ours, 4096).decode("utf-8", "replace")
            time.sleep(0.5)  # the terminal forgets what is typed before it listens
            os.write(ours, key.encode())
        assert process.wait(30) == 0
    os.close(ours)
    assert [row["pick"] for row in read_review(path)[1]] == ["1", "none"]


def test_candidates_that_are_no_more_do_not_stay() -> None:
    first = merge_review([], [OPEN])
    again = merge_review(first, [replace(OPEN, choices=OPEN.choices[:1])])
    assert (again[0]["id_1"], again[0]["id_2"], again[0]["label_2"], again[0]["score_2"]) == (UKRAINE, "", "", "")


def test_what_differs_in_other_hints_only_is_one_row() -> None:
    rows = merge_review([], [OPEN, replace(OPEN, rows=2, where="in.csv:7")])
    assert [(row["rows"], row["first"]) for row in rows] == [("5", "in.csv:2")]


def test_remarks_behind_the_header_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("name,pick\nXyzzy,,,ask Olha\nPlugh,none,\n", "utf-8")
    columns, rows = read_review(path)
    write_review(path, columns, merge_review(rows, [NONE]))
    columns, rows = read_review(path)
    assert columns[:4] == ("name", "pick", "#3", "#4")
    assert [(row["name"], row["pick"], row["#4"]) for row in rows[:2]] == [
        ("Xyzzy", "", "ask Olha"),
        ("Plugh", "none", ""),
    ]
    write_review(path, columns, rows)
    assert read_review(path) == (columns, rows)
