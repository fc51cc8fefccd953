"""`normalize csv` with tables that are no CSV: stdin and stdout, in place, dry runs, differences, folders."""

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from running import run

LINES = b'{"n": 1, "place": "Kyiv"}\n{"n": 2, "place": "Izium"}\n'
IDS = ["geonames:703448", "geonames:707292"]


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    paths = {form: tmp_path / f"in.{form}" for form in ("jsonl", "parquet", "xlsx")}
    paths["jsonl"].write_bytes(LINES)
    pq.write_table(pa.table({"n": [1, 2], "place": ["Kyiv", "Izium"]}), paths["parquet"])
    book = openpyxl.Workbook()
    for row in (["n", "place"], [1, "Kyiv"], [2, "Izium"]):
        book.active.append(row)
    book.save(paths["xlsx"])
    return paths


@pytest.mark.parametrize("form", ["jsonl", "parquet", "xlsx"])
def test_stdin_to_stdout_is_what_the_file_gives(tables: dict[str, Path], form: str) -> None:
    target = tables[form].with_name(f"out.{form}")
    done = run("csv", tables[form], "--column", "place=place", "-o", target)
    assert done.returncode == 0, done.stderr
    piped = run("csv", "-", "--format", form, "--column", "place=place", stdin=tables[form].read_bytes())
    assert piped.returncode == 0, piped.stderr
    assert piped.stdout == target.read_bytes()
    side = json.loads((target.parent / f"out.{form}.provenance.json").read_text("utf-8"))
    assert (side["rows"], side["columns"]["place (place)"]) == (2, {"matched": 2})


@pytest.mark.parametrize("form", ["jsonl", "parquet", "xlsx"])
def test_in_place_dry_run_and_difference(tables: dict[str, Path], form: str) -> None:
    path = tables[form]
    before = path.read_bytes()
    dry = run("csv", path, "--column", "place=place", "--dry-run")
    assert (dry.returncode, dry.stdout, path.read_bytes() == before) == (0, b"", True)
    assert "2 rows, 2 distinct names: 2 matched" in dry.stderr.decode()
    diff = run("csv", path, "--column", "place=place", "--add", "id", "--diff")
    if form == "jsonl":
        assert diff.returncode == 1
        old, new = LINES.splitlines(), [
            line[:-1] + f', "place_id": "{id_}"}}'.encode() for line, id_ in zip(LINES.splitlines(), IDS, strict=True)
        ]  # fmt: skip
        assert diff.stdout.splitlines()[2:] == [b"@@ -1,2 +1,2 @@", *(b"-" + o for o in old), *(b"+" + n for n in new)]
    else:
        assert (diff.returncode, b"have no lines to show" in diff.stderr) == (2, True)
    assert run("csv", path, "--column", "place=place", "--in-place").returncode == 0
    once = path.read_bytes()
    assert once != before
    assert run("csv", path, "--column", "place=place", "--in-place").returncode == 0
    assert path.read_bytes() == once
    again = run("csv", path, "--column", "place=place", "--diff")
    assert again.returncode == (0 if form == "jsonl" else 2)


def test_several_forms_into_a_folder(tables: dict[str, Path], tmp_path: Path) -> None:
    done = run("csv", *tables.values(), "--column", "place=place", "-o", f"{tmp_path}/out/")
    assert done.returncode == 0, done.stderr
    assert "6 rows, 2 distinct names: 6 matched" in done.stderr.decode()
    assert pq.read_table(tmp_path / "out" / "in.parquet")["place_id"].to_pylist() == IDS


def test_one_form_to_another(tables: dict[str, Path], tmp_path: Path) -> None:
    for form, path in tables.items():
        out = tmp_path / f"{form}.csv"
        assert run("csv", path, "--column", "place=place", "--add", "id", "-o", out).returncode == 0
        assert out.read_text("utf-8") == f"n,place,place_id\n1,Kyiv,{IDS[0]}\n2,Izium,{IDS[1]}\n"


def test_a_pipe_to_another_form(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    late = LINES + b'{"place": "Kyiv", "late": [1.0]}\n'
    done = run("csv", "-", "--format", "jsonl", "--column", "place=place", "--add", "id", "-o", out, stdin=late)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").splitlines()[::3] == ["n,place,late,place_id", f",Kyiv,[1.0],{IDS[0]}"]


def test_errors_are_one_line(tmp_path: Path) -> None:
    for name, data, says in (
        ("a.jsonl", b"[1]\n", "a.jsonl:1: a line holds one object"),
        ("a.parquet", b"PAR1", "no whole Parquet file"),
        ("a.xlsx", b"PK\x03\x04", "no whole XLSX file"),
        ("a.parquet.gz", b"", "compressed already"),
        ("a.jsonl.zst", b"not zstd", "no whole zstd file"),
        ("a.jsonl.gz", b"not gzip", "no whole gzip file"),
    ):
        (tmp_path / name).write_bytes(data)
        done = run("csv", tmp_path / name, "--column", "place=place", "-o", tmp_path / "out.csv")
        assert (done.returncode, len(done.stderr.decode().splitlines())) == (2, 1), done.stderr
        assert says in done.stderr.decode()
        assert not (tmp_path / "out.csv").exists()
