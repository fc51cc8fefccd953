"""`normalize dedup` as people run it."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from running import run

TABLE = "town,country,lat,lon\nKupyansk,UA,49.7,37.6\nКупянск,UA,,\nIzium,UA,,\nIzium,UA,,\nІзюм,RU,,\n,UA,,\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "towns.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_spellings_are_shown_with_rows_and_reasons(table: Path) -> None:
    done = run("dedup", table, "--column", "town")
    assert done.returncode == 1
    shown = done.stdout.decode()
    assert "Izium  geonames:707292  Izium, Kharkiv Oblast, Ukraine" in shown
    assert "  Izium  2 rows, first 4\n" in shown
    assert b"4 names, 2 entities with several spellings (4 in all)" in done.stderr


def test_json_and_csv_say_the_same(table: Path, tmp_path: Path) -> None:
    said = json.loads(run("dedup", table, "--column", "town", "--format", "json").stdout)
    out = tmp_path / "out.csv"
    done = run("dedup", table, "--column", "town", "--format", "csv", "-o", out)
    assert (done.returncode, done.stdout) == (1, b"")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert [row["name"] for row in rows] == [name["name"] for cluster in said for name in cluster["names"]]
    assert {row["id"] for row in rows} == {cluster["id"] for cluster in said}


def test_the_report_is_one_file_beside_the_output(table: Path, tmp_path: Path) -> None:
    report = tmp_path / "spellings.html"
    done = run("dedup", table, "--column", "town", "--same", "country", "--report", report)
    assert done.returncode == 1
    assert done.stdout == run("dedup", table, "--column", "town", "--same", "country").stdout
    page = report.read_text("utf-8")
    assert "Купянск" in page
    assert "geonames:703656" in page
    assert re.search(r"same</th><td>.*country", page)
    assert f"report: {report}" in done.stderr.decode()


def test_no_file_of_a_run_is_written_over(table: Path, tmp_path: Path) -> None:
    merges = tmp_path / "merges.csv"
    merges.write_text("a,b,same\n", "utf-8")
    asked = ("dedup", table, "--column", "town", "--decisions", merges)
    for more in (
        ["--report", table],
        ["--report", merges],
        ["-o", table],
        ["-o", merges],
        ["-o", tmp_path / "x", "--report", tmp_path / "x"],
        ["--report", tmp_path / "none" / "x.html"],
    ):
        done = run(*asked, *more)
        assert (done.returncode, done.stdout) == (2, b""), more
    assert table.read_text("utf-8") == TABLE
    assert {each.name for each in tmp_path.iterdir()} == {"merges.csv", "towns.csv"}


def test_a_table_without_duplicates_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    path.write_text('{"town": "Izium"}\n{"town": "Kyiv"}\n{"town": "Izium"}\n', "utf-8")
    done = run("dedup", path, "--column", "town")
    assert (done.returncode, done.stdout) == (0, b"")


def test_other_columns_keep_names_apart(table: Path) -> None:
    done = run("dedup", table, "--column", "town", "--same", "country", "--near", "lat,lon", "--no-gazetteer")
    shown = done.stdout.decode()
    assert "Kupyansk = Купянск" in shown
    assert "Ізюм" not in shown


def test_a_country_column_is_a_hint_and_what_is_no_country_is_said(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_text("town,country\nParis,US\nParis TX,United States\nLyman,Xyzzyland\n", "utf-8")
    alone = run("dedup", path, "--column", "town")
    assert (alone.returncode, alone.stdout) == (0, b"")
    done = run("dedup", path, "--column", "town", "--country-column", "country", "--format", "json")
    assert [[name["name"] for name in cluster["names"]] for cluster in json.loads(done.stdout)] == [
        ["Paris", "Paris TX"]
    ]
    assert b"no countries, left out: Xyzzyland" in done.stderr


def test_stdin_and_decisions(tmp_path: Path) -> None:
    merges = tmp_path / "merges.csv"
    merges.write_text("a,b,same\nIzium,Ізюм,no\n", "utf-8")
    done = run("dedup", "-", "--column", "town", "--decisions", merges, stdin="town\nIzium\nІзюм\n".encode())
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--column", "city"], "no column 'city'"),
        (["--column", "town", "--near", "lat"], "two columns"),
        (["--column", "town", "--near", "town,lon"], "no position"),
        (["--column", "town", "--decisions", "none.csv"], "cannot read none.csv"),
        (["--column", "town", "--gazetteer", "none.gaz"], "none.gaz"),
        (["--column", "town", "--gazetteer", "none.gaz", "--no-gazetteer"], "not both"),
        (["--column", "town", "--country-column", "country", "--no-gazetteer"], "--country-column"),
        ([], "--column"),
    ],
)
def test_mistakes_are_one_line(table: Path, args: list[str], said: str) -> None:
    done = run("dedup", table, *args)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_missing_file_is_one_line() -> None:
    done = run("dedup", "none.csv", "--column", "town")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
