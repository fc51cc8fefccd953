"""Names of people: titles before them, particles in them, initials, fathers' names, and parts in any order.

"Zelensky, V.", "President Volodymyr Zelensky" and "Зеленський Володимир" have the same parts. What is a title, a
particle or an ending stands in `person_words.toml`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Literal

import regex

from normalize.keys import NameParts, Part, Role, fold
from normalize.letters import bare, clean, script_of

__all__ = ["person_parts", "person_role", "same_family"]

# A word of a name: letters with their marks, apostrophes inside. Hyphens part words: Jong-un, al-Assad, Jean-Luc.
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:'[\p{L}\p{M}]+)*'?")
_ASCII_WORD = re.compile("[A-Za-z0-9]+(?:'[A-Za-z]+)*'?")  # the same where no other letters are
_ASIDE = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HANGUL = regex.compile(r"\p{Hangul}+")
_WITH_DIGITS = regex.compile(r"\p{Latin}[0-9]+\p{Latin}|^[0-9]\p{Latin}{2}|\p{Latin}{2}[0-9]$")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
_MOST = 12  # parts that are read; no name has more
_LONGEST = 5  # words of a title
_LEAST_STEM = 3  # letters before an ending
_OTHER_SEX, _OTHER_SPELLING = 0.7, 0.95  # how surely parts that differ in their endings are forms of one name
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of `person_words.toml`, each in the form it is compared in (`_form`).

    Attributes:
        titles: words and phrases that stand before a name and are no part of it.
        titles_also_names: those that are taken off only where two parts are left.
        attached: titles that follow the name without a space, the longest first.
        title_heads: first words of titles.
        suffixes: words and phrases that stand after a name.
        suffix_tails: last words of suffixes.
        particles: words in a name that may be missing; they never stand last.
        particles_also_names: those of them that are names where they stand first: Ben Affleck, El Abidine Ben Ali.
        patronymics: endings of fathers' names, by their keys.
        sexes: (masculine, feminine) endings of family names, by their keys.
        spellings: the key of an ending -> numbers of the endings it spells.
        joining: words that make one part with the next; with them goes the article between.
        articles: those articles.
        family, given: family names in Hangul, and syllables of given names.
        digits: what stands for a letter by its looks -> that letter.
        beginnings: (pattern of the beginning of a key, how it is spelled here).
    """

    titles: frozenset[Phrase]
    titles_also_names: frozenset[Phrase]
    attached: tuple[str, ...]
    title_heads: frozenset[str]
    suffixes: frozenset[Phrase]
    suffix_tails: frozenset[str]
    particles: frozenset[Phrase]
    particles_also_names: frozenset[Phrase]
    patronymics: tuple[str, ...]
    sexes: frozenset[tuple[str, str]]
    spellings: Mapping[str, frozenset[int]]
    joining: frozenset[str]
    articles: frozenset[str]
    family: frozenset[str]
    given: frozenset[str]
    digits: Mapping[int, str]
    beginnings: tuple[tuple[regex.Pattern[str], str], ...]


def _form(text: str) -> str:
    """The letters but for case; without marks in Latin script alone: keys of short words of others are names."""
    return fold(text) if script_of(text) == "Latn" else bare(text)


def _flat(table: Mapping[str, Any]) -> Iterator[Any]:
    return (word for words in table.values() if isinstance(words, list) for word in words)


@cache
def _words() -> _Words:
    table = loads(files("normalize.kinds").joinpath("person_words.toml").read_text("utf-8"))

    def phrases(of: Mapping[str, Any]) -> frozenset[Phrase]:
        forms = (tuple(_form(w) for w in _WORD.findall(clean(phrase))) for phrase in _flat(of))
        return frozenset(f for f in forms if f and all(f))

    def key(ending: str) -> str:
        return fold(clean(ending)) if ending else ""

    particles = table["particles"]
    optional, also_names = phrases(particles["optional"]), phrases(particles["also_names"])
    joining = phrases(particles["joining"]) - optional - also_names
    sexes = {(key(man), key(woman)) for man, woman in _flat(table["gendered_endings"])}
    spellings: dict[str, set[int]] = {}
    for number, family in enumerate(_flat(table["ending_spellings"])):
        for ending in family:
            spellings.setdefault(key(ending), set()).add(number)
    titles, doubtful = phrases(table["titles"]), phrases(table["titles_also_names"])
    suffixes = phrases(table["suffixes"]) | phrases(table["suffixes_also_names"])
    return _Words(
        titles,
        doubtful,
        tuple(sorted({clean(title) for title in _flat(table["attached_titles"])}, key=lambda t: (-len(t), t))),
        frozenset(phrase[0] for phrase in titles | doubtful),
        suffixes,
        frozenset(phrase[-1] for phrase in suffixes),
        optional,
        also_names,
        tuple(sorted({key(ending) for ending in _flat(table["patronymic_endings"]) if len(key(ending)) > 2})),
        frozenset(pair for pair in sexes if max(map(len, pair)) > 1),
        {ending: frozenset(numbers) for ending, numbers in spellings.items() if len(ending) > 1},
        # A single letter is an initial.
        frozenset(words[0] for words in joining if len(words) == 1 and len(words[0]) > 1),
        frozenset(words[0] for words in phrases(particles["articles"]) if len(words) == 1),
        frozenset(table["syllables"]["family"]),
        frozenset(table["syllables"]["given"]),
        str.maketrans(table["digits"]),
        tuple((regex.compile(begins), written) for begins, written in table["beginnings"].items()),
    )


@lru_cache(maxsize=1 << 16)
def person_parts(cleaned: str) -> NameParts:
    """Return the parts of a person's name.

    Args:
        cleaned: the name after clean-up.

    >>> [part.text for part in person_parts("President Volodymyr O. Zelensky").parts]
    ['Volodymyr', 'O', 'Zelensky']
    >>> person_parts("Zelensky, Volodymyr").key == person_parts("Volodymyr Zelensky").key
    True
    """
    words, taken = _words(), []
    name = _ASIDE.sub(" ", cleaned) if "(" in cleaned or "[" in cleaned else cleaned
    if not name.isascii() and _IDEOGRAPH.search(name):
        title = next((t for t in words.attached if name.endswith(t) and len(name) > len(t) + 1), "")
        if title:
            name = name.removesuffix(title)
            taken.append(f"title: {title}")
    texts = (_split(name) or _split(cleaned) or [cleaned])[:_MOST]
    forms = [_word(text)[0] for text in texts]
    first, end = 0, len(texts)
    while forms[first] in words.title_heads and (size := _title(words, forms[first:end])):
        taken.append(f"title: {' '.join(texts[first : first + size])}")
        first += size
    # Imran Khan, Charles III are left.
    while forms[end - 1] in words.suffix_tails and (size := _ends_with(words.suffixes, forms[first + 2 : end])):
        taken.append(f"suffix: {' '.join(texts[end - size : end])}")
        end -= size
    texts = [_spelled(text, words) for text in _joined(texts[first:end], forms[first:end], words)]
    texts = _of_hangul(texts, words)
    parts = []
    for at, text in enumerate(texts):
        form, key = _word(text)
        parts.append(_part(text, key, _role(text, form, _place(at, len(texts)), words)))
    return NameParts(tuple(_with_patronymic(parts, words)), taken=tuple(taken))


def person_role(word: str) -> Role | Literal["title"]:
    """Return what a word by itself is beside the name of a person: "title", "particle", "initial" or "name".

    >>> person_role("President"), person_role("von"), person_role("V"), person_role("Zelensky")
    ('title', 'particle', 'initial', 'name')
    """
    form, words = _word(word)[0], _words()
    return "title" if (form,) in words.titles else _role(word, form, "middle", words)


def _split(name: str) -> list[str]:
    """The words of a name."""
    return _ASCII_WORD.findall(name) if name.isascii() else _WORD.findall(name)


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> tuple[str, str]:
    """(form, key) of a word; names share their words."""
    return _form(text), fold(text)


_part = lru_cache(maxsize=1 << 16)(Part)


def _place(at: int, count: int) -> str:
    return "last" if at == count - 1 else "first" if at == 0 else "inside"


def _joined(texts: list[str], forms: list[str], words: _Words) -> Iterator[str]:
    """The words, with those that begin a name written together with it: Abd al-Rahman is Abdulrahman."""
    at = 0
    while at < len(texts):
        end = at + 1
        if forms[at] in words.joining:
            end += len(texts) > end + 1 and forms[end] in words.articles
            end += len(texts) > end
        yield "".join(texts[at:end])
        at = end


def _of_hangul(texts: list[str], words: _Words) -> list[str]:
    """The words, a Korean name in Hangul apart into the family name and the syllables of the given one."""
    name = "".join(texts)
    if not _HANGUL.fullmatch(name):
        return texts
    for size in (2, 1):
        if name[:size] in words.family and 2 <= len(name) - size <= 2 and words.given.issuperset(name[size:]):
            return [name[:size], *name[size:]]
    return texts


def _spelled(text: str, words: _Words) -> str:
    """A part in the spelling it is compared in: in the letters of its key, since the encoder reads both."""
    if _WITH_DIGITS.search(text):  # no name has digits inside; they stand for letters that look like them
        text = text.translate(words.digits)
    if script_of(text) not in ("Latn", "Cyrl"):
        return text
    key = fold(text)
    return next((written + key[m.end() :] for begins, written in words.beginnings if (m := begins.match(key))), text)


def _title(words: _Words, forms: list[str]) -> int:
    """How many words at the beginning are a title; a part of the name is always left."""
    return _begins_with(words.titles, forms[:-1]) or _begins_with(words.titles_also_names, forms[:-2])


def _begins_with(phrases: Collection[Phrase], forms: list[str]) -> int:
    return next((size for size in range(min(_LONGEST, len(forms)), 0, -1) if tuple(forms[:size]) in phrases), 0)


def _ends_with(phrases: Collection[Phrase], forms: list[str]) -> int:
    return next((size for size in range(min(_LONGEST, len(forms)), 0, -1) if tuple(forms[-size:]) in phrases), 0)


def _role(text: str, form: str, place: str, words: _Words) -> Role:
    if len(text) == 1 and not _IDEOGRAPH.match(text):
        return "initial"
    particle = place != "last" and (form,) in words.particles
    if place == "first" and (form,) in words.particles_also_names:
        particle = False
    return "particle" if particle else "name"


def _with_patronymic(parts: list[Part], words: _Words) -> list[Part]:
    """Mark the father's name: of three names or more the first that ends like one and does not stand first."""
    if len(parts) < 3:
        return parts
    names = [at for at, part in enumerate(parts) if part.role == "name"]
    if len(names) > 2:
        # Abramovich is a family name where it stands last and another father's name before it.
        chosen = next((at for at in names[1:] if parts[at].key.endswith(words.patronymics)), None)
        if chosen is not None:
            parts[chosen] = _part(parts[chosen].text, parts[chosen].key, "patronymic")
    return parts


def same_family(one: str, other: str) -> float:
    """Return how surely two parts are one family name in the forms of both sexes, or in two spellings of its ending.

    Args:
        one, other: fold keys.

    >>> same_family("zelensky", "zelenska"), same_family("zelensky", "zelenskiy"), same_family("zelensky", "zaluzhny")
    (0.7, 0.95, 0.0)
    """
    # Most pairs have no stem in common, and are not worth remembering.
    return _same_stem(one, other) if one[:_LEAST_STEM] == other[:_LEAST_STEM] else 0.0


@lru_cache(maxsize=1 << 16)
def _same_stem(one: str, other: str) -> float:
    words = _words()
    stem = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        stem += 1
    best = 0.0
    for at in range(_LEAST_STEM, stem + 1):
        a, b = one[at:], other[at:]
        if words.spellings.get(a, frozenset()) & words.spellings.get(b, frozenset()):
            return _OTHER_SPELLING
        if (a, b) in words.sexes or (b, a) in words.sexes:
            best = _OTHER_SEX
    return best
