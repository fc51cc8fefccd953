"""Base forms: every language's own samples, and what holds of all."""

from pathlib import Path

import pytest

from normalize.errors import ParadigmFileError, UnknownLanguageError
from normalize.inflection import base_forms, inflects
from normalize.inflection.catalogue import paths
from normalize.inflection.check import check, main
from normalize.inflection.files import Language, Sample, read_language

LANGUAGES = [read_language(path) for path in paths()]
SAMPLES = [
    pytest.param(language, sample, id=f"{language.name}: {sample.form}")
    for language in LANGUAGES
    for sample in language.samples
]


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_every_sample_of_a_language_is_found(path: Path) -> None:
    assert list(check(path)) == []


@pytest.mark.parametrize(("language", "sample"), SAMPLES)
def test_samples_are_found_where_no_language_is_said(language: Language, sample: Sample) -> None:
    assert sample.base in [form.text for form in base_forms(sample.form)]


def test_evidence_is_readable() -> None:
    first = base_forms("Харківської області", "uk")[0]
    assert first.text == "Харківська область"
    assert (first.language, first.case) == ("uk", "genitive")
    assert first.steps[0] == "uk genitive: Харківської → Харківська (-ої → -а)"


def test_nothing_changes_after_a_preposition() -> None:
    assert not any(form.text.endswith("Дон") for form in base_forms("Ростове-на-Дону", "ru"))


@pytest.mark.parametrize("text", ["", " ", "-", "'", "x" * 1000, "12", "東京", "a b c d e f g h i j k", "\ud800"])
def test_what_is_no_name_has_no_base_form(text: str) -> None:
    assert base_forms(text) == ()


def test_a_language_without_tables_has_no_base_forms() -> None:
    assert base_forms("Londonu", "ja") == ()
    assert not inflects("ja")
    assert inflects("ukr")


def test_a_code_of_no_language_is_an_error() -> None:
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
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, body: str, line: int, said: str) -> None:
    path = tmp_path / "xx.paradigms"
    path.write_text(HEADER + body, "utf-8")
    with pytest.raises(ParadigmFileError, match=said) as error:
        read_language(path)
    assert f"{path}:{line}:" in str(error.value)


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "xx.paradigms"
    path.write_text("name: test\n", "utf-8")
    with pytest.raises(ParadigmFileError, match="without source, language, letters"):
        read_language(path)


def test_the_check_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "xx.paradigms"
    path.write_text(HEADER + "[nouns]\nm Cb Ca\n[samples]\nabba > abb\nabbb > abz\n", "utf-8")
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert f"{path}:1: 2 samples; at least 5 are needed" in out
    assert f"{path}:11: 'abz' is not among the base forms of 'abbb'" in out
    assert f"{path}:11: z is not in the alphabet" in out
    assert main([]) == 0


@pytest.mark.parametrize(
    ("given", "lang", "expected"),
    [
        ("Трускавця", "uk", "Трускавець"),
        ("Бердичеві", "uk", "Бердичів"),
        ("Білій Церкві", "uk", "Біла Церква"),
        ("Кам'янцем-Подільським", "uk", "Кам'янець-Подільський"),
        ("Комсомольске-на-Амуре", "ru", "Комсомольск-на-Амуре"),
        ("Великого Новгорода", "ru", "Великий Новгород"),
        ("Хабаровского края", "ru", "Хабаровский край"),
        ("Віцебскай вобласці", "be", "Віцебская вобласць"),
        ("Bydgoszczy", "pl", "Bydgoszcz"),
        ("Rzeszowie", "pl", "Rzeszów"),
        ("Białegostoku", "pl", "Białystok"),
        ("Hradci Králové", "cs", "Hradec Králové"),
        ("Českých Budějovic", "cs", "České Budějovice"),
        ("Trnave", "sk", "Trnava"),
        ("Novi Gorici", "sl", "Nova Gorica"),
        ("Dubrovniku", "hr", "Dubrovnik"),
        ("Новог Сада", "sr", "Нови Сад"),
        ("Черното море", "bg", "Черно море"),
        ("Klaipėdoje", "lt", "Klaipėda"),
        ("Jelgavā", "lv", "Jelgava"),
        ("Vantaalla", "fi", "Vantaa"),
        ("Debrecenből", "hu", "Debrecen"),
        ("İzmir'de", "tr", "İzmir"),
        ("Wiens", "de", "Wien"),
    ],
)
def test_names_that_no_file_has_as_a_sample(given: str, lang: str, expected: str) -> None:
    assert not any(given == sample.form for language in LANGUAGES for sample in language.samples)
    assert expected in [form.text for form in base_forms(given, lang)]
