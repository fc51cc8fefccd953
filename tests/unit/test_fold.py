"""The comparison key."""

import unicodedata
from typing import Literal

import pytest

import normalize
from normalize.keys import fold
from normalize.letters import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kupiansk", "kupiansk"),
        ("Куп'янськ", "kupyansk"),
        ("Saint-Denis", "saintdenis"),
        ("Łódź", "lodz"),
        ("Αθήνα", "athina"),
        ("İstanbul", "istanbul"),
        ("Straße 12", "strasse12"),
        ("Kup”yans’k", "kupyansk"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_fold_is_lower_case_ascii(text: str, expected: str) -> None:
    assert fold(clean(text)) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", ["Київ", "Łódź", "Türkiye", "서울", "Đà Nẵng"])
def test_fold_does_not_depend_on_the_unicode_form(name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    assert normalize.key(unicodedata.normalize(form, name)) == normalize.key(name)


@pytest.mark.parametrize("name", ["Харків", "İstanbul", "ΑΘΗΝΑ", "北京", "حلب", "Straße", "N'Djamena", "𒀀𒀁"])
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert normalize.key(normalize.key(name)) == normalize.key(name)


def test_letters_without_a_romanisation_are_not_nameless() -> None:
    assert normalize.key("𒀀𒀁") != ""
    assert normalize.key("𒀀𒀁") != normalize.key("𒀀𒀂")


@pytest.mark.parametrize(
    ("one", "other"), [("Kharkiv", "Kharkov"), ("Lviv", "Lvov"), ("北京", "上海"), ("Izium", "Iziuma")]
)
def test_other_spellings_have_other_keys(one: str, other: str) -> None:
    assert normalize.key(one) != normalize.key(other)


@pytest.mark.parametrize("wrong", [None, b"Kharkiv", 5])
def test_key_takes_only_strings(wrong: object) -> None:
    with pytest.raises(normalize.NormalizeError, match="takes a string"):
        normalize.key(wrong)  # type: ignore[arg-type]
