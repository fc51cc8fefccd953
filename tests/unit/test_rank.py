"""Candidates in order, scores, and statuses, on a gazetteer made for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from normalize import Match
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.records import Record
from normalize.gazetteers import Gazetteer

_KYIV, _PARIS = (50.45, 30.52), (48.86, 2.35)
Town = Callable[..., Record]


def _town(
    number: int,
    *names: str,
    people: float = 10_000,
    kind: str = "city",
    at: tuple[float, float] | None = None,
    admin: str | None = None,
    role: str = "alias",
    lang: str | None = None,
    country: str = "UA",
) -> Record:
    return Record(
        f"geonames:{number}",
        kind,
        [(names[0], lang, "main"), *((name, lang, role) for name in names[1:])],
        {},
        (country,),
        admin,
        lat=at[0] if at else None,
        lon=at[1] if at else None,
        prominence=people,
    )


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Gazetteer]:
    def make(*records: Record) -> Gazetteer:
        countries = [
            Record(f"iso3166:{c}", "country", [(name, "en", "main")], {}, (c,), prominence=1e6)
            for c, name in (("UA", "Ukraine"), ("FR", "France"))
        ]
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.gaz"
        compile_records([*countries, *records], path, {"name": "made", "version": "1"})
        return Gazetteer.open(path)

    return make


def _order(match: Match) -> list[str]:
    return [c.entity.id.partition(":")[2] for c in match.candidates]


def test_more_people_come_first(made: Callable[..., Gazetteer]) -> None:
    gazetteer = made(*(_town(n, "Lyman", people=p) for n, p in ((1, 500), (2, 90_000), (3, 7_000))))
    assert _order(gazetteer.place("Lyman")) == ["2", "3", "1"]


def test_scores_fall_and_sum_to_one_at_most(made: Callable[..., Gazetteer]) -> None:
    match = made(*(_town(n, "Lyman", people=1_000 * n) for n in range(1, 6))).place("Lyman")
    scores = [c.score for c in match.candidates]
    assert scores == sorted(scores, reverse=True)
    assert 0.8 < sum(scores) <= 1.0
    assert match.status == "ambiguous"


def test_equals_stand_in_the_order_of_ids(made: Callable[..., Gazetteer]) -> None:
    match = made(_town(2, "Lyman"), _town(1, "Lyman")).place("Lyman")
    assert _order(match) == ["1", "2"]
    assert match.candidates[0].score == match.candidates[1].score


def test_an_entity_is_a_candidate_once(made: Callable[..., Gazetteer]) -> None:
    match = made(_town(1, "Lyman", "Lyman'", "Лыман")).place("Lyman")
    assert _order(match) == ["1"]
    assert match.evidence.name == "Lyman"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (_town(2, "Bali"), _town(1, "Foo", "巴黎")),
        (_town(2, "Lyman"), _town(1, "Foo", "Lyman", role="weak")),
        (_town(2, "Foo", "Lyman"), _town(1, "Bar", "Lyman", role="weak")),
    ],
)
def test_names_that_agree_better_weigh_more(made: Callable[..., Gazetteer], better: Record, worse: Record) -> None:
    name = "Bali" if better.name == "Bali" else "Lyman"
    assert _order(made(better, worse).place(name))[0] == "2"


def test_a_city_takes_no_share_from_the_district_around_it(made: Callable[..., Gazetteer]) -> None:
    alone = made(_town(1, "Lyman", people=50_000)).place("Lyman")
    district = _town(9, "Lyman", people=60_000, kind="subdivision")
    both = made(_town(1, "Lyman", people=50_000, admin="geonames:9"), district).place("Lyman")
    assert _order(both) == ["1", "9"]
    assert both.score == pytest.approx(alone.score, abs=0.01)


def test_a_bare_name_means_the_settlement_in_a_much_larger_subdivision(made: Callable[..., Gazetteer]) -> None:
    # A subdivision has the people of all its towns: a few times those of the largest.
    district = _town(9, "Lyman", people=6_000_000, kind="subdivision")
    match = made(_town(1, "Lyman", people=2_000_000, admin="geonames:9"), district).place("Lyman")
    assert _order(match) == ["1", "9"]


def test_near_turns_the_order(made: Callable[..., Gazetteer]) -> None:
    gazetteer = made(_town(1, "Lyman", people=2e6, at=_PARIS), _town(2, "Lyman", people=2e3, at=_KYIV))
    assert _order(gazetteer.place("Lyman")) == ["1", "2"]
    assert _order(gazetteer.place("Lyman", near=(50.5, 30.6))) == ["2", "1"]


def test_near_puts_a_place_without_position_last(made: Callable[..., Gazetteer]) -> None:
    gazetteer = made(_town(1, "Lyman"), _town(2, "Lyman", at=_PARIS))
    assert _order(gazetteer.place("Lyman", near=_KYIV)) == ["2", "1"]


def test_lang_turns_the_order_and_spares_names_without_language(made: Callable[..., Gazetteer]) -> None:
    towns = [_town(1, "Lyman", lang="ru"), _town(2, "Lyman", lang="uk"), _town(3, "Lyman")]
    assert _order(made(*towns).place("Lyman", lang="uk")) == ["2", "3", "1"]


def test_the_other_names_of_a_document_turn_the_order(made: Callable[..., Gazetteer]) -> None:
    gazetteer = made(
        _town(1, "Odessa", people=200_000, country="FR"),
        _town(2, "Odessa", people=100_000),
        _town(3, "Kharkiv", people=1_400_000),
        _town(4, "Izium"),
    )
    names = ["Odessa", "Kharkiv", "Izium"]
    assert _order(gazetteer.resolve(names)[0]) == ["1", "2"]
    assert _order(gazetteer.resolve(names, context="document")[0]) == ["2", "1"]
