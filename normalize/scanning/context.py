"""What is known of a language's everyday words, as far as they tell mentions from words; the language of a text.

A file a language in `languages/`: `function` words and `letters` that few others write (what the language of a text is
told by), words that stand `before` places, `titles` that stand before people, verbs of `speech`, words for `roads`
(after their names or, `roads_before`, before them) and for other `bodies` that are named after places, words for `and`,
`plurals` of class words. How common words are that are names as well stands in `words/`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Final, Literal

from normalize.keys import fold
from normalize.letters import clean
from normalize.scanning.tokens import Words

__all__ = ["Language", "common_words", "is_function_word", "language_named", "language_of", "names_of_people"]

_ENOUGH: Final = 2  # function words, or words with its letters, that tell a text is in a language
_SHORT: Final = 40  # words of a text in which one is enough
_OF_CALENDAR: Final = 6  # how common months and days are
_LOOKED_AT: Final = 400  # words of a text
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
    roads_before: Keys
    bodies: Keys
    joins: Keys
    plurals: Mapping[str, str]


_NONE: Final[Keys] = frozenset()
_UNKNOWN: Final = Language("", _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, {})


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
    return Language(
        code=code,
        function=_keys(table["function"]),
        before=_keys(table["before"]),
        titles=_keys(table["titles"]),
        speech=_keys(table["speech"]),
        roads=_keys(table.get("roads", "")),
        roads_before=_keys(table.get("roads_before", "")),
        bodies=_keys(table.get("bodies", "")),
        joins=_keys(table["and"]),
        plurals=plurals,
    )


@cache
def _function_words() -> Mapping[str, tuple[str, ...]]:
    """A function word in small letters -> the languages it is of."""
    found: dict[str, list[str]] = {}
    for code, table in _tables().items():
        for word in clean(table["function"]).lower().split():
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def _letters() -> Mapping[str, tuple[str, ...]]:
    """A letter that few languages write -> these."""
    tables = _tables()
    every = sorted({letter for table in tables.values() for letter in table.get("letters", "")})
    return {letter: tuple(code for code, of in tables.items() if letter in of.get("letters", "")) for letter in every}


@lru_cache(maxsize=1 << 16)
def _spoken(word: str) -> tuple[str, ...]:
    """The languages that a word speaks for, once for the word and once for its letters."""
    lower = word.lower()
    letters = () if lower.isascii() else {code for letter in lower for code in _letters().get(letter, ())}
    return *_function_words().get(lower, ()), *letters


def language_of(words: Words) -> Language:
    """Return the language a text is likely in: that of most of its function words and of its letters.

    >>> from normalize.scanning.tokens import words_of
    >>> language_of(words_of("Вони були в місті, але не на роботі")).code
    'uk'
    """
    hits: Counter[str] = Counter()
    for word, times in Counter(map(words.written, range(min(len(words), _LOOKED_AT)))).items():
        for code in _spoken(word):
            hits[code] += times
    if not hits:
        return _UNKNOWN
    code = min(hits, key=lambda code: (-hits[code], code))
    return language_named(code) if hits[code] >= (_ENOUGH if len(words) > _SHORT else 1) else _UNKNOWN


def is_function_word(word: str, code: str) -> bool:
    """Return whether a word as it is written is a function word of a language.

    >>> is_function_word("Of", "en"), is_function_word("Oslo", "en")
    (True, False)
    """
    return code in _function_words().get(word.lower(), ())


@cache
def common_words(code: str) -> Mapping[str, int]:
    """Return how common the words of a language are that are recorded names as well: key -> 3 (rare) to 7 (Zipf).

    Months and days of the week are among them.
    """
    found: dict[str, int] = {}
    for word, level in _lines(f"{code}.txt") if code else ():
        key = fold(clean(word))
        found[key] = max(found.get(key, 0), int(level))
    for language, word, _ in _lines("calendar.txt"):
        if language == code:
            found[fold(clean(word))] = _OF_CALENDAR
    return found


@cache
def names_of_people(which: Literal["given", "family"]) -> Mapping[str, int]:
    """Return how common names of people are that are names of places as well: key -> 3 (rare) to 8."""
    return {fold(clean(name)): int(level) for name, level in _lines(f"{which}-names.txt")}


def _lines(name: str) -> Iterator[list[str]]:
    file = files("normalize.scanning").joinpath("words", name)
    if file.is_file():
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line.split("\t")
