"""Hostile files: a clear error or a complete output, never a traceback, nothing lost."""

import csv
import gzip
import io
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from running import COMMAND, run

KYIV = "geonames:703448"


def cells(data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    csv.field_size_limit(1 << 30)
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))


def bytes_of(out: bytes, width: int, delimiter: bytes = b",") -> list[bytes]:
    """The lines of an output without quotes, each without the four cells that were added."""
    return [line.rsplit(delimiter, width)[0] for line in out.splitlines()]


COMPLETE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "header only, no line end": (b"n,town", ()),
    "header only": (b"n,town\n", ()),
    "NUL bytes in other cells": (b"n,town\n\0\0\0,Kyiv\na\0b,Izium\n", ()),
    "NUL bytes in a name": (b"n,town\n1,Ky\0iv\n", ()),
    "one line of another encoding": (b"n,town\n" + "1,Київ\n".encode() * 40 + "2,Київ\n".encode("cp1251"), ()),
    "stray quotes inside cells": (b'n,town\n5" pipe,Kyiv\n6"",Izium\n', ()),
    "a header of quotes": (b'"n","town"\n"1","Kyiv"\n', ()),
    "rows too short and too long": (b"n,town\n1\n2,Kyiv,x,y\n3,Izium\n", ()),
    "empty lines": (b"n,town\n\n1,Kyiv\n\n\n2,Izium\n\n", ()),
    "the same title twice beside it": (b"n,n,town\n1,2,Kyiv\n", ()),
    "titles that are empty": (b",town,\n1,Kyiv,3\n", ()),
    "the same title twice": (b"town,town\nKyiv,Izium\n", ("--column", "#2=place")),
    "line ends of three kinds": (b"n,town\r\n1,Kyiv\n2,Izium\r\n3,Lviv\n", ()),
    "old line ends": (b"n,town\r1,Kyiv\r2,Izium\r", ()),
    "line feeds in cells of a file with old line ends": (b'n,town\r1,"Ky\niv"\r2,Izium\r', ()),
    "no line end at the end": (b"n,town\n1,Kyiv", ()),
    "zeros, NA and spaces": (b"n,town\n007, Kyiv \nNA,NULL\n 1e5 ,nan\n,\n", ()),
    "formulas": (b"n,town\n=1+1,Kyiv\n@x,=cmd\n-5,+1\n", ()),
    "only quotes": (b'n,town\n"",""\n"""","Kyiv"\n', ()),
    "line ends in cells": (b'n,town\n"a\nb","Ky\niv"\n"c\r\nd",Izium\n', ()),
    "a delimiter nobody uses": (b"town\nKyiv\nIzium\n", ()),
    "letters of every kind": ("n,town\n😀,К\u200bиїв\n\u202eabc,Київ\u0301\n".encode(), ()),
    "a cell of punctuation": (b"n,town\n1,---\n2,???\n", ()),
    "quotes that mean nothing": (b'n,town\n"open,Kyiv\n', ("--no-quoting",)),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_every_byte_comes_back(tmp_path: Path, name: str) -> None:
    content, args = COMPLETE[name]
    path, out, again = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "again.csv"
    path.write_bytes(content)
    asked = () if "--column" in args else ("--column", "town=place")
    done = run("csv", path, *asked, *args, "-o", out)
    assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0), done.stderr.decode()
    written = out.read_bytes()
    own = run("csv", path, *asked, *args, "--add", "id", "--replace", "--dry-run")
    assert own.returncode == 0
    if name != "rows too short and too long":
        kept = written
        for line_end in (b"\r\n", b"\n", b"\r"):
            kept = kept.replace(line_end, b"\n")
        source = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        rows = iter(kept.split(b"\n"))
        for line in source.split(b"\n"):
            assert next(rows).startswith(line), line
    assert run("csv", out, *asked, *args, "-o", again).returncode == 0
    assert again.read_bytes() == written


def test_the_order_and_cells_of_rows_too_long_stay(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(COMPLETE["rows too short and too long"][0])
    done = run("csv", path, "--column", "town=place", "--add", "id")
    assert done.stdout == b"n,town,town_id\n1,,\n2,Kyiv,geonames:703448,x,y\n3,Izium,geonames:707292\n"
    assert "2 rows have more or fewer cells than the header (lines 2, 3); kept" in done.stderr.decode()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-32-le", b"\xff\xfe\0\0"),
     ("utf-16-le", b""), ("cp1251", b""), ("koi8-r", b"")],
)  # fmt: skip
def test_encodings_are_found_and_kept(tmp_path: Path, encoding: str, mark: bytes) -> None:
    towns = ["Київ", "Харків", "Ізюм", "Куп'янськ", "Одеса", "Дніпро", "Полтава"]
    if encoding == "koi8-r":
        towns = ["Москва", "Тула", "Воронеж", "Саратов", "Пермь", "Казань", "Краснодар", "Екатеринбург"]
    text = "номер;місто\r\n" if encoding != "koi8-r" else "номер;город\r\n"
    column = text.strip().split(";")[1]
    text += "".join(f"{at};{town}\r\n" for at, town in enumerate(towns * 3))
    path = tmp_path / "in.csv"
    path.write_bytes(mark + text.encode(encoding))
    done = run("csv", path, "--column", f"{column}=place", "--add", "status")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(mark + text[:5].encode(encoding))
    rows = done.stdout.removeprefix(mark).decode(encoding).split("\r\n")
    assert [row.rpartition(";")[0] for row in rows] == text.split("\r\n")
    assert sum(row.endswith(";matched") for row in rows) >= len(rows) // 2
    assert "semicolon, CRLF" in done.stderr.decode()


def test_a_line_that_is_no_text_is_kept_and_named(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(COMPLETE["one line of another encoding"][0])
    done = run("csv", path, "--column", "town=place")
    assert "1 names are no text of the file's encoding (line 42); kept as they are, unmatched" in done.stderr.decode()


def test_cells_of_ten_megabytes(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    long = '"' + 'words, and ""quotes""\n' * 480_000 + '"'
    path.write_text(f"n,note,town\n1,{long},Kyiv\n2,x,{'a' * 10_000_000}\n", "utf-8")
    assert run("csv", path, "--column", "town=place", "--add", "id,status", "-o", out).returncode == 0
    head, rest = out.read_bytes().split(b"\n", 1)
    assert head == b"n,note,town,town_id,town_status"
    assert rest == f"1,{long},Kyiv,{KYIV},matched\n2,x,{'a' * 10_000_000},,unmatched\n".encode()


def test_five_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    titles = [*(f"c{at}" for at in range(4_999)), "town"]
    rows = [[*(str(at) for at in range(4_999)), town] for town in ("Kyiv", "Izium")]
    path.write_text("\n".join(map(",".join, [titles, *rows])) + "\n", "utf-8")
    done = run("csv", path, "--column", "town=place", "--add", "id")
    assert cells(done.stdout) == [[*titles, "town_id"], [*rows[0], KYIV], [*rows[1], "geonames:707292"]]


def xlsx() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes] | bytes, tuple[str, ...], str]] = {
    "empty": ("in.csv", b"", (), "the file is empty"),
    "only line ends": ("in.csv", b"\n\n\r\n", (), "the file is empty"),
    "only a mark": ("in.csv", b"\xef\xbb\xbf", (), "the file is empty"),
    "a workbook that is called CSV": ("in.csv", xlsx, (), "is an XLSX or ZIP file"),
    "gzip that is called CSV": ("in.csv", lambda: gzip.compress(b"town\nKyiv\n"), (), "is gzip data"),
    "Parquet that is called CSV": ("in.csv", b"PAR1\0\0PAR1", (), "is a Parquet file"),
    "an old workbook": ("in.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (), "save it as .xlsx"),
    "gzip cut off": ("in.csv.gz", lambda: gzip.compress(os.urandom(1 << 16))[:40_000], (), "gzip"),
    "text that is called gzip": ("in.csv.gz", b"town\nKyiv\n", (), "gzip"),
    "gzip damaged": ("in.csv.gz", lambda: gzip.compress(b"town\nKyiv\n")[:10] + b"\xff" * 30, (), "no whole gzip file"),
    "zstd cut off": (
        "in.csv.zst", lambda: zstandard.compress(os.urandom(1 << 16).hex().encode())[:-9], (), "no whole zstd file"),
    "zstd damaged": ("in.csv.zst", lambda: zstandard.compress(b"town\n") + b"junk", (), "no whole zstd file"),
    "a quote never closed": ("in.csv", b'town,n\nIzium,1\n"Kyiv,2\nLviv,3\n', (), "in.csv:3: a quoted cell"),
    "no such column": ("in.csv", b"a,b\n1,2\n", (), "there is no column 'town'; the columns are 'a', 'b'"),
    "the column twice": ("in.csv", b"town,town\n1,2\n", (), "say which by its number: #1 or #2"),
    "added columns half there": ("in.csv", b"town,town_id\n1,2\n", (), "'town_id' is there already"),
    "an encoding that cannot write": (
        "in.csv", "town\nХама\n".encode("cp1251"), ("--encoding", "cp1251", "--add", "label"),
        "give --output-encoding utf-8",
    ),
    "not of the encoding that was named": (
        "in.csv", b"\xff\xfet\0o\0", ("--encoding", "utf-32"), "name its encoding with --encoding"),
    "an unknown encoding": ("in.csv", b"town\n", ("--encoding", "klingon"), "'klingon' is unknown"),
    "nothing that can be added": ("in.csv", b"town\n", ("--add", "mood"), "'mood' cannot be added"),
    "a hint that is none": ("in.csv", b"town\n", ("--hint", "town:mood=x"), "COLUMN:HINT=COLUMN"),
    "a gazetteer that is none": ("in.csv", b"town\n", ("--gazetteer", "none.gaz"), "none.gaz"),
    "another version than pinned": ("in.csv", b"town\nKyiv\n", ("--pin", "places 1066"), "pinned to 'places 1066'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_worked_is_one_clear_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    file, content, args, says = REFUSED[name]
    path = tmp_path / file
    path.write_bytes(content() if callable(content) else content)
    done = run("csv", file, "--column", "town=place", *args, "-o", "out.csv", cwd=tmp_path)
    assert done.returncode == 2, done.stderr.decode()
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == [file]


def test_targets_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("town\nKyiv\n", "utf-8")
    for target in (tmp_path / "none" / "out.csv", Path("/proc/none.csv"), Path("/dev/full")):
        done = run("csv", path, "--column", "town=place", "-o", target)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False), (target, done.stderr.decode())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_files_without_permission(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("town\nKyiv\n", "utf-8")
    out.write_text("mine", "utf-8")
    out.chmod(0o400)
    done = run("csv", path, "--column", "town=place", "-o", out)
    assert (done.returncode, out.read_text("utf-8")) == (2, "mine")
    path.chmod(0)
    assert run("csv", path, "--column", "town=place").returncode == 2


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("town\n" + "Kyiv\n" * 200_000, "utf-8")
    command = [*COMMAND, "csv", str(path), "--column", "town=place"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait() == 0
    assert b"Traceback" not in said


def test_formulas_are_neutralised_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'n,town\n=1+1,Kyiv\n-5,"=cmd|\'/c calc\'!A1"\n+380 44,@Izium\n"-2,5",\n')
    plain = run("csv", path, "--column", "town=place", "--add", "id").stdout
    assert bytes_of(plain, 1) == path.read_bytes().splitlines()
    safe = run("csv", path, "--column", "town=place", "--add", "id", "--escape-formulas").stdout
    assert [row[:2] for row in cells(safe)[1:]] == [
        ["'=1+1", "Kyiv"], ["-5", "'=cmd|'/c calc'!A1"], ["'+380 44", "'@Izium"], ["'-2,5", ""],
    ]  # fmt: skip


def test_packed_files_come_out_packed_the_same_way_twice(tmp_path: Path) -> None:
    path = tmp_path / "in.csv.gz"
    path.write_bytes(gzip.compress(b"town\nKyiv\n"))
    for name in ("one.csv.gz", "two.csv.gz"):
        assert run("csv", path, "--column", "town=place", "--add", "id", "-o", tmp_path / name).returncode == 0
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()) == f"town,town_id\nKyiv,{KYIV}\n".encode()
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


def test_a_folder_of_files_is_cleaned_in_one_run_and_in_place(tmp_path: Path) -> None:
    for name, town in (("a.csv", "Kyiv"), ("b.tsv", "Izium")):
        (tmp_path / name).write_text(f"town\n{town}\n", "utf-8")
    files = [tmp_path / "a.csv", tmp_path / "b.tsv"]
    done = run("csv", *files, "--column", "town=place", "-o", f"{tmp_path / 'clean'}/", "--add", "id")
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "clean" / "b.tsv").read_text("utf-8") == "town\ttown_id\nIzium\tgeonames:707292\n"
    assert run("csv", *files, "--column", "town=place", "--in-place", "--add", "id").returncode == 0
    assert files[0].read_text("utf-8") == f"town,town_id\nKyiv,{KYIV}\n"
    clash = run("csv", files[0], tmp_path / "clean" / "a.csv", "--column", "town=place", "-o", tmp_path / "clean")
    assert (clash.returncode, b"two files are called a.csv" in clash.stderr) == (2, True)
    assert run("csv", *files, "--column", "town=place").returncode == 2


def test_cells_behind_the_header_are_neutralised_too(tmp_path: Path) -> None:
    path, once, twice = tmp_path / "in.tsv", tmp_path / "once.csv", tmp_path / "twice.csv"
    path.write_bytes(b"town\nKyiv\t=1+1\n")
    for source, target in ((path, once), (once, twice)):
        args = ("--column", "town=place", "--add", "id", "--escape-formulas", "-o", target)
        assert run("csv", source, *args).returncode == 0
    assert once.read_bytes() == twice.read_bytes() == f"town,town_id\nKyiv,{KYIV},'=1+1\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_names_of_files_that_are_no_text(tmp_path: Path) -> None:
    source, out = (tmp_path / os.fsdecode(name) for name in (b"in\xff.csv", b"out\xff.csv"))
    try:
        source.write_bytes(b"town\nKyiv\nXyzzy\n")
    except OSError:
        pytest.skip("the file system takes text alone")
    beside = ("--decisions", tmp_path / "d.csv", "--report", tmp_path / "r.html")
    done = run("csv", source, "--column", "town=place", "--add", "id", "-o", out, *beside)
    assert done.returncode == 0, done.stderr.decode()
    assert out.read_bytes() == f"town,town_id\nKyiv,{KYIV}\nXyzzy,\n".encode()


def test_a_name_of_any_length_is_decided(tmp_path: Path) -> None:
    path, decisions = tmp_path / "in.csv", tmp_path / "d.csv"
    path.write_text(f"town\n{'ab c' * 2_600_000}\n", "utf-8")
    args = ("csv", path, "--column", "town=place", "--dry-run", "--decisions", decisions)
    assert run(*args[:4], "-o", tmp_path / "out.csv", *args[5:]).returncode == 0
    assert decisions.stat().st_size > 10_000_000
    assert run(*args).returncode == 0
    walked = run("review", decisions)
    assert b"cannot be read" not in walked.stderr
    assert len(walked.stdout) < 10_000
