"""Words that say what a place is: in 46 languages, before or after the name, joined to it or not."""

import tomllib
from importlib.resources import files

import pytest

import normalize
from normalize.kinds.class_words import is_class_word, without_class_word

_TABLE = tomllib.loads(files("normalize.kinds").joinpath("class_words.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "rest", "kind"),
    [
        ("Kharkiv region", "Kharkiv", "subdivision"),
        ("Харківська область", "Харківська", "subdivision"),
        ("місто Ізюм", "Ізюм", "city"),
        ("м. Ізюм", "Ізюм", "city"),
        ("река Днепр", "Днепр", "river"),
        ("Province of Aleppo", "Aleppo", "subdivision"),
        ("provincia de Segovia", "Segovia", "subdivision"),
        ("Donetsk autonomous region", "Donetsk", "subdivision"),
        ("نهر النيل", "النيل", "river"),
        ("京都市", "京都", "city"),
        ("서울특별시", "서울", "subdivision"),
        ("Kharkiv airport", "Kharkiv", "airport"),
        ("Charkower Bahnhof", "Charkower", "station"),
    ],
)
def test_a_class_word_is_taken_off(name: str, rest: str, kind: str) -> None:
    assert any(left == rest and kind in kinds for left, kinds, _ in without_class_word(name))


@pytest.mark.parametrize("name", ["Kharkiv", "Tell Abyad", "San Francisco", "Novo Selo Centar", "中山", "", "река"])
def test_what_is_part_of_a_name_stays(name: str) -> None:
    assert list(without_class_word(name)) == []


@pytest.mark.parametrize(("text", "is_one"), [("Oblast", True), ("autonomous region", True), ("Kyiv", False)])
def test_a_class_word_alone_is_known(text: str, is_one: bool) -> None:
    assert is_class_word(text) == is_one


def test_the_table_covers_thirty_languages() -> None:
    kinds = {name: table for name, table in _TABLE.items() if name not in ("written", "phrases", "attached")}
    assert len({lang for table in kinds.values() for lang in table}) >= 30


def test_no_word_stands_twice_under_one_kind_and_language() -> None:
    doubled = [
        (kind, lang)
        for kind, table in _TABLE.items()
        if kind not in ("written", "phrases", "attached")
        for lang, words in table.items()
        if len(set(words)) < len(words)
    ]
    assert doubled == []


@pytest.mark.parametrize("name", ["Kharkiv railway station", "Lviv railway station", "вокзал Львів"])
def test_a_thing_of_which_none_is_recorded_is_unmatched_and_says_so(name: str) -> None:
    match = normalize.place(name)
    assert match.status == "unmatched"
    assert "none is recorded" in str(match.evidence)


@pytest.mark.parametrize("name", ["Kharkiv airport", "Аэропорт Харьков"])
def test_an_airport_is_not_its_town(name: str) -> None:
    assert normalize.place(name).id == "geonames:6300958"


@pytest.mark.parametrize(("name", "kind"), [("Oskil River", "river"), ("Kharkiv oblast", "subdivision")])
def test_a_class_word_is_a_kind_hint(name: str, kind: str) -> None:
    assert normalize.place(name).candidates[0].entity.kind == kind


def test_what_the_caller_says_of_the_kind_outweighs_the_name() -> None:
    assert normalize.place("Kharkiv region", kinds=("city",)).candidates[0].entity.id == "geonames:706483"
