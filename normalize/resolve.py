"""The pipeline: text ─► letters ─► keys ─► gazetteer ─► matching ─► Match, for many names at once.

`_search` is the way of a batch, stage by stage. The gazetteer is asked in three ways, cheapest and surest first: the
key itself, keys one edit away, names whose vectors are alike. A name goes on to the next only when the one
before has not decided.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from normalize.answers import answers_of
from normalize.errors import NameTypeError
from normalize.evidence import MOST_CANDIDATES, Ordered
from normalize.finders import Asked, alike, exact, near
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.gazetteer.layout import ROLES
from normalize.matching import Compared, Pairs, Ranked, rank, weights
from normalize.matching.relations import RELATIONS
from normalize.queries import LONGEST, NO_HINTS, Hints, Query, parts, prepare, whole
from normalize.results import Candidate, Evidence, Known, Match, Status

__all__ = ["in_context", "is_null", "resolve_name", "resolve_names", "tiers"]

_FAR_TOO_LONG = 20 * LONGEST  # not even cleaned
_AT_ONCE = 8192  # names; bounds the memory of a batch
_COUNTRY = frozenset({"country"})
_WEAK = ROLES.index("weak")
_COARSE = RELATIONS.index("coarse")

Rows = list[tuple[object, Hints]]
Mask = npt.NDArray[np.bool_]


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


def resolve_name(store: Store, given: object, hints: Hints) -> Match:
    """Return the match of one name.

    Args:
        store: the gazetteer.
        given: the name; a null is unmatched.
        hints: what is known besides the name.

    Raises:
        NameTypeError: `given` is neither a string nor a null.
    """
    if hints is NO_HINTS and type(given) is str and (match := answers_of(store).find(given, _again)) is not None:
        return match
    return _worked(store, [(given, hints)])[0]


def resolve_names(store: Store, rows: Iterable[tuple[object, Hints]], *, jointly: bool = False) -> list[Match]:
    """Return the match of each (name, hints); equal rows are worked once.

    Args:
        store: the gazetteer.
        rows: names with their hints.
        jointly: the names are mentions of one text: candidates near where the others surely lie gain.
    """
    rows = list(rows)
    matches = _each(store, rows)
    return _each(store, in_context(store, rows, matches)) if jointly else matches


def in_context(store: Store, rows: Rows, matches: Sequence[Match]) -> Rows:
    """Return the rows with what the surely matched ones say of the others: mentions of one text support each other.

    Args:
        store: the gazetteer.
        rows: names with their hints.
        matches: what each of them matches alone.
    """
    sure = [m.entity for m in matches if m.entity is not None and m.entity.kind != "country"]
    admins = frozenset(at for e in sure for a in e.admin if (at := store.find_id(a)) is not None)
    countries = frozenset(at for e in sure if e.country and (at := store.find_id(f"iso3166:{e.country}")) is not None)
    named = frozenset(at for m in matches if m.kind == "country" and (at := store.find_id(str(m.id))) is not None)

    def joined(hints: Hints) -> Hints:
        return replace(hints, wants=replace(hints.wants, around=admins, around_countries=countries | named))

    return [(name, joined(hints)) for name, hints in rows]


def _each(store: Store, rows: Rows) -> list[Match]:
    """Each distinct row once."""
    answers = answers_of(store)
    worked: dict[tuple[object, Hints], Match] = {}
    places: list[Match | tuple[object, Hints]] = []
    left: Rows = []
    for row in rows:
        given, hints = row
        if hints is NO_HINTS and type(given) is str and (match := answers.find(given, _again)) is not None:
            places.append(match)
            continue
        if not isinstance(given, str):  # of its own kind: 1, True and 1.0 are equal, and NaN is not itself
            places.append(_worked(store, [row])[0])
            continue
        if row not in worked:
            worked[row] = _PENDING
            left.append(row)
        places.append(row)
    for low in range(0, len(left), _AT_ONCE):
        batch = left[low : low + _AT_ONCE]
        worked.update(zip(batch, _worked(store, batch), strict=True))
    return [place if isinstance(place, Match) else worked[place] for place in places]


def _again(store: Store, given: str) -> Match:
    """The answer worked out anew, for the candidates and evidence of a kept one."""
    return _worked(store, [(given, NO_HINTS)])[0]


def _nothing(store: Store, given: object, why: str) -> Match:
    evidence = Evidence("none", "" if is_null(given) else str(given)[:LONGEST], "", "", (why,))
    return Match(given, "unmatched", 0.0, Known((), evidence), store.version)


_PENDING = Match(None, "unmatched", 0.0, Known((), Evidence("none", "")))


def _worked(store: Store, rows: Rows) -> list[Match]:
    """The matches of a batch of rows."""
    settled = [_settled(store, given, hints) for given, hints in rows]
    batch = [(query, hints) for query, (_, hints) in zip(settled, rows, strict=True) if isinstance(query, Query)]
    found = iter(_with_countries_of_places(store, batch, _search(store, batch)))
    return [next(found) if isinstance(outcome, Query) else outcome for outcome in settled]


def _with_countries_of_places(
    store: Store, batch: Sequence[tuple[Query, Hints]], matches: list[Match]
) -> Iterator[Match]:
    """A country that is asked for by the name of a place in it (Tokyo) is perhaps meant: never matched, but named."""
    asked = [at for at, (_, hints) in enumerate(batch) if hints.kinds == _COUNTRY and not matches[at]]
    if not asked:
        yield from matches
        return
    places = dict(zip(asked, _search(store, [(batch[at][0], NO_HINTS) for at in asked]), strict=True))
    for at, match in enumerate(matches):
        yield _or_country_around(store, match, places[at]) if at in places else match


def _or_country_around(store: Store, match: Match, place: Match) -> Match:
    """The match of a country, with the country in which most of what the name means as a place lies as a candidate."""
    share: dict[str, float] = {}
    for candidate in place.candidates:
        if candidate.entity.country:
            share[candidate.entity.country] = share.get(candidate.entity.country, 0.0) + candidate.score
    code = max(share, key=lambda c: share[c], default=None)
    country = None if code is None else store.find_id(f"iso3166:{code}")
    if code is None or country is None or place.status == "unmatched":
        return match
    found = store.entity(country)
    inside = next(c for c in place.candidates if c.entity.country == code)
    score = round(min(share[code] * (1 - match.score), weights().decision.matched - 0.01), 4)
    step = f"within: {inside.entity.label} lies in {found.label}; it is no recorded name of the country"
    evidence = replace(inside.evidence, relation="within", steps=(*inside.evidence.steps, step))
    others = tuple(c for c in match.candidates if c.entity != found)
    candidates = tuple(sorted((*others, Candidate(found, score, evidence)), key=lambda c: -c.score))
    known = Known(candidates[:MOST_CANDIDATES], candidates[0].evidence)
    return Match(match.query, "ambiguous", candidates[0].score, known, store.version)


def _settled(store: Store, given: object, hints: Hints) -> Match | Query:
    """letters and keys: the query, or the answer where none needs to be looked for."""
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
    return _sure(store, query, hints) or query


def _sure(store: Store, query: Query, hints: Hints) -> Match | None:
    """The match of what means one entity by construction. A bare ISO code does only where a country is asked for."""
    finders = []
    if not query.text.isalpha():  # every id has a colon, a hyphen or a stop
        finders.append(("id", store.find_id(query.text)))
    if hints.kinds == _COUNTRY:
        finders.append(("code", store.find_id(f"iso3166:{query.text.upper()}")))
    one_part = not any(mark in query.text for mark in ",()")
    finders.append(("label", store.find_label(query.key if one_part else label_key(query.text))))
    for how, entity in finders:
        if entity is None:
            continue
        if not Asked(store, [whole(0, query, hints)]).allows(np.zeros(1, np.int64), np.array([entity]))[0]:
            continue
        found = store.entity(entity)
        target = found.label if how == "code" else found.id
        evidence = Evidence(how, query.given, found.name, "", (f"{how}: {query.text} is the {how} of {target}",))
        return Match(query.given, "matched", 1.0, Known((Candidate(found, 1.0, evidence),), evidence), store.version)
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What one tier found: candidates in order, and the readings they are numbered by."""

    asked: Asked
    ranked: Ranked
    decided: Mask  # one a query of `ranked`
    bar: npt.NDArray[np.float64]  # the score from which each is matched


def _compared(asked: Asked, pairs: Pairs) -> Compared:
    hinted = np.array(
        [
            [
                r.hints.country is not None,
                r.hints.admin is not None or r.hints.wants.near is not None or bool(r.context),
                r.hints.kinds is not None,
            ]
            for r in asked.readings
        ],
        bool,
    ).reshape(-1, 3)
    wants = [h.wants for h in asked.hints]
    return Compared(asked.store, pairs, asked.keys, asked.bare, asked.script, asked.hint, wants, hinted)


def tiers(asked: Asked) -> Iterable[tuple[str, Asked, Compared, Found]]:
    """gazetteer and matching: yield what each way of asking finds, for the queries that the one before left.

    Args:
        asked: the whole readings of a batch of queries, in their order.
    """
    w = weights()
    left = np.ones(len(asked.readings), bool)

    pairs = exact(asked)
    asked, more = _taken_apart(asked, pairs)
    compared = _compared(asked, Pairs.joined([pairs, more]))
    ranked = rank(compared, w.exact)
    pairs = compared.pairs
    strong = np.zeros(len(left), bool)
    strong[pairs.query[(compared.relation != _COARSE) & (asked.store.columns.name_role[pairs.name] != _WEAK)]] = True
    bar = np.full(len(ranked.queries), w.decision.matched)
    decided = strong[ranked.queries] | (ranked.score[ranked.start[:-1]] >= bar)
    yield "exact", asked, compared, Found(asked, ranked, decided, bar)
    left[ranked.queries[decided]] = False
    carried = pairs[left[pairs.query]]
    if not left.any():
        return

    some, carried = _narrowed(asked, left[asked.query], carried)
    compared = _compared(some, near(some))
    ranked = rank(compared, w.near)
    decided = ranked.found >= w.decision.near_enough
    yield "near", some, compared, Found(some, ranked, decided, np.full(len(decided), w.decision.matched))
    left[ranked.queries[decided]] = False
    carried = Pairs.joined([carried, compared.pairs])
    # The name itself says it is something of which none is recorded (an airport): only what was met may be meant.
    left[[r.query for r in some.readings if not r.held]] = False
    if not left.any():
        return

    within = {r.query for r in some.readings if r.context}
    useful = np.array([bool(r.context) or r.query not in within for r in some.readings])
    carried = carried[left[carried.query]]
    some, carried = _narrowed(some, left[some.query] & useful, carried)
    compared = _compared(some, alike(some, carried))
    ranked = rank(compared, w.alike)
    placed = compared.hinted[compared.first].any(1) if len(compared.first) else np.zeros(0, bool)
    bar = np.where(placed, w.decision.matched, w.decision.matched_alone)
    yield "alike", some, compared, Found(some, ranked, np.ones(len(ranked.queries), bool), bar)


def _taken_apart(asked: Asked, pairs: Pairs) -> tuple[Asked, Pairs]:
    """The readings with those of parts of the names that met nothing whole, and what these met."""
    met = np.zeros(len(asked.readings), bool)
    met[pairs.query] = True
    unmet = np.flatnonzero(~met).tolist()
    taken = [part for query in unmet for part in parts(asked.store, asked.readings[query])]
    if not taken:
        return asked, Pairs.none()
    every = Asked(asked.store, [*asked.readings, *taken])
    more = exact(Asked(asked.store, taken))
    return every, replace(more, reading=more.reading + len(asked.readings))


def _narrowed(asked: Asked, which: Mask, carried: Pairs) -> tuple[Asked, Pairs]:
    """Some of the readings, and of the pairs those that belong to them."""
    number = np.cumsum(which) - 1
    carried = carried[which[carried.reading]]
    return asked.some(which), replace(carried, reading=number[carried.reading])


def _search(store: Store, batch: Sequence[tuple[Query, Hints]]) -> list[Match]:
    """The whole way of a batch of queries."""
    asked = Asked(store, [whole(number, query, hints) for number, (query, hints) in enumerate(batch)])
    best: dict[int, tuple[Found, int]] = {}
    for _, _, _, found in tiers(asked):
        best.update((query, (found, at)) for at, query in enumerate(found.ranked.queries.tolist()))
    return [
        _match(store, query, *best[number]) if number in best else _none_found(store, query, asked, number)
        for number, (query, _) in enumerate(batch)
    ]


def _match(store: Store, query: Query, found: Found, at: int) -> Match:
    ranked, bars = found.ranked, weights().decision
    score = round(float(ranked.score[ranked.start[at]]), 4)
    status: Status = "matched" if score >= found.bar[at] else "ambiguous"
    if ranked.found[at] < bars.ambiguous:
        status = "unmatched"
    findings = Ordered(store, query.given, found.asked.readings, ranked, at)
    return Match(query.given, status, score, findings, store.version)


def _none_found(store: Store, query: Query, asked: Asked, number: int) -> Match:
    own = [asked.readings[number], *parts(store, asked.readings[number])]
    for reading in own:
        if not reading.held:
            return _nothing(store, query.given, f"{reading.taken[-2]}, of which none is recorded here")
    unhinted = Asked(store, [replace(r, hints=NO_HINTS, context=()) for r in own])
    if len(exact(unhinted)):
        return _nothing(store, query.given, f"{query.steps[-1]}; recorded, but nowhere the hints allow")
    return _nothing(store, query.given, f"{query.steps[-1]}; no recorded name is like it")
