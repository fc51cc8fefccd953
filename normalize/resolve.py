"""The pipeline: text ─► letters ─► keys ─► gazetteer ─► matching ─► Match, for many names at once.

`_search` is the way of a batch, stage by stage. The gazetteer is asked in three ways, cheapest and surest first: the
key itself, keys one edit away, names whose vectors are alike. A name goes on to the next only when the one
before has not decided.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from normalize.answers import Reworked, answers_of
from normalize.countries import or_country_around
from normalize.errors import NameTypeError
from normalize.evidence import Ordered
from normalize.finders import Asked, exact
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.matching import weights
from normalize.queries import LONGEST, NO_HINTS, Hints, Query, parts, prepare, whole
from normalize.results import Candidate, Evidence, Known, Match, Status
from normalize.tiers import Found, tiers

__all__ = ["in_context", "is_null", "resolve_name", "resolve_names"]

_FAR_TOO_LONG = 20 * LONGEST  # not even cleaned
_AT_ONCE = 8192  # names; bounds the memory of a batch
_COUNTRY = frozenset({"country"})

Rows = list[tuple[object, Hints]]


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


def resolve_names(
    store: Store, names: Sequence[object], hints: Hints | Sequence[Hints], *, jointly: bool = False, jobs: int = 1
) -> list[Match]:
    """Return the match of each name; equal names with equal hints are worked once.

    Args:
        store: the gazetteer.
        names: the names; nulls are unmatched.
        hints: those of all names, or of each.
        jointly: the names are mentions of one text: candidates near where the others surely lie gain.
        jobs: processes to work in; each maps the same gazetteer file, and the answers are the same.
    """
    matches = _each(store, names, hints, jobs)
    return _each(store, names, in_context(store, names, hints, matches), jobs) if jointly else matches


def in_context(
    store: Store, names: Sequence[object], hints: Hints | Sequence[Hints], matches: Sequence[Match]
) -> list[Hints]:
    """Return the hints of each name with what the surely matched ones say of the others.

    Args:
        store: the gazetteer.
        names, hints: as for `resolve_names`.
        matches: what each of the names matches alone.
    """
    own = [None if m.id is None else store.find_id(m.id) for m in matches]
    sure = set(own) - {None}
    admins = Counter(admin for at in sure if at is not None for admin in store.admins(at))
    countries = Counter(country for at in sure if at is not None and (country := store.country(at)) is not None)

    def joined(hints: Hints, at: int | None) -> Hints:
        """What the others say: a name does not speak for itself."""
        mine = Counter(() if at is None else store.admins(at))
        here = Counter(() if at is None else (store.country(at),))
        around = frozenset(a for a in admins if admins[a] > mine[a])
        around_countries = frozenset(c for c in countries if countries[c] > here[c])
        return replace(hints, wants=replace(hints.wants, around=around, around_countries=around_countries))

    every = [hints] * len(names) if isinstance(hints, Hints) else hints
    said: dict[tuple[Hints, int | None], Hints] = {}
    for row in zip(every, own, strict=True):
        if row not in said:
            said[row] = joined(*row)
    return [said[row] for row in zip(every, own, strict=True)]


def _each(store: Store, names: Sequence[object], hints: Hints | Sequence[Hints], jobs: int) -> list[Match]:
    """Each distinct name and hints once; recorded names without hints are answered from what is kept."""
    find = answers_of(store).find
    every = [hints] * len(names) if isinstance(hints, Hints) else hints
    kept: dict[object, Match | None] = {}
    matches: list[Match | None] = []
    for name, given in zip(names, every, strict=True):
        if given is not NO_HINTS or type(name) is not str:
            matches.append(None)
        elif name in kept:
            matches.append(kept[name])
        else:
            matches.append(kept.setdefault(name, find(name, _again)))
    left = [at for at, match in enumerate(matches) if match is None]
    # A value that is not a string is of its own kind: 1, True and 1.0 are equal, and NaN is not itself.
    distinct = list(dict.fromkeys((names[at], every[at]) for at in left if isinstance(names[at], str)))
    batches = [distinct[low : low + _AT_ONCE] for low in range(0, len(distinct), _AT_ONCE)]
    each = map(partial(_worked, store), batches) if min(jobs, len(batches)) < 2 else _in_processes(store, batches, jobs)
    worked = {
        row: match for batch, found in zip(batches, each, strict=True) for row, match in zip(batch, found, strict=True)
    }
    for at in left:
        row = names[at], every[at]
        matches[at] = worked[row] if isinstance(row[0], str) else _worked(store, [row])[0]
    return [match for match in matches if match is not None]


def _again(store: Store, given: str, hints: Hints) -> Match:
    """The answer worked out anew, for its candidates and evidence."""
    return _worked(store, [(given, hints)])[0]


def _in_processes(store: Store, batches: list[Rows], jobs: int) -> Iterator[list[Match]]:
    """The matches of batches, worked in other processes; outcomes travel, the rest is worked out when it is read."""
    from concurrent.futures import ProcessPoolExecutor  # here, because importing them costs every start 30 ms
    from multiprocessing import get_context

    with ProcessPoolExecutor(min(jobs, len(batches)), get_context("spawn")) as pool:
        for batch, outcomes in zip(batches, pool.map(partial(_outcomes, store.path), batches), strict=True):
            yield [
                Match(given, status, score, Reworked(store, str(given), hints, entity, _again), store.version)
                if entity >= 0
                else _again(store, str(given), hints)
                for (given, hints), (status, score, entity) in zip(batch, outcomes, strict=True)
            ]


_store_at = lru_cache(maxsize=2)(Store)  # one a worker process


def _outcomes(path: Path, batch: Rows) -> list[tuple[Status, float, int]]:
    """In a worker: status, score and first candidate of each row, -1 where there is none."""
    store = _store_at(path)
    outcomes = []
    for match in _worked(store, batch):
        at = None if match.first_id is None else store.find_id(match.first_id)
        outcomes.append((match.status, match.score, -1 if at is None else at))
    return outcomes


def _nothing(store: Store, given: object, why: str) -> Match:
    evidence = Evidence("none", "" if is_null(given) else str(given)[:LONGEST], "", "", (why,))
    return Match(given, "unmatched", 0.0, Known((), evidence), store.version)


def _worked(store: Store, rows: Rows) -> list[Match]:
    """The matches of a batch of rows."""
    settled = [_settled(store, given, hints) for given, hints in rows]
    batch = [(query, hints) for query, (_, hints) in zip(settled, rows, strict=True) if isinstance(query, Query)]
    found = iter(_with_countries_of_places(store, batch, _search(store, batch)) if batch else ())
    return [next(found) if isinstance(outcome, Query) else outcome for outcome in settled]


def _with_countries_of_places(
    store: Store, batch: Sequence[tuple[Query, Hints]], matches: list[Match]
) -> Iterator[Match]:
    """A country that is asked for by the name of a place in it (Tokyo) is perhaps meant: never matched, but named."""
    asked = [at for at, (_, hints) in enumerate(batch) if hints.kinds == _COUNTRY and matches[at].status == "unmatched"]
    if not asked:
        yield from matches
        return
    rows = [(query, replace(hints, kinds=None)) for query, hints in (batch[at] for at in asked)]
    places = dict(zip(asked, _search(store, rows), strict=True))
    for at, match in enumerate(matches):
        yield or_country_around(store, match, places[at]) if at in places else match


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
        if (
            hints is not NO_HINTS
            and not Asked(store, [whole(0, query, hints)]).allows(np.zeros(1, np.int64), np.array([entity]))[0]
        ):
            continue
        found = store.entity(entity)
        target = found.label if how == "code" else found.id
        evidence = Evidence(how, query.given, found.name, "", (f"{how}: {query.text} is the {how} of {target}",))
        return Match(query.given, "matched", 1.0, Known((Candidate(found, 1.0, evidence),), evidence), store.version)
    return None


def _search(store: Store, batch: Sequence[tuple[Query, Hints]]) -> list[Match]:
    """The whole way of a batch of queries."""
    asked = Asked(store, [whole(number, query, hints) for number, (query, hints) in enumerate(batch)])
    best: dict[int, tuple[Found, int]] = {}
    for found in tiers(asked):
        best.update((query, (found, at)) for at, query in enumerate(found.ranked.queries.tolist()))
    return [
        _match(store, query, *best[number]) if number in best else _none_found(store, query, asked, number)
        for number, (query, _) in enumerate(batch)
    ]


def _match(store: Store, query: Query, found: Found, at: int) -> Match:
    ranked, bars = found.ranked, weights().decision
    score = round(float(ranked.score[ranked.start[at]]), 4)
    status: Status = "matched" if score >= found.bar[at] else "ambiguous"
    if ranked.found[at] < bars.ambiguous or (found.way == "alike" and score < bars.ambiguous_alike):
        status = "unmatched"
    findings = Ordered(store, query.given, found.asked.readings, ranked, at, status, float(found.bar[at]))
    return Match(query.given, status, score, findings, store.version)


def _none_found(store: Store, query: Query, asked: Asked, number: int) -> Match:
    own = [asked.readings[number], *parts(store, asked.readings[number])]
    for reading in own:
        if not reading.held:
            return _nothing(store, query.given, f"{reading.taken[-2]}, of which none is recorded here")
    unhinted = Asked(store, [replace(r, hints=NO_HINTS, context=()) for r in own])
    if len(exact(unhinted)):
        return _nothing(
            store, query.given, f"{'; '.join(own[-1].steps)}; recorded, but nowhere that this or the hints allow"
        )
    return _nothing(store, query.given, f"{query.steps[-1]}; no recorded name is like it")
