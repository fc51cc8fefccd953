"""`transliterate`: what is asked, guessed, kept, and said."""

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

import normalize
from normalize.errors import (
    ArgumentError,
    MissingExtraError,
    NameTypeError,
    NotReversibleError,
    UnknownLanguageError,
    UnknownSystem,
)
from normalize.transliteration import readers, transliterate
from normalize.transliteration.guess import guess


def test_an_unknown_system_names_the_nearest() -> None:
    with pytest.raises(UnknownSystem, match="ua-ukr-Cyrl-Latn-2010"):
        transliterate("Київ", "ua-ukr-Cyrl-Latn-2011")
    with pytest.raises(UnknownSystem, match="--list"):
        transliterate("Київ", "qqqqq")


@pytest.mark.parametrize("name", ["", "../ua-ukr-Cyrl-Latn-2010", "/etc/passwd", "\0"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(UnknownSystem):
        transliterate("Київ", name)


def test_wrong_arguments_say_what_to_do() -> None:
    with pytest.raises(NameTypeError, match="must be a string"):
        transliterate(None, "ukr-2010")  # type: ignore[call-overload]
    with pytest.raises(ArgumentError, match="not both"):
        transliterate("Київ", "ukr-2010", lang="uk")
    with pytest.raises(ArgumentError, match="reverse needs"):
        transliterate("Kyiv", reverse=True)
    with pytest.raises(ArgumentError, match="an id, an alias or a System"):
        transliterate("Kyiv", 2010)  # type: ignore[call-overload]
    with pytest.raises(UnknownLanguageError, match='"uk" or "ukr"'):
        transliterate("Київ", lang="Klingonese")
    with pytest.raises(UnknownSystem, match="no system is customary"):
        transliterate("Paris", lang="fr")
    with pytest.raises(NotReversibleError, match="cannot be undone"):
        transliterate("Kyiv", "ua-ukr-Cyrl-Latn-2010", reverse=True)


def test_a_system_object_works_as_its_id() -> None:
    (system,) = [s for s in normalize.systems(lang="uk", authority="ua") if s.year == 2010]
    assert transliterate("Київ", system) == "Kyiv"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Москва", "rus"),
        ("Київ", "ukr"),
        ("Гродзенская вобласць, Лоеў", "bel"),
        ("Ђердап, Ниш, Његуши", "srp"),
        ("Ѓорче Петров, Љубанци", "mkd"),
        ("Қазақстан", "kaz"),
        ("Θεσσαλονίκη", "ell"),
        ("Երևան", "hye"),
        ("თბილისი", "kat"),
        ("القاهرة", "ara"),
        ("ٹوبہ", "urd"),
        ("چالوس", "fas"),
        ("ירושלים", "heb"),
        ("अमरावती", "hin"),
        ("서울", "kor"),
        ("さいたま", "jpn"),
        ("北京", "zho"),
        ("東京タワー", "jpn"),
        ("ไทย", "tha"),
    ],
)
def test_the_language_is_guessed_from_script_and_letters(text: str, language: str) -> None:
    assert [choice.language for choice in guess(text)] == [language]


def test_what_was_guessed_is_said() -> None:
    told = transliterate("Київ, Αθήνα and Zürich", explain=True)
    assert told.result == "Kyiv, Athína and Zürich"
    assert [system.language for system in told.systems] == ["ukr", "ell"]
    assert "guessed" in told.reasons[0]
    assert told.untouched == ("and", "Zürich")
    assert str(told) == told.result


def test_the_language_decides_how_shared_letters_are_read() -> None:
    assert transliterate("Глинка", lang="uk") == "Hlynka"
    assert transliterate("Глинка", lang="ru") == "Glinka"
    assert transliterate("Глинка") == "Glinka"


def test_other_scripts_pass_through_untouched_and_are_reported() -> None:
    told = transliterate("don’t, “Athens” αβγ", "ua-ukr-Cyrl-Latn-2010", explain=True)
    assert told.result == "don’t, “Athens” αβγ"
    assert told.untouched == ("don’t,", "“Athens”", "αβγ")


def test_what_no_rule_covers_is_kept_and_reported() -> None:
    told = transliterate("Ѧзъ Київ", "ua-ukr-Cyrl-Latn-2010", explain=True)
    assert told.uncovered == ("Ѧ", "ъ")
    assert told.result == "Ѧzъ Kyiv"


def test_look_alike_letters_are_put_right_first() -> None:
    mixed = "X" + "арків"  # a Latin X
    told = transliterate(mixed, "ua-ukr-Cyrl-Latn-2010", explain=True)
    assert (told.result, told.repaired) == ("Kharkiv", True)


@pytest.mark.parametrize("apostrophe", "'’ʼ‘`´′")
def test_every_apostrophe_of_a_word_is_one(apostrophe: str) -> None:
    assert transliterate(f"Куп{apostrophe}янськ", "ua-ukr-Cyrl-Latn-2010") == "Kupiansk"


def test_quotation_marks_stay() -> None:
    assert transliterate("‘Київ’ 'Львів'", "ua-ukr-Cyrl-Latn-2010") == "‘Kyiv’ 'Lviv'"


def test_decomposed_text_is_the_same_text() -> None:
    assert transliterate("Стр\u0438\u0438\u0306їв", "ukr-2010") == transliterate("Стрийїв", "ukr-2010") == "Stryiiv"


def test_an_extra_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    readers.reader.cache_clear()
    with pytest.raises(MissingExtraError, match=r"pip install 'normalize-names\[chinese\]'"):
        readers.reader("mandarin")


def test_kanji_are_japanese_where_kana_or_the_caller_says_so() -> None:
    pytest.importorskip("sudachipy", reason="needs normalize-names[japanese]")
    assert transliterate("東京", lang="ja") == "tōkyō"
    pytest.importorskip("pypinyin", reason="needs normalize-names[chinese]")
    assert transliterate("東京", lang="zh") == "Dongjing"


def test_a_long_japanese_text_is_read_in_pieces_and_by_many_threads() -> None:
    pytest.importorskip("sudachipy", reason="needs normalize-names[japanese]")
    text = "東京大学。" * 12_000  # more than the tokenizer takes at a time
    once = transliterate("東京大学。", lang="ja")
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: transliterate(text, lang="ja"), range(8))) == {once * 12_000}


def test_the_guess_sees_repaired_and_composed_letters() -> None:
    assert transliterate("Харк" + "i" + "в") == "Kharkiv"  # a Latin i
    assert transliterate(unicodedata.normalize("NFD", "Лоеў")) == transliterate("Лоеў") == "Lojeŭ"


def test_a_word_of_signs_stays_where_no_letter_is_in_it() -> None:
    assert transliterate("Paris ; Rome", "alalc-ell-Grek-Latn-2010") == "Paris ; Rome"
    assert transliterate("Paris ; Αθήνα;", "alalc-ell-Grek-Latn-2010") == "Paris ; Athēna?"


def test_capital_signs_come_back_small_as_documented() -> None:
    there = transliterate("ЮРЬЕВ", "iso-rus-Cyrl-Latn-9-1995")
    assert transliterate(there, "iso-rus-Cyrl-Latn-9-1995", reverse=True) == "ЮРьЕВ"


@pytest.mark.parametrize("name", ["x" * 5000, "interscript:../x", "interscript:"])
def test_odd_names_are_unknown_systems_or_ask_for_the_extra(name: str) -> None:
    with pytest.raises((UnknownSystem, MissingExtraError)):
        transliterate("x", name)


@pytest.mark.parametrize("arguments", [{"lang": 5}, {"script": 5}, {"authority": 5}])
def test_lists_take_strings_only(arguments: dict[str, str]) -> None:
    with pytest.raises(ArgumentError):
        normalize.systems(**arguments)
