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
    pairs = Pairs.joined([pairs, more])
    # Where a language is said, a name as it stands may be a form of a better known one.
    said = [inflects(r.hints.wants.lang) for r in asked.readings]
    every, forms = _of_base_forms(asked, np.array(said, bool), pairs)
    compared = _compared(every, Pairs.joined([pairs, forms]))
    ranked = rank_places(compared, w.exact)
    strong = np.zeros(len(left), bool)
    certain = (compared.relation != _COARSE) & (asked.store.columns.name_role[compared.pairs.name] != _WEAK)
    strong[compared.pairs.query[certain & ~compared.changed[compared.pairs.reading]]] = True
    bar = np.full(len(ranked.queries), w.decision.matched)
    decided = strong[ranked.queries] | (ranked.score[ranked.start[:-1]] >= bar) | _known_by_base_form(every, ranked)
    yield Found("exact", every, compared, ranked, decided, bar)
    left[ranked.queries[decided]] = False
    carried = pairs[left[pairs.query]]
    if not left.any():
        return

    every, forms = _of_base_forms(asked, left[asked.query] & ~np.array(said, bool), carried)
    if len(forms):
        met = np.isin(carried.query, forms.query)
        compared = _compared(every, Pairs.joined([carried[met], forms]))
        ranked = rank_places(compared, w.exact)
        bar = np.full(len(ranked.queries), w.decision.matched)
        decided = _known_by_base_form(every, ranked)
        yield Found("inflected", every, compared, ranked, decided, bar)
        left[ranked.queries[decided]] = False
        carried = carried[left[carried.query]]
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


def _of_base_forms(asked: Asked, which: Mask, pairs: Pairs) -> tuple[Asked, Pairs]:
    """The readings with the base forms of some of them that are recorded, and what these met.

    Base forms of names that met something as they stand are not taken apart.
    """
    met = np.isin(np.arange(len(which)), pairs.query)
    found = [
        form
        for at in np.flatnonzero(which).tolist()
        for form in inflected(asked.store, asked.readings[at], apart=not met[asked.query[at]])
    ]
    if not found:
        return asked, Pairs.none()
    more = recorded(Asked(asked.store, found))
    every = Asked(asked.store, [*asked.readings, *found])
    return every, replace(more, reading=more.reading + len(asked.readings))


def _known_by_base_form(asked: Asked, ranked: Ranked) -> Mask:
    """Whether the first candidate of each query was met by a base form, and is likely enough to look no further."""
    by_form = np.array([r.form is not None for r in asked.readings], bool)[ranked.pairs.reading[ranked.start[:-1]]]
    answer: Mask = by_form & (ranked.found >= weights().decision.ambiguous)
    return answer


def _narrowed(asked: Asked, which: Mask, carried: Pairs) -> tuple[Asked, Pairs]:
    """Some of the readings, and of the pairs those that belong to them."""
    number = np.cumsum(which) - 1
    carried = carried[which[carried.reading]]
    return asked.some(which), replace(carried, reading=number[carried.reading])
