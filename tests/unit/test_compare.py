"""`compare`: symmetric, sure of equals, and honest about the rest."""

import pytest

import normalize
from normalize.errors import NameTypeError, UnknownKindError

_SAME = [("Kupyansk", "Купянск"), ("Куп'янськ", "Kupiansk"), ("Харьков", "Kharkiv"), ("Deir ez-Zor", "دير الزور")]
_DIFFERENT = [("Novoselivka", "Novoselytsia"), ("Kharkiv", "Kherson"), ("London", "Лиман"), ("Paris", "东京")]


@pytest.mark.parametrize(("a", "b"), _SAME)
def test_spellings_of_one_name_are_the_same(a: str, b: str) -> None:
    comparison = normalize.compare(a, b)
    assert comparison.same
    assert bool(comparison)


@pytest.mark.parametrize(("a", "b"), _DIFFERENT)
def test_other_names_are_not(a: str, b: str) -> None:
    assert not normalize.compare(a, b).same


@pytest.mark.parametrize(("a", "b"), _SAME + _DIFFERENT)
def test_it_is_symmetric(a: str, b: str) -> None:
    assert normalize.compare(a, b) == normalize.compare(b, a)


def test_what_cannot_be_seen_does_not_matter() -> None:
    assert normalize.compare("Kup\u200byansk ", "Kupyansk").score == 1.0


@pytest.mark.parametrize("name", ["", "  ", "!?", "—"])
def test_no_name_is_like_nothing(name: str) -> None:
    assert normalize.compare(name, "Kyiv").score == 0.0
    assert normalize.compare(name, name).same is False


def test_the_evidence_says_how_alike() -> None:
    text = str(normalize.compare("Izium", "Изюм").evidence)
    assert "izium" in text
    assert "by their n-grams" in text


@pytest.mark.parametrize("name", [None, 7, b"Kyiv"])
def test_only_strings_compare(name: object) -> None:
    with pytest.raises(NameTypeError):
        normalize.compare(name, "Kyiv")  # type: ignore[arg-type]


def test_an_unknown_kind_raises() -> None:
    with pytest.raises(UnknownKindError):
        normalize.compare("a", "b", kind="river")  # type: ignore[arg-type]
