"""Each noise rule: what it catches, and a name much like it that it must let pass."""

import pytest

from normalize.gazetteer.noise import RULES, caught_by

# rule -> what it catches, and the like that it must not: (alias, main name, whether another script has a name)
_CASES: dict[str, tuple[tuple[str, str, bool], tuple[str, str, bool]]] = {
    "no-letter": (("12-34", "Kharkiv", True), ("6 de Octubre", "Sexto", False)),
    "broken": (("Char?ow", "Kharkiv", True), ("Charków", "Kharkiv", True)),
    "address": (("https://kharkiv.example", "Kharkiv", True), ("Kom", "Kom", False)),
    "too-long": (("a Kharkiv " * 11, "Kharkiv", True), ("A Kharkiv " * 9, "Kharkiv", True)),
    "phonetic": (("ˈxɑrkiu̯", "Kharkiv", True), ("Əliabad", "Aliabad", False)),
    "machine-romanisation": (("kharkwf", "Kharkiv", True), ("Kharkow", "Kharkiv", True)),
    "code": (("HRK", "Kharkiv", True), ("Ufa", "Ufa", True)),
    "stub": (("Ko", "Kyiv", True), ("Ube", "Ube", True)),
    "qualified": (("Paris, Texas", "Paris", False), ("Paris Texas", "Paris", False)),
}


@pytest.mark.parametrize("rule", _CASES)
def test_the_rule_catches_its_noise(rule: str) -> None:
    found = caught_by(*_CASES[rule][0])
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize("rule", _CASES)
def test_a_real_name_passes(rule: str) -> None:
    assert caught_by(*_CASES[rule][1]) is None


@pytest.mark.parametrize(
    ("alias", "main", "other"),
    [
        ("kharkwf", "Kharkiv", False),  # without another script it may be how the place is written
        ("goodland", "'s-Gravenhage".lower(), True),  # the main name is lower-case itself
        ("NYC", "NYC", False),  # an acronym that is the main name's own style
        ("Ќо", "Kyiv", True),  # two letters, not Latin
        ("京都", "Kyoto", True),
    ],
)
def test_what_else_is_no_noise(alias: str, main: str, other: bool) -> None:
    assert caught_by(alias, main, other) is None


def test_every_rule_is_tried_here_and_says_why() -> None:
    assert [rule.id for rule in RULES] == list(_CASES)
    for rule in RULES:
        assert rule.does in ("drop", "weaken")
        assert len(rule.why) > 10
