"""Labels: what they say, their keys, and how namesakes get different ones."""

import pytest

from normalize.gazetteer.labels import FORMS, choose_forms, label_key, label_text

_PARENTS = ["Kupiansk Raion", "Kharkiv Oblast", "Ukraine"]


@pytest.mark.parametrize(
    ("form", "label"),
    [
        (0, "Kupiansk, Kharkiv Oblast, Ukraine"),
        (1, "Kupiansk, Kupiansk Raion, Kharkiv Oblast, Ukraine"),
        (2, "Kupiansk (city), Kharkiv Oblast, Ukraine"),
        (3, "Kupiansk (city), Kupiansk Raion, Kharkiv Oblast, Ukraine"),
        (4, "Kupiansk (geonames:703656), Kharkiv Oblast, Ukraine"),
    ],
)
def test_a_longer_form_says_more(form: int, label: str) -> None:
    assert label_text("Kupiansk", "city", "geonames:703656", _PARENTS, form) == label


def test_a_subdivision_called_like_its_city_is_left_out() -> None:
    assert label_text("Kyiv", "city", "geonames:703448", ["", "Kyiv", "Ukraine"], 0) == "Kyiv, Ukraine"


def test_parents_that_are_not_known_leave_no_commas() -> None:
    assert label_text("Black Sea", "sea", "wikidata:Q166", ["", "", ""], 0) == "Black Sea"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Izium, Kharkiv Oblast, Ukraine", "IZIUM ,kharkiv oblast,  Ukraine", True),
        ("Georgia (country)", "georgia, country", True),
        ("Izium, Ukraine", "Izium Ukraine", False),
        ("Izium, Ukraine", "Ukraine, Izium", False),
    ],
)
def test_label_keys_are_compared_part_by_part(one: str, other: str, same: bool) -> None:
    assert (label_key(one) == label_key(other)) is same


def test_of_several_with_one_label_none_keeps_it() -> None:
    labels = [["a", "a/1"], ["a", "a/2"], ["b", "b/1"]]
    forms = choose_forms(lambda entity, form: labels[entity][form], lambda group: None, [0, 0, 0])
    assert forms == [1, 1, 0]


def test_one_seen_in_two_ways_may_keep_its_label() -> None:
    labels = [["a", "a/1"], ["a", "a/2"]]
    assert choose_forms(lambda entity, form: labels[entity][form], lambda group: 1, [0, 0]) == [1, 0]


def test_the_last_form_ends_the_search() -> None:
    forms = choose_forms(lambda entity, form: "the same", lambda group: None, [0, 0])
    assert forms == [len(FORMS) - 1] * 2
