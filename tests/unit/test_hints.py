"""Hints: every good form of each, and every error, whose message names the remedy."""

from typing import Any

import pytest

import normalize
from normalize.errors import (
    ArgumentError,
    UnknownAdminError,
    UnknownCountryError,
    UnknownKindError,
    UnknownLanguageError,
)
from normalize.finders import Hints
from normalize.gazetteers import Gazetteer
from normalize.hints import HINTS, read_hints

_NAN = float("nan")


def _read(gazetteer: Gazetteer, **given: Any) -> Hints:
    return read_hints(gazetteer.store, *(given.get(hint) for hint in HINTS))


def _id(gazetteer: Gazetteer, at: int | None) -> str | None:
    return None if at is None else gazetteer.store.id(at)


@pytest.mark.parametrize(
    "country",
    [
        "UA",
        "ua",
        " UA ",
        "UKR",
        "804",
        "iso3166:UA",
        "Ukraine",
        "UKRAINE",
        "Україна",
        "Украина",
        "Oekraïne",
        "乌克兰",
    ],
)
def test_country_takes_codes_ids_and_names(world: Gazetteer, country: str) -> None:
    assert _id(world, _read(world, country=country).country) == "iso3166:UA"


@pytest.mark.parametrize(
    ("hint", "nothing"),
    [*((h, n) for h in HINTS if h != "kinds" for n in (None, _NAN, "", "  ")), ("kinds", None)],
)
def test_nothing_says_nothing(world: Gazetteer, hint: str, nothing: Any) -> None:
    assert _read(world, **{hint: nothing}) == Hints()


@pytest.mark.parametrize("country", ["XX", "ZZZ", "Atlantis", "Kharkiv", "999", "?", 5, ("UA",), b"UA"])
def test_an_unknown_country_raises(world: Gazetteer, country: Any) -> None:
    with pytest.raises(UnknownCountryError, match=r"country=.*(code|name)"):
        _read(world, country=country)


def test_the_country_error_says_what_to_do(world: Gazetteer) -> None:
    with pytest.raises(UnknownCountryError, match=r"country='Atlantis'.*leave it out"):
        normalize.place("Kyiv", country="Atlantis")


@pytest.mark.parametrize(
    "admin",
    [
        "UA-63",
        "ua-63",
        "UA.07",
        "geonames:706482",
        "Kharkiv Oblast",
        "Харківська область",
        " Kharkiv region ",
        "63",
        "07",
    ],
)
def test_admin_takes_names_codes_and_ids(world: Gazetteer, admin: str) -> None:
    found = _read(world, admin=admin, country="UA").admin
    assert found is not None
    assert "geonames:706482" in [_id(world, at) for at in found]


def test_a_code_without_its_country_is_no_code(world: Gazetteer) -> None:
    with pytest.raises(UnknownAdminError):
        _read(world, admin="63")


def test_an_admin_name_may_be_several(world: Gazetteer) -> None:
    found = _read(world, admin="Punjab").admin
    assert found is not None
    assert {world.store.country_codes(at)[0] for at in found} >= {"IN", "PK"}


def test_the_country_narrows_the_admin(world: Gazetteer) -> None:
    found = _read(world, admin="Punjab", country="PK").admin
    assert found is not None
    assert {world.store.country_codes(at)[0] for at in found} == {"PK"}


@pytest.mark.parametrize(
    ("country", "id"),
    [
        ("Korea, Republic of", "iso3166:KR"),
        ("Iran, Islamic Republic of", "iso3166:IR"),
        ("Moldova, Republic of", "iso3166:MD"),
        ("Saint Helena, Ascension and Tristan da Cunha", "iso3166:SH"),
        ("UK", "iso3166:GB"),
    ],
)
def test_country_takes_the_names_of_iso_3166_and_common_codes(world: Gazetteer, country: str, id: str) -> None:
    assert _id(world, _read(world, country=country).country) == id


@pytest.mark.parametrize("admin", ["UA.00", "UA."])
def test_a_geonames_code_of_no_subdivision_is_its_country(world: Gazetteer, admin: str) -> None:
    hints = _read(world, admin=admin)
    assert (_id(world, hints.country), hints.admin) == ("iso3166:UA", None)


@pytest.mark.parametrize("admin", ["Mordor", "UA-99", "UA.99", "geonames:1", "?", 63])
def test_an_unknown_admin_raises(world: Gazetteer, admin: Any) -> None:
    with pytest.raises(UnknownAdminError, match=r"admin=.*(code|id)"):
        _read(world, admin=admin)


def test_the_admin_error_says_what_to_give(world: Gazetteer) -> None:
    with pytest.raises(UnknownAdminError, match=r'give a name, an ISO 3166-2 code \("UA-63"\)'):
        normalize.place("Kyiv", admin="Mordor")
    with pytest.raises(UnknownAdminError, match="of that country"):
        normalize.place("Kyiv", admin="Texas", country="UA")


@pytest.mark.parametrize(
    ("near", "position"),
    [
        ((49.7, 37.6), (49.7, 37.6)),
        ([50, 30], (50.0, 30.0)),
        ((-90, 180), (-90.0, 180.0)),
        ((0, 359), (0.0, 359.0)),
    ],
)
def test_near_takes_degrees(world: Gazetteer, near: Any, position: tuple[float, float]) -> None:
    assert _read(world, near=near).wants.near == position


def test_near_takes_an_id(world: Gazetteer) -> None:
    near = _read(world, near="geonames:703448").wants.near
    assert near is not None
    assert near == pytest.approx((50.45, 30.52), abs=0.05)


@pytest.mark.parametrize(
    "near",
    [
        (91, 0),
        (0, 361),
        (-90.1, 0),
        (0, -181),
        (1,),
        (1, 2, 3),
        5,
        ("50", "30"),
        "Kyiv",
        "geonames:1",
        (_NAN, 0),
        (0, _NAN),
    ],
)
def test_a_wrong_near_raises(world: Gazetteer, near: Any) -> None:
    with pytest.raises(ArgumentError, match=r"near=.*(degrees|id)"):
        _read(world, near=near)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("river",), {"river"}),
        (["river", "sea"], {"river", "sea"}),
        ({"City"}, {"city"}),
        (("town", "village"), {"city"}),
        (("oblast",), {"subdivision"}),
        (("airbase", "gulf"), {"base", "sea"}),
    ],
)
def test_kinds_takes_kinds_and_what_people_call_them(world: Gazetteer, kinds: Any, expected: set[str]) -> None:
    assert _read(world, kinds=kinds).kinds == frozenset(expected)


@pytest.mark.parametrize("kinds", [("planet",), ("city", "planet"), "city", 5, (5,), ("",)])
def test_wrong_kinds_raise(world: Gazetteer, kinds: Any) -> None:
    with pytest.raises(UnknownKindError, match="kinds"):
        _read(world, kinds=kinds)


def test_the_kind_error_lists_the_kinds(tiny: Gazetteer) -> None:
    with pytest.raises(UnknownKindError, match="city, country, river, subdivision"):
        tiny.place("Kyiv", kinds=("planet",))


@pytest.mark.parametrize(
    ("lang", "code"),
    [("uk", "uk"), ("UK", "uk"), ("ukr", "uk"), (" ru ", "ru"), ("crh", "crh"), ("eng", "en")],
)
def test_lang_takes_two_and_three_letters(world: Gazetteer, lang: str, code: str) -> None:
    assert _read(world, lang=lang).wants.lang == code


@pytest.mark.parametrize("lang", ["xx", "zzzz", "Ukrainian", "u", "12", "uk-UA", 5])
def test_an_unknown_lang_raises(world: Gazetteer, lang: Any) -> None:
    with pytest.raises(UnknownLanguageError, match='Ukrainian is "uk" or "ukr"'):
        _read(world, lang=lang)


@pytest.mark.parametrize(
    ("hints", "id"),
    [
        ({"country": "UA", "admin": "UA-14"}, "geonames:704204"),
        ({"country": "UA", "admin": "UA-63"}, "geonames:703071"),
        ({"country": "UA", "near": (48.99, 37.81)}, "geonames:704204"),
        ({"near": "geonames:704204"}, "geonames:704204"),
    ],
)
def test_hints_tell_namesakes_apart(hints: dict[str, Any], id: str) -> None:
    assert normalize.place("Lyman", **hints).candidates[0].entity.id == id


def test_a_country_lies_in_itself() -> None:
    assert normalize.place("Ukraine", country="UA").id == "iso3166:UA"


def test_what_lies_in_several_countries_lies_in_each() -> None:
    for country in ("UA", "BY", "RU"):
        assert normalize.place("Dnieper", country=country).id == "wikidata:Q40855"
    assert normalize.place("Dnieper", country="PL").status == "unmatched"
