"""Spellings of one entity, grouped: names ─► gazetteer ─► pairs ─► comparison ─► linkage ─► Cluster."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from normalize.clusters.candidates import Neighbours, candidate_pairs, each_once
from normalize.clusters.decided import NOTHING_DECIDED, Merges, read_merges
from normalize.clusters.items import Items, gathered
from normalize.clusters.linkage import Bars, linked
from normalize.clusters.reasons import Reasons
from normalize.clusters.recorded import Recorded
from normalize.clusters.representative import representative
from normalize.clusters.units import Meant, Scored, Units, united
from normalize.comparing import names_to_compare
from normalize.errors import ArgumentError, UnknownKindError
from normalize.gazetteer import Store
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.hints import HINTS
from normalize.inputs import column_of, values_of
from normalize.kinds import KINDS
from normalize.results import Cluster, Match
from normalize.verbs import resolve

__all__ = ["dedup"]

_DEFAULT: Any = object()  # tells "not given" from None, which means "without a gazetteer"
# Scores from which names that no gazetteer resolves are joined, on average, and below which a pair contradicts. Higher
# than those of `compare`: a list holds many more pairs of two entities than of one. tests/bench/dedup.py shows others.
_BARS = {"place": Bars(0.8, 0.5), "person": Bars(0.6, 0.3), "org": Bars(0.7, 0.4)}


def dedup(
    names: Iterable[object],
    kind: str = "place",
    *,
    gazetteer: Gazetteer | Sequence[Gazetteer] | None = _DEFAULT,
    counts: Sequence[int] | None = None,
    same: Any = None,
    near: Any = None,
    within_km: float = 50.0,
    decisions: str | Path | Iterable[Mapping[str, str]] | None = None,
    at_least: float | None = None,
    jobs: int = 1,
    **hints: Any,
) -> list[Cluster]:
    """Return names in clusters of spellings of one entity; every name is in one, also those that are alone in theirs.

    Names that a gazetteer resolves to one id are one cluster, names of two ids never are. The others are compared with
    each other and with those, and joined when they are one on average and no two of them contradict (no chains of
    unlike ends). Those for which the gazetteer has the same first candidate are likely one, also where it is not sure
    enough to resolve them. The clusters do not depend on the order of the names.

    Representative: the display name of the entity if it is one of the spellings; else the most frequent spelling; else
    one in the script of most rows; else one without oddities (stray characters, all capitals, all small letters); else
    the longest; else the first in the order of code points.

    Args:
        names: any iterable of names, a Series or an Arrow array; nulls and empty strings are left out.
        kind: "place", "country", "person" or "org".
        gazetteer: another than the default one, several, or None for none.
        counts: rows that each name stands for; 1 each where it is left out.
        same: values, one a name, that differ between two entities (a country, a type): names whose values are known and
            differ are never joined.
        near: (lat, lon) in degrees, one a name: positions further apart than `within_km` are never joined; a hint for
            the gazetteer too.
        within_km: kilometres.
        decisions: merge decisions, a CSV file or rows with `a`, `b` and `same` ("yes" or "no").
        at_least: average score in 0..1 from which names are joined, in place of that of the kind: higher is stricter.
        jobs: processes to resolve in, and threads to look for names alike; the clusters are the same whatever it is.
        **hints: other hints of `place`, `person` or `org`, each one for all names or a sequence of one a name.

    Returns:
        The clusters in the order of their first names by key; the same name beside other values may be in several.

    Raises:
        NameTypeError: a name is neither a string nor a null, or `names` is a single string.
        ArgumentError: an argument that cannot be understood, or with another length than the names.
        DecisionsError: decisions that cannot be read, or join names of two ids.
        UnknownKindError: another kind.

    >>> [c.names for c in dedup(["Kupyansk", "Izium", "Купянск", "Ізюм"])]
    [('Izium', 'Ізюм'), ('Kupyansk', 'Купянск')]
    >>> [c.representative for c in dedup(["Zhovtokamyanivka", "Жовтокам'янівка", "Olhivka"], gazetteer=None)]
    ['Olhivka', 'Zhovtokamyanivka']
    """
    if kind not in KINDS:
        raise UnknownKindError(f"kind={kind!r} cannot be clustered; the kinds are {', '.join(KINDS)}")
    if at_least is not None and not 0 < at_least <= 1:
        raise ArgumentError(f"at_least={at_least!r} must be a probability, above 0 and at most 1")
    if jobs < 1:
        raise ArgumentError(f"jobs={jobs!r} must be 1 or more")
    bars = _BARS[KINDS[kind]] if at_least is None else Bars(at_least, min(at_least, _BARS[KINDS[kind]].floor))
    values = values_of(names)
    if near is not None and KINDS[kind] == "place":
        hints["near"] = near
    items = gathered(
        values,
        [1] * len(values) if counts is None else _counts(counts, len(values)),
        column_of("same", same, len(values)),
        column_of("near", near, len(values)),
        [column_of(hint, value, len(values)) for hint, value in hints.items()],
    )
    matches = _resolved(items, kind, gazetteer, list(hints), jobs)
    merges = NOTHING_DECIDED if decisions is None else read_merges(decisions)
    return list(_clusters(items, matches, merges, KINDS[kind], bars, within_km, _stores(kind, gazetteer), jobs))


def _counts(counts: Sequence[int], expected: int) -> list[int]:
    found = [int(count) for count in counts]
    if len(found) != expected or any(count < 1 for count in found):
        raise ArgumentError(f"counts= must be {expected:,} whole numbers of 1 and more, one a name")
    return found


def _resolved(items: Items, kind: str, gazetteer: Any, hints: Sequence[str], jobs: int) -> list[Match] | list[None]:
    """The match of each item, or None where no gazetteer is asked."""
    if gazetteer is None:
        taken = HINTS if KINDS[kind] == "place" else ("country", "born")
        if unknown := [hint for hint in hints if hint not in taken]:
            raise ArgumentError(f"{unknown[0]}= is no hint of kind {kind!r}; its hints are {', '.join(taken)}")
        return [None] * len(items)
    columns: dict[str, Any] = {hint: [row[-len(hints) + at] for row in items.hints] for at, hint in enumerate(hints)}
    asked = {} if gazetteer is _DEFAULT else {"gazetteer": gazetteer}
    return resolve(items.texts, kind, jobs=jobs, **asked, **columns)


def _stores(kind: str, gazetteer: Any) -> list[Store]:
    """The open files behind the gazetteers that are asked."""
    if gazetteer is None:
        return []
    if gazetteer is _DEFAULT:
        return [default_gazetteer(kind).store]
    return [g.store for g in ([gazetteer] if isinstance(gazetteer, Gazetteer) else gazetteer)]


def _clusters(
    items: Items,
    matches: Sequence[Match | None],
    merges: Merges,
    kind: str,
    bars: Bars,
    km: float,
    stores: Sequence[Store],
    jobs: int,
) -> Iterator[Cluster]:
    ids = [match.id if match is not None else None for match in matches]
    units = united(items, ids, merges)
    names = names_to_compare(items.cleaned, kind, items.keys)
    numbers: dict[str, int] = {}
    key_numbers = np.array([numbers.setdefault(key, len(numbers)) for key in names.keys], np.int64)
    del numbers
    recorded = Recorded(items, matches, ids, stores)
    apart = _apart(items, merges)
    scored = Scored(items, units, names, key_numbers, Meant.by(matches), recorded, km, apart)
    members = _members(units, linked(*_unit_pairs(items, ids, scored, jobs), scored, bars))
    links_of = Reasons(items, matches, scored).of([group for group in members if len(group) > 1])
    for group in members:
        links = next(links_of) if len(group) > 1 else ()
        match = next((matches[at] for at in group if ids[at] is not None), None)
        texts: dict[str, int] = {}
        for at in group:
            texts[items.texts[at]] = texts.get(items.texts[at], 0) + items.counts[at]
        yield Cluster(
            representative(texts, None if match is None or len(texts) == 1 else match.name),
            tuple(texts),
            None if match is None else match.id,
            None if match is None else match.label,
            min((link.score for link in links), default=1.0),
            links,
        )


def _members(units: Units, groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """The items of each cluster, ascending, the clusters by their first."""
    cluster = np.arange(len(units))
    for group in groups:
        cluster[group] = group[0]
    own = cluster[units.of]
    first = np.full(len(units), len(own), np.int64)
    np.minimum.at(first, own, np.arange(len(own)))
    order = np.argsort(first[own], kind="stable")
    ends = np.flatnonzero(np.diff(first[own][order], append=-1)) + 1
    items = order.tolist()
    return [items[low:high] for low, high in pairwise([0, *ends.tolist()])]


def _unit_pairs(items: Items, ids: Sequence[str | None], scored: Scored, jobs: int) -> tuple[Numbers, Numbers]:
    """Pairs of units that may be one: by names alike, by what they mean, by what is recorded under them."""
    names, units = scored.names, scored.units
    asking = np.array([id_ is None and bool(key) for id_, key in zip(ids, items.keys, strict=True)], bool)
    one, other = candidate_pairs(Neighbours(names.keys, names.vectors, asking, jobs))
    first: dict[int, int] = {}
    same = [(first.setdefault(entity, at), at) for at, entity in enumerate(scored.meant.number.tolist()) if entity >= 0]
    more = np.array(same, np.int64).reshape(-1, 2)
    here, there = scored.recorded.pairs()
    one = units.of[np.concatenate([one, more[:, 0], here])]
    other = units.of[np.concatenate([other, more[:, 1], there])]
    return each_once(one[one != other], other[one != other])


def _apart(items: Items, merges: Merges) -> frozenset[tuple[int, int]]:
    """Pairs of items that are decided to be two, the lower first."""
    if not merges.apart:
        return frozenset()
    places: dict[str, list[int]] = {}
    for at, cleaned in enumerate(items.cleaned):
        places.setdefault(cleaned, []).append(at)
    return frozenset(
        (min(one, other), max(one, other))
        for a, b in merges.apart
        for one in places.get(a, ())
        for other in places.get(b, ())
    )
