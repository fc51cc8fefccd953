"""Base forms: every language's own samples, and what holds of all."""

from pathlib import Path

import pytest

from normalize.errors import ParadigmFileError, UnknownLanguageError
from normalize.inflection import MOST_FORMS, base_forms, inflects
from normalize.inflection.catalogue import paths
from normalize.inflection.files import read_language

LANGUAGES = [read_language(path) for path in paths()]
SAMPLES = [
    pytest.param(path.stem, language, sample, id=f"{path.stem}: {sample.form}")
    for path, language in zip(paths(), LANGUAGES, strict=True)
    for sample in language.samples
]


@pytest.mark.parametrize(("stem", "language", "sample"), SAMPLES)
def test_samples(stem, language, sample):
    found = [form.text for form in base_forms(sample.form, language.code)]
    assert sample.base in found or sample.base == sample.form, found
    assert len(found) <= MOST_FORMS


@pytest.mark.parametrize(("stem", "language", "sample"), SAMPLES)
def test_samples_without_the_language(stem, language, sample):
    found = [form.text for form in base_forms(sample.form)]
    assert sample.base in found or sample.base == sample.form, found


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_samples_are_written_in_the_alphabet(language):
    for sample in language.samples:
        assert frozenset(sample.form.replace("İ", "i").lower()) - frozenset(" -'") <= language.letters, sample.form


def test_each_language_names_its_source_and_has_samples():
    assert all(language.source and language.samples for language in LANGUAGES)


def test_evidence_is_readable():
    first = base_forms("Харківської області", "uk")[0]
    assert first.text == "Харківська область"
    assert (first.language, first.case) == ("uk", "genitive")
    assert first.steps[0] == "uk genitive: Харківської → Харківська (-ої → -а)"


def test_nothing_changes_after_a_preposition():
    assert not any(form.text.endswith("Дон") for form in base_forms("Ростове-на-Дону", "ru"))


@pytest.mark.parametrize("text", ["", " ", "-", "'", "x" * 1000, "12", "東京", "a b c d e f g h i j k", "\ud800"])
def test_what_is_no_name_has_no_base_form(text):
    assert base_forms(text) == ()


def test_a_language_without_tables_has_no_base_forms():
    assert base_forms("Londonu", "ja") == ()
    assert not inflects("ja")
    assert inflects("ukr")


def test_a_code_of_no_language_is_an_error():
    with pytest.raises(UnknownLanguageError):
        base_forms("Харкові", "xx")


HEADER = "name: test\nsource: this test\nlanguage: xx\nletters: ab\ncases: genitive\nclass C = b\n"


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("[nouns]\nm Ca\n", 8, "0 endings for 1 cases"),
        ("[nouns]\nm Xa Xb\n", 8, "no class is named X"),
        ("[nouns]\nq Ca Cb\n", 8, "a gender is one of"),
        ("[verbs]\n", 7, "no section is named 'verbs'"),
        ("[samples]\nab\n", 8, "form > base form"),
        ("colour: red\n", 7, "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, body, line, said):
    path = tmp_path / "xx.paradigms"
    path.write_text(HEADER + body, "utf-8")
    with pytest.raises(ParadigmFileError, match=said) as error:
        read_language(path)
    assert f"{path}:{line}:" in str(error.value)


def test_a_file_without_a_header_is_refused(tmp_path: Path):
    path = tmp_path / "xx.paradigms"
    path.write_text("name: test\n", "utf-8")
    with pytest.raises(ParadigmFileError, match="without source, language, letters"):
        read_language(path)
