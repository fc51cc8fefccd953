"""Countries named by their people, in columns of nationalities."""

import pytest

import normalize


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ukrainian", "UA"),
        ("British citizen", "GB"),
        ("сириец", "SY"),
        ("Deutscher", "DE"),
        ("乌克兰人", "UA"),
        ("гражданин Украины", "UA"),
    ],
)
def test_a_demonym_means_its_country(name: str, code: str) -> None:
    assert normalize.country(name).candidates[0].entity.id == f"iso3166:{code}"


def test_people_of_two_countries_are_ambiguous() -> None:
    match = normalize.country("Congolese")
    assert match.status == "ambiguous"
    assert {c.entity.id for c in match.candidates} == {"iso3166:CD", "iso3166:CG"}
    assert "called so too" in str(match.evidence)
