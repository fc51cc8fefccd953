"""`normalize place` and `normalize country`."""

import json

import pytest
from running import run

KUPIANSK = "geonames:703656"


def test_place_prints_name_id_label_kind_and_score() -> None:
    done = run("place", "Купянск", "Kupyansk")
    assert done.returncode == 0
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [row[:4] for row in rows] == [
        ["Купянск", KUPIANSK, "Kupiansk, Kharkiv Oblast, Ukraine", "city"],
        ["Kupyansk", KUPIANSK, "Kupiansk, Kharkiv Oblast, Ukraine", "city"],
    ]
    assert done.stderr == b""


def test_an_undecided_name_is_exit_code_1_and_shows_candidates() -> None:
    done = run("place", "Springfield")
    assert done.returncode == 1
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "Springfield\tambiguous"
    assert len(lines) > 2
    assert all(line.startswith("  perhaps\tgeonames:") for line in lines[1:])


def test_json_is_one_object_a_line() -> None:
    done = run("place", "Kupyansk", "Xyzzyville", "--json")
    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.decode().splitlines())
    assert first["id"] == first["candidates"][0]["id"] == KUPIANSK
    assert first["candidates"][0]["ids"] == {"geonames": "703656"}
    assert (second["status"], second["id"]) == ("unmatched", None)
    assert "no recorded name" in second["evidence"]


def test_hints() -> None:
    assert run("place", "Odessa", "--country", "Ukraine").stdout.split(b"\t")[1] == b"geonames:698740"
    assert run("place", "Odessa", "--near", "31.85,-102.36").stdout.split(b"\t")[1] == b"geonames:5527554"
    assert run("place", "Springfield", "--country", "US", "--admin", "IL").stdout.split(b"\t")[1] == b"geonames:4250542"
    assert run("place", "Springfield", "--country", "US", "--admin", "QQ").returncode == 2
    assert run("place", "Springfield", "--admin", "US-IL").stdout.split(b"\t")[1] == b"geonames:4250542"
    assert run("place", "Dnieper", "--kind", "river").stdout.split(b"\t")[1] == b"wikidata:Q40855"


def test_a_dash_reads_names_from_stdin() -> None:
    done = run("place", "-", stdin="\ufeffKupyansk\nИзюм\r\n\n".encode())
    assert [line.split("\t")[1] for line in done.stdout.decode().splitlines()] == [KUPIANSK, "geonames:707292"]


def test_why_shows_the_recorded_name() -> None:
    assert "is the key of the recorded alias name Koupiansk" in run("place", "Koupiansk", "--why").stdout.decode()


def test_country() -> None:
    done = run("country", "Türkiye", "Turkey", "TUR", "Туреччина")
    assert done.returncode == 0
    assert {line.split("\t")[1] for line in done.stdout.decode().splitlines()} == {"iso3166:TR"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("place", "Kyiv", "--country", "Atlantis"), "'Atlantis' is no ISO 3166 code"),
        (("place", "Kyiv", "--admin", "Nowhere Land"), "is no known subdivision"),
        (("place", "Kyiv", "--near", "north"), "LAT,LON"),
        (("place", "Kyiv", "--near", "95,0"), "latitude lies in -90..90"),
        (("place", "Kyiv", "--kind", "planet"), "its kinds are airport, base, canal, city, country"),
        (("place", "Kyiv", "--lang", "klingonese"), "ISO 639"),
        (("place", "Kyiv", "--colour", "red"), "--colour"),
        (("plaice", "Kyiv"), "plaice"),
    ],
)
def test_a_wrong_argument_is_exit_code_2_and_one_clear_line(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize("name", ["", "...", "\x1b[31m", "x" * 100_000, "🙂"])
def test_odd_names_are_unmatched(name: str) -> None:
    done = run("place", "--json", "--", name)
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "unmatched"
    assert b"Traceback" not in done.stderr


def test_names_print_whatever_the_locale() -> None:
    done = run("place", "Київ", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"})
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Київ\tgeonames:703448")


@pytest.mark.parametrize(
    "args", [(), ("place",), ("country",), ("person",), ("org",), ("csv",), ("gazetteer",), ("gazetteer", "build")]
)
def test_help_shows_an_example(args: tuple[str, ...]) -> None:
    done = run(*args, "--help")
    assert done.returncode == 0
    assert b"Example:\n" in done.stdout
    assert b"normalize " in done.stdout.split(b"Example:\n")[1]
