"""What is asked: a name after clean-up, its hints, and the ways to read it ("Kharkiv region", "Izium, Ukraine")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from normalize.gazetteer import Store
from normalize.gazetteer.layout import letters_hash
from normalize.inflection import BaseForm, base_forms
from normalize.keys import fold, fold_letters
from normalize.kinds.class_words import is_class_word, is_link, without_article, without_class_word
from normalize.letters import bare, clean, script_of
from normalize.letters.scripts import SCRIPT_NUMBERS
from normalize.matching import Preferences

__all__ = ["LONGEST", "NO_HINTS", "Hints", "Query", "Reading", "inflected", "parts", "prepare", "whole"]

LONGEST = 200  # characters after clean-up; the longest recorded name has 100, a label some more
_TAKEN_APART = 8  # base forms of a name; what is likelier comes first
_CONTEXT_KINDS = frozenset(("country", "subdivision"))
# A bracket inside a name holds another name for it, not where it lies: Cocos (Keeling) Islands.
_ASIDE = re.compile(r"([^(),]*[^(), ]) *\([^(),]*\) *([^(), ][^(),]*)")


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints of one name, as numbers of the gazetteer; `None` where nothing was said."""

    country: int | None = None
    admin: frozenset[int] | None = None
    kinds: frozenset[str] | None = None
    wants: Preferences = field(default_factory=Preferences)


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Query:
    """A name after clean-up, and its key."""

    given: str
    text: str
    bare: str
    key: str

    @property
    def letters(self) -> tuple[int, int]:
        """(hash of its letters in their own script, number of that script)."""
        return letters_hash(self.bare), SCRIPT_NUMBERS[script_of(self.text)]

    @property
    def steps(self) -> tuple[str, ...]:
        """What was done to the name."""
        cleaned = () if self.text == self.given else (f"clean: {self.given[:LONGEST]!r} → {self.text[:LONGEST]}",)
        return (*cleaned, f"key: {self.text[:LONGEST]} → {self.key[:LONGEST]}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: which part is the name, and what the rest says of the place.

    Attributes:
        query: number of the query in its batch.
        text: the name as it is looked for.
        key: its fold key.
        bare: hash of its letters in their own script.
        script: number of its script in the order of `SCRIPTS`.
        hints: the hints given, narrowed by what the name itself says.
        context: parts of the name that say where the place lies, each with the entities it may mean.
        of: the query.
        taken: what was taken off the whole name, step by step.
        held: whether the gazetteer holds the kind of thing the name says it is.
        form: the nominative that was put in the place of the name as it stands.
    """

    query: int
    text: str
    key: str
    bare: int
    script: int
    hints: Hints
    context: tuple[tuple[str, frozenset[int]], ...]
    of: Query
    taken: tuple[str, ...] = ()
    held: bool = True
    form: BaseForm | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The way from the given name to this reading."""
        return (*self.of.steps, *self.taken)


def prepare(given: str) -> Query:
    """Return a name after clean-up: letters and keys."""
    text = clean(given)
    letters = bare(text)
    return Query(given, text, letters, fold_letters(letters))


def whole(number: int, query: Query, hints: Hints) -> Reading:
    """Return the reading of a query as it stands.

    Args:
        number: of the query in its batch.
        query: the name.
        hints: what was said besides it.
    """
    letters, script = query.letters
    return Reading(number, query.text, query.key, letters, script, hints, (), query)


def parts(store: Store, whole: Reading) -> list[Reading]:
    """Return the other ways to read a query: without what says where it lies, or what it is; the most literal first.

    Args:
        store: the gazetteer; what stands after a comma is looked up in it.
        whole: the reading of the query as it stands.
    """
    if whole.text.isascii() and whole.text.isalpha():  # one word: nothing to take apart
        return []
    found = []
    if aside := _ASIDE.fullmatch(whole.text):
        around = f"{aside[1]} {aside[2]}"
        inner = _part(whole, around, f"aside: {whole.text} → {around}")
        return [inner, *_kinds_named(store, inner)]
    head, *rest = (part for raw in _split(whole.text) if (part := raw.strip()))
    if rest and is_link(rest[-1].split(" ")[-1]):  # Congo, Republic of
        turned = " ".join([*rest[::-1], head])
        found.append(_part(whole, turned, f"order: {whole.text} → {turned}"))
        rest = rest[:-1]
    if rest and fold(head):
        inner = _part(whole, head, f"context: {', '.join(rest)}")
        where = [part for part in rest if not is_class_word(part)]  # Azerbaijan (Rep.)
        inner = replace(inner, context=tuple((part, _context_entities(store, part)) for part in where))
        found += [inner, *_kinds_named(store, inner)]
    found += _kinds_named(store, whole)
    return found


def inflected(store: Store, of: Reading, apart: bool = True) -> list[Reading]:
    """Return the readings of a name's base forms that are recorded, or whose parts are: «в Харькове», "w Krakowie".

    Args:
        store: the gazetteer.
        of: the name as it stands; the language that its hints say, or its letters leave, has the rules.
        apart: whether base forms of which none is recorded are taken apart.
    """
    lang = of.hints.wants.lang
    forms = base_forms(of.text, lang)
    found = [_in_base_form(of, form) for form in forms if store.find_key_number(fold(form.text)) is not None]
    first, space, rest = of.text.partition(" ")
    if found or not space or not apart:
        return found
    # "місті Харкові": the class word is known by its own base form, and what it stands before has one too.
    turned = [_in_base_form(of, form, rest) for form in base_forms(first, lang) if is_class_word(form.text)]
    whole = [_in_base_form(of, form) for form in forms[:_TAKEN_APART]]
    taken = [part for reading in [*turned, *whole] for part in parts(store, reading) if part.held]
    found = [reading for reading in taken if store.find_key_number(reading.key) is not None]
    return found + [form for part in taken if part.text == rest for form in inflected(store, part)]


def _in_base_form(of: Reading, form: BaseForm, rest: str = "") -> Reading:
    """The reading with a base form in the place of its first words."""
    return replace(_part(of, f"{form.text} {rest}".strip(), "; ".join(form.steps)), form=form)


def _part(of: Reading, text: str, step: str) -> Reading:
    """The reading of a part of a name, with the step that led to it."""
    letters = bare(text)
    key = fold_letters(letters)
    script = SCRIPT_NUMBERS[script_of(text)]
    steps = (*of.taken, step, f"key: {text} → {key}")
    return Reading(of.query, text, key, letters_hash(letters), script, of.hints, of.context, of.of, steps, form=of.form)


def _kinds_named(store: Store, of: Reading) -> Iterator[Reading]:
    """A word says what kind it is: "Kharkiv region", "місто Ізюм"; or it is only an article: "the Dnieper"."""
    if fold(rest := without_article(of.text)):
        yield _part(of, rest, f"article: {of.text} → {rest}")
    wanted = frozenset(store.kinds) if of.hints.kinds is None else of.hints.kinds
    named = [(rest, kinds, word, kinds & wanted) for rest, kinds, word in without_class_word(of.text)]
    # What the caller says of the kind outweighs what the name seems to say; and an island is also a country or a town.
    weak = of.hints.kinds is not None or any(held for *_, held in named)
    for rest, kinds, word, held in named:
        if not held and (weak or "island" in kinds):
            continue
        inner = _part(of, rest, f"class word: {word} → {', '.join(sorted(kinds))}")
        if inner.key:
            yield replace(inner, hints=replace(of.hints, kinds=held), held=bool(held))


def _split(text: str) -> list[str]:
    """Split a name from what it says of where it lies."""
    for bracket in "()":
        text = text.replace(bracket, ",")
    return text.split(",")


def _context_entities(store: Store, part: str) -> frozenset[int]:
    """The countries and subdivisions that a part of a qualified name may mean."""
    texts = [part, *(rest for rest, kinds, _ in without_class_word(part) if kinds & _CONTEXT_KINDS)]
    owners = {store.owner(n) for text in texts for n in store.find_key(fold(text))}
    return frozenset(e for e in owners if store.kind(e) in _CONTEXT_KINDS)
