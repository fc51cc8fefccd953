"""The seed tables: ids that exist, mentions that stand where they say, names that find their entity."""

import csv
from pathlib import Path

import pytest

from normalize import entity, org, person, place

SEEDS = Path(__file__).parents[2] / "seeds"
DOCUMENT = Path(__file__).parents[3] / "shared" / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MENTIONS = [row for name in ("places.csv", "persons.csv", "orgs.csv") for row in rows(name)]
PLACES = rows("places.csv")


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["mention"])
def test_the_entity_of_a_place_is_in_the_gazetteer(row: dict[str, str]) -> None:
    found = entity(row["id"])
    assert found.kind == row["kind"]
    assert row["name"] in {str(name) for name in found.names}


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["mention"])
def test_a_mention_finds_its_entity(row: dict[str, str]) -> None:
    match = place(row["mention"])
    assert row["id"] in [candidate.entity.id for candidate in match.candidates[:5]]


def test_each_mention_stands_once_a_table_and_counts_its_offsets() -> None:
    for name in ("places.csv", "persons.csv", "orgs.csv"):
        table = rows(name)
        keys = [(row["mention"], row["id"]) for row in table]
        assert len(set(keys)) == len(keys)
        assert all(len(row["offsets"].split(";")) == int(row["count"]) for row in table)


def test_a_wikidata_id_names_its_source() -> None:
    assert all(row["source"] not in ("", "none found") for row in MENTIONS if row["id"].startswith("wikidata:"))
    assert all(row["id"].startswith("normalize:") for row in MENTIONS if row["source"] == "none found")


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the seed document is not part of the project")
def test_mentions_stand_at_their_offsets() -> None:
    (path,) = DOCUMENT.glob("*.txt")
    text = path.read_text("utf-8")
    for row in MENTIONS:
        for offset in map(int, row["offsets"].split(";")):
            assert text[offset : offset + len(row["mention"])] == row["mention"]


@pytest.mark.parametrize("row", rows("persons.csv") + rows("orgs.csv"), ids=lambda row: row["mention"])
def test_people_and_organisations_are_in_their_gazetteers(row: dict[str, str]) -> None:
    found = entity(row["id"])
    assert found.kind == row["kind"]
    candidates = (person if row["kind"] == "person" else org)(row["mention"]).candidates
    assert row["id"] in [candidate.entity.id for candidate in candidates[:5]]
