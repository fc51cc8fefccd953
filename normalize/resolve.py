"""The pipeline: text ─► letters ─► keys ─► gazetteer ─► matching ─► Match.

`resolve_name` is the whole way of one name, stage by stage. Each finder asks the gazetteer in another
manner, cheapest and surest first; the first that finds a candidate the hints allow ends the search.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from normalize.errors import NameTypeError
from normalize.finders import FINDERS, LONGEST, Hints, Query, allows, prepare
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.keys import fold
from normalize.matching import Hit, Place, Ranked, decide, rank
from normalize.results import Candidate, Evidence, Match

__all__ = ["Searched", "is_null", "resolve_name", "resolve_names", "search"]

_FAR_TOO_LONG = 20 * LONGEST  # not even cleaned
_MOST_CANDIDATES = 10


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


def _place_of(store: Store, entity: int) -> Place:
    country = store.country(entity)
    within = {*store.admins(entity), *(() if country in (None, entity) else (country,))}
    return Place(store.kind(entity), store.prominence(entity), store.position(entity), frozenset(within))


def _evidence(store: Store, query: Query, hit: Hit) -> Evidence:
    name = store.name(hit.name)
    key = fold(name.text)
    where = f"{name.script}, {name.lang}" if name.lang else name.script
    met = "near" if hit.edits else hit.relation
    apart = f"{hit.edits} edit{'s' if hit.edits > 1 else ''} from {key}" if hit.edits else "this"
    step = f"{met}: {apart} is the key of the recorded {name.role} name {name.text} ({where})"
    return Evidence(met, str(query.given), name.text, key, (*query.steps, step))


def _sure_finders(store: Store, query: Query, hints: Hints) -> Iterator[tuple[str, int | None]]:
    """What means one entity by construction. A bare ISO code does only where a country is asked for."""
    yield "id", store.find_id(query.text)
    if hints.kinds == frozenset({"country"}):
        yield "code", store.find_id(f"iso3166:{query.text.upper()}")
    yield "label", store.find_label(label_key(query.text))


def _sure(store: Store, given: str, text: str, entity: int, how: str) -> Match:
    """The match of what means one entity by construction."""
    found = store.entity(entity)
    target = found.label if how == "code" else found.id
    evidence = Evidence(how, given, found.name, "", (f"{how}: {text} is the {how} of {target}",))
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
        if entity is not None and allows(store, hints, entity):
            return _sure(store, given, query.text, entity, how)
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
    for finder in FINDERS:
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
        return replace(hints, wants=replace(hints.wants, around=admins, around_countries=countries | named))

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
