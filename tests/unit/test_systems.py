"""Every system: its file is right, its samples come out, its way back is one."""

import re
from pathlib import Path

import pytest

from normalize.errors import MissingExtraError
from normalize.letters.runs import in_script
from normalize.transliteration import catalogue, systems
from normalize.transliteration.check import check
from normalize.transliteration.guess import orthographies
from normalize.transliteration.listing import put_into

IDS = [path.stem for path in catalogue.paths()]


def test_there_are_many_and_each_is_listed_once() -> None:
    listed = [str(system) for system in systems()]
    assert listed == IDS
    assert len(listed) >= 150


@pytest.mark.parametrize("id", IDS)
def test_the_file_is_right_and_every_sample_comes_out(id: str) -> None:
    try:
        assert list(check(catalogue.system_file(id))) == []
    except MissingExtraError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("id", IDS)
def test_the_header_says_what_users_need(id: str) -> None:
    system = catalogue.find(id)
    assert len(system.name) > 5
    assert len(system.source) > 10
    assert len(system.unknown) > 5, "what the system cannot know"
    assert system.checked, "what the rules come from and how they were checked"
    assert len({sample.text for sample in catalogue.system_file(id).samples}) >= 5


def test_names_are_found_in_any_case_and_by_alias() -> None:
    assert catalogue.find("UA-UKR-cyrl-latn-2010").id == "ua-ukr-Cyrl-Latn-2010"
    for system in systems():
        for alias in system.aliases:
            assert catalogue.find(alias).id == system.id


def test_ids_are_those_of_iso_24229() -> None:
    form = re.compile(r"[a-z]+-[a-z]{3}-[A-Z][a-z]{3}-[A-Z][a-z]{3}-\S+")
    assert [id for id in IDS if not form.fullmatch(id)] == []


AUTHORITIES = "alalc bgnpcgn elot gost icao iso un ua by mvd bgna masm ggg mext moct din".split()  # noqa: SIM905
LANGUAGES = "ru uk be bg mk sr mn kk ky uz tg tt el hy ka ar fa ur ps ku he yi".split()  # noqa: SIM905
MORE = "hi mr ne bn pa gu or ta te kn ml si am ti th lo km my bo ko ja zh dv".split()  # noqa: SIM905


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_authorities_people_cite_are_there(authority: str) -> None:
    assert systems(authority=authority)


@pytest.mark.parametrize("language", [*LANGUAGES, *MORE])
def test_the_languages_people_meet_are_there(language: str) -> None:
    assert systems(lang=language)


def test_scripts_choose_too() -> None:
    assert {system.source_script for system in systems(script="grek")} == {"Grek"}


def test_the_table_in_the_documentation_is_current() -> None:
    page = (Path(__file__).parents[2] / "docs" / "transliteration.md").read_text("utf-8")
    assert put_into(page) == page, "run: python -m normalize.transliteration.listing docs/transliteration.md"


def test_every_customary_system_is_held_and_reads_the_language() -> None:
    for script, languages in orthographies().items():
        for language, known in languages.items():
            system = catalogue.find(known.system)
            assert system.source_script in (script, "Hani", "Kore", "Jpan"), known.system
            assert system.language in (language, "inc", "dra"), known.system
            if system.source_script not in ("Hani", "Jpan"):
                assert not set(in_script(catalogue.romaniser(system.id)("".join(sorted(known.letters))), script)), (
                    known.system
                )
