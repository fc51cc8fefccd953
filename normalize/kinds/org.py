"""Names of organisations: legal forms apart from the name, generic words by their meaning, acronyms taken apart.

"Міністерство оборони" and "Ministry of Defence" have the same parts. Legal forms stand in `legal_forms.toml`, words for
kinds of things in `org_words.toml`, words for the people and things of countries in `demonyms.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Any, NamedTuple

import regex

from normalize.keys import NameParts, Part, Role, fold
from normalize.keys.acronyms import Initials
from normalize.kinds.demonyms import countries_of
from normalize.kinds.initials import LANGUAGES, Letters, initials_of, letters_of
from normalize.letters import bare, clean, script_of

__all__ = ["org_parts", "org_role", "org_words"]

# Full stops inside are abbreviations (S.A., e.V.), an ampersand is "and"; all other signs part words.
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['.][\p{L}\p{M}\p{N}]+)*\.?|[&+№]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['.][A-Za-z0-9]+)*\.?|[&+]")  # the same where no other letters are
_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_ASIDE = regex.compile(r"(?<=\S)\s*\([^()]*\)")  # Deutsche Bank (Schweiz)
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
_LONGEST = 8  # words of a legal form
_PHRASE = 4  # words of a phrase with one meaning
_ORDINAL = regex.compile(r"([0-9]+)(?:st|nd|rd|th)")
_ARTICLE = "ال"
_MOST = 16  # parts that are read
_LEAST_STEM = 4  # letters of a stem
_LONGEST_ENDING = 4  # and of an ending after it
_LONGEST_ACRONYM = 9  # letters
_OPTIONAL = "optional"  # the table of words that may be missing: of, the, and
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Forms:
    """Legal forms by the joined keys of their words: "S. A." is "SA", "Sp. z o.o." is "SP ZOO".

    Attributes:
        anywhere: phrases that are read first, last or in the middle of a name.
        last, first: those read only there, because they are ordinary words elsewhere.
        beginnings: what any of these phrases begins with.
        attached: forms written together with the name, in scripts without spaces.
    """

    anywhere: Mapping[str, str]
    last: Mapping[str, str]
    first: Mapping[str, str]
    beginnings: frozenset[str]
    attached: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Words:
    """Generic words by their keys.

    Attributes:
        meaning: a word or phrase -> its meaning.
        heads: first words of phrases of several.
        in_phrases: all words of these.
        stems: the beginning of a word, which an ending follows -> its meaning.
        expands: an abbreviation -> meanings.
        prefixes: the beginning of a compound -> its meaning; the longest first.
        optional: words that may be missing.
        numbers: numbers and ordinals in words.
        attached: words in scripts without spaces.
        letters: what stands for them in acronyms, once a language.
    """

    meaning: Mapping[Phrase, str]
    heads: frozenset[str]
    in_phrases: frozenset[str]
    stems: Mapping[str, str]
    expands: Mapping[str, Sequence[str]]
    prefixes: Mapping[str, str]
    optional: frozenset[str]
    numbers: Mapping[str, int]
    attached: frozenset[str]
    letters: tuple[Letters, ...]


def _table(name: str) -> dict[str, Any]:
    return loads(files("normalize.kinds").joinpath(name).read_text("utf-8"))


def _form(word: str) -> str:
    """What words are compared by: the key in alphabets that write every sound, else the letters as they are written.

    The key of 钢, steel, would be "gang".
    """
    return fold(word) if script_of(word) in ("Latn", "Cyrl", "Grek", "Zyyy") else bare(word)


def _phrase(text: str) -> Phrase:
    return tuple(form for word in _WORD.findall(clean(text)) if (form := _form(word)))


def _languages(table: Mapping[str, Any]) -> Iterable[str]:
    return (word for language, words in table.items() if language not in ("ends_only", "starts_only") for word in words)


def _unspaced(words: Iterable[str]) -> frozenset[str]:
    """Those written without spaces."""
    return frozenset(word for word in words if _IDEOGRAPH.match(word) and len(word) > 1)


@cache
def _forms() -> _Forms:
    anywhere: dict[str, str] = {}
    last: dict[str, str] = {}
    first: dict[str, str] = {}
    texts: dict[str, str] = {}
    for of, table in _table("legal_forms.toml").items():
        for word in _languages(table):
            anywhere.setdefault("".join(_phrase(word)), of)
            texts.setdefault(clean(word), of)
        for held, place in ((last, "ends_only"), (first, "starts_only")):
            for word in table.get(place, ()):
                held.setdefault("".join(_phrase(word)), of)
    for phrase in (*last, *first):
        anywhere.pop(phrase, None)
    for held in (anywhere, last, first):
        held.pop("", None)
    beginnings = frozenset(phrase[:end] for phrase in (*anywhere, *last, *first) for end in range(len(phrase) + 1))
    return _Forms(anywhere, last, first, beginnings, _unspaced(texts))


@cache
def _words() -> _Words:
    table = _table("org_words.toml")
    expands, prefixes, numbers = (table.pop(name) for name in ("expands", "prefixes", "numbers"))
    spellings = table.pop("initials")
    optional = frozenset(_form(clean(word)) for word in _languages(table.pop(_OPTIONAL)))
    meaning: dict[Phrase, str] = {}
    stems: dict[str, str] = {}
    texts: dict[str, str] = {}
    for of, languages in table.items():
        for word in _languages(languages):
            if word.endswith("*"):
                stems.setdefault(_form(clean(word[:-1])), of)
                continue
            meaning.setdefault(_phrase(word), of)
            texts.setdefault(clean(word), of)
    beginnings = {_form(clean(beginning)): of for beginning, of in prefixes.items()}
    return _Words(
        meaning,
        frozenset(phrase[0] for phrase in meaning if len(phrase) > 1),
        frozenset(word for phrase in meaning if len(phrase) > 1 for word in phrase),
        stems,
        {_form(clean(short)): tuple(of) for short, of in expands.items()},
        dict(sorted(beginnings.items(), key=lambda item: (-len(item[0]), item[0]))),
        optional,
        {_form(clean(word)): int(number) for number, words in numbers.items() for word in words},
        _unspaced(texts),
        tuple(letters_of(language, table, expands, spellings) for language in LANGUAGES),
    )


@lru_cache(maxsize=1 << 16)
def org_parts(cleaned: str) -> NameParts:
    """Return the parts of an organisation's name.

    Args:
        cleaned: the name after clean-up.

    >>> org_parts("ООО «Банк Восток»").forms == org_parts("Bank Vostok LLC").forms
    True
    >>> [part.text for part in org_parts("Міністерство оборони").parts]
    ['ministry', 'defence']
    """
    name = org_words(cleaned)
    return replace(name, initials=_initials(name.parts))


@lru_cache(maxsize=1 << 16)
def org_words(cleaned: str) -> NameParts:
    """Return the parts of an organisation's name without their initials, which take most of the work."""
    name = _ASIDE.sub(" ", cleaned) if "(" in cleaned else cleaned
    texts = _split(_spaced(name)) or _split(cleaned) or [cleaned]
    words = [word for word in map(_word, texts) if word.key] or [_word(cleaned)]
    words, forms = _without_forms(words)
    parts = tuple(_once(_parts(words)))[:_MOST]
    taken = tuple(f"legal form: {text} ({of})" for text, of in forms)
    return NameParts(parts, frozenset(of for _, of in forms), taken)


def org_role(word: str) -> Role:
    """Return what a word by itself is in an organisation's name: "particle", "generic" or "name".

    >>> org_role("of"), org_role("Brigade"), org_role("Ukrainian"), org_role("Bohun")
    ('particle', 'generic', 'generic', 'name')
    """
    form = _word(word).form
    table = _words()
    if form in table.optional:
        return "particle"
    known = form in table.in_phrases or form in table.expands or form in table.numbers or form.isdigit()
    return "generic" if known or _ORDINAL.fullmatch(form) or _meaning(form) or countries_of(word) else "name"


def _once(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, without what is said twice in a row: scientific research."""
    before = None
    for part in parts:
        if part.role != "generic" or part != before:
            yield part
        before = part


def _initials(parts: Sequence[Part]) -> tuple[Initials, ...]:
    if len(parts) < 2:
        return ()
    return tuple(dict.fromkeys(initials_of(parts, letters) for letters in _words().letters))


class _Word(NamedTuple):
    """A word as it is written, its key, and what it is compared by."""

    text: str
    key: str
    form: str


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> _Word:
    """A word, read; names share their words."""
    return _Word(text, fold(text), _form(text))


def _split(name: str) -> list[str]:
    """The words of a name."""
    return _ASCII_WORD.findall(name) if name.isascii() else _WORD.findall(name)


@cache
def _unspaced_words() -> regex.Pattern[str]:
    """Forms and words of scripts without spaces, the longest first."""
    words = sorted({*_forms().attached, *_words().attached}, key=lambda word: (-len(word), word))
    return regex.compile("|".join(map(regex.escape, words)))


def _spaced(cleaned: str) -> str:
    """The name with spaces around forms and words of scripts that write none."""
    if cleaned.isascii() or not _IDEOGRAPH.search(cleaned):
        return cleaned
    return _unspaced_words().sub(lambda word: f" {word[0]} ", cleaned)


def _without_forms(words: list[_Word]) -> tuple[list[_Word], list[tuple[str, str]]]:
    """The words that are left, and (legal form, class) of those taken off; something is always left."""
    forms, table, at = [], _forms(), 0
    while at < len(words):
        phrase, found = "", (0, "")
        for size in range(1, min(_LONGEST, len(words) - 1, len(words) - at) + 1):
            phrase += words[at + size - 1].form
            if phrase not in table.beginnings:
                break
            of = table.anywhere.get(phrase)
            if of is None and at + size == len(words):
                of = table.last.get(phrase)
            if of is None and at == 0:
                of = table.first.get(phrase)
            if of is not None:
                found = size, of
        size, of = found
        if size:
            forms.append((" ".join(word.text for word in words[at : at + size]), of))
            words = words[:at] + words[at + size :]
        else:
            at += 1
    return words, forms


def _parts(words: list[_Word]) -> Iterator[Part]:
    table, at = _words(), 0
    while at < len(words):
        text, _, form = word = words[at]
        size, meaning = _meant(words[at : at + _PHRASE], table)
        at += size
        if meaning:
            yield _generic(meaning)
        elif form in table.numbers:
            after = words[at] if at < len(words) else None
            number, unit = table.numbers[form], 0 if after is None else table.numbers.get(after.form, 0)
            if after is not None and after.key.isascii() and after.key.isdigit():
                unit = int(after.key)  # forty 4
            if after is not None and number and number % 10 == 0 and 0 < unit < 10:  # forty-four
                number, text, at = number + unit, f"{text} {after.text}", at + 1
            yield Part(text, str(number))
        else:
            yield from _of_word(word)


@lru_cache(maxsize=1 << 16)
def _of_word(word: _Word) -> tuple[Part, ...]:
    """The parts of a word that says nothing with its neighbours."""
    table = _words()
    text, key, form = word
    if form in table.optional:
        return (Part(text, key, "particle"),)
    if short := table.expands.get(form):
        return tuple(map(_generic, short))
    if nations := countries_of(text):
        return (_generic("-".join(sorted(nations))),)
    if ordinal := _ORDINAL.fullmatch(key):
        return (Part(text, ordinal[1]),)
    return tuple(_compound(text, key, form, table))


@lru_cache(maxsize=1 << 12)
def _generic(meaning: str) -> Part:
    return Part(meaning.replace("_", " "), fold(meaning), "generic")


def _meant(words: Sequence[_Word], table: _Words) -> tuple[int, str]:
    """(how many words at the beginning mean something together, what); (1, "") where they do not."""
    first = words[0].form
    if first in table.heads:
        for size in range(len(words), 1, -1):
            if meaning := table.meaning.get(tuple(word.form for word in words[:size])):
                return size, meaning
    return 1, _meaning(first)


@lru_cache(maxsize=1 << 16)
def _meaning(form: str) -> str:
    """What a word means by itself, "" where it is a name."""
    table = _words()
    if meaning := table.meaning.get((form,)):
        return meaning
    for word in (form, form.removeprefix(_ARTICLE)):
        if meaning := table.meaning.get((word,)) or _of_stem(word, table):
            return meaning
    return ""


def _of_stem(word: str, table: _Words) -> str:
    ends = range(len(word), max(_LEAST_STEM, len(word) - _LONGEST_ENDING) - 1, -1)
    return next((meaning for end in ends if (meaning := table.stems.get(word[:end]))), "")


def _compound(text: str, key: str, form: str, table: _Words) -> Iterator[Part]:
    """A word, or the beginning it has (нефте-, авиа-) and the rest."""
    for beginning, of in table.prefixes.items():
        if form.startswith(beginning) and (meaning := _meaning(form[len(beginning) :])):
            yield _generic(of)
            yield _generic(meaning)
            return
    yield Part("".join(_LETTERS.findall(text)), key, "acronym" if _capitals(text) else "name")


def _capitals(text: str) -> bool:
    """Whether a word is written as acronyms are: NATO, TsNII."""
    capitals = sum(letter.isupper() for letter in text)
    return capitals > 1 and 2 * capitals >= len(text) and len(text) <= _LONGEST_ACRONYM
