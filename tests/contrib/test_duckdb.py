"""The SQL functions of DuckDB: what resolve answers."""

from typing import Any

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from expected import expected  # noqa: E402

import normalize.contrib.duckdb  # noqa: E402
from normalize import Gazetteer  # noqa: E402
from normalize.contrib import arrow  # noqa: E402
from normalize.errors import NormalizeError  # noqa: E402

NAMES = ["Куп'янськ", "Odessa", None, "Xyzzyville", "Odessa", "", "Lyman"]
COUNTRIES = ["UA", "US", "UA", None, "Ukraine", "UA", "UA"]


@pytest.fixture
def con() -> Any:
    con = duckdb.connect()
    normalize.contrib.duckdb.register(con)
    con.execute("CREATE TABLE t (row INTEGER, city VARCHAR, country VARCHAR)")
    rows = [[at, city, country] for at, (city, country) in enumerate(zip(NAMES, COUNTRIES, strict=True))]
    con.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    return con


def column(con: Any, sql: str) -> list[Any]:
    return [row[0] for row in con.sql(f"SELECT {sql} FROM t ORDER BY row").fetchall()]


def test_answers_are_those_of_resolve(con: Any) -> None:
    assert column(con, "normalize_place_match(city)") == expected(NAMES)
    assert column(con, "normalize_place_match(city, country)") == expected(NAMES, country=COUNTRIES)
    assert column(con, "normalize_place_match(city, 'UA')") == expected(NAMES, country="UA")
    assert column(con, "normalize_place(city, country)") == [
        row and row["id"] for row in expected(NAMES, country=COUNTRIES)
    ]


def test_hints_follow_the_name(con: Any) -> None:
    answers = expected(NAMES, country="UA", near=(49.0, 37.8), lang="uk")
    for near in ("[49.0, 37.8]", "{'lat': 49.0, 'lon': 37.8}", "struct_pack(lat := 49.0::DOUBLE, lon := 37.8)"):
        assert column(con, f"normalize_place_match(city, 'UA', NULL, {near}, 'uk')") == answers
    answers = expected(NAMES, country="UA", admin="UA-63")
    assert column(con, "normalize_place_match(city, 'UA', 'UA-63')") == answers
    assert column(con, "normalize_place_match(city, NULL, NULL, NULL, NULL)") == expected(NAMES)
    near = [(49.0, 37.8) if at % 2 else None for at in range(len(NAMES))]
    sql = "normalize_place_match(city, country, NULL, CASE WHEN row % 2 = 1 THEN [49.0, 37.8] END)"
    assert column(con, sql) == expected(NAMES, country=COUNTRIES, near=near)


def test_more_rows_than_a_vector_holds(con: Any) -> None:
    con.execute("CREATE TABLE many AS SELECT t.* FROM range(1000) r(n), t ORDER BY n, row")
    answers = con.sql("SELECT normalize_place_match(city, country) FROM many").fetchall()
    assert [row[0] for row in answers] == expected(NAMES, country=COUNTRIES) * 1000
    assert con.sql("SELECT normalize_place_match(city, country) FROM many WHERE false").fetchall() == []


def test_what_is_kept_is_bounded(con: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_ROOM", 2)
    for _ in range(3):
        assert column(con, "normalize_place_match(city, country)") == expected(NAMES, country=COUNTRIES)


def test_people_organisations_and_countries(con: Any) -> None:
    sql = "SELECT normalize_country('TUR'), normalize_org('НАТО', NULL), normalize_person('Zelensky, V.', 'UA', 1978)"
    assert con.execute(sql).fetchone() == ("iso3166:TR", "normalize:org/nato", "wikidata:Q3874799")
    answer = con.execute("SELECT normalize_person_match('Zelensky, V.', NULL, 1978)").fetchone()
    assert list(answer) == expected(["Zelensky, V."], "person", born=1978)


def test_nulls_in_nulls_out(con: Any) -> None:
    sql = "SELECT normalize_place(NULL), normalize_place_match(NULL, 'UA'), normalize_country(NULL::VARCHAR)"
    assert con.execute(sql).fetchone() == (None, None, None)


def test_arrow_tables_and_codes_of_dictionaries(con: Any) -> None:
    table = pa.table({"city": pa.chunked_array([NAMES[:3], NAMES[3:]]).dictionary_encode()})
    con.register("coded", table)
    answers = con.sql("SELECT normalize_place_match(city::VARCHAR) FROM coded").fetchall()
    assert [row[0] for row in answers] == expected(NAMES)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("normalize_place(12)", "a name must be text, not int32"),
        ("normalize_place('Kyiv'::BLOB)", "a name must be text, not binary"),
        ("normalize_place('Kyiv', 'Nowhereland')", "country='Nowhereland' is no ISO 3166 code"),
        ("normalize_country('UA', 'UA')", "normalize_country takes name, not 2 values"),
        ("normalize_person('Zelensky', NULL, 'soon')", "born='soon' must be a year"),
    ],
)
def test_what_cannot_be_asked(con: Any, call: str, why: str) -> None:
    with pytest.raises(duckdb.Error, match=why.replace("(", r"\(")):
        con.sql(f"SELECT {call}").fetchall()


def test_ones_own_gazetteer_beside_the_packaged_ones(con: Any) -> None:
    mine = Gazetteer.build([{"id": "d7", "name": "Depot 7", "aliases": "Депо 7"}])
    normalize.contrib.duckdb.register(con, gazetteer=mine, prefix="my_")
    assert con.execute("SELECT my_place('депо 7'), normalize_place('Kupiansk')").fetchone() == ("d7", "geonames:703656")
    with pytest.raises(NormalizeError, match="holds kind"):
        normalize.contrib.duckdb.register(con, gazetteer=mine, prefix="our_", kinds=["person"])
