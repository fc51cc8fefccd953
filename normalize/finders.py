"""The ways to ask the gazetteer for a name, cheapest and surest first.

Each finder takes a prepared query and the hints, and returns the recorded names it met, or None.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from normalize.gazetteer import Store
from normalize.keys import fold
from normalize.kinds.place import without_article, without_class_word
from normalize.letters import bare, clean, script_of
from normalize.matching import Hit, Preferences, relation

__all__ = ["FINDERS", "LONGEST", "Found", "Hints", "Query", "allows", "prepare"]

LONGEST = 200  # characters after clean-up; the longest recorded name has 100, a label some more
_LONG_KEY = 9  # keys from this length on may differ by two edits


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints of one name, as numbers of the gazetteer; `None` where nothing was said."""

    country: int | None = None
    admin: frozenset[int] | None = None
    kinds: frozenset[str] | None = None
    wants: Preferences = field(default_factory=Preferences)

    @property
    def given(self) -> bool:
        """Whether a hint narrows the place down."""
        return self.country is not None or self.admin is not None or self.wants.near is not None


@dataclass(frozen=True, slots=True)
class Query:
    """A name after clean-up, and its key."""

    given: object
    text: str
    key: str
    bare: str
    script: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a finder found, and the steps that led there."""

    hits: list[Hit]
    query: Query
    hinted: bool = False


def prepare(given: str) -> Query:
    """letters and keys: what the gazetteer is asked with."""
    text = clean(given)
    key = fold(text)
    cleaned = () if text == given else (f"clean: {given[:LONGEST]!r} → {text[:LONGEST]}",)
    steps = (*cleaned, f"key: {text[:LONGEST]} → {key[:LONGEST]}")
    return Query(given, text, key, bare(text), script_of(text), steps)


def _with_text(query: Query, text: str, step: str) -> Query:
    """A query for a part of the name, with the step that led to it."""
    key = fold(text)
    return Query(query.given, text, key, bare(text), script_of(text), (*query.steps, step, f"key: {text} → {key}"))


def allows(store: Store, hints: Hints, entity: int) -> bool:
    """Return whether the hints leave an entity in: its kind, a country and a subdivision it lies in (or is)."""
    if hints.kinds is not None and store.kind(entity) not in hints.kinds:
        return False
    if hints.country is not None and hints.country not in (entity, store.country(entity)):
        own = store.country(entity)
        if own is not None or store.country_codes(hints.country)[0] not in store.country_codes(entity):
            return False
    if hints.admin is not None:
        return entity in hints.admin or not hints.admin.isdisjoint(store.admins(entity))
    return True


def _hits(store: Store, query: Query, numbers: Iterable[int], hints: Hints, edits: int = 0) -> Iterator[Hit]:
    """The recorded names by number, as hits, where the hints allow their entity."""
    for number in numbers:
        entity = store.owner(number)
        if not allows(store, hints, entity):
            continue
        name = store.name(number)
        how = relation(query.bare, query.script, name.text, name.script)
        yield Hit(entity, number, how, edits, name.role, name.lang)


def _exact(store: Store, query: Query, hints: Hints) -> Found | None:
    """The key is recorded."""
    hits = list(_hits(store, query, store.find_key(query.key), hints))
    return Found(hits, query) if hits else None


def _qualified(store: Store, query: Query, hints: Hints) -> Found | None:
    """What follows a comma or stands in brackets says where: "Izium, Kharkiv Oblast"."""
    head, *context = (part for raw in _parts(query.text) if (part := raw.strip()))
    if not context or not fold(head):
        return None
    inner = _with_text(query, head, f"context: {', '.join(context)}")
    found = _exact(store, inner, hints) or _class_word(store, inner, hints) or _near(store, inner, hints)
    if not found:
        return None
    around = [_context_entities(store, part) for part in context]
    kept = [hit for hit in found.hits if all(_lies_in(store, hit.entity, part, meant) for part, meant in around)]
    return Found(kept, found.query, hinted=True) if kept else None


def _parts(text: str) -> list[str]:
    """Split a name from what it says of where it lies."""
    for bracket in "()":
        text = text.replace(bracket, ",")
    return text.split(",")


def _context_entities(store: Store, part: str) -> tuple[str, frozenset[int]]:
    """A part of a qualified name, and the countries and subdivisions it may name."""
    texts = [part, *(rest for rest, _, _ in without_class_word(part))]
    owners = {store.owner(n) for text in texts for n in store.find_key(fold(text))}
    return part, frozenset(e for e in owners if store.kind(e) in ("country", "subdivision"))


def _lies_in(store: Store, entity: int, part: str, meant: frozenset[int]) -> bool:
    """Whether an entity lies in what a part names, by name or by the code of its state ("Paris, TX")."""
    country = store.country(entity)
    chain = {*store.admins(entity), *(() if country is None else (country,))}
    if chain & meant:
        return True
    codes = [store.entity(admin).ids.get("geonames_admin", "") for admin in store.admins(entity)]
    return any(code.partition(".")[2] == part.upper() for code in codes if code)


def _class_word(store: Store, query: Query, hints: Hints) -> Found | None:
    """A word says what kind it is: "Kharkiv region", "місто Ізюм"; or it is only an article: "the Dnieper"."""
    if rest := without_article(query.text):
        inner = _with_text(query, rest, f"article: {query.text} → {rest}")
        if found := _exact(store, inner, hints):
            return found
    for rest, kinds, word in without_class_word(query.text):
        if hints.kinds is not None:
            kinds = kinds & hints.kinds
        inner = _with_text(query, rest, f"class word: {word} → {', '.join(sorted(kinds))}")
        narrowed = replace(hints, kinds=kinds)
        if kinds and (found := _exact(store, inner, narrowed)):
            return found
    return None


def _near(store: Store, query: Query, hints: Hints) -> Found | None:
    """A recorded key lies an edit or two away."""
    most = 1 if len(query.key) < _LONG_KEY else 2
    hits: list[Hit] = []
    for _, edits, numbers in store.find_near(query.key, most):
        hits.extend(_hits(store, query, numbers, hints, edits))
    return Found(hits, query) if hits else None


FINDERS: tuple[Callable[[Store, Query, Hints], Found | None], ...] = (
    _exact,
    _qualified,
    _class_word,
    _near,
)
