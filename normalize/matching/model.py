"""The score: how likely each candidate is the one meant, and how likely none of them is.

One logit a candidate, the weighted sum of its features, and one for "none of these"; the probabilities are their
softmax. A candidate that is the same place seen as another kind (a city and the district named after it, a country and
its like-named capital) takes no share from the first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.layout import NONE
from normalize.matching.features import CANDIDATE, OUTSIDE, Compared
from normalize.matching.pairs import Pairs
from normalize.matching.weights import Tier

__all__ = ["Ranked", "rank", "rank_places", "same_place", "weighed"]

_DIGITS = 9  # logarithms of different processors differ in the last digits; the order must not
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]
T = TypeVar("T")
Same = Callable[[Numbers, Numbers, npt.NDArray[np.bool_]], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Candidates in order.

    Attributes:
        pairs: one row a query and entity; of each query the likeliest first.
        score: of each row the probability that it is meant.
        queries: the numbers of the queries, ascending.
        start: where the rows of each query begin, and the end of the last.
        found: for each query the probability that any of its candidates is meant.
        kin: for each query the share of what is the first candidate seen as another kind.
    """

    pairs: Pairs
    score: Floats
    queries: Numbers
    start: Numbers
    found: Floats
    kin: Floats


def weighed(weights: Mapping[str, float], features: Mapping[str, Callable[[T], Floats]], of: T) -> Floats:
    """Return the weighted sum of features, one a row."""
    total: Any = 0.0
    for name, weight in weights.items():  # one after the other: a sum whose order no processor chooses
        total = total + weight * features[name](of)
    answer: Floats = np.round(total, _DIGITS)
    return answer


def same_place(
    compared: Compared, one: Numbers, other: Numbers, same_key: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return whether, of two entities, one is the other seen as another kind.

    One lies in the other, or they have the same name and one is a town, the other a district in the same
    first-level subdivision.
    """
    columns = compared.store.columns
    district = np.array([kind == "subdivision" for kind in compared.store.kinds])

    def inside(inner: Numbers, outer: Numbers) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = (
            (columns.admin1[inner] == outer) | (columns.admin2[inner] == outer) | (columns.country[inner] == outer)
        )
        return found

    beside = (columns.admin1[one] == columns.admin1[other]) & (columns.admin1[one] != NONE)
    beside &= same_key & (district[columns.kind[one]] != district[columns.kind[other]])
    answer: npt.NDArray[np.bool_] = (one != other) & (inside(one, other) | inside(other, one) | beside)
    return answer


def rank_places(compared: Compared, tier: Tier) -> Ranked:
    """Return the candidates of each query, the likeliest first, equals in the order of ids."""
    logit = weighed(tier.candidate, CANDIDATE, compared)
    outside = weighed(tier.outside, OUTSIDE, compared)
    return rank(compared.pairs, compared.queries, logit, outside, partial(same_place, compared))


def rank(pairs: Pairs, queries: Numbers, logit: Floats, outside: Floats, same: Same) -> Ranked:
    """Return the candidates of each query, the likeliest first, equals in the order of ids.

    Args:
        pairs: names met by the queries.
        queries: the numbers of the queries that met any, ascending.
        logit: of each pair.
        outside: of each query, that none of its candidates is meant.
        same: whether, of two entities, one is the other seen as another kind.
    """
    # The best name of each entity, then the best entity of each query.
    order = np.lexsort((pairs.name, -logit, pairs.entity, pairs.query))
    pairs, logit = pairs[order], logit[order]
    kept = (np.diff(pairs.query, prepend=-1) != 0) | (np.diff(pairs.entity, prepend=-1) != 0)
    pairs, logit = pairs[kept], logit[kept]
    order = np.lexsort((pairs.entity, -logit, pairs.query))
    pairs, logit = pairs[order], logit[order]
    start = np.append(np.searchsorted(pairs.query, queries), len(pairs))
    at = np.repeat(np.arange(len(queries)), np.diff(start))
    top = np.maximum(logit[start[:-1]], outside)
    raw = np.exp(logit - top[at])
    nothing = np.exp(outside - top)
    rival = ~same(pairs.entity[start[:-1]][at], pairs.entity, pairs.edits == 0)
    total = np.bincount(at, weights=raw * rival, minlength=len(queries))
    found = total / (total + nothing)
    score = raw / (total + nothing)[at]
    # What a place seen as another kind may still take is the share that the first does not have.
    first = np.zeros(len(pairs), bool)
    first[start[:-1]] = True
    left = np.bincount(at, weights=np.where(first, 0.0, score), minlength=len(queries))
    room = np.maximum(found - score[start[:-1]], 0.0)
    tight = np.where(left > room, room / np.maximum(left, 1e-300), 1.0)
    score = np.where(first, score, score * tight[at])
    kin = np.bincount(at, weights=np.where(rival | first, 0.0, score), minlength=len(queries)).astype(np.float64)
    return Ranked(pairs, score, queries, start, found, kin)
