"""Candidates in order: one weight each, from how the names agree, who lives there, and the hints."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import asin, cos, exp, log, radians, sin, sqrt

from normalize.matching.relations import Relation
from normalize.matching.weights import weights

__all__ = ["Hit", "Place", "Preferences", "Ranked", "km", "rank"]

_DIGITS = 9  # logarithms of different C libraries differ in the last digits; the order must not
_EARTH_KM = 12_742.0  # mean diameter


@dataclass(frozen=True, slots=True)
class Hit:
    """A recorded name the query met."""

    entity: int
    name: int
    relation: Relation
    edits: int
    role: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """What weighing needs to know of a candidate; entities are numbers of one gazetteer."""

    kind: str
    prominence: float
    position: tuple[float, float] | None
    within: frozenset[int]  # the subdivisions and the country it lies in


@dataclass(frozen=True, slots=True)
class Preferences:
    """Hints that make candidates likelier rather than ruling others out."""

    near: tuple[float, float] | None = None
    lang: str | None = None
    around: frozenset[int] = field(default_factory=frozenset)  # where the other mentions of a document lie
    around_countries: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, weighed. `share` is its part of all weights, those of the same place seen as another kind aside."""

    entity: int
    hit: Hit
    share: float
    place: Place


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres between two (lat, lon) in degrees."""
    (lat, lon), (lat2, lon2) = (tuple(map(radians, p)) for p in (a, b))
    x = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return _EARTH_KM * asin(min(1.0, sqrt(x)))


def _name_weight(hit: Hit, lang: str | None) -> float:
    w = weights()
    total = w.relation[hit.relation] + w.role[hit.role]
    if hit.edits:
        total += w.relation["near"] + hit.edits * w.relation["edit"]
    if lang and hit.lang and hit.lang != lang:
        total += w.hints["other_language"]
    return total


def _place_weight(place: Place, wants: Preferences) -> float:
    w = weights()
    total = w.kind.get(place.kind, w.kind["other"])
    total += w.people["exponent"] * log(place.prominence + w.people["floor"])
    if wants.near:
        distance = km(wants.near, place.position) if place.position else _EARTH_KM
        total -= log(1 + (distance / w.hints["near_km"]) ** 2)
    if place.within & wants.around:
        total += w.hints["same_admin"]
    elif place.within & wants.around_countries:
        total += w.hints["same_country"]
    return total


def _same_place(one: Ranked, other: Ranked) -> bool:
    """A city and the district named after it, a country and its like-named capital: one of them lies in the other."""
    return one.entity in other.place.within or other.entity in one.place.within


def rank(hits: Iterable[Hit], place_of: Callable[[int], Place], wants: Preferences) -> list[Ranked]:
    """Return the entities of the hits, the likeliest first; equal weights in the order of ids.

    Args:
        hits: every recorded name met, several an entity.
        place_of: entity -> what weighing needs to know of it.
        wants: soft hints.
    """
    best: dict[int, tuple[float, Hit]] = {}
    for hit in hits:
        weight = _name_weight(hit, wants.lang)
        held = best.get(hit.entity)
        if held is None or (weight, -hit.name) > (held[0], -held[1].name):
            best[hit.entity] = weight, hit
    weighed = []
    for entity, (name_weight, hit) in best.items():
        place = place_of(entity)
        weight = round(name_weight + _place_weight(place, wants), _DIGITS)
        weighed.append((weight, entity, hit, place))
    if not weighed:
        return []
    weighed.sort(key=lambda row: (-row[0], row[1]))
    _settlement_first(weighed)
    top = weighed[0][0]
    raw = [exp(weight - top) for weight, *_ in weighed]
    ranked = [Ranked(entity, hit, part, place) for part, (_, entity, hit, place) in zip(raw, weighed, strict=True)]
    return _shares(ranked)


def _settlement_first(weighed: list[tuple[float, int, Hit, Place]]) -> None:
    """A bare name means the settlement, not the larger subdivision around it that shares it (New York)."""
    _, district, hit, place = weighed[0]
    if place.kind != "subdivision":
        return
    for at, (_, _, other, inner) in enumerate(weighed):
        if inner.kind == "city" and district in inner.within and other.relation == hit.relation:
            weighed.insert(0, weighed.pop(at))
            return


def _shares(ranked: Sequence[Ranked]) -> list[Ranked]:
    first, rest = ranked[0], ranked[1:]
    rivals = sum(r.share for r in rest if not _same_place(first, r))
    share = first.share / (first.share + rivals)
    others = sum(r.share for r in rest) or 1.0
    left = 1.0 - share
    tail = [Ranked(r.entity, r.hit, left * r.share / others, r.place) for r in rest]
    return [Ranked(first.entity, first.hit, share, first.place), *tail]
