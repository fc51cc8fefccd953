"""What is known of a language's everyday words, as far as they tell mentions from words; the language of a text.

A file a language in `languages/`: `function` words (what the language of a text is told by), words that stand `before`
places, `titles` that stand before people, verbs of `speech`, words for `roads` and for other `bodies` that are named
after places, words for `and`, `plurals` of class words. How common words are that are names as well stands in `words/`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Final

from normalize.keys import fold
from normalize.letters import clean
from normalize.scanning.words import Words

__all__ = ["Language", "common_words", "language_named", "language_of"]

_ENOUGH: Final = 3  # function words of a language that tell a text is in it
_LOOKED_AT: Final = 2000  # words of a text
Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Language:
    """The everyday words of a language, by their keys; without a code what is known of an unknown one: nothing."""

    code: str
    function: Keys
    before: Keys
    titles: Keys
    speech: Keys
    roads: Keys
    bodies: Keys
    joins: Keys
    plurals: Mapping[str, str]


_LISTS: Final = ("function", "before", "titles", "speech", "roads", "bodies", "and")
_UNKNOWN: Final = Language("", *[frozenset[str]()] * len(_LISTS), {})


def _keys(words: str) -> Keys:
    return frozenset(fold(clean(word)) for word in words.split())


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    """Code -> what the file of a language says."""
    folder = files("normalize.scanning").joinpath("languages")
    every = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name.removesuffix(".toml"): loads(file.read_text("utf-8")) for file in every}


@cache
def language_named(code: str) -> Language:
    """Return a language by its ISO 639-1 code; one of which nothing is known where there is no file."""
    table = _tables().get(code)
    if table is None:
        return _UNKNOWN
    plurals = {key: word for word, forms in table.get("plurals", {}).items() for key in _keys(forms)}
    return Language(code, *(_keys(table.get(name, "")) for name in _LISTS), plurals)


@cache
def _function_words() -> Mapping[str, tuple[str, ...]]:
    """A function word in small letters -> the languages it is of."""
    found: dict[str, list[str]] = {}
    for code, table in _tables().items():
        for word in clean(table["function"]).lower().split():
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def language_of(words: Words) -> Language:
    """Return the language a text is likely in: that of most of its function words.

    >>> from normalize.scanning.words import words_of
    >>> language_of(words_of("Вони були в місті, але не на роботі")).code
    'uk'
    """
    hits: Counter[str] = Counter()
    known = _function_words()
    for at in range(min(len(words), _LOOKED_AT)):
        hits.update(known.get(words.written(at).lower(), ()))
    if not hits:
        return _UNKNOWN
    code = min(hits, key=lambda code: (-hits[code], code))
    return language_named(code) if hits[code] >= _ENOUGH else _UNKNOWN


@cache
def common_words(code: str) -> Mapping[str, int]:
    """Return how common the words of a language are that are recorded names as well: key -> 1 (rare) to 7."""
    file = files("normalize.scanning").joinpath("words", f"{code}.txt")
    if not code or not file.is_file():
        return {}
    found: dict[str, int] = {}
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, level = line.partition("\t")
            key = fold(clean(word))
            found[key] = max(found.get(key, 0), int(level))
    return found
