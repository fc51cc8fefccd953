"""Results are values: truth, properties, immutability, hashing, pickling."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import pytest

import normalize
from normalize.entities import Names
from normalize.gazetteers import Gazetteer
from normalize.results import Known

_PROPERTIES = ("entity", "id", "name", "label", "kind")


def test_only_a_match_is_true() -> None:
    matches = [normalize.place(name) for name in ("Kyiv", "Springfield", "Xyzzyville")]
    assert [match.status for match in matches] == ["matched", "ambiguous", "unmatched"]
    assert [bool(match) for match in matches] == [True, False, False]


def test_a_match_has_its_properties() -> None:
    match = normalize.place("Kupyansk")
    assert match.entity is not None
    found = (match.id, match.name, match.label, match.kind)
    assert found == ("geonames:703656", "Kupiansk", "Kupiansk, Kharkiv Oblast, Ukraine", "city")
    assert match.evidence == match.candidates[0].evidence


@pytest.mark.parametrize("name", ["Springfield", "Xyzzyville", None])
@pytest.mark.parametrize("attribute", _PROPERTIES)
def test_what_is_not_matched_has_none(name: str | None, attribute: str) -> None:
    assert getattr(normalize.place(name), attribute) is None


@pytest.mark.parametrize("attribute", ["status", "score", "candidates", "id", "something_new"])
def test_a_match_cannot_be_changed(attribute: str) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        setattr(normalize.place("Kyiv"), attribute, None)


def test_an_entity_and_a_name_cannot_be_changed() -> None:
    entity = normalize.entity("geonames:703656")
    with pytest.raises(FrozenInstanceError):
        entity.name = "Kupyansk"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        entity.names[0].text = "Kupyansk"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["Kyiv", "Springfield", "Xyzzyville", "", None])
def test_equal_calls_give_equal_matches_with_equal_hashes(name: str | None) -> None:
    one, other = normalize.place(name), normalize.place(name)
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1


def test_different_answers_are_different() -> None:
    assert normalize.place("Kyiv") != normalize.place("Kiev")
    assert normalize.place("Kyiv") != normalize.place("Kyiv", kinds=("subdivision",))


@pytest.mark.parametrize("name", ["Kyiv", "Springfield", "Xyzzyville", None, "iso3166:UA"])
def test_a_match_survives_pickling_and_copying(name: str | None) -> None:
    match = normalize.place(name)
    for again in (pickle.loads(pickle.dumps(match)), copy.copy(match), copy.deepcopy(match)):
        assert again == match
        assert hash(again) == hash(match)
        for candidate, original in zip(again.candidates, match.candidates, strict=True):
            assert candidate.entity.names == original.entity.names
            assert candidate.entity.ids == original.entity.ids


@pytest.mark.parametrize("id", ["geonames:703656", "iso3166:UA", "wikidata:Q40855", "normalize:region/donbas"])
def test_an_entity_survives_pickling(id: str) -> None:
    entity = normalize.entity(id)
    again = pickle.loads(pickle.dumps(entity))
    assert again == entity
    assert hash(again) == hash(entity)
    assert tuple(again.names) == tuple(entity.names)
    assert str(again) == entity.label


def test_a_pickled_entity_needs_no_gazetteer(tiny: Gazetteer) -> None:
    again = pickle.loads(pickle.dumps(tiny.entity("geonames:703656")))
    assert [name.text for name in again.names] == ["Kupiansk", "Куп'янськ", "Kupyansk"]


def test_names_are_a_sequence() -> None:
    names = normalize.entity("geonames:703656").names
    assert names[0].text == "Kupiansk"
    assert names[-1] == list(names)[-1]
    assert names[:2] == tuple(names)[:2]
    assert len(names) == len(list(names)) > 10
    assert names[1] in names
    assert names.index(names[2]) == 2
    assert list(reversed(names)) == list(names)[::-1]
    with pytest.raises(IndexError):
        names[len(names)]


def test_names_equal_the_same_names() -> None:
    kyiv, kiev = normalize.Name("Kyiv", "Latn", "en", "main"), normalize.Name("Kiev", "Latn", None, "alias")
    names = Names.of(kyiv, kiev)
    assert names == Names.of(kyiv, kiev) == (kyiv, kiev)
    assert hash(names) == hash(Names.of(kyiv, kiev))
    assert names != Names.of(kiev, kyiv)
    assert names != "Kyiv"
    assert repr(names) == "Names(Kyiv, Kiev)"
    assert str(kyiv) == "Kyiv"


def test_the_display_name_is_the_first_name(world: Gazetteer) -> None:
    for at in range(0, len(world), 5003):
        entity = world.store.entity(at)
        assert entity.names[0].text == entity.name


def test_the_gazetteer_is_told_by_a_match_but_does_not_clutter_it() -> None:
    match = normalize.place("Kyiv")
    assert match.gazetteer not in repr(match)
    other = normalize.Match(match.query, match.status, match.score, Known(match.candidates, match.evidence), "other")
    assert other != match
