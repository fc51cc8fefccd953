"""Candidate spans: stretches of words that are recorded names, found by looking up what could be one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from normalize.inflection import BaseForm, base_forms, inflects
from normalize.keys import fold
from normalize.kinds.class_words import is_class_word, is_link
from normalize.letters import clean
from normalize.scanning.clitics import has_clitics, without_clitics
from normalize.scanning.recorded import Lookup, Recorded
from normalize.scanning.tokens import Words

__all__ = ["APOSTROPHES", "Span", "is_class", "spans_of"]

_MOST: Final = {"place": 7, "person": 5, "org": 10}  # words of a name
_MOST_ALONE: Final = 8  # characters of a name in a script without spaces
_LOWER: Final = 2  # words in small letters one after the other inside a name: Rio de la Plata
_LONGEST_LOWER: Final = 4  # letters of such a word
_ABBREVIATION: Final = 3  # letters of a word that a full stop may follow inside a name: St. Louis, U.S.
_MOST_INFLECTED: Final = 6  # words of a name that are put in the nominative
_FORMS: Final = 12  # nominatives of a name that are looked up
_BETTER_KNOWN: Final = 1.0  # ten times as many people: then a name is rather a form than what is recorded as it stands
_LIKELIER: Final = 0.7  # and a form that is less likely than another
APOSTROPHES: Final = frozenset("'’‘ʼ`ʻ´′")
_ENDINGS_APART: Final = frozenset({"tr", "az"})  # languages that write endings of names after an apostrophe
_JOINS: Final = APOSTROPHES | frozenset("-‐‑‒–")
_BROKEN: Final = regex.compile(r"[-‐]\n\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words that is a recorded name.

    Attributes:
        first, last: its words, both included.
        name: the name as it stands there, line breaks mended and what hangs on it taken off.
        family: of the gazetteers that have it.
        recorded: what is recorded under it.
        form: the nominative it is recorded by, where it is not recorded as it stands.
        hangs: code points at its beginning and at its end that are no part of the name: the "and" of "وأوكرانيا".
    """

    first: int
    last: int
    name: str
    family: str
    recorded: Recorded
    form: BaseForm | None = None
    hangs: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.last - self.first + 1


@lru_cache(maxsize=1 << 12)
def _join(gap: str) -> str:
    """What a gap does to two words: " " and "-" join them, "." does after an abbreviation, "" parts them."""
    if gap == " ":
        return " "
    if gap in _JOINS or _BROKEN.fullmatch(gap):
        return "-"
    if gap.isspace() and gap.count("\n") < 2:
        return " "
    if gap.strip() == "." and gap.count("\n") < 2:
        return "."
    return ""


@lru_cache(maxsize=1 << 14)
def is_class(word: str) -> bool:
    """Return whether a word says what kind of place a name is."""
    return is_class_word(word)


def spans_of(words: Words, lookups: Iterable[Lookup], lang: str) -> list[Span]:
    """Return the candidate spans of a text by family in the order of their words, all of them, overlapping ones too.

    Args:
        words: the words of the text.
        lookups: of the gazetteers; what an earlier one of a family has is not looked up in a later one.
        lang: ISO 639-1 code of the language of the text, "" where it is not known.
    """
    families: dict[str, list[Lookup]] = {}
    for lookup in lookups:
        families.setdefault(lookup.family, []).append(lookup)
    inflected = inflects(lang) if lang else False
    found = []
    for family, some in families.items():
        stretches = _of_places(words) if family == "place" else _of_parts(words, family, some, lang)
        plain = family == "place" and not inflected and not has_clitics(lang)
        for first, last, key, classed in stretches:
            if plain and not classed and all(lookup.has(key) is None for lookup in some):
                continue  # most are not recorded, and need no second look
            name = _mended(words.between(first, last))
            recorded = _first(some, name, key, classed)
            form, hangs = None, (0, 0)
            if inflected and last - first < _MOST_INFLECTED:
                recorded, form = _of_base_form(some, name, recorded, lang, classed)
            if recorded is None and has_clitics(lang):
                before, rest, behind = without_clitics(name, lang)
                recorded = _first(some, rest, fold(clean(rest)) if key else "", classed) if rest != name else None
                name, hangs = (name, hangs) if recorded is None else (rest, (before, behind))
            if recorded is not None:
                found.append(Span(first, last, name, family, recorded, form, hangs))
    return _without_endings(words, found, lang)


def _without_endings(words: Words, spans: Sequence[Span], lang: str) -> list[Span]:
    """The spans but for those that end in what an apostrophe parts from the name: Midland's, Ankara'da, NATO'nun."""
    found = {(span.first, span.last) for span in spans}

    def has_ending(span: Span) -> bool:
        last = span.last
        if (span.first, last - 1) not in found or words.facts[last].named or words.gap(last - 1) not in APOSTROPHES:
            return False
        return lang in _ENDINGS_APART or (words.facts[last].key == "s" and span.size == 2)  # St. John's stays

    return [span for span in spans if not has_ending(span)]


def _first(lookups: Iterable[Lookup], name: str, key: str, classed: bool) -> Recorded | None:
    for lookup in lookups:
        if (found := lookup.find(name, key, classed)) is not None:
            # Keys of scripts that leave out vowels meet by chance: a single word is a name there only where it is
            # written so.
            sure = found.same_script or " " in name or name[0].lower() != name[0].upper()
            return found if sure else None
    return None


def _of_base_form(
    lookups: Sequence[Lookup], name: str, exact: Recorded | None, lang: str, classed: bool
) -> tuple[Recorded | None, BaseForm | None]:
    """What is recorded under a name, or under a nominative it may be a form of where that is far better known."""
    best: tuple[Recorded | None, BaseForm | None] = exact, None
    bar = -1.0
    if exact is not None and exact.same_script:
        bar = exact.people + (_BETTER_KNOWN if exact.same_letters else 0.0)
    for form in base_forms(name, lang)[:_FORMS]:
        found = _first(lookups, form.text, fold(clean(form.text)) if lookups[0].family == "place" else "", classed)
        if found is not None and found.same_script and found.people > bar:
            best, bar = (found, form), max(bar, found.people + _LIKELIER)
    return best


def _mended(text: str) -> str:
    return " ".join(_BROKEN.sub("", text).split()) if "\n" in text else text


# -- places: capitals, and what may stand between

Stretch = tuple[int, int, str, bool]  # first and last word, their keys joined, whether a class word stands at an end


def _of_places(words: Words) -> Iterator[Stretch]:
    for first in words.named:
        if first and not words.facts[first - 1].named and _hangs(words, first - 1):
            yield from _from(words, first - 1)
        yield from _from(words, first)


def _hangs(words: Words, at: int) -> bool:
    """Whether a small word is an article before a name: al-Bab, d'Ivoire."""
    low, high = words.spans[at]
    return high - low <= _LONGEST_LOWER and _join(words.gap(at)) == "-"


def _from(words: Words, first: int) -> Iterator[Stretch]:
    """The stretches that may be names and begin with a word, the shortest first."""
    facts, spans = words.facts, words.spans
    key = facts[first].key
    yield first, first, key, False
    lower = 0
    alone = facts[first].alone
    begins = None
    for at in range(first + 1, min(len(facts), first + (_MOST_ALONE if alone else _MOST["place"]))):
        fact = facts[at]
        key += fact.key
        if alone and fact.alone:
            if words.gap(at - 1):
                return
            yield first, at, key, False
            continue
        how = _joined(words, at - 1)
        if not how:
            return
        word = words.written(at)
        begins = is_class(words.written(first)) if begins is None else begins
        ends = is_class(word)
        if fact.named or how == "-":
            lower = 0
            yield first, at, key, begins or ends
        elif word[0].isdigit() or ends:
            yield first, at, key, begins or ends
            return
        else:
            lower += 1
            low, high = spans[at]
            if lower > _LOWER or not (high - low <= _LONGEST_LOWER or is_link(word)):
                return


def _joined(words: Words, at: int) -> str:
    """How a word hangs together with the next: "" where it does not."""
    how = _join(words.gap(at))
    if how != ".":
        return how
    low, high = words.spans[at]
    return "." if high - low <= _ABBREVIATION and words.facts[at].named else ""


# -- people and organisations: words that are parts of their names


def _of_parts(words: Words, family: str, lookups: Sequence[Lookup], lang: str) -> Iterator[Stretch]:
    """Stretches of words that are all parts of recorded names, and begin and end with one that counts."""

    def part(at: int) -> str:
        found = _part(lookups, words.written(at), words.facts[at].named, lang)
        if found == "initial" and not (at + 1 < len(words.facts) and words.gap(at).startswith(".")):
            return ""  # a word of one letter: В Ереване
        return found if words.facts[at].named or family != "person" or found == "particle" else ""

    done = -1
    for named in words.named:
        if words.facts[named].alone:
            yield from _from(words, named)
            continue
        if named <= done or not (own := part(named)):
            continue
        run = [(named, own)]
        at = named - 1
        while at > done and _joined(words, at) and (of := part(at)):
            run.insert(0, (at, of))
            at -= 1
        done = named
        while done + 1 < len(words.facts) and _joined(words, done) and (of := part(done + 1)):
            done += 1
            run.append((done, of))
        yield from _within(words, run, _MOST[family])


def _part(lookups: Sequence[Lookup], word: str, named: bool, lang: str) -> str:
    """What a word may be in a name, as it stands or, where it may begin one, in another reading."""
    for lookup in lookups:
        if of := lookup.part(word):
            return of
    for other in _other_readings(word, lang) if named else ():
        for lookup in lookups:
            if of := lookup.part(other):
                return of
    return ""


@lru_cache(maxsize=1 << 14)
def _other_readings(word: str, lang: str) -> tuple[str, ...]:
    """What a word may be a form of, or has hanging on it."""
    if has_clitics(lang):
        rest = without_clitics(word, lang)[1]
        return (rest,) if rest != word else ()
    return tuple(form.text for form in base_forms(word, lang)[:_FORMS]) if lang and inflects(lang) else ()


def _within(words: Words, run: Sequence[tuple[int, str]], most: int) -> Iterator[Stretch]:
    for low, (first, part) in enumerate(run):
        if not _may_end(words, first, part):
            continue
        named = False
        for last, ending in run[low : low + most]:
            named |= words.facts[last].named
            if named and _may_end(words, last, ending):
                yield first, last, "", False


def _may_end(words: Words, at: int, part: str) -> bool:
    """Whether a name may begin or end with a word: not with "of", and in small letters only with a generic word."""
    return part in ("generic", "initial") or (
        part == "name" and (words.facts[at].named or words.written(at)[0].isdigit())
    )
