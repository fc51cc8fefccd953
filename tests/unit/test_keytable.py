"""Look-ups by key: exact, and one edit away for every place and manner of edit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase

import pytest

from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.layout import NEAR_MAX, NEAR_MIN
from normalize.gazetteer.records import Record
from normalize.gazetteer.store import Store

_NAMES = [
    "Izium",
    "Lyman",
    "Liman",
    "Kupiansk",
    "Kharkiv",
    "Kharkov",
    "Zaporizhzhia",
    "Oskil",
    "Kyiv",
    "北京",
    "Z" * 40,
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path: Path = tmp_path_factory.mktemp("keys") / "keys.gaz"
    records = [Record(f"geonames:{n}", "city", [(name, None, "main")]) for n, name in enumerate(_NAMES, start=1)]
    compile_records(records, path, {"name": "keys", "version": "1"})
    return Store(path)


def _names(store: Store, key: str) -> list[str]:
    return [store.name(number).text for number in store.find_key(key)]


def _deletions(key: str) -> Iterator[str]:
    return (key[:at] + key[at + 1 :] for at in range(len(key)))


def _insertions(key: str) -> Iterator[str]:
    return (key[:at] + letter + key[at:] for at in range(len(key) + 1) for letter in ascii_lowercase)


def _replacements(key: str) -> Iterator[str]:
    return (key[:at] + letter + key[at + 1 :] for at in range(len(key)) for letter in ascii_lowercase)


def _swaps(key: str) -> Iterator[str]:
    return (key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1))


@pytest.mark.parametrize("name", [name for name in _NAMES if name.isascii()])
def test_a_key_is_found(store: Store, name: str) -> None:
    assert _names(store, name.lower()) == [name]


@pytest.mark.parametrize(
    "key", ["", "a", "izi", "iziums", "kharkiw", "kharki", "zzzzzzzz", "z" * 41, "київ", "kyi\U0010ffff"]
)
def test_a_key_that_is_not_there_is_not_found(store: Store, key: str) -> None:
    assert store.find_key(key) == ()


@pytest.mark.parametrize("edit", [_deletions, _insertions, _replacements, _swaps])
@pytest.mark.parametrize("key", [name.lower() for name in _NAMES if name.isascii() and len(name) >= NEAR_MIN])
def test_every_edit_of_one_letter_is_found(store: Store, key: str, edit: Callable[[str], Iterator[str]]) -> None:
    for changed in edit(key):
        found = {text: edits for text, edits, _ in store.find_near(changed, 1)}
        assert found.get(key) == int(changed != key), changed


@pytest.mark.parametrize("changed", ["kupxiansk", "lymam", "zaporizhzhxx"])
def test_names_come_with_their_key(store: Store, changed: str) -> None:
    for text, _, numbers in store.find_near(changed, 2):
        assert [store.name(number).text.lower() for number in numbers] == [text]


@pytest.mark.parametrize("changed", ["yxporizhzhia", "sporizhzhia", "zaporizhzhyx", "zaporizhhai"])
def test_two_edits_in_one_half_are_found(store: Store, changed: str) -> None:
    assert ("zaporizhzhia", 2) in [(text, edits) for text, edits, _ in store.find_near(changed, 2)]


def test_no_more_edits_than_asked_for(store: Store) -> None:
    assert [(text, edits) for text, edits, _ in store.find_near("xxarkiv", 1)] == []
    assert [(text, edits) for text, edits, _ in store.find_near("xxarkiv", 2)] == [("kharkiv", 2)]


def test_the_closest_come_first_then_by_text(store: Store) -> None:
    assert [(text, edits) for text, edits, _ in store.find_near("kharkiv", 2)] == [
        ("kharkiv", 0),
        ("kharkov", 1),
    ]
    assert [text for text, *_ in store.find_near("loman", 1)] == ["liman", "lyman"]


@pytest.mark.parametrize("key", ["", "kyi", "yiv", "k" * (NEAR_MAX + 1)])
def test_short_and_very_long_keys_have_no_neighbours(store: Store, key: str) -> None:
    assert store.find_near(key, 1) == []


def test_short_recorded_keys_are_nobodys_neighbours(store: Store) -> None:
    assert "kyiv" not in [text for text, *_ in store.find_near("kyivv", 1)]
