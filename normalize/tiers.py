"""The ways of asking, one after the other: what the key finds, that of a base form, what lies near, what is alike.

A query goes on to the next way only when the one before has not decided: names that are recorded never reach the slower
ones, and what was met on the way stays among the candidates.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from normalize.finders import Asked, alike, exact, near, recorded
from normalize.gazetteer.layout import ROLES
from normalize.inflection import inflects
from normalize.matching import Compared, Pairs, Ranked, rank_places, weights
from normalize.matching.relations import RELATIONS
from normalize.queries import inflected, parts

__all__ = ["Found", "tiers"]

_WEAK = ROLES.index("weak")
_COARSE = RELATIONS.index("coarse")

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What one way of asking found.

    Attributes:
        way: "exact", "inflected", "near" or "alike".
        asked: the readings that were asked.
        compared: the names they met, and what is known of each pair.
        ranked: the candidates in order.
        decided: for each query of `ranked`, whether it goes no further.
        bar: for each of them the score from which its first candidate is matched.
    """

    way: str
    asked: Asked
    compared: Compared
    ranked: Ranked
    decided: Mask
    bar: npt.NDArray[np.float64]


def _compared(asked: Asked, pairs: Pairs) -> Compared:
    closer = [r.hints.admin is not None or r.hints.wants.near is not None or bool(r.context) for r in asked.readings]
    hinted = np.array(
        [
            [r.hints.country is not None or near, near, r.hints.kinds is not None]  # what lies closer is in a country
            for r, near in zip(asked.readings, closer, strict=True)
        ],
        bool,
    ).reshape(-1, 3)
    wants = [h.wants for h in asked.hints]
    changed = np.array([r.form is not None for r in asked.readings], bool)
    return Compared(asked.store, pairs, asked.keys, asked.bare, asked.script, asked.hint, wants, hinted, changed)


def tiers(asked: Asked) -> Iterator[Found]:
    """gazetteer and matching: yield what each way of asking finds, for the queries that the one before left.

    Args:
        asked: the whole readings of a batch of queries, in their order.
    """
    w = weights()
    left = np.ones(len(asked.readings), bool)

    pairs = exact(asked)
    asked, more = _taken_apart(asked, pairs)
    compared = _compared(asked, Pairs.joined([pairs, more]))
    ranked = rank_places(compared, w.exact)
    pairs = compared.pairs
    strong = np.zeros(len(left), bool)
    strong[pairs.query[(compared.relation != _COARSE) & (asked.store.columns.name_role[pairs.name] != _WEAK)]] = True
    bar = np.full(len(ranked.queries), w.decision.matched)
    decided = strong[ranked.queries] | (ranked.score[ranked.start[:-1]] >= bar)
    yield Found("exact", asked, compared, ranked, decided, bar)
    left[ranked.queries[decided]] = False

    if (found := _inflected(asked, pairs, left, ranked)) is not None:
        yield found
        left[found.ranked.queries] = False
    carried = pairs[left[pairs.query]]
    if not left.any():
        return

    some, carried = _narrowed(asked, left[asked.query], carried)
    compared = _compared(some, near(some))
    ranked = rank_places(compared, w.near)
    # What was met under the key itself, however doubtful, is weighed against what lies an edit away.
    decided = (ranked.found >= w.decision.near_enough) & ~np.isin(ranked.queries, carried.query)
    bar = np.full(len(decided), w.decision.matched_near)
    yield Found(
        "near", some, compared, ranked, decided, np.where(_says_kind(some, ranked), w.decision.matched_kind, bar)
    )
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
    ranked = rank_places(compared, w.alike)
    placed = compared.hinted[compared.first, :2].any(1)  # that a country or a river is meant does not say where
    bar = np.where(_says_kind(some, ranked), w.decision.matched_kind, w.decision.matched_alone)
    bar = np.where(placed, w.decision.matched_alike, bar)
    yield Found("alike", some, compared, ranked, np.ones(len(ranked.queries), bool), bar)


def _says_kind(asked: Asked, ranked: Ranked) -> Mask:
    """Whether the first candidate of each query was met by a reading without its class word: Oblast Donezk."""
    named = np.array([bool(r.taken) and r.hints.kinds is not None for r in asked.readings], bool)
    answer: Mask = named[ranked.pairs.reading[ranked.start[:-1]]]
    return answer


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


def _inflected(asked: Asked, pairs: Pairs, left: Mask, standing: Ranked) -> Found | None:
    """What base forms find: for queries that are left, and for others where a language is said and they find more.

    Args:
        asked: the readings.
        pairs: what they met as they stand; weighed against what base forms meet.
        left: the queries that are not decided.
        standing: the candidates they have as they stand.
    """
    every, joined, queries = _with_base_forms(asked, pairs, left)
    if not len(queries):
        return None
    ranked = _ranked_among(every, joined, queries)[1]
    # The first candidate must have been met by a base form, and be another than that of the name as it stands.
    known = dict(_firsts(standing))
    other = np.array([known.get(query) != entity for query, entity in _firsts(ranked)], bool)
    by_form = ranked.pairs.reading[ranked.start[:-1]] >= len(asked.readings)
    bars = weights().decision
    said = np.zeros(len(left), bool)
    said[[r.query for r in asked.readings if r.hints.wants.lang is not None]] = True
    enough = np.where(
        said[ranked.queries], ranked.found >= bars.ambiguous, ranked.score[ranked.start[:-1]] >= bars.matched
    )
    kept = by_form & enough & (left[ranked.queries] | other)
    if not kept.any():
        return None
    compared, ranked = _ranked_among(every, joined, ranked.queries[kept])
    decided = np.ones(len(ranked.queries), bool)
    return Found("inflected", every, compared, ranked, decided, np.full(len(decided), bars.matched))


def _with_base_forms(asked: Asked, pairs: Pairs, left: Mask) -> tuple[Asked, Pairs, npt.NDArray[np.int64]]:
    """The readings with base forms of some of them that are recorded, what all of these met, and which queries gained.

    Base forms of names that met something as they stand are not taken apart.
    """
    useful = np.array([left[r.query] or inflects(r.hints.wants.lang) for r in asked.readings], bool)
    met = np.isin(np.arange(len(left)), pairs.query)
    forms = [
        form
        for at in np.flatnonzero(useful).tolist()
        for form in inflected(asked.store, asked.readings[at], apart=not met[asked.query[at]])
    ]
    more = recorded(Asked(asked.store, forms)) if forms else Pairs.none()
    joined = Pairs.joined([pairs, replace(more, reading=more.reading + len(asked.readings))])
    return Asked(asked.store, [*asked.readings, *forms]), joined, np.unique(more.query)


def _firsts(ranked: Ranked) -> Iterator[tuple[int, int]]:
    """Each query with its first candidate."""
    return zip(ranked.queries.tolist(), ranked.pairs.entity[ranked.start[:-1]].tolist(), strict=True)


def _ranked_among(asked: Asked, pairs: Pairs, queries: npt.NDArray[np.int64]) -> tuple[Compared, Ranked]:
    """The candidates of some of the queries, as names that are recorded are ranked."""
    compared = _compared(asked, pairs[np.isin(pairs.query, queries)])
    return compared, rank_places(compared, weights().exact)


def _narrowed(asked: Asked, which: Mask, carried: Pairs) -> tuple[Asked, Pairs]:
    """Some of the readings, and of the pairs those that belong to them."""
    number = np.cumsum(which) - 1
    carried = carried[which[carried.reading]]
    return asked.some(which), replace(carried, reading=number[carried.reading])
