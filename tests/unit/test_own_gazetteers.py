"""Gazetteers of people's own rows: what is built, what is refused, how they stand beside others and take decisions."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import normalize
from normalize import Gazetteer, default_gazetteer
from normalize.errors import ArgumentError, BuildError, DecisionsError, NameTypeError, UnknownIdError, UnknownKindError

DEPOTS: list[dict[str, Any]] = [
    {"id": "d7", "name": "Depot Seven", "aliases": "Депо сім|Sklad 7", "country": "Ukraine", "lat": 49.9, "lon": 36.2},
    {"id": "d8", "name": "Northern Yard", "aliases": ["Північний двір"], "population": 12},
    {"id": "d9", "name": "Kupiansk", "country": "UA"},
]
PEOPLE = [
    {"id": "p1", "name": "Olena Kovalenko", "aliases": "Олена Коваленко", "born": 1980, "country": "UA"},
    {"id": "p2", "name": "Olena Kovalenko", "born": 1955},
    {"id": "p3", "name": "Abdullah ibn Rashid al-Harbi"},
]


@pytest.fixture(scope="module")
def depots() -> Gazetteer:
    return Gazetteer.build(DEPOTS, name="depots")


@pytest.fixture(scope="module")
def people() -> Gazetteer:
    return Gazetteer.build(PEOPLE, kind="person")


def test_own_names_are_found_in_any_spelling(depots: Gazetteer) -> None:
    assert [depots.place(name).id for name in ("Depot Seven", "DEPOT  seven", "депо сім", "Depot Sevn")] == ["d7"] * 4
    assert depots.entity("d7").country == "UA"
    assert depots.entity("d7").lat == 49.9
    assert depots.entity("d8").population == 12


def test_every_id_and_label_finds_its_entity(depots: Gazetteer, people: Gazetteer) -> None:
    for gazetteer in (depots, people):
        for id in gazetteer.ids():
            label = gazetteer.entity(id).label
            assert gazetteer.resolve([id, label])[0].id == gazetteer.resolve([id, label])[1].id == id


def test_a_saved_gazetteer_opens_again(depots: Gazetteer, tmp_path: Path) -> None:
    depots.save(tmp_path / "depots.gaz")
    again = Gazetteer.open(tmp_path / "depots.gaz")
    assert list(again.ids()) == list(depots.ids())
    assert again.version == depots.version
    again.verify()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name, rows in (("a", DEPOTS), ("b", DEPOTS[::-1])):
        Gazetteer.build(rows, name="depots").save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_year_of_birth_and_country_tell_namesakes_apart(people: Gazetteer) -> None:
    assert people.person("Olena Kovalenko").status == "ambiguous"
    assert people.person("Kovalenko, Olena", born=1980).id == "p1"
    assert people.person("Olena Kovalenko", born=1955).id == "p2"
    assert people.person("Olena Kovalenko", country="Україна").candidates[0].entity.id == "p1"
    assert people.resolve(["Olena Kovalenko"] * 2, born=[1980, 1955])[1].id == "p2"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"id": "a", "name": "A1"}, {"id": "a", "name": "B"}], "row 2: id 'a' stands in row 1 too"),
        ([{"id": "a", "name": " "}], "row 1: the name is empty"),
        ([{"id": "a", "name": "..."}], "row 1: name '...' has no letter or digit"),
        ([{"id": "", "name": "A1"}], "row 1: the id is empty"),
        ([{"id": "a", "name": "A1", "remark": "x"}], "row 1: column 'remark' is unknown; the columns are id, name"),
        ([{"id": "a", "name": "A1", "lat": "north"}], "row 1: lat 'north' is no number from -90 to 90"),
        ([{"id": "a", "name": "A1", "lat": 91}], "is no number from -90 to 90"),
        ([], "there is no row"),
    ],
)
def test_rows_that_cannot_be_read_are_named(rows: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(BuildError) as raised:
        Gazetteer.build(rows)
    assert says in str(raised.value)


def test_all_wrong_rows_are_named_at_once() -> None:
    with pytest.raises(BuildError, match="2 rows cannot be read") as raised:
        Gazetteer.build([{"id": "a", "name": ""}, {"id": "b", "name": "B", "born": "long ago"}])
    assert "row 1" in str(raised.value)
    assert "row 2" in str(raised.value)


def test_odd_rows_are_kept_and_noted() -> None:
    rows = [
        {"id": "a", "name": "Alpha Base", "aliases": "Bravo Base", "country": "Atlantis"},
        {"id": "b", "name": "Bravo Base", "aliases": "Alpha Base|---", "admin": "nowhere"},
    ]
    built = Gazetteer.build(rows)
    assert len(built) == 2
    notes = "\n".join(built.notes)
    assert "row 1: country 'Atlantis' is no ISO 3166 code and no known name" in notes
    assert "alias 'Bravo Base' of a is the name of b (row 2), and the reverse" in notes
    assert "row 2: admin 'nowhere' is the id of no row: left out" in notes
    assert "row 2: alias '---' has no letter or digit: left out" in notes
    assert built.place("Alpha Base").candidates[0].entity.id in ("a", "b")


@pytest.mark.parametrize("rows", [5, "places.csv", [1, 2], {"id": "a"}])
def test_rows_that_are_no_rows_raise(rows: Any) -> None:
    with pytest.raises(ArgumentError):
        Gazetteer.build(rows)


def test_a_gazetteer_answers_for_what_it_holds(people: Gazetteer) -> None:
    with pytest.raises(UnknownKindError, match="holds kind 'person', not 'place'"):
        people.place("Kyiv")
    with pytest.raises(UnknownKindError):
        Gazetteer.build(DEPOTS, kind="planet")
    with pytest.raises(ArgumentError, match="admin= is no hint of kind 'person'"):
        people.resolve(["Olena"], admin="Kyiv")


# -- several gazetteers


def test_mine_wins_and_both_are_cited(depots: Gazetteer) -> None:
    both = [normalize.default_gazetteer(), depots]
    match = normalize.place("Kupiansk", gazetteer=both)
    assert match.id == "d9"
    assert match.gazetteer == f"{both[0].version}; {depots.version}"
    assert "geonames:703656" in {candidate.entity.id for candidate in match.candidates}
    assert normalize.place("Kupiansk", gazetteer=both[::-1]).id == "geonames:703656"
    assert normalize.resolve(["Kharkiv", "Depot Seven"], gazetteer=both)[0].id == "geonames:706483"
    assert normalize.resolve(["Kharkiv", "Depot Seven"], gazetteer=both)[1].id == "d7"


def test_a_name_that_is_only_like_mine_does_not_hide_a_recorded_one() -> None:
    mine = Gazetteer.build([{"id": "x", "name": "Kupianska"}])
    assert normalize.place("Kupiansk", gazetteer=[normalize.default_gazetteer(), mine]).id == "geonames:703656"


def test_entities_are_found_in_all_that_are_asked(depots: Gazetteer) -> None:
    assert normalize.entity("d7", gazetteer=[normalize.default_gazetteer(), depots]).name == "Depot Seven"
    assert normalize.entity("wikidata:Q3874799").kind == "person"
    with pytest.raises(UnknownIdError):
        normalize.entity("d7")


# -- decisions


def test_decisions_are_honoured_by_every_verb(depots: Gazetteer) -> None:
    decided = depots.deciding([{"name": "the yard", "id": "d8"}, {"name": "Depot Sevn", "never": "d7"}])
    match = decided.place("The  Yard")
    assert (match.id, match.score, match.evidence.relation) == ("d8", 1.0, "decision")
    assert decided.resolve(["the yard", "Depot Seven"])[0].id == "d8"
    assert decided.resolve(["the yard", "Depot Seven"])[1].id == "d7"
    refused = decided.place("Depot Sevn")
    assert not refused
    assert "d7" not in {candidate.entity.id for candidate in refused.candidates}
    assert "never d7" in str(refused.evidence)
    assert depots.place("Depot Sevn").id == "d7"


def test_decisions_take_ids_as_they_are() -> None:
    odd = Gazetteer.build([{"id": "t:yaʻqūb", "name": "Yaqub Post"}, {"id": "b", "name": "Yakub Post"}])
    assert odd.deciding([{"name": "the post", "id": "t:yaʻqūb"}]).place("the post").id == "t:yaʻqūb"
    ruled = odd.deciding([{"name": "Yaqub Post", "never": "t:yaʻqūb"}]).place("Yaqub Post")
    assert "t:yaʻqūb" not in {candidate.entity.id for candidate in ruled.candidates}


def test_several_gazetteers_refuse_one_name_as_many(depots: Gazetteer) -> None:
    both = [normalize.default_gazetteer(), depots]
    with pytest.raises(NameTypeError, match=r"call place\(\)"):
        normalize.resolve("Kyiv", gazetteer=both)
    assert [m.id for m in normalize.resolve(iter(["Depot Seven"]), gazetteer=both)] == ["d7"]


def test_decisions_are_read_from_a_file(depots: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("name,count,id,never\nthe yard,3,d8,\nnobody decided,1,,\n", "utf-8-sig")
    assert depots.deciding(path).place("the yard").id == "d8"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spelling,id\na,b\n", "need a column name"),
        ("name,id\nyard,d7\nYard,d8\n", ":3: Yard is d8 here and d7 above"),
        ("name,id,never\nyard,d7,d7\n", "is d7 and never d7"),
        ("name,id\n,d7\n", ":2: a decision about no name"),
        ("name,id\nyard,d77\n", "d77 is not in the gazetteer"),
    ],
)
def test_decisions_that_cannot_be_kept_say_where(depots: Gazetteer, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DecisionsError) as raised:
        depots.deciding(path)
    assert says in str(raised.value)


def test_a_missing_file_of_decisions_is_an_error(depots: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(DecisionsError, match="cannot be read"):
        depots.deciding(tmp_path / "none.csv")


def test_rows_of_a_file_are_those_of_python(depots: Gazetteer, tmp_path: Path) -> None:
    from normalize.own import build_rows
    from normalize.tables.entities import entity_rows

    path = tmp_path / "depots.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "name", "aliases", "country", "lat", "lon", "population"])
        writer.writeheader()
        for row in DEPOTS:
            aliases = row.get("aliases", "")
            writer.writerow(row | {"aliases": aliases if isinstance(aliases, str) else "|".join(aliases)})
    lines = tmp_path / "depots.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in DEPOTS), "utf-8")
    for source in (path, lines):
        build_rows(entity_rows([str(source)], {}, []), "place", tmp_path / "built.gaz", "depots")
        assert Gazetteer.open(tmp_path / "built.gaz").version == depots.version


def test_a_country_may_be_said_where_the_own_table_has_none() -> None:
    own = Gazetteer.build([{"id": "d7", "name": "Depot Seven", "country": "UA"}])
    both = [default_gazetteer(), own]
    assert normalize.place("Depot Seven", country="Ukraine", gazetteer=both).id == "d7"
    assert normalize.place("Lviv", country="UA", gazetteer=both).id == "geonames:702550"
    assert own.place("Depot Seven", country="UA").id == "d7"
    with pytest.raises(ArgumentError, match="Atlantis"):
        own.place("Depot Seven", country="Atlantis")
