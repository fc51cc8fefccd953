"""The review's own requests: the cleaned table is that of the command line, byte for byte, and nothing stays."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from asking import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalize.cli import main

SEED = Path(__file__).parents[2] / "seeds" / "kupiansk-front.csv"
WISH = {"columns": [{"column": "place", "kind": "place", "hints": {"country": "country"}}]}
ODD = (
    '\ufeff"town";x;country\r\n" Balakliia";"a;b";Ukraine\r\nBalakliia;=1+1;Ukraine;more\r\n\r\nКуп’янськ;007;UA'
).encode()


def post(client: Client, path: str, data: bytes, name: str = "in.csv", **fields: Any) -> httpx.Response:
    files = {"file": (name, data)}
    if "decisions" in fields:
        files["decisions"] = ("d.csv", fields.pop("decisions"))
    text = {key: json.dumps(value) for key, value in fields.items()}
    return client.send("POST", f"/review/{path}", files=files, data=text)


def found(client: Client, data: bytes, wish: dict[str, Any] = WISH, **more: Any) -> dict[str, Any]:
    answer = post(client, "clusters", data, settings=wish, **more)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def by_command(folder: Path, data: bytes, decisions: bytes, *options: str) -> tuple[bytes, bytes]:
    """(cleaned table, decisions) of `normalize csv`."""
    (folder / "in.csv").write_bytes(data)
    (folder / "d.csv").write_bytes(decisions)
    paths = [str(folder / name) for name in ("in.csv", "out.csv", "d.csv")]
    assert main(["csv", paths[0], "-o", paths[1], "--decisions", paths[2], *options]) == 0
    return (folder / "out.csv").read_bytes(), (folder / "d.csv").read_bytes()


def test_columns_are_told_with_the_first_rows(client: Client) -> None:
    said = post(client, "columns", SEED.read_bytes()).json()
    assert said["form"] == "CSV, UTF-8, comma, LF"
    assert [one["title"] for one in said["columns"]] == ["row", "date", "source", "code", "place", "country", "events"]
    assert len(said["rows"]) == 5
    doubled = post(client, "columns", b"a,a,,#1\n1,2,3,4\n").json()
    assert [one["id"] for one in doubled["columns"]] == ["#1", "#2", "#3", "#4"]
    assert "tab" in post(client, "columns", b"a\tb\n1\t2\n", name="x.TSV").json()["form"]


def test_clusters_and_what_is_left_to_decide(client: Client) -> None:
    said = found(client, SEED.read_bytes())
    kupiansk = next(one for one in said["entities"] if one["id"] == "geonames:703656")
    assert {"Kupyansk", "Купянск", "Куп'янськ"} <= {text for text, _, _ in kupiansk["spellings"]}
    assert said["rows"] == 59
    rows = said["review"]["rows"]
    open_ = {rows[one["at"]]["name"]: one for one in said["open"]}
    assert {"Balakliia", "Kaltenmoorsk"} <= set(open_)
    balakliia = rows[open_["Balakliia"]["at"]]
    assert balakliia["first"] == "in.csv:2"
    assert balakliia["id_1"] == "geonames:712926"
    assert open_["Balakliia"]["evidence"][0].startswith("key: Balakliia")


def test_spellings_of_one_undecided_entity_go_together(client: Client) -> None:
    said = found(
        client, b"place\nSloviansk\nSlavyansk\nSpringfield\n", {"columns": [{"column": "place", "kind": "place"}]}
    )
    rows = said["review"]["rows"]
    alike = {rows[one["at"]]["name"]: [rows[at]["name"] for at in one["alike"]] for one in said["open"]}
    assert alike.get("Springfield") == []
    for name, others in alike.items():
        assert all(name in alike[other] for other in others)


def rows_of(decisions: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(decisions.decode("utf-8-sig"))))


@pytest.mark.parametrize("replace", [False, True])
def test_the_cleaned_table_and_the_decisions_are_those_of_the_command(
    client: Client, own: Path, tmp_path: Path, replace: bool
) -> None:
    data = SEED.read_bytes()
    said = found(client, data)
    for one in said["open"][:3]:
        said["review"]["rows"][one["at"]]["pick"] = "1"
    said["review"]["rows"][said["open"][4]["at"]]["pick"] = "none"
    decisions = post(client, "decisions", b"", review=said["review"]).content
    wish = {**WISH, "replace": replace}
    cleaned = post(client, "cleaned", data, settings=wish, review=said["review"])
    options = ["--column", "place=place", "--country-column", "country", "--gazetteer", str(own)]
    options += ["--replace"] if replace else []
    table, merged = by_command(tmp_path, data, decisions, *options)
    assert cleaned.content == table
    assert cleaned.headers["content-disposition"].startswith("attachment")
    told = [row | {"first": Path(row["first"]).name} for row in rows_of(merged)]
    assert told == rows_of(decisions)


def test_odd_bytes_come_back(client: Client, tmp_path: Path) -> None:
    wish = {"columns": [{"column": "town", "kind": "place", "hints": {"country": "country"}}]}
    said = found(client, ODD, wish)
    assert any("more or fewer cells" in note and note.startswith("in.csv: ") for note in said["notes"])
    cleaned = post(client, "cleaned", ODD, settings=wish, review=said["review"]).content
    decisions = post(client, "decisions", b"", review=said["review"]).content
    options = ["--column", "town=place", "--country-column", "country"]
    assert cleaned == by_command(tmp_path, ODD, decisions, *options)[0]


def test_earlier_decisions_are_applied_and_kept(client: Client) -> None:
    earlier = b"name,id,mine\nBalakliia,geonames:712926,yes\nElsewhere,geonames:703448,\n"
    said = found(client, SEED.read_bytes(), decisions=earlier)
    rows = said["review"]["rows"]
    assert [row["name"] for row in rows[:2]] == ["Balakliia", "Elsewhere"]
    assert rows[0]["mine"] == "yes"
    assert "Balakliia" not in {rows[one["at"]]["name"] for one in said["open"]}
    text = post(client, "decisions", b"", review=said["review"]).text
    assert text.lstrip("\ufeff").startswith("name,id,mine,")


def test_other_kinds_and_ones_own_gazetteer(client: Client) -> None:
    people = found(
        client, "who,c\nZelensky,UA\nЗеленський,\n".encode(),
        {"columns": [{"column": "who", "kind": "person", "hints": {"country": "c"}}]},
    )  # fmt: skip
    assert [one["id"] for one in people["entities"]] == ["wikidata:Q3874799"]
    depots = found(client, "where\nДепо 7\n".encode(), {"columns": [{"column": "where", "kind": "place"}]})
    assert [one["id"] for one in depots["entities"]] == ["d7"]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "columns must be"),
        ({"columns": []}, "columns must be"),
        ({"columns": [{"column": "nope", "kind": "place"}]}, "in.csv: there is no column 'nope'"),
        ({"columns": [{"column": "place", "kind": "ship"}]}, "'ship' is none of"),
        ({"columns": [{"column": "place", "kind": "org", "hints": {"lat": "row"}}]}, "lat says nothing of a org"),
        ({"columns": [{"column": "#" + "9" * 5000, "kind": "place"}]}, "by their numbers"),
        ({"columns": [{"column": "place", "kind": "place", "hints": {"country": 1}}]}, "must be an object"),
        ({"columns": [{"column": "place", "kind": "place"}] * 2}, ""),
    ],
)
def test_settings_that_make_no_sense_are_refused(client: Client, wish: dict[str, Any], said: str) -> None:
    answer = post(client, "clusters", SEED.read_bytes(), settings=wish)
    assert answer.status_code == 400
    assert said in answer.json()["message"]
    assert tempfile.gettempdir() not in answer.text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04x", b"\x00\x01\x02", b"%PDF-1.4", b"a\n" + b'"' * 10])
def test_files_that_are_no_table_are_refused(client: Client, data: bytes) -> None:
    answer = post(client, "columns", data, name="../../etc/passwd")
    assert answer.status_code in (200, 400)
    assert tempfile.gettempdir() not in answer.text
    assert "../" not in answer.text


def test_decisions_that_make_no_sense_are_refused(client: Client) -> None:
    for decisions in (b"x,y\n1,2\n", b"\xff\xfe\x00", b"name,id\nKyiv,geonames:1\nKyiv,geonames:2\n"):
        answer = post(client, "clusters", SEED.read_bytes(), settings=WISH, decisions=decisions)
        assert answer.status_code == 400
        assert tempfile.gettempdir() not in answer.text
    review = {"columns": ["name", "id"], "rows": [{"name": "Kyiv", "id": "geonames:0"}]}
    answer = post(client, "cleaned", SEED.read_bytes(), settings=WISH, review=review)
    assert answer.status_code == 400
    assert "geonames:0" in answer.json()["message"]
    for odd in ([], {"columns": "x", "rows": []}, {"columns": [], "rows": [1]}, {"columns": [], "rows": [{"a": 1}]}):
        assert post(client, "decisions", b"", review=odd).status_code == 400


def test_pages_of_other_origins_cannot_make_it_work(client: Client) -> None:
    for origin, status in (("http://elsewhere.example", 403), ("null", 403), ("http://service", 200)):
        answer = client.send(
            "POST", "/review/columns", files={"file": ("a.csv", b"a\n1\n")}, headers={"Origin": origin}
        )
        assert answer.status_code == status


def test_large_tables_are_refused(client: Client) -> None:
    assert post(client, "columns", b"a\n" * 600_000).status_code == 413


def test_nothing_stays(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = found(client, SEED.read_bytes())
    post(client, "cleaned", SEED.read_bytes(), settings=WISH, review=said["review"])
    post(client, "decisions", b"", review=said["review"])
    post(client, "columns", b"PK\x03\x04")
    assert list(tmp_path.iterdir()) == []


@settings(
    deadline=None, derandomize=True, max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    st.binary(max_size=60) | st.text("aб,;\t\"'\r\n\0x", max_size=40).map(str.encode),
    st.dictionaries(st.sampled_from(["name", "pick", "id", "never", "kind", "é"]), st.text(max_size=5), max_size=4),
    st.binary(max_size=40) | st.just(b"name,id\n"),
)
def test_no_table_is_our_mistake(client: Client, data: bytes, row: dict[str, str], decisions: bytes) -> None:
    wish = {"columns": [{"column": "#1", "kind": "country"}]}
    review = {"columns": ["name"], "rows": [row]}
    for answer in (
        post(client, "columns", data),
        post(client, "clusters", data, settings=wish, decisions=decisions),
        post(client, "cleaned", data, settings=wish, review=review),
        post(client, "decisions", data, review=review),
    ):
        assert answer.status_code in (200, 400), answer.text
