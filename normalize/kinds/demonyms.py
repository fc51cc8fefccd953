"""Words for the people and things of a country: Ukrainian, украинец, Deutsche."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads

from normalize.keys import fold
from normalize.letters import clean

__all__ = ["countries_of", "without_citizen"]

_WORDS = "words"  # the table of words that stand beside a demonym: citizen, national


def _key(word: str) -> str:
    return fold(clean(word))


@cache
def _tables() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """(key of a demonym -> codes of the countries it may mean, keys of the words that stand beside one)."""
    table = loads(files("normalize.kinds").joinpath("demonyms.toml").read_text("utf-8"))
    beside = frozenset(_key(word) for words in table.pop(_WORDS).values() for word in words)
    found: dict[str, set[str]] = {}
    for code, languages in table.items():
        for words in languages.values():
            for word in words:
                found.setdefault(_key(word), set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}, beside


def countries_of(word: str) -> frozenset[str]:
    """Return the ISO 3166-1 alpha-2 codes of the countries whose people or things a word names.

    >>> sorted(countries_of("Ukrainian")), sorted(countries_of("Congolese"))
    (['UA'], ['CD', 'CG'])
    """
    return _tables()[0].get(_key(word), frozenset())


def without_citizen(cleaned: str) -> str:
    """Return a nationality without the word that says it is one: "British citizen".

    >>> without_citizen("British citizen"), without_citizen("British")
    ('British', 'British')
    """
    words = cleaned.split(" ")
    left = [word for word in words if fold(word) not in _tables()[1]]
    return " ".join(left or words)
