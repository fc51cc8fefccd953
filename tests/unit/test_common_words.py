"""The word lists of `scan` are what their generator makes, and as it says."""

import importlib.util
from importlib.resources import files
from pathlib import Path

import pytest

from normalize.gazetteer.packaged import PACKAGED
from normalize.gazetteer.store import Store
from normalize.inflection import base_forms
from normalize.keys import fold
from normalize.letters import clean

_WORDS = files("normalize") / "scanning" / "words"
_GENERATOR = Path(__file__).parents[1] / "bench" / "common_words.py"
_NAMES = ("calendar", "given-names", "family-names")
_FILES = sorted(path.name.removesuffix(".txt") for path in _WORDS.iterdir())
_LANGUAGES = [name for name in _FILES if name not in _NAMES]
_MOST_BYTES = 400_000


def _lines(name):
    return (_WORDS / f"{name}.txt").read_text("utf-8").splitlines()


def _rows(name):
    return [tuple(line.split("\t")) for line in _lines(name) if not line.startswith("#")]


def _classes(name):
    return {word: int(number) for word, number in _rows(name)}


def test_every_language_has_a_list():
    assert " ".join(_LANGUAGES) == "ar be bg cs de en es fi fr hr hu it lt lv nl pl pt ro ru sl sv tr uk"
    assert set(_NAMES) <= set(_FILES)


@pytest.mark.parametrize("name", _FILES)
def test_a_list_says_where_it_is_from(name):
    heading = [line for line in _lines(name) if line.startswith("#")]
    assert heading == _lines(name)[: len(heading)]
    assert any(line.startswith(("# Source: ", "# Sources: ")) for line in heading)


@pytest.mark.parametrize("name", [name for name in _FILES if name != "calendar"])
def test_words_stand_once_and_in_order_with_a_class(name):
    rows = _rows(name)
    words = [word for word, _ in rows]
    assert words == sorted(set(words))
    assert all(len(word) > 1 and word.isalpha() and 0 <= int(number) <= 7 for word, number in rows)


@pytest.mark.parametrize("name", [name for name in _FILES if name not in ("calendar", "de")])
def test_words_are_written_small(name):
    assert [word for word, _ in _rows(name) if word != word.lower()] == []


def test_the_calendar_has_seven_days_and_twelve_months_or_more():
    rows = _rows("calendar")
    assert rows == sorted(set(rows))
    for lang in _LANGUAGES:
        kinds = [kind for of, _, kind in rows if of == lang]
        assert kinds.count("day") >= 7
        assert kinds.count("month") >= 12
    assert ("en", "March", "month") in rows


@pytest.mark.parametrize("name", [name for name in _FILES if name != "calendar"])
def test_every_word_is_written_like_a_name_of_a_gazetteer(name):
    stores = [Store(Path(str(files("normalize") / "data" / file))) for file in PACKAGED.values()]

    def is_name(word):
        return any(store.find_key_number(fold(clean(word))) is not None for store in stores)

    others = [word for word in _classes(name) if not is_name(word)]
    assert [
        word for word in others if not any(is_name(form.text) for form in base_forms(word.capitalize(), name))
    ] == []


def test_the_lists_are_small():
    assert sum(len((_WORDS / f"{name}.txt").read_bytes()) for name in _FILES) < _MOST_BYTES


def test_usual_words_are_there_and_names_are_not():
    english, polish, german = _classes("en"), _classes("pl"), _classes("de")
    usual = ("of", "nice", "reading", "mobile", "buy", "most", "split", "hope", "may", "orange")
    assert [word for word in usual if english[word] < 4] == []
    assert english["of"] == 7
    assert not {"mary", "texas", "london", "odessa"} & english.keys()
    assert "most" in polish
    assert not {"kraków", "jarosław", "łodzi"} & polish.keys()
    assert "Essen" in german
    assert not {"Berlin", "Kiel", "Köln"} & german.keys()
    assert "mary" in _classes("given-names")
    assert "jackson" in _classes("family-names")


def test_no_name_of_a_country_or_a_known_person_is_a_word():
    assert not {"россия", "мали", "украина", "янукович", "яндекс"} & _classes("ru").keys()
    assert not {"japan", "italie", "pologne"} & _classes("fr").keys()


def test_the_generator_makes_them_again():
    spec = importlib.util.spec_from_file_location("common_words", _GENERATOR)
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    if absent := generator.missing():
        pytest.skip(f"not installed in the version the lists were made with: {', '.join(absent)}")
    made = generator.made()
    assert sorted(made) == [f"{name}.txt" for name in _FILES]
    for name, text in made.items():
        assert (_WORDS / name).read_text("utf-8") == text, name
