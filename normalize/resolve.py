"""The pipeline: text ─► letters ─► keys ─► gazetteer ─► matching ─► Match, for many names at once.

`_search` is the way of a batch, stage by stage. The gazetteer is asked in four ways, cheapest and surest first: the
key itself, keys of base forms, keys one edit away, names whose vectors are alike. A name goes on to the next only when
the one before has not decided.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from normalize.answers import Reworked, answers_of
from normalize.countries import country_of_people, or_country_around
from normalize.errors import NameTypeError
from normalize.evidence import OrderedNames, OrderedPlaces
from normalize.finders import Asked, exact
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.matching import weights
from normalize.named import NOTHING_KNOWN, About, find_named
from normalize.processes import stay_while_wanted
from normalize.queries import LONGEST, NO_HINTS, Hints, Query, parts, prepare, whole
from normalize.results import Candidate, Evidence, Known, Match, Status
from normalize.tiers import Found, tiers

__all__ = ["in_context", "is_null", "resolve_again", "resolve_name", "resolve_names"]

_FAR_TOO_LONG = 20 * LONGEST  # not even cleaned
_AT_ONCE = 8192  # names; bounds the memory of a batch
_LEAST = 1024  # the same, below which another process is not worth its start
_KEPT = 1 << 12  # answers a gazetteer
_COUNTRY = frozenset({"country"})

Hint = Hints | About
Rows = list[tuple[object, Hint]]


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


def resolve_name(store: Store, given: object, hints: Hint) -> Match:
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
    store: Store, names: Sequence[object], hints: Hint | Sequence[Hint], *, jointly: bool = False, jobs: int = 1
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
    if not jointly or isinstance(hints, About):
        return matches
    alone = [h for h in ([hints] * len(names) if isinstance(hints, Hints) else hints) if isinstance(h, Hints)]
    together = _each(store, names, in_context(store, names, alone, matches), jobs)
    # That nothing in the text speaks for what a name surely means by itself is no doubt.
    return [a if a and a.first_id == b.first_id else b for a, b in zip(matches, together, strict=True)]


@lru_cache(maxsize=16)
def _lately(store: Store) -> dict[str, Match]:
    return {}


def resolve_again(store: Store, names: Sequence[str]) -> list[Match]:
    """Return the match of each name of a person or an organisation; answers are kept, as texts name the same often.

    What is kept is bounded: when there are too many answers all are forgotten, and kept anew.
    """
    kept = _lately(store)
    known = {name: match for name in names if (match := kept.get(name)) is not None}
    if new := [name for name in dict.fromkeys(names) if name not in known]:
        found = dict(zip(new, resolve_names(store, new, NOTHING_KNOWN), strict=True))
        if len(kept) + len(found) > _KEPT:
            kept.clear()
        kept.update(found)
        known.update(found)
    return [known[name] for name in names]


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
        if around or around_countries:
            return replace(hints, wants=replace(hints.wants, around=around, around_countries=around_countries))
        return hints

    every = [hints] * len(names) if isinstance(hints, Hints) else hints
    said: dict[tuple[Hints, int | None], Hints] = {}
    for row in zip(every, own, strict=True):
        if row not in said:
            said[row] = joined(*row)
    return [said[row] for row in zip(every, own, strict=True)]


def _each(store: Store, names: Sequence[object], hints: Hint | Sequence[Hint], jobs: int) -> list[Match]:
    """Each distinct name and hints once; recorded names without hints are answered from what is kept."""
    find = answers_of(store).find
    every = [hints] * len(names) if isinstance(hints, Hint) else hints
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
    size = _AT_ONCE if jobs == 1 else min(_AT_ONCE, max(_LEAST, -(-len(distinct) // (4 * jobs))))
    batches = [distinct[low : low + size] for low in range(0, len(distinct), size)]
    each = map(partial(_worked, store), batches) if min(jobs, len(batches)) < 2 else _in_processes(store, batches, jobs)
    worked = {
        row: match for batch, found in zip(batches, each, strict=True) for row, match in zip(batch, found, strict=True)
    }
    for at in left:
        row = names[at], every[at]
        matches[at] = worked[row] if isinstance(row[0], str) else _worked(store, [row])[0]
    return [match for match in matches if match is not None]


def _again(store: Store, given: str, hints: Hint) -> Match:
    """The answer worked out anew, for its candidates and evidence."""
    return _worked(store, [(given, hints)])[0]


def _in_processes(store: Store, batches: list[Rows], jobs: int) -> Iterator[list[Match]]:
    """The matches of batches, worked in other processes; outcomes travel, the rest is worked out when it is read."""
    from concurrent.futures import ProcessPoolExecutor  # here, because importing them costs every start 30 ms
    from multiprocessing import get_context

    with ProcessPoolExecutor(min(jobs, len(batches)), get_context("spawn"), stay_while_wanted) as pool:
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
    found = iter(_found(store, batch) if batch else ())
    return [next(found) if isinstance(outcome, Query) else outcome for outcome in settled]


def _found(store: Store, batch: Sequence[tuple[Query, Any]]) -> Iterable[Match]:
    """What the gazetteer knows of queries, by what it is a gazetteer of."""
    if store.family == "place":
        return _with_countries_of_places(store, batch, _search(store, batch))
    return _search_named(store, batch)


def _with_countries_of_places(
    store: Store, batch: Sequence[tuple[Query, Hints]], matches: list[Match]
) -> Iterator[Match]:
    """A country is also named by its people (Ukrainian); by the name of a place in it (Tokyo) it is perhaps meant."""
    asked = [at for at, (_, hints) in enumerate(batch) if hints.kinds == _COUNTRY and matches[at].status != "matched"]
    if not asked:
        yield from matches
        return
    people = {at: found for at in asked if (found := country_of_people(store, batch[at][0])) is not None}
    asked = [at for at in asked if at not in people and matches[at].status == "unmatched"]
    rows = [(query, replace(hints, kinds=None)) for query, hints in (batch[at] for at in asked)]
    places = dict(zip(asked, _search(store, rows), strict=True))
    for at, match in enumerate(matches):
        if at in places:
            yield or_country_around(store, match, places[at])
        else:
            yield people.get(at, match)


def _settled(store: Store, given: object, hints: Hint) -> Match | Query:
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


def _sure(store: Store, query: Query, hints: Hint) -> Match | None:
    """The match of what means one entity by construction. A bare ISO code does only where a country is asked for."""
    finders = []
    if store.has_own_ids or not query.text.isalpha():  # every id of a scheme has a colon, a hyphen or a stop
        # As it was given first: people's own ids may hold signs that clean-up takes for others.
        found = store.find_id(query.given.strip())
        finders.append(("id", store.find_id(query.text) if found is None else found))
    if isinstance(hints, Hints) and hints.kinds == _COUNTRY:
        finders.append(("code", store.find_id(f"iso3166:{query.text.upper()}")))
    one_part = not any(mark in query.text for mark in ",()")
    finders.append(("label", store.find_label(query.key if one_part else label_key(query.text))))
    for how, entity in finders:
        if entity is None:
            continue
        if (
            isinstance(hints, Hints)
            and hints is not NO_HINTS
            and not Asked(store, [whole(0, query, hints)]).allows(np.zeros(1, np.int64), np.array([entity]))[0]
        ):
            continue
        meant = store.entity(entity)
        target = meant.label if how == "code" else meant.id
        evidence = Evidence(how, query.given, meant.name, "", (f"{how}: {query.text} is the {how} of {target}",))
        return Match(query.given, "matched", 1.0, Known((Candidate(meant, 1.0, evidence),), evidence), store.version)
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
    # Kiev is a city and the district around it: which of the two is doubtful, the place is not.
    sure = score + ranked.kin[at] >= found.bar[at] and score >= min(bars.leading, found.bar[at])
    status: Status = "matched" if sure else "ambiguous"
    if ranked.found[at] < bars.ambiguous or (found.way == "alike" and score < bars.ambiguous_alike):
        status = "unmatched"
    findings = OrderedPlaces(store, query.given, ranked, at, status, float(found.bar[at]), found.asked.readings)
    return Match(query.given, status, score, findings, store.version)


def _search_named(store: Store, batch: Sequence[tuple[Query, About]]) -> list[Match]:
    """The whole way of a batch of names of people or organisations."""
    found = find_named(store, [query.text for query, _ in batch], [about for _, about in batch])
    ranked, bars = found.ranked, weights().decision
    bar = bars.matched_person if store.family == "person" else bars.matched_org
    at = {query: place for place, query in enumerate(ranked.queries.tolist())}
    matches = []
    for number, (query, about) in enumerate(batch):
        if number not in at:
            matches.append(_nothing(store, query.given, f"{query.steps[-1]}; no recorded name is like it"))
            continue
        place = at[number]
        score = round(float(ranked.score[ranked.start[place]]), 4)
        status: Status = "matched" if score >= bar else "ambiguous"
        if ranked.found[place] < bars.ambiguous:
            status = "unmatched"
        names = found.beside.asked
        findings = OrderedNames(store, query.given, ranked, place, status, bar, query, names, found.forms, about)
        matches.append(Match(query.given, status, score, findings, store.version))
    return matches


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
