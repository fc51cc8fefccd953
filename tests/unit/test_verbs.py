"""The verbs: what they take, and what they refuse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import normalize
from normalize.errors import (
    ArgumentError,
    NameTypeError,
    UnknownCountryError,
    UnknownIdError,
    UnknownKindError,
)
from normalize.gazetteers import Gazetteer

_NAMES = ["Izium", "Куп'янськ", "Xyzzyville", "Izium"]
_IDS = ["geonames:707292", "geonames:703656", None, "geonames:707292"]


def _ids(matches: list[normalize.Match]) -> list[str | None]:
    return [match.id for match in matches]


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        iter,
        lambda names: (n for n in names),
        lambda names: np.array(names, object),
        np.array,
        dict.fromkeys,
    ],
    ids=["list", "tuple", "iterator", "generator", "object array", "text array", "dict"],
)
def test_resolve_takes_any_iterable(container: Callable[[list[str]], Any]) -> None:
    given = container(_NAMES)
    expected = _IDS[:3] if isinstance(given, dict) else _IDS
    assert _ids(normalize.resolve(given)) == expected


def test_resolve_of_nothing_is_nothing() -> None:
    assert normalize.resolve([]) == []


@pytest.mark.parametrize("null", [None, float("nan"), np.float64("nan"), "", "  ", "?!", "\u200b"])
def test_a_null_is_unmatched(null: Any) -> None:
    for match in (normalize.place(null), normalize.country(null), *normalize.resolve([null])):
        assert (match.status, match.id, match.score, match.candidates) == ("unmatched", None, 0.0, ())


def test_resolve_gives_what_place_gives() -> None:
    assert normalize.resolve(_NAMES, country="UA") == [normalize.place(name, country="UA") for name in _NAMES]


def test_equal_rows_are_worked_once() -> None:
    first, *_, last = normalize.resolve(_NAMES)
    assert first is last


def test_resolve_keeps_what_each_row_was_given() -> None:
    given = [None, "Kyiv", " KYIV ", ""]
    assert [match.query for match in normalize.resolve(given)] == given


def test_hints_may_be_one_a_name() -> None:
    matches = normalize.resolve(["Kyiv"] * 4, country=["UA", "PL", None, float("nan")])
    assert [match.status for match in matches] == ["matched", "unmatched", "matched", "matched"]


@pytest.mark.parametrize("container", [list, iter, lambda values: np.array(values, object)])
def test_hints_may_stand_in_any_iterable(container: Callable[[list[str]], Any]) -> None:
    matches = normalize.resolve(["Kyiv", "Kyiv"], country=container(["UA", "PL"]))
    assert [bool(match) for match in matches] == [True, False]


def test_kinds_may_be_one_choice_or_one_a_name() -> None:
    for kinds in (("river",), ["river"], {"river"}):
        assert _ids(normalize.resolve(["Dnipro", "Дніпро"], kinds=kinds)) == ["wikidata:Q40855"] * 2
    matches = normalize.resolve(["Dnipro", "Dnipro"], kinds=[("city",), ["river"]])
    assert _ids(matches) == ["geonames:709930", "wikidata:Q40855"]


def test_near_may_be_one_point_or_one_a_name() -> None:
    texas, france = (33.66, -95.55), (48.86, 2.35)
    assert _ids(normalize.resolve(["Paris", "Paris"], near=texas)) == ["geonames:4717560"] * 2
    assert _ids(normalize.resolve(["Paris", "Paris"], near=[texas, france])) == [
        "geonames:4717560",
        "geonames:2988507",
    ]


@pytest.mark.parametrize(
    ("hint", "value"), [("country", ["UA"]), ("country", ["UA"] * 3), ("near", [(50, 30)]), ("lang", [])]
)
def test_hints_of_another_length_raise(hint: str, value: Any) -> None:
    message = f"{hint}= has {len(value)} values for 2 names; give one for all, or one a name"
    with pytest.raises(ArgumentError, match=message):
        normalize.resolve(["Kyiv", "Lviv"], **{hint: value})


def test_a_null_hint_for_all_names_says_nothing() -> None:
    assert _ids(normalize.resolve(["Kyiv"], country=float("nan"))) == ["geonames:703448"]


@pytest.mark.parametrize(
    ("name", "hints"),
    [("Paris", {"near": np.array([[33.66, -95.55]] * 2)}), ("Kharkiv", {"kinds": [np.array(["city"])] * 2})],
    ids=["near", "kinds"],
)
def test_the_hint_of_a_row_may_be_an_array(name: str, hints: dict[str, Any]) -> None:
    assert [bool(match) for match in normalize.resolve([name, name], **hints)] == [True, True]


@pytest.mark.parametrize("null", [np.float32("nan"), np.datetime64("NaT", "s")])
def test_a_null_of_numpy_is_unmatched(null: Any) -> None:
    assert normalize.place(null).status == "unmatched"


def test_an_unknown_hint_raises() -> None:
    with pytest.raises(ArgumentError, match=r"province= is no hint of kind 'place'; its hints are country="):
        normalize.resolve(["Kyiv"], province="Kyiv")


def test_a_wrong_hint_of_one_row_raises() -> None:
    with pytest.raises(UnknownCountryError):
        normalize.resolve(["Kyiv", "Lviv"], country=["UA", "Atlantis"])


@pytest.mark.parametrize("one", ["Kyiv", b"Kyiv", 5, None])
def test_resolve_of_one_name_raises(one: Any) -> None:
    with pytest.raises(NameTypeError, match=r"call place\(\)"):
        normalize.resolve(one)


@pytest.mark.parametrize("wrong", [b"Kyiv", 5, 0, 1.5, True, ["Kyiv"], object()])
def test_a_name_that_is_no_string_raises(wrong: Any) -> None:
    for call in (normalize.place, normalize.country, lambda name: normalize.resolve(["Kyiv", name])):
        with pytest.raises(NameTypeError, match=r"must be a string.*pass str\(name\), or None"):
            call(wrong)


def test_an_unknown_kind_raises() -> None:
    with pytest.raises(
        UnknownKindError, match="kind='planet' cannot be resolved; the kinds are place, country, person, org"
    ):
        normalize.resolve(["Kyiv"], "planet")


def test_kind_country_is_country() -> None:
    names = ["Turkey", "TR", "Туреччина", "Kharkiv", None]
    assert normalize.resolve(names, "country") == [normalize.country(name) for name in names]
    assert _ids(normalize.resolve(names, "country")) == ["iso3166:TR"] * 3 + [None] * 2


@pytest.mark.parametrize("wrong", [None, "places.gaz", 5])
def test_what_is_no_gazetteer_raises(wrong: Any) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: normalize.place("Kyiv", gazetteer=wrong),
        lambda: normalize.country("Ukraine", gazetteer=wrong),
        lambda: normalize.resolve(["Kyiv"], gazetteer=wrong),
        lambda: normalize.entity("iso3166:UA", gazetteer=wrong),
    ]
    for call in calls:
        with pytest.raises(ArgumentError, match=r"is no Gazetteer: leave it out.*Gazetteer\.open"):
            call()


def test_another_gazetteer_answers(tiny: Gazetteer) -> None:
    match = normalize.place("Куп’янськ", gazetteer=tiny)
    assert (match.id, match.gazetteer) == ("geonames:703656", tiny.version)
    assert normalize.place("Paris", gazetteer=tiny).status == "unmatched"
    assert normalize.country("Україна", gazetteer=tiny).id == "iso3166:UA"
    assert normalize.entity("UA-63", gazetteer=tiny).name == "Kharkiv Oblast"
    assert _ids(normalize.resolve(["Izium", "Paris"], gazetteer=tiny)) == ["geonames:707292", None]


def test_every_answer_names_its_gazetteer(world: Gazetteer) -> None:
    for name in ("Kyiv", "Xyzzyville", "", "geonames:703656"):
        assert normalize.place(name).gazetteer == world.version


def test_context_document_looks_at_the_other_names() -> None:
    names = ["Lyman", "Balakliia", "Izium", "Chuhuiv"]
    alone = normalize.resolve(names)[0].candidates
    together = normalize.resolve(names, context="document")[0].candidates

    def in_kharkiv(candidates: tuple[normalize.Candidate, ...]) -> float:
        return sum(c.score for c in candidates if "geonames:706482" in c.entity.admin)

    assert in_kharkiv(together) > in_kharkiv(alone)


def test_context_of_one_name_changes_nothing_that_is_sure() -> None:
    assert _ids(normalize.resolve(["Kyiv"], context="document")) == _ids(normalize.resolve(["Kyiv"]))


def test_an_unknown_context_raises() -> None:
    with pytest.raises(ArgumentError, match="context='page' is unknown; it is None or \"document\""):
        normalize.resolve(["Kyiv"], context="page")  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["geonames:703656", "  geonames:703656 "])
def test_entity_takes_an_id(id: str) -> None:
    assert normalize.entity(id).label == "Kupiansk, Kharkiv Oblast, Ukraine"


@pytest.mark.parametrize("id", ["", "Kyiv", "geonames:1", "geonames:", None, 703656])
def test_entity_of_an_unknown_id_raises(id: Any) -> None:
    with pytest.raises(UnknownIdError, match="ids look like 'geonames:703656'"):
        normalize.entity(id)


@pytest.mark.parametrize("length", [200, 201, 100_000])
def test_long_texts_are_no_names(length: int) -> None:
    assert normalize.place("k" * length).status == "unmatched"
    assert normalize.place("Kyiv " * (length // 5)).status == "unmatched"


def test_spaces_do_not_make_a_name_long() -> None:
    assert normalize.place(" " * 500 + "Kyiv" + " " * 500).id == "geonames:703448"


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("geonames:703656", "id"),
        ("Kupiansk, Kharkiv Oblast, Ukraine", "label"),
        ("Kupiansk", "identical"),
        ("Куп'янськ", "identical"),
    ],
)
def test_evidence_says_how(name: str, relation: str) -> None:
    evidence = normalize.place(name).evidence
    assert (evidence.relation, evidence.query) == (relation, name)
    assert str(evidence)


def test_evidence_of_nothing_says_why() -> None:
    assert normalize.place(None).evidence.relation == "none"
    assert "no letter" in str(normalize.place("?!").evidence)
    assert "no recorded name" in str(normalize.place("Xyzzyville").evidence)


@pytest.mark.parametrize("name", ["San José", "Springfield", "Kyiv", "Novoselivka", "Kharkow"])
def test_candidates_are_ranked_and_their_scores_are_probabilities(name: str) -> None:
    match = normalize.place(name)
    scores = [candidate.score for candidate in match.candidates]
    assert 0 < len(scores) <= 10
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) <= 1 + 1e-9
    assert match.score == scores[0]
