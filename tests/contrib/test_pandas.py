"""The accessor of pandas: what resolve answers, in the shape of the Series."""

from typing import Any

import pytest

pd = pytest.importorskip("pandas", reason="pandas is not installed")

import numpy as np  # noqa: E402
from expected import expected  # noqa: E402

import normalize.contrib.pandas  # noqa: E402
from normalize import Gazetteer, NormalizeError  # noqa: E402
from normalize.errors import ArgumentError, NameTypeError, UnknownCountryError  # noqa: E402

NAMES = ["Куп'янськ", "Odessa", None, "Xyzzyville", "Odessa", "", "Lyman"]
COUNTRIES = ["UA", "US", "UA", None, "Ukraine", "UA", "UA"]


def structs(frame: Any) -> list[dict[str, Any] | None]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [None if row["status"] is None else row for row in rows]


@pytest.fixture
def frame() -> Any:
    index = pd.Index([5, 3, 3, 8, 9, 1, 0], name="row")
    return pd.DataFrame({"city": NAMES, "country": COUNTRIES}, index=index)


def test_answers_are_those_of_resolve_under_the_same_index(frame: Any) -> None:
    answers = frame["city"].normalize.place()
    assert answers.columns.tolist() == ["id", "name", "score", "status"]
    assert answers.index.equals(frame.index)
    assert structs(answers) == expected(NAMES)


def test_a_hint_for_all_or_one_a_name(frame: Any) -> None:
    assert structs(frame["city"].normalize.place(country="UA")) == expected(NAMES, country="UA")
    beside = expected(NAMES, country=COUNTRIES)
    missing = [pd.NA if country is None else country for country in COUNTRIES]
    for given in (
        frame["country"],
        COUNTRIES,
        missing,
        frame["country"].to_numpy(),
        frame["country"].astype("category"),
    ):
        assert structs(frame["city"].normalize.place(country=given)) == beside


def test_several_hints_at_once(frame: Any) -> None:
    near = [None, (46.5, 30.7), (46.5, 30.7), None, [31.8, -102.4], None, (49.0, 37.8)]
    kinds = [None, ("city",), None, None, ["city"], None, ("river",)]
    answers = frame["city"].normalize.place(country=frame["country"], near=near, kinds=kinds, lang="uk")
    assert structs(answers) == expected(NAMES, country=COUNTRIES, near=near, kinds=kinds, lang="uk")


def test_one_field_is_a_series_of_the_same_name(frame: Any) -> None:
    ids = frame["city"].normalize.place(field="id")
    assert ids.name == "city"
    assert ids.index.equals(frame.index)
    assert ids.tolist() == frame["city"].normalize.place()["id"].tolist()
    assert frame["city"].normalize.place(field="score").dtype == np.float64


def test_every_way_text_is_kept() -> None:
    for dtype in (object, "str", "string", "category"):
        assert structs(pd.Series(NAMES, dtype=dtype).normalize.place()) == expected(NAMES)


def test_people_organisations_and_countries() -> None:
    people = ["Зеленський Володимир", None, "Zelensky, V."]
    assert structs(pd.Series(people).normalize.person(born=1978)) == expected(people, "person", born=1978)
    born = [1978, None, 1950]
    assert structs(pd.Series(people).normalize.person(born=pd.Series(born))) == expected(people, "person", born=born)
    assert structs(pd.Series(["НАТО", None]).normalize.org()) == expected(["НАТО", None], "org")
    assert structs(pd.Series(["TUR", None]).normalize.country()) == expected(["TUR", None], "country")


def test_nothing_in_nothing_out() -> None:
    for series in (pd.Series([], dtype=object), pd.Series([None, np.nan, pd.NA], dtype=object)):
        answers = series.normalize.place()
        assert len(answers) == len(series)
        assert answers.isna().all(axis=None)
        assert answers.dtypes.equals(pd.Series(["a"]).normalize.place().dtypes)


@pytest.mark.parametrize("value", [1, 1.5, True, b"Kyiv", ["Kyiv"]])
def test_a_name_that_is_no_text(value: object) -> None:
    with pytest.raises(NameTypeError, match="must be a string"):
        pd.Series(["Kyiv", value], dtype=object).normalize.place()


def test_what_cannot_be_asked(frame: Any) -> None:
    city = frame["city"]
    with pytest.raises(UnknownCountryError):
        city.normalize.place(country="Nowhereland")
    with pytest.raises(UnknownCountryError):
        city[:0].normalize.place(country="Nowhereland")
    with pytest.raises(ArgumentError, match="another index"):
        city.normalize.place(country=frame["country"].reset_index(drop=True))
    with pytest.raises(ArgumentError, match="2 values for 7 names"):
        city.normalize.place(country=["UA", "UA"])
    with pytest.raises(ArgumentError, match="field='label'"):
        city.normalize.place(field="label")
    with pytest.raises(ArgumentError, match="no Gazetteer"):
        city.normalize.place(gazetteer=None)
    with pytest.raises(NormalizeError, match="holds kind"):
        city.normalize.person(gazetteer=Gazetteer.build([{"id": "d7", "name": "Depot 7"}]))


def test_ones_own_gazetteer() -> None:
    mine = Gazetteer.build([{"id": "d7", "name": "Depot 7", "aliases": "Депо 7"}])
    assert pd.Series(["депо 7", "Kyiv"]).normalize.place(field="id", gazetteer=mine).tolist()[0] == "d7"
    several = [normalize.default_gazetteer(), mine]
    ids = pd.Series(["депо 7", "Kupiansk"]).normalize.place(field="id", gazetteer=several)
    assert ids.tolist() == ["d7", "geonames:703656"]
