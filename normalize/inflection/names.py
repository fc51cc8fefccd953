"""Base forms of whole names: which words change together, and how."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product, zip_longest

from normalize.inflection.catalogue import languages_of, of_language
from normalize.inflection.endings import Endings, Reading
from normalize.letters import clean

__all__ = ["MOST_FORMS", "BaseForm", "base_forms", "forms_in", "letters_of"]

MOST_FORMS = 24  # of a name
_LONGEST = 100  # characters
_MOST_WORDS = 7
_OF_ONE_AGREEMENT = 4  # of several words in one case and gender
_OF_ONE_WORD = 3  # among them
_OF_ONE_BLOCK = 10  # of the same words, in all cases and genders
_BETWEEN = re.compile("([ -]+)")
_BETWEEN_LETTERS = frozenset(" -'")
_Form = tuple[str, str, str, tuple[tuple[str, str], ...]]  # of a BaseForm
_Together = tuple[int, int, str, tuple[str, ...]]  # first word, the word after the last, case, bases


@dataclass(frozen=True, slots=True)
class BaseForm:
    """A nominative that a name may be a form of.

    Attributes:
        text: the nominative.
        language: ISO 639-1 code of the language by whose rules.
        case: the case the name would stand in.
        changes: the words that change, each as it stands and in the nominative.
    """

    text: str
    language: str
    case: str
    changes: tuple[tuple[str, str], ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """What changes, a word each: "uk locative: Харкові → Харків (-ові → -ів)"."""
        return tuple(f"{self.language} {self.case}: {_change(*change)}" for change in self.changes)


@lru_cache(maxsize=1 << 12)
def base_forms(text: str, lang: str | None = None) -> tuple[BaseForm, ...]:
    """Return the nominatives that a name, as it stands in running text, may be a form of.

    Rules only: most of what is returned is no name at all, and the caller keeps what is recorded. Words that
    agree change together, and what follows a preposition stays as it is.

    Args:
        text: the name, one word or several.
        lang: ISO 639-1 or 639-3 code of its language; None tries every language whose alphabet has its letters.

    Returns:
        At most `MOST_FORMS`, the likeliest first, none equal to the name.

    Raises:
        UnknownLanguageError: `lang` is no code of a language.

    >>> [form.text for form in base_forms("Харківської області", "uk")][:1]
    ['Харківська область']
    >>> base_forms("Харкові", "uk")[0].steps
    ('uk locative: Харкові → Харків (-ові → -ів)',)
    """
    name = clean(text)
    if not name or len(name) > _LONGEST:
        return ()
    letters = letters_of(name)
    if lang is None:
        return forms_in(name, languages_of(letters))
    # A foreign letter in a name does not take its ending away (Zürichu); of two alphabets one is meant.
    known = of_language(lang)
    return forms_in(name, known if len(known) < 2 else [t for t in known if letters & t.language.letters])


def letters_of(text: str) -> frozenset[str]:
    """Return the small letters of a name, and whatever else stands in it but spaces, hyphens and apostrophes."""
    return frozenset(text.replace("İ", "i").lower()) - _BETWEEN_LETTERS


def forms_in(name: str, tables: Sequence[Endings]) -> tuple[BaseForm, ...]:
    """Return the base forms of a name in some languages, the likeliest of each first.

    Args:
        name: the name after clean-up.
        tables: of each language.
    """
    every = zip_longest(*(_forms(name, table) for table in tables))
    found: dict[str, _Form] = {}
    for form in chain.from_iterable(every):
        if form is not None:
            found.setdefault(form[0], form)
            if len(found) == MOST_FORMS:
                break
    return tuple(BaseForm(*form) for form in found.values())


def _forms(name: str, endings: Endings) -> Iterator[_Form]:
    """The base forms of a name in one language, the likeliest first; some of several words may come twice."""
    code = endings.language.code
    pieces = _BETWEEN.split(name)
    words = pieces[::2]
    if len(words) == 1:
        for base, case in endings.bases(name).items():
            yield base, code, case, ((name, base),)
        return
    if len(words) > _MOST_WORDS:
        return
    fixed = endings.language.fixed
    end = next((at for at, word in enumerate(words) if at and word.lower() in fixed), len(words))
    readings = [endings.readings(word) for word in words[:end]]
    for at, word in enumerate(words[:end]):
        if endings.stays(word, pieces[2 * at + 1 : 2 * at + 2] == ["-"]):
            readings[at] += endings.unchanged(word)
    for first, last, case, bases in _together(readings, endings.cases):
        changed = [*words[:first], *bases, *words[last:]]
        if changed != words:
            pieces[::2] = changed
            changes = tuple((old, new) for old, new in zip(words, changed, strict=True) if old != new)
            yield "".join(pieces), code, case, changes


def _together(words: Sequence[Sequence[Reading]], cases: Sequence[str]) -> Iterator[_Together]:
    """Which words change together, and to what: those that agree, all side by side, the last or the first alone."""
    end = len(words)
    blocks = [(0, end), *chain.from_iterable(((left, end), (0, end - left)) for left in range(1, end))]
    for first, last in blocks:
        if last - first > 1:
            found = dict.fromkeys(_agreeing(words[first:last], cases))
            yield from ((first, last, case, bases) for case, bases in islice(found, _OF_ONE_BLOCK))
    if end > 1:
        found = dict.fromkeys(_side_by_side(words, cases))
        yield from ((0, end, case, bases) for case, bases in islice(found, _OF_ONE_BLOCK))
    for first, last in blocks:
        if last - first == 1:
            found = {(reading.case, (reading.base,)): None for reading in words[first]}
            yield from ((first, last, case, bases) for case, bases in islice(found, _OF_ONE_BLOCK))


def _of_case(words: Sequence[Sequence[Reading]], cases: Sequence[str]) -> Iterator[tuple[str, list[list[Reading]]]]:
    """The cases that every word may be in, with the readings of each word."""
    for case in cases:
        of_case = [[reading for reading in readings if reading.case == case] for readings in words]
        if all(of_case):
            yield case, of_case


def _agreeing(words: Sequence[Sequence[Reading]], cases: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Bases of neighbouring words: a noun, and adjectives or a surname of its gender."""
    for case, of_case in _of_case(words, cases):
        for noun in range(len(words) - 1, -1, -1):
            for gender in dict.fromkeys(r.gender for r in of_case[noun] if r.word != "adjective"):
                agree = [
                    [
                        r.base
                        for r in of_word
                        if r.gender == gender and r.word != ("adjective" if at == noun else "noun")
                    ]
                    for at, of_word in enumerate(of_case)
                ]
                if all(agree):
                    yield from ((case, bases) for bases in _likeliest(agree))


def _side_by_side(words: Sequence[Sequence[Reading]], cases: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Bases of words that only share their case: Bielsko-Biała, Київ місто."""
    for case, of_case in _of_case(words, cases):
        yield from ((case, bases) for bases in _likeliest([[r.base for r in readings] for readings in of_case]))


def _likeliest(bases: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """One base a word, the likeliest of all words first."""
    chosen = _choices(tuple(min(len(of_word), _OF_ONE_WORD) for of_word in bases))
    return [tuple(of_word[at] for of_word, at in zip(bases, choice, strict=True)) for choice in chosen]


@lru_cache(maxsize=1 << 10)
def _choices(lengths: tuple[int, ...]) -> list[tuple[int, ...]]:
    every = product(*(range(min(length, 2) if len(lengths) > _OF_ONE_WORD else length) for length in lengths))
    return sorted(every, key=lambda choice: (sum(choice), choice))[:_OF_ONE_AGREEMENT]


def _change(word: str, base: str) -> str:
    same = next((at for at, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    return f"{word} → {base} (-{word[same:]} → -{base[same:]})"
