"""Clean-up, bare letters, scripts and look-alikes."""

import unicodedata

import pytest

from normalize.letters import bare, clean, script_of
from normalize.letters.confusables import repair_words
from normalize.letters.scripts import SCRIPTS

_CLEANED = {
    "spaces around": ("  Kharkiv \t", "Kharkiv"),
    "repeated spaces": ("Kharkiv \n  Oblast", "Kharkiv Oblast"),
    "no-break space": ("Kharkiv\u00a0Oblast", "Kharkiv Oblast"),
    "line separator": ("Kharkiv\u2028Oblast", "Kharkiv Oblast"),
    "control character": ("Kharkiv\x00Oblast", "Kharkiv Oblast"),
    "decomposed": ("Lo\u0301dz", "Lódz"),
    "soft hyphen": ("Khar\u00adkiv", "Kharkiv"),
    "zero-width space": ("Khar\u200bkiv", "Kharkiv"),
    "direction marks": ("\u202b\u2067Харків\u2069\u202c\u200e", "Харків"),
    "byte order mark": ("\ufeffKharkiv", "Kharkiv"),
    "variation selector": ("Kharkiv\ufe0f", "Kharkiv"),
    "Hangul filler": ("서울\u3164", "서울"),
    "lone surrogate": ("Khar\ud800kiv", "Kharkiv"),
    "private use": ("Khar\ue000kiv", "Kharkiv"),
    "full width": ("Ｋｈａｒｋｉｖ　２", "Kharkiv 2"),
    "ligature": ("\ufb01n", "fin"),
    "half-width katakana": ("ｳｸﾗｲﾅ", "ウクライナ"),
    "long dash": ("Ivano\u2014Frankivsk", "Ivano-Frankivsk"),
    "mark after an invisible": ("e\u200b\u0301", "é"),
    "nothing": ("", ""),
    "only invisible": ("\u200b\u2060", ""),
}


@pytest.mark.parametrize(("given", "expected"), _CLEANED.values(), ids=_CLEANED)
def test_clean_gives_what_was_meant(given: str, expected: str) -> None:
    assert clean(given) == expected


@pytest.mark.parametrize(("given", "_"), _CLEANED.values(), ids=_CLEANED)
def test_cleaning_twice_changes_nothing(given: str, _: str) -> None:
    assert clean(clean(given)) == clean(given)


@pytest.mark.parametrize("apostrophe", "'’ʼ‘`´′ʻ＇")
def test_every_apostrophe_is_the_same(apostrophe: str) -> None:
    assert clean(f"Куп{apostrophe}янськ") == "Куп'янськ"


@pytest.mark.parametrize("hyphen", "-‐‑‒–—−－")
def test_every_hyphen_is_the_same(hyphen: str) -> None:
    assert clean(f"Ivano{hyphen}Frankivsk") == "Ivano-Frankivsk"


def test_a_split_surrogate_pair_is_joined() -> None:
    assert clean("\ud840\udc0b町") == "\U0002000b町"


@pytest.mark.parametrize(
    "kept", ["Saint-Denis (Réunion)", "Łódź", "Ağrı", "Đà Nẵng", "N'Djamena", "القاهرة", "O'Fallon"]
)
def test_what_a_reader_sees_is_kept(kept: str) -> None:
    assert clean(kept) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    ("cleaned", "expected"),
    [
        ("Saint-Denis (Réunion)", "saintdenisréunion"),
        ("KUPIANSK", "kupiansk"),
        ("Куп'янськ", "купянськ"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("Diyarbakır", "diyarbakir"),
        ("Straße", "strasse"),
        ("ΑΘΉΝΑΣ", "αθήνασ"),
        ("10th of Ramadan", "10thoframadan"),
        ("— ( )", ""),
    ],
)
def test_bare_keeps_letters_marks_and_digits(cleaned: str, expected: str) -> None:
    assert bare(cleaned) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Kupiansk", "Latn"),
        ("Łódź", "Latn"),
        ("Куп'янськ", "Cyrl"),
        ("Αθήνα", "Grek"),
        ("حلب", "Arab"),
        ("חיפה", "Hebr"),
        ("თბილისი", "Geor"),
        ("Երևան", "Armn"),
        ("北京", "Hani"),
        ("서울", "Hang"),
        ("ハルキウ市", "Kana"),
        ("さいたま市", "Hira"),
        ("Kyiv Київський", "Cyrl"),
        ("12 — 3", "Zyyy"),
        ("", "Zyyy"),
        ("ꆈꌠ", "Yiii"),
        ("𐌰𐌱", "Goth"),
        ("𒀀", "Zzzz"),
    ],
)
def test_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script
    assert script in SCRIPTS


@pytest.mark.parametrize(
    ("mixed", "expected"),
    [
        ("Xapкiв", "Харків"),  # Latin X a p i
        ("Khаrkiv", "Kharkiv"),  # Cyrillic а
        ("Кyiv", "Kyiv"),  # Cyrillic К
        ("Κyiv", "Kyiv"),  # Greek Kappa
        ("Αθήvα", "Αθήνα"),  # Latin v
        ("Oдeca", "Одеса"),  # Latin O e c a
        ("Куп'янcьк", "Куп'янськ"),  # Latin c after an apostrophe
        ("Xapкiв Oblast", "Харків Oblast"),  # each word by itself
    ],
)
def test_posing_letters_move_to_the_script_of_their_word(mixed: str, expected: str) -> None:
    assert repair_words(mixed) == expected
    assert clean(mixed) == expected


@pytest.mark.parametrize("word", ["Харків", "Kharkiv", "Αθήνα", "Zривбас", "Фrance", "COP", "СОР"])
def test_words_of_one_script_and_truly_mixed_words_stay(word: str) -> None:
    assert repair_words(word) == word
