"""The pipeline: text ─► letters ─► keys ─► gazetteer ─► matching ─► Match.

`resolve_name` is the whole way of one name, stage by stage. Each finder asks the gazetteer in another
manner, cheapest and surest first; the first that finds a candidate the hints allow ends the search.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from normalize.errors import NameTypeError
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.keys import fold
from normalize.kinds.place import without_article, without_class_word
from normalize.letters import bare, clean, script_of
from normalize.matching import Hit, Place, Preferences, Ranked, decide, rank, relation
from normalize.results import Candidate, Evidence, Match

__all__ = ["LONGEST", "Hints", "Searched", "is_null", "prepare", "resolve_name", "resolve_names", "search"]

LONGEST = 200  # characters after clean-up; the longest recorded name has 100, a label some more
_FAR_TOO_LONG = 20 * LONGEST  # not even cleaned
_MOST_CANDIDATES = 10
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
class Searched:
    """The candidates of a name, weighed, the likeliest first; what deciding needs to know."""

    ranked: list[Ranked]
    query: Query  # as the finder that succeeded asked it
    hinted: bool

    @property
    def length(self) -> int:
        """Letters of the key that was found."""
        return len(self.query.key)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a finder found, and the steps that led there."""

    hits: list[Hit]
    query: Query
    hinted: bool = False


def is_null(name: object) -> bool:
    """Return whether a value stands for "no name": None, and every kind of NaN, NaT and NA."""
    if isinstance(name, str):
        return False
    if name is None or type(name).__name__ == "NAType":  # pandas' NA compares to neither true nor false
        return True
    try:
        return bool(name != name)
    except (TypeError, ValueError, ArithmeticError):  # arrays, signalling NaN: no single value to compare
        return False


def prepare(given: str) -> Query:
    """letters and keys: what the gazetteer is asked with."""
    text = clean(given)
    key = fold(text)
    cleaned = () if text == given else (f"clean: {given[:LONGEST]!r} → {text[:LONGEST]}",)
    steps = (*cleaned, f"key: {text[:LONGEST]} → {key[:LONGEST]}")
    return Query(given, text, key, bare(text), script_of(text), steps)


def _with_text(query: Query, text: str, step: str) -> Query:
    key = fold(text)
    return Query(query.given, text, key, bare(text), script_of(text), (*query.steps, step, f"key: {text} → {key}"))


# -- what the hints allow


def _allows(store: Store, hints: Hints, entity: int) -> bool:
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
        if not _allows(store, hints, entity):
            continue
        name = store.name(number)
        how = relation(query.bare, query.script, name.text, name.script)
        yield Hit(entity, number, how, edits, name.role, name.lang)


# -- the finders, in the order they are asked


def _exact(store: Store, query: Query, hints: Hints) -> _Found | None:
    """The key is recorded."""
    hits = list(_hits(store, query, store.find_key(query.key), hints))
    return _Found(hits, query) if hits else None


def _qualified(store: Store, query: Query, hints: Hints) -> _Found | None:
    """What follows a comma or stands in brackets says where: "Izium, Kharkiv Oblast"."""
    head, *context = (part for raw in label_parts(query.text) if (part := raw.strip()))
    if not context or not fold(head):
        return None
    inner = _with_text(query, head, f"context: {', '.join(context)}")
    found = _exact(store, inner, hints) or _class_word(store, inner, hints)
    if not found:
        return None
    around = [_context_entities(store, part) for part in context]
    kept = [hit for hit in found.hits if all(_lies_in(store, hit.entity, part, meant) for part, meant in around)]
    return _Found(kept, found.query, hinted=True) if kept else None


def label_parts(text: str) -> list[str]:
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


def _class_word(store: Store, query: Query, hints: Hints) -> _Found | None:
    """A word says what kind it is: "Kharkiv region", "місто Ізюм"; or it is only an article: "the Dnieper"."""
    if rest := without_article(query.text):
        inner = _with_text(query, rest, f"article: {query.text} → {rest}")
        if found := _exact(store, inner, hints):
            return found
    for rest, kinds, word in without_class_word(query.text):
        if hints.kinds is not None:
            kinds = kinds & hints.kinds
        inner = _with_text(query, rest, f"class word: {word} → {', '.join(sorted(kinds))}")
        narrowed = Hints(hints.country, hints.admin, kinds, hints.wants)
        if kinds and (found := _exact(store, inner, narrowed)):
            return found
    return None


def _near(store: Store, query: Query, hints: Hints) -> _Found | None:
    """A recorded key lies an edit or two away."""
    most = 1 if len(query.key) < _LONG_KEY else 2
    hits: list[Hit] = []
    for _, edits, numbers in store.find_near(query.key, most):
        hits.extend(_hits(store, query, numbers, hints, edits))
    return _Found(hits, query) if hits else None


_FINDERS: tuple[Callable[[Store, Query, Hints], _Found | None], ...] = (
    _exact,
    _qualified,
    _class_word,
    _near,
)


# -- answers


def _place_of(store: Store, entity: int) -> Place:
    country = store.country(entity)
    within = {*store.admins(entity), *(() if country in (None, entity) else (country,))}
    return Place(store.kind(entity), store.prominence(entity), store.position(entity), frozenset(within), (0, entity))


def _evidence(store: Store, query: Query, hit: Hit) -> Evidence:
    name = store.name(hit.name)
    key = fold(name.text)
    where = f"{name.script}, {name.lang}" if name.lang else name.script
    how = f"{hit.edits} edit{'s' if hit.edits > 1 else ''} from" if hit.edits else "is"
    met = "near" if hit.edits else hit.relation
    step = f"{met}: {query.key} {how} {key}, key of the recorded {name.role} name {name.text} ({where})"
    return Evidence(met, str(query.given), name.text, key, (*query.steps, step))


def _sure_finders(store: Store, query: Query, hints: Hints) -> Iterator[tuple[str, int | None]]:
    """What means one entity by construction. A bare ISO code does only where a country is asked for."""
    yield "id", store.find_id(query.text)
    if hints.kinds == frozenset({"country"}):
        yield "code", store.find_id(f"iso3166:{query.text.upper()}")
    yield "label", store.find_label(label_key(query.text))


def _sure(store: Store, given: str, entity: int, how: str) -> Match:
    """The match of what means one entity by construction."""
    found = store.entity(entity)
    target = found.label if how == "code" else found.id
    evidence = Evidence(how, given, found.name, "", (f"{how}: {clean(given)} is the {how} of {target}",))
    return Match(given, "matched", 1.0, (Candidate(found, 1.0, evidence),), evidence, store.version)


def _nothing(store: Store, given: object, why: str) -> Match:
    evidence = Evidence("none", "" if is_null(given) else str(given)[:LONGEST], "", "", (why,))
    return Match(given, "unmatched", 0.0, (), evidence, store.version)


def resolve_name(store: Store, given: object, hints: Hints) -> Match:
    """Return the match of one name.

    Args:
        store: the gazetteer.
        given: the name; a null is unmatched.
        hints: what is known besides the name.

    Raises:
        NameTypeError: `given` is neither a string nor a null.
    """
    if is_null(given):
        return _nothing(store, given, "no name was given")
    if not isinstance(given, str):
        raise NameTypeError(f"a name must be a string, not {type(given).__name__}: pass str(name), or None for no name")
    too_long = f"longer than {LONGEST} characters: a text, not a name"
    if len(given.strip()) > _FAR_TOO_LONG:
        return _nothing(store, given, too_long)
    query = prepare(given)
    if not query.key:
        return _nothing(store, given, "the name has no letter or digit")
    if len(query.text) > LONGEST:
        return _nothing(store, given, too_long)
    for how, entity in _sure_finders(store, query, hints):
        if entity is not None and _allows(store, hints, entity):
            return _sure(store, given, entity, how)
    searched = search(store, query, hints)
    if searched is None:
        return _nothing(store, given, f"{query.steps[-1]}; no recorded name has this key or one near it")
    status, scores = decide(searched.ranked, searched.length, searched.hinted)
    candidates = tuple(
        Candidate(store.entity(r.entity), score, _evidence(store, searched.query, r.hit))
        for r, score in zip(searched.ranked[:_MOST_CANDIDATES], scores, strict=False)
    )
    return Match(given, status, scores[0], candidates, candidates[0].evidence, store.version)


def search(store: Store, query: Query, hints: Hints) -> Searched | None:
    """gazetteer and ranking: return the candidates of a prepared name, or None where there are none."""
    for finder in _FINDERS:
        if found := finder(store, query, hints):
            ranked = rank(found.hits, lambda entity: _place_of(store, entity), hints.wants)
            return Searched(ranked, found.query, hints.given or found.hinted)
    return None


def resolve_names(store: Store, rows: Iterable[tuple[object, Hints]], *, jointly: bool = False) -> list[Match]:
    """Return the match of each (name, hints); equal rows are worked once.

    Args:
        store: the gazetteer.
        rows: names with their hints.
        jointly: the names are mentions of one text: candidates near where the others surely lie gain.
    """
    rows = list(rows)
    matches = _each(store, rows)
    if not jointly:
        return matches
    sure = [m.entity for m in matches if m.entity is not None and m.entity.kind != "country"]
    admins = frozenset(at for e in sure for a in e.admin if (at := store.find_id(a)) is not None)
    countries = frozenset(at for e in sure if e.country and (at := store.find_id(f"iso3166:{e.country}")) is not None)
    named = frozenset(at for m in matches if m.kind == "country" and (at := store.find_id(str(m.id))) is not None)

    def joined(hints: Hints) -> Hints:
        wants = Preferences(hints.wants.near, hints.wants.lang, admins, countries | named)
        return Hints(hints.country, hints.admin, hints.kinds, wants)

    return _each(store, [(name, joined(hints)) for name, hints in rows])


def _each(store: Store, rows: list[tuple[object, Hints]]) -> list[Match]:
    worked: dict[tuple[str, Hints], Match] = {}
    matches = []
    for given, hints in rows:
        if not isinstance(given, str):
            matches.append(resolve_name(store, given, hints))
            continue
        match = worked.get((given, hints))
        if match is None:
            match = worked[given, hints] = resolve_name(store, given, hints)
        matches.append(match)
    return matches
