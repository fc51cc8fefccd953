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


def _near(store: Store, *keys: str) -> list[tuple[str, str]]:
    which, found = store.near.find(keys)
    return [(keys[q], text) for q, text in zip(which.tolist(), store.keys.many(found), strict=True)]


@pytest.mark.parametrize("edit", [_deletions, _insertions, _replacements, _swaps])
@pytest.mark.parametrize("key", [name.lower() for name in _NAMES if name.isascii() and len(name) >= NEAR_MIN])
def test_every_edit_of_one_letter_is_found(store: Store, key: str, edit: Callable[[str], Iterator[str]]) -> None:
    changed = sorted({text for text in edit(key) if text != key and len(text) <= NEAR_MAX})
    found = _near(store, *changed)
    assert [(text, key) for text in changed if (text, key) not in found] == []


def test_a_key_is_not_its_own_neighbour(store: Store) -> None:
    assert _near(store, "kharkiv") == [("kharkiv", "kharkov")]


def test_two_edits_are_not_near(store: Store) -> None:
    assert _near(store, "xxarkiv", "zaporizhzhyx", "kupxxiansk") == []


def test_each_key_asked_for_has_its_own_neighbours(store: Store) -> None:
    assert sorted(_near(store, "izum", "loman", "kharkiw")) == [
        ("izum", "izium"),
        ("kharkiw", "kharkiv"),
        ("loman", "liman"),
        ("loman", "lyman"),
    ]


def test_nothing_asked_nothing_found(store: Store) -> None:
    assert _near(store) == []


@pytest.mark.parametrize("key", ["", "kyi", "yiv", "k" * (NEAR_MAX + 2)])
def test_short_and_very_long_keys_have_no_neighbours(store: Store, key: str) -> None:
    assert _near(store, key) == []


def test_short_recorded_keys_are_nobodys_neighbours(store: Store) -> None:
    assert "kyiv" not in [text for _, text in _near(store, "kyivv")]
