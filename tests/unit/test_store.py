"""A compiled gazetteer: entities by number, id and label, and what the compiler refuses."""

from pathlib import Path

import pytest

from normalize.errors import BuildError
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.labels import label_key
from normalize.gazetteer.records import Record
from normalize.gazetteers import Gazetteer
from normalize.letters import clean

_META = {"name": "test", "version": "1"}


@pytest.mark.parametrize(
    ("id", "canonical"),
    [
        ("geonames:703656", "geonames:703656"),
        ("iso3166:UA", "iso3166:UA"),
        ("iso3166:UKR", "iso3166:UA"),
        ("wikidata:Q212", "iso3166:UA"),
        ("UA-63", "geonames:706482"),
        ("ua-63", "geonames:706482"),
        ("iso3166-2:UA-63", "geonames:706482"),
        ("UA.07", "geonames:706482"),
        ("normalize:river/oskil", "normalize:river/oskil"),
    ],
)
def test_an_entity_is_found_by_each_of_its_ids(tiny: Gazetteer, id: str, canonical: str) -> None:
    at = tiny.store.find_id(id)
    assert at is not None
    assert tiny.store.id(at) == canonical


@pytest.mark.parametrize(
    "id",
    [
        "",
        ":",
        "geonames:",
        "geonames:3",
        "geonames:0703656",
        "geonames:703656x",
        "geonames:-1",
        "geonames:٧٠٣٦٥٦",
        "geonames:99999999999999999999",
        "geonames:4294967295",
        "wikidata:212",
        "iso3166:XX",
        "unknown:1",
        "703656",
        "normalize:river/",
    ],
)
def test_what_is_no_id_finds_nothing(tiny: Gazetteer, id: str) -> None:
    assert tiny.store.find_id(id) is None


def test_every_record_comes_back(tiny: Gazetteer, tiny_records: list[Record]) -> None:
    assert sorted(tiny.ids()) == sorted(record.id for record in tiny_records)
    for record in tiny_records:
        entity = tiny.entity(record.id)
        assert (entity.kind, entity.name, entity.countries) == (record.kind, record.name, record.countries)
        assert [(name.text, name.lang, name.role) for name in entity.names] == record.names
        assert (entity.population, entity.lat, entity.lon) == (record.population, record.lat, record.lon)
        assert entity.admin == tuple(a for a in (record.admin1, record.admin2) if a)
        assert record.ids.items() <= entity.ids.items()


def test_an_entity_of_several_countries_lies_in_none(tiny: Gazetteer) -> None:
    river = tiny.entity("normalize:river/oskil")
    assert (river.country, river.countries) == (None, ("UA", "RU"))


def test_scripts_are_recorded(tiny: Gazetteer) -> None:
    assert [name.script for name in tiny.entity("geonames:703656").names] == ["Latn", "Cyrl", "Latn"]


def test_labels_are_unique_and_lead_back(tiny: Gazetteer) -> None:
    store = tiny.store
    labels = [store.label(at) for at in range(len(store))]
    assert len(set(labels)) == len(labels)
    for at, label in enumerate(labels):
        assert store.find_label(label_key(clean(label))) == at
    assert {"Lyman, Donetsk Oblast, Ukraine", "Lyman, Kharkiv Oblast, Ukraine", "Oskil"} <= set(labels)


def test_entities_that_nothing_tells_apart_are_told_apart_by_id(tmp_path: Path) -> None:
    records = [Record(f"geonames:{n}", "city", [("Lyman", None, "main")], {}, ("UA",)) for n in (1, 2)]
    compile_records(records, tmp_path / "two.gaz", _META)
    gazetteer = Gazetteer.open(tmp_path / "two.gaz")
    assert [gazetteer.entity(id).label for id in gazetteer.ids()] == [
        "Lyman (geonames:1)",
        "Lyman (geonames:2)",
    ]


def test_the_owner_of_a_name_is_the_entity_it_was_recorded_for(tiny: Gazetteer) -> None:
    store = tiny.store
    number = 0
    for at in range(len(store)):
        for name in store.names_of(at):
            assert (store.owner(number), store.name(number)) == (at, name)
            number += 1


def test_namesakes_stand_under_one_key(tiny: Gazetteer) -> None:
    store = tiny.store
    for key, text in (("lyman", "Lyman"), ("liman", "Лиман")):
        found = [(store.id(store.owner(n)), store.name(n).text) for n in store.find_key(key)]
        assert found == [("geonames:1", text), ("geonames:2", text)]


def test_the_order_of_records_does_not_matter(tiny_records: list[Record], tiny_path: Path, tmp_path: Path) -> None:
    compile_records(tiny_records[::-1], tmp_path / "turned.gaz", {"name": "tiny", "version": "1"})
    assert (tmp_path / "turned.gaz").read_bytes() == tiny_path.read_bytes()


def test_an_empty_gazetteer_is_one(tmp_path: Path) -> None:
    compile_records([], tmp_path / "empty.gaz", _META)
    gazetteer = Gazetteer.open(tmp_path / "empty.gaz")
    assert len(gazetteer) == 0
    assert gazetteer.place("Kyiv").status == "unmatched"


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    records = [Record("geonames:1", "city", [(name, None, "main")]) for name in ("Kyiv", "Lviv")]
    with pytest.raises(BuildError, match="twice"):
        compile_records(records, tmp_path / "x.gaz", _META)


@pytest.mark.parametrize("id", ["kyiv", "geonames:", "other:1", "geonames:0703448", "wikidata:q1", "ISO3166:ua"])
def test_an_id_of_no_scheme_is_kept_as_it_is(tmp_path: Path, id: str) -> None:
    records = [Record(id, "city", [("Kyiv", None, "main")]), Record("geonames:1", "city", [("Lviv", None, "main")])]
    compile_records(records, tmp_path / "x.gaz", _META)
    gazetteer = Gazetteer.open(tmp_path / "x.gaz")
    assert sorted(gazetteer.ids()) == sorted([id, "geonames:1"])
    assert gazetteer.entity(id).name == gazetteer.place(id).name == "Kyiv"


def test_a_gazetteer_says_what_it_is(tiny: Gazetteer, tiny_path: Path) -> None:
    assert tiny.version.startswith("tiny 1 (")
    assert repr(tiny) == f"<Gazetteer {tiny.version}, 8 entities>"
    assert tiny.path == tiny_path
    assert tiny.meta["counts"]["entities"] == len(tiny) == 8
    assert tiny.store.kinds == ["city", "country", "river", "subdivision"]
