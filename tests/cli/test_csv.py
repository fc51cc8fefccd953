"""`normalize csv`: a table in, the same table and four columns out."""

import csv
import io
import os
from pathlib import Path

import pytest
from running import COMMAND, run

ADDED = ["place_id", "place_name", "place_score", "place_status"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text('code,place,country\n007,Kupyansk,UA\n008,"Izium, Kharkiv Oblast",\n009,Springfield,US\n', "utf-8")
    return path


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_adds_four_columns_and_touches_nothing_else(table: Path) -> None:
    done = run("csv", table, "--column", "place=place", "--country-column", "country")
    assert done.returncode == 0
    rows = rows_of(done.stdout)
    assert rows[0] == ["code", "place", "country", *ADDED]
    assert [row[:3] for row in rows] == rows_of(table.read_bytes())
    assert rows[1][3:5] == ["geonames:703656", "Kupiansk"]
    assert rows[2][3:5] == ["geonames:707292", "Izium"]
    assert rows[3][3:5] == ["", ""]
    assert [row[6] for row in rows[1:]] == ["matched", "matched", "ambiguous"]
    assert "3 rows, 3 distinct names: 2 matched, 1 ambiguous, 0 unmatched" in done.stderr.decode()


def test_output_file_and_cleaning_it_again(table: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    assert run("csv", table, "--column", "place=place", "-o", once).stdout == b""
    assert run("csv", once, "--column", "place=place", "-o", twice).returncode == 0
    assert twice.read_bytes() == once.read_bytes()
    side = ["once.csv.provenance.json", "twice.csv.provenance.json"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["in.csv", "once.csv", "twice.csv", *side])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quotes_line_ends_mark_and_delimiter_stay(tmp_path: Path, end: str, mark: str, delimiter: str) -> None:
    lines = ["place,n", 'Kyiv,"1"', '"Kharkiv", x', '"Iz""ium",', '"two\nlines",NA', "Odesa,=1+1"]
    text = mark + end.join(line.replace(",", delimiter) for line in lines)
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    out = run("csv", path, "--column", "place=place").stdout.decode()
    kept = [line.rsplit(delimiter, 4)[0] for line in out.split(end)] if end == "\r\n" else None
    if kept is not None:
        assert end.join(kept) == text
    assert out.startswith(mark + "place")
    assert ("\r\n" in out) == (end == "\r\n")
    assert not out.endswith(end)


def test_several_columns_and_kinds(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("town,land\nKyiv,Ukraina\n", "utf-8")
    done = run("csv", path, "--column", "town=place", "--column", "land=country")
    assert "1 rows, 2 distinct names: 2 matched" in done.stderr.decode()
    rows = rows_of(done.stdout)
    assert rows[0][2:] == [f"{c}_{a}" for c in ("town", "land") for a in ("id", "name", "score", "status")]
    assert (rows[1][2], rows[1][6]) == ("geonames:703448", "iso3166:UA")


def test_stdin_to_stdout(table: Path) -> None:
    done = run("csv", "-", "--column", "place=place", stdin=table.read_bytes())
    assert done.stdout == run("csv", table, "--column", "place=place").stdout


def test_rows_too_short_and_too_long_keep_their_cells_and_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("n,place\n1\n2,Kyiv,extra,more\n\n3,Izium\n", "utf-8")
    done = run("csv", path, "--column", "place=place")
    rows = rows_of(done.stdout)
    assert rows[1][:2] == ["1", ""]
    assert rows[1][-1] == "unmatched"
    assert rows[2][:2] == ["2", "Kyiv"]
    assert rows[2][-2:] == ["extra", "more"]
    assert rows[3] == []
    assert rows[4][2] == "geonames:707292"
    assert "2 rows have more or fewer cells than the header (lines 2, 3)" in done.stderr.decode()


def test_unknown_countries_are_reported_and_not_used(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("place,country\nKupiansk,Atlantis\n", "utf-8")
    done = run("csv", path, "--column", "place=place", "--country-column", "country")
    assert rows_of(done.stdout)[1][2] == "geonames:703656"
    assert "country is not known and not used as a hint where it is 'Atlantis'" in done.stderr.decode()


def test_other_encodings(tmp_path: Path) -> None:
    for encoding, option in (
        ("cp1251", ["--encoding", "cp1251"]),
        ("utf-16", []),
        ("utf-16-le", ["--encoding", "utf-16-le"]),
    ):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes("place\nХарьков\nИзюм\n".encode(encoding))
        done = run("csv", path, "--column", "place=place", *option)
        assert done.returncode == 0, done.stderr
        assert [row[1] for row in rows_of(done.stdout.decode(encoding).encode())[1:]] == [
            "geonames:706483",
            "geonames:707292",
        ]


def test_a_clash_of_columns_is_refused_and_prefix_helps(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("place,place_id\nKyiv,mine\n", "utf-8")
    done = run("csv", path, "--column", "place=place")
    assert done.returncode == 2
    assert "'place_id' is there already" in done.stderr.decode()
    rows = rows_of(run("csv", path, "--column", "place=place", "--prefix", "geo").stdout)
    assert rows[0] == ["place", "place_id", "geo_id", "geo_name", "geo_score", "geo_status"]
    assert rows[1][1:3] == ["mine", "geonames:703448"]


def test_every_seed_row_comes_back() -> None:
    seeds = Path(__file__).parents[2] / "seeds" / "kupiansk-front.csv"
    done = run("csv", seeds, "--column", "place=place", "--country-column", "country")
    original, cleaned = seeds.read_text("utf-8").splitlines(), done.stdout.decode().splitlines()
    assert len(cleaned) == len(original)
    assert all(new.startswith(old + ",") for new, old in zip(cleaned, original, strict=True))


@pytest.mark.parametrize(
    ("content", "args", "says"),
    [
        (b"a,b\n1,2\n", ("--column", "town=place"), "there is no column 'town'; the columns are 'a', 'b'"),
        (b"a,a\n1,2\n", ("--column", "a=place"), "stands 2 times in the header"),
        (b"", ("--column", "a=place"), "the file is empty"),
        (b"PK\x03\x04\x00\x00\x00", ("--column", "a=place"), "is an XLSX or ZIP file"),
        (b'a,b\n"open,2\n3,4\n', ("--column", "a=place"), ":2: a quoted cell"),
        (b"a,b\n1,2\n", ("--column", "a=planet"), "kinds: place, country, person, org"),
        (b"a,b\n1,2\n", ("--column", "a"), "COLUMN=KIND"),
        (b"a,b\n1,2\n", ("--column", "a=place", "--country-column", "c"), "there is no column 'c'"),
        (b"a,b\n1,2\n", ("--column", "a=place", "--encoding", "klingon"), "'klingon' is unknown"),
        (b"a,b\n1,2\n", ("--column", "a=place", "--delimiter", "ab"), "one character"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(
    tmp_path: Path, content: bytes, args: tuple[str, ...], says: str
) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "out.csv"
    path.write_bytes(content)
    done = run("csv", path, *args, "-o", out)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not out.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_files_that_cannot_be_opened(tmp_path: Path, table: Path) -> None:
    missing = run("csv", tmp_path / "none.csv", "--column", "a=place")
    assert (missing.returncode, b"there is no file" in missing.stderr) == (2, True)
    folder = run("csv", tmp_path, "--column", "a=place")
    assert (folder.returncode, b"is a directory" in folder.stderr) == (2, True)
    onto_itself = run("csv", table, "--column", "place=place", "-o", table)
    assert (onto_itself.returncode, b"is the input" in onto_itself.stderr) == (2, True)
    nowhere = run("csv", table, "--column", "place=place", "-o", tmp_path / "no" / "out.csv")
    assert (nowhere.returncode, b"cannot write" in nowhere.stderr) == (2, True)
    for done in (missing, folder, onto_itself, nowhere):
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "t.csv"
    path.write_text("place\n" + "Kyiv\n" * 50_000, "utf-8")
    command = " ".join(f"'{part}'" for part in [*COMMAND, "csv", str(path), "--column", "place=place"])
    done = subprocess.run(f"{command} | head -n 1", shell=True, capture_output=True)
    assert done.stdout == b"place,place_id,place_name,place_score,place_status\n"
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_hints_hold_beside_a_gazetteer_of_ones_own(tmp_path: Path) -> None:
    own, table = tmp_path / "own.csv", tmp_path / "t.csv"
    own.write_text("id,name\nd7,Depot 7\n", "utf-8")
    table.write_text("town,land\nParis,CA\nDepot 7,CA\nKyiv,Atlantis\n", "utf-8")
    assert run("gazetteer", "build", own, "-o", tmp_path / "own.gaz").returncode == 0
    asked = ("--column", "town=place", "--country-column", "land", "--add", "id,country")
    done = run("csv", table, *asked, "--gazetteer", tmp_path / "own.gaz")
    rows = rows_of(done.stdout)
    assert rows[1][3] == "CA"
    assert rows[2][2] == "d7"
    assert "not used as a hint where it is 'Atlantis'\n" in done.stderr.decode().replace("\r", "")


def test_a_name_decided_against_its_country_is_not_replaced_by_one_that_is_read_otherwise(tmp_path: Path) -> None:
    table, decisions, once = tmp_path / "t.csv", tmp_path / "d.csv", tmp_path / "once.csv"
    table.write_text("town,land\nThe front town,US\nThe front town,\n", "utf-8")
    decisions.write_text("name,id\nThe front town,geonames:703656\n", "utf-8")
    asked = ("--column", "town=place", "--country-column", "land", "--replace", "--add", "id", "--decisions", decisions)
    assert run("csv", table, *asked, "-o", once).returncode == 0
    rows = rows_of(once.read_bytes())
    assert [row[2] for row in rows[1:]] == ["geonames:703656"] * 2
    assert (rows[1][0], rows[2][0]) == ("The front town", "Kupiansk")
    assert run("csv", once, *asked).stdout == once.read_bytes()


def test_no_file_of_a_run_is_written_over_another(tmp_path: Path, table: Path) -> None:
    before, out, page = table.read_bytes(), tmp_path / "out.csv", tmp_path / "page.html"
    for args, says in (
        (("-o", out, "--report", table), "is an input and the report"),
        (("-o", out, "--report", out), "is an output and the report"),
        (("-o", out, "--decisions", table), "is an input and the decisions file"),
        (("-o", out, "--decisions", out), "is an output and the decisions file"),
        (("-o", out, "--gazetteer", out), "is an output and a gazetteer"),
        (("-o", out, "--decisions", page, "--report", page), "is the decisions file and the report"),
        (("-o", out, "--report", tmp_path / "no" / "page.html"), "there is no directory"),
        (("-o", out, "--decisions", tmp_path / "no" / "d.csv"), "there is no directory"),
        (("-o", ""), "--output is empty"),
    ):
        done = run("csv", table, "--column", "place=place", *args, cwd=tmp_path)
        assert (done.returncode, says in done.stderr.decode()) == (2, True), done.stderr.decode()
        assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert table.read_bytes() == before


def test_what_is_odd_is_said_of_every_table(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("town,land\nKyiv,Atlantis\n", "utf-8")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    done = run("csv", *files, "--column", "town=place", "--country-column", "land", "--dry-run")
    for file in files:
        assert f"{file}: country is not known and not used as a hint where it is 'Atlantis'" in done.stderr.decode()


def test_a_column_is_replaced_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("n,town\n1,Kyiv\n", "utf-8")
    done = run("csv", path, "--column", "town=place", "--column", "#2=person", "--replace")
    assert (done.returncode, b"'town' would be replaced twice" in done.stderr) == (2, True)


def test_a_hint_that_is_replaced_is_read_as_it_will_stand(tmp_path: Path) -> None:
    path, once = tmp_path / "t.csv", tmp_path / "once.csv"
    path.write_text("town,land\nLondon,okruaine\nCambridge,Unit Kincdom\nBoston,\nLviv,Atlantis\n", "utf-8")
    asked = ("--column", "town=place", "--column", "land=country", "--country-column", "land", "--replace")
    for more in (asked, (*asked, "--add", "id,status")):
        assert run("csv", path, *more, "-o", once).returncode == 0
        assert run("csv", once, *more).stdout == once.read_bytes()
    assert rows_of(once.read_bytes())[2][:3] == ["Cambridge", "United Kingdom", "geonames:2653941"]
