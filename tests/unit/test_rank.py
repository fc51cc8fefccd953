"""Namesakes in order: people, the same place in two ways, hints, and ties."""

import pytest

from normalize.matching import Hit, Place, Preferences, Ranked, rank
from normalize.matching.rank import km
from normalize.matching.relations import Relation

_KYIV, _PARIS = (50.45, 30.52), (48.86, 2.35)


def _hit(
    entity: int, relation: Relation = "identical", edits: int = 0, role: str = "main", lang: str | None = None
) -> Hit:
    return Hit(entity, entity, relation, edits, role, lang)


def _place(
    entity: int,
    people: float = 10_000,
    kind: str = "city",
    position: tuple[float, float] | None = None,
    within: tuple[int, ...] = (),
) -> tuple[int, Place]:
    return entity, Place(kind, people, position, frozenset(within))


def _rank(hits: list[Hit], places: list[tuple[int, Place]], wants: Preferences | None = None) -> list[Ranked]:
    return rank(hits, dict(places).__getitem__, wants or Preferences())


def _order(ranked: list[Ranked]) -> list[int]:
    return [r.entity for r in ranked]


def test_nothing_ranks_to_nothing() -> None:
    assert _rank([], []) == []


def test_more_people_come_first() -> None:
    ranked = _rank([_hit(1), _hit(2), _hit(3)], [_place(1, 500), _place(2, 90_000), _place(3, 7_000)])
    assert _order(ranked) == [2, 3, 1]


def test_shares_sum_to_one_and_fall() -> None:
    ranked = _rank([_hit(n) for n in range(1, 6)], [_place(n, 1_000 * n) for n in range(1, 6)])
    assert sum(r.share for r in ranked) == pytest.approx(1)
    assert [r.share for r in ranked] == sorted((r.share for r in ranked), reverse=True)


def test_equals_share_alike_in_the_order_of_ids() -> None:
    for hits in ([_hit(1), _hit(2)], [_hit(2), _hit(1)]):
        ranked = _rank(hits, [_place(1), _place(2)])
        assert _order(ranked) == [1, 2]
        assert [r.share for r in ranked] == pytest.approx([0.5, 0.5])


def test_one_candidate_has_the_whole_share() -> None:
    assert _rank([_hit(1)], [_place(1, 0)])[0].share == pytest.approx(1)


def test_the_better_of_two_names_counts() -> None:
    ranked = _rank([Hit(1, 7, "romanised", 0, "alias", None), Hit(1, 8, "identical", 0, "main", None)], [_place(1)])
    assert [r.hit.name for r in ranked] == [8]


def test_of_equal_names_the_first_recorded_counts() -> None:
    ranked = _rank([Hit(1, 8, "identical", 0, "main", None), Hit(1, 7, "identical", 0, "main", None)], [_place(1)])
    assert [r.hit.name for r in ranked] == [7]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (_hit(2), _hit(1, "folded")),
        (_hit(2, "folded"), _hit(1, "romanised")),
        (_hit(2, "romanised"), _hit(1, "coarse")),
        (_hit(2), _hit(1, edits=1)),
        (_hit(2, edits=1), _hit(1, edits=2)),
        (_hit(2), _hit(1, role="alias")),
        (_hit(2, role="alias"), _hit(1, role="weak")),
    ],
)
def test_names_that_agree_better_weigh_more(better: Hit, worse: Hit) -> None:
    assert _order(_rank([worse, better], [_place(1), _place(2)])) == [2, 1]


def test_a_city_takes_no_share_from_the_district_around_it() -> None:
    alone = _rank([_hit(1)], [_place(1, 50_000)])
    with_district = _rank([_hit(1), _hit(9)], [_place(1, 50_000, within=(9,)), _place(9, 60_000, "subdivision")])
    assert _order(with_district) == [1, 9]
    assert with_district[0].share == pytest.approx(alone[0].share)


def test_a_bare_name_means_the_settlement_in_a_much_larger_subdivision() -> None:
    places = [_place(1, 8_000_000, within=(9,)), _place(9, 1e9, "subdivision")]
    assert _order(_rank([_hit(9), _hit(1)], places)) == [1, 9]


def test_a_subdivision_elsewhere_is_a_rival() -> None:
    ranked = _rank([_hit(1), _hit(9)], [_place(1, 50_000), _place(9, 500_000, "subdivision")])
    assert ranked[0].share < 0.95


def test_near_turns_the_order() -> None:
    hits, places = (
        [_hit(1), _hit(2)],
        [_place(1, 2_000_000, position=_PARIS), _place(2, 2_000, position=_KYIV)],
    )
    assert _order(_rank(hits, places)) == [1, 2]
    assert _order(_rank(hits, places, Preferences(near=(50.5, 30.6)))) == [2, 1]


def test_near_puts_a_place_without_position_last() -> None:
    places = [_place(1), _place(2, position=_PARIS)]
    assert _order(_rank([_hit(1), _hit(2)], places, Preferences(near=_KYIV))) == [2, 1]


def test_lang_turns_the_order_and_spares_names_without_language() -> None:
    hits = [_hit(1, lang="ru"), _hit(2, lang="uk"), _hit(3)]
    assert _order(_rank(hits, [_place(1), _place(2), _place(3)], Preferences(lang="uk"))) == [2, 3, 1]


def test_around_prefers_the_subdivision_to_the_country() -> None:
    hits = [_hit(1), _hit(2), _hit(3)]
    places = [_place(1), _place(2, within=(100,)), _place(3, within=(100, 101))]
    wants = Preferences(around=frozenset({101}), around_countries=frozenset({100}))
    assert _order(_rank(hits, places, wants)) == [3, 2, 1]


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        (_KYIV, _KYIV, 0),
        (_KYIV, _PARIS, 2025),
        ((0.0, 179.5), (0.0, -179.5), 111),
        ((90.0, 0.0), (-90.0, 0.0), 20015),
        ((90.0, 0.0), (90.0, 120.0), 0),
    ],
)
def test_km_is_the_great_circle(a: tuple[float, float], b: tuple[float, float], distance: float) -> None:
    assert km(a, b) == pytest.approx(distance, rel=0.01, abs=0.01)
    assert km(a, b) == pytest.approx(km(b, a))
