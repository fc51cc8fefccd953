"""The expressions of Polars: what resolve answers, eager, lazy and streaming."""

from typing import Any, Literal

import pytest

pl = pytest.importorskip("polars", reason="polars is not installed")

from expected import expected  # noqa: E402

import normalize.contrib.polars  # noqa: E402
from normalize import Gazetteer  # noqa: E402
from normalize.contrib import polars as contrib  # noqa: E402
from normalize.errors import ArgumentError, NameTypeError, UnknownCountryError  # noqa: E402

NAMES = ["Куп'янськ", "Odessa", None, "Xyzzyville", "Odessa", "", "Lyman"]
COUNTRIES = ["UA", "US", "UA", None, "Ukraine", "UA", "UA"]
FRAME = pl.DataFrame({"city": NAMES, "country": COUNTRIES})
CITY, COUNTRY = pl.col("city"), pl.col("country")


def structs(expr: Any, frame: Any = FRAME) -> list[Any]:
    return frame.select(expr).to_series().to_list()


def test_answers_are_those_of_resolve() -> None:
    assert structs(CITY.normalize.place()) == expected(NAMES)
    assert structs(CITY.normalize.place(country="UA")) == expected(NAMES, country="UA")
    assert structs(CITY.normalize.place(country=COUNTRY)) == expected(NAMES, country=COUNTRIES)
    assert structs(CITY.normalize.place(country=pl.lit("UA"))) == expected(NAMES, country="UA")


def test_hints_of_every_type() -> None:
    coded = FRAME.with_columns(COUNTRY.cast(pl.Categorical))
    assert structs(CITY.normalize.place(country=COUNTRY), coded) == expected(NAMES, country=COUNTRIES)
    assert structs(CITY.normalize.place(country=pl.lit(None), lang=pl.lit("uk"))) == expected(NAMES, lang="uk")


def test_several_hints_at_once() -> None:
    near = [None, [46.5, 30.7], [46.5, 30.7], None, [31.8, -102.4], None, [49.0, 37.8]]
    kinds = [None, ["city"], None, None, ["city"], None, ["river"]]
    frame = FRAME.with_columns(near=pl.Series(near), kinds=pl.Series(kinds))
    answers = CITY.normalize.place(country=COUNTRY, near=pl.col("near"), kinds=pl.col("kinds"), lang="uk")
    assert structs(answers, frame) == expected(NAMES, country=COUNTRIES, near=near, kinds=kinds, lang="uk")


def test_positions_in_two_columns_may_be_missing() -> None:
    frame = pl.DataFrame({"city": ["Lyman", "Lyman"], "lat": [49.0, None], "lon": [37.8, None]})
    near = [(49.0, 37.8), None]
    for columns in (pl.struct("lat", "lon"), pl.concat_list("lat", "lon")):
        assert structs(CITY.normalize.place(near=columns), frame) == expected(frame["city"].to_list(), near=near)


def test_types_are_known_before_the_query_runs() -> None:
    query = FRAME.lazy().select(CITY.normalize.place(), a=CITY.normalize.org(field="score"))
    schema = query.collect_schema()
    fields = {"id": pl.String, "name": pl.String, "score": pl.Float64, "status": pl.String}
    assert schema == {"city": pl.Struct(fields), "a": pl.Float64}
    assert query.collect().schema == schema
    assert query.head(0).collect().schema == schema


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazy_and_streaming(engine: Literal["in-memory", "streaming"]) -> None:
    many = pl.concat([FRAME.lazy()] * 3000)  # more than one morsel
    query = many.with_columns(m=CITY.normalize.place(country=COUNTRY), i=CITY.normalize.place(field="id"))
    found = query.collect(engine=engine)
    assert found["m"].to_list() == expected(NAMES, country=COUNTRIES) * 3000
    assert found["i"].to_list() == [row and row["id"] for row in expected(NAMES)] * 3000


def test_a_chunked_frame() -> None:
    frame = pl.concat([FRAME, FRAME[:0], FRAME[2:3], FRAME], rechunk=False)
    assert structs(CITY.normalize.place(), frame) == expected(frame["city"].to_list())


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrib, "_ROOM", 2)
    answer = CITY.normalize.place(country=COUNTRY)
    for at in (0, 3, 0, 6, 2, 1):
        assert structs(answer, FRAME[at:]) == expected(NAMES[at:], country=COUNTRIES[at:])


def test_one_expression_on_frames_of_other_types() -> None:
    answer = pl.col("city").normalize.person(born=pl.col("born"), field="id")
    for type_ in (pl.Int64, pl.Int16, pl.Float64):
        frame = pl.DataFrame({"city": ["Zelensky, V."], "born": pl.Series([1978], dtype=type_)})
        assert structs(answer, frame) == ["wikidata:Q3874799"]
    frame = pl.DataFrame({"city": ["Zelensky, V."] * 2, "born": [float("nan"), None]})
    assert structs(answer, frame) == ["wikidata:Q3874799"] * 2


def test_every_way_text_is_kept() -> None:
    values = [name for name in dict.fromkeys(NAMES) if name is not None]
    for dtype in (pl.Categorical, pl.Enum(values)):
        assert structs(CITY.normalize.place(), FRAME.with_columns(CITY.cast(dtype))) == expected(NAMES)


def test_people_organisations_and_countries() -> None:
    assert structs(CITY.normalize.org(), pl.DataFrame({"city": ["НАТО", None]})) == expected(["НАТО", None], "org")
    assert structs(CITY.normalize.country(), pl.DataFrame({"city": ["TUR"]})) == expected(["TUR"], "country")
    people = ["Зеленський Володимир", None]
    assert structs(CITY.normalize.person(country="UA"), pl.DataFrame({"city": people})) == expected(
        people, "person", country="UA"
    )


def test_nothing_in_nothing_out() -> None:
    assert structs(CITY.normalize.place(), FRAME[:0]) == []
    assert structs(CITY.normalize.place(), pl.DataFrame({"city": [None, None]})) == [None, None]
    assert structs(CITY.normalize.place(field="score"), FRAME[2:3]) == [None]


@pytest.mark.parametrize("values", [[1, None], [1.5], [True], [b"Kyiv"], [["Kyiv"]]])
def test_a_name_that_is_no_text(values: list[Any]) -> None:
    with pytest.raises(NameTypeError, match="must be text"):
        pl.DataFrame({"city": values}).select(CITY.normalize.place())


def test_what_cannot_be_asked() -> None:
    with pytest.raises(UnknownCountryError):
        CITY.normalize.place(country="Nowhereland")
    with pytest.raises(ArgumentError, match="is a Series"):
        CITY.normalize.place(country=FRAME["country"])
    with pytest.raises(ArgumentError, match="field='label'"):
        CITY.normalize.place(field="label")
    with pytest.raises(ArgumentError, match="no Gazetteer"):
        CITY.normalize.place(gazetteer=None)
    with pytest.raises(UnknownCountryError, match="Nowhereland"):
        FRAME.select(CITY.normalize.place(country=pl.lit("Nowhereland")))


def test_ones_own_gazetteer() -> None:
    mine = Gazetteer.build([{"id": "d7", "name": "Depot 7", "aliases": "Депо 7"}])
    several = [normalize.default_gazetteer(), mine]
    frame = pl.DataFrame({"city": ["депо 7", "Kupiansk"]})
    assert structs(CITY.normalize.place(field="id", gazetteer=several), frame) == ["d7", "geonames:703656"]
