"""Queries to candidates: what each may mean, with scores of 0 to 100 and `match` only where one entity is sure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from normalize.entities import Entity
from normalize.layers import joined
from normalize.results import Candidate, Evidence, Match
from normalize.server.hints import Hints, hints_of, identifiers, matches_beside, of_another_size
from normalize.server.queries import Query
from normalize.server.served import Served
from normalize.server.work import Deadline

__all__ = ["reconcile"]

_AT_ONCE = 20  # queries between two looks at the clock
_COUNTRY = ("country",)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query to one family.

    Attributes:
        key: of the query in its batch.
        query: the query.
        family: which gazetteers are asked.
        kinds: kinds wanted, sorted; None for all of the family.
        hints: what is said besides the name.
    """

    key: str
    query: Query
    family: str
    kinds: tuple[str, ...] | None
    hints: Hints


@dataclass(frozen=True, slots=True)
class _Found:
    """What one family has for a query.

    Attributes:
        family: which it is.
        candidates: those that what is said besides the name does not rule out.
        sure: whether the first is meant.
    """

    family: str
    candidates: tuple[Candidate, ...]
    sure: bool


def reconcile(served: Served, batch: Mapping[str, Query], deadline: Deadline) -> dict[str, Any]:
    """Return the candidates of each query of a batch, as the Reconciliation Service API 0.2 has them.

    Args:
        served: where to look.
        batch: key -> query.
        deadline: when to give up.

    Raises:
        Busy: there was no time.
    """
    found: dict[str, list[tuple[_Asked, Match, frozenset[str]]]] = {key: [] for key in batch}
    groups: dict[tuple[str, tuple[str, ...] | None], list[_Asked]] = {}
    for key, query in batch.items():
        for asked in _asked(served, key, query):
            groups.setdefault((asked.family, asked.kinds), []).append(asked)
    for (family, kinds), some in groups.items():
        for low in range(0, len(some), _AT_ONCE):
            deadline.check()
            part = some[low : low + _AT_ONCE]
            for asked, answer in zip(part, _answers(served, family, kinds, part), strict=True):
                found[asked.key].append((asked, *answer))
    results = {}
    for at, (key, answers) in enumerate(found.items()):
        if at % _AT_ONCE == 0:
            deadline.check()
        results[key] = {"result": _result(served, batch[key], [_weighed(*one) for one in _likely(answers)])}
    return results


def _likely(found: list[tuple[_Asked, Match, frozenset[str]]]) -> list[tuple[_Asked, Match, frozenset[str]]]:
    """The families that may be meant; all where none is: what the others suggest would be noise."""
    return [one for one in found if one[1].status != "unmatched" or identifiers(one[0].query)] or found


def _asked(served: Served, key: str, query: Query) -> Iterator[_Asked]:
    """Which families a query is put to, and for which kinds."""
    for family in served.families:
        kinds = _kinds_of(served, query, family)
        if kinds == ():
            continue
        yield _Asked(key, query, family, kinds, hints_of(query, family))


def _kinds_of(served: Served, query: Query, family: str) -> tuple[str, ...] | None:
    """The kinds of a family that the types of a query allow: None for all, () for none."""
    if not query.types:
        return None
    allowed: list[set[str] | None] = []  # of each type; None for all
    for id_ in query.types:
        known = served.types.get(id_)
        inside = known is not None and family in known.broader
        allowed.append(None if id_ == family else {id_} if inside else set())
    some = [kinds for kinds in allowed if kinds is not None]
    if query.every:
        return tuple(sorted(set.intersection(*some))) if some else None
    return None if len(some) < len(allowed) else tuple(sorted(set.union(*some)))


def _answers(
    served: Served, family: str, kinds: tuple[str, ...] | None, some: Sequence[_Asked]
) -> list[tuple[Match, frozenset[str]]]:
    """The match of each query in the gazetteers of a family, and the hints that none of them understood."""
    names = [asked.query.text for asked in some]
    every = [asked.hints for asked in some]
    kind = "country" if kinds == _COUNTRY and family == "place" else family
    answers = []
    for gazetteer in served.families[family]:
        held = None if kinds is None else [one for one in kinds if one in gazetteer.meta["kind_list"]]
        if held == []:
            continue
        only = held if family == "place" and kind != "country" else None
        answers.append(matches_beside(gazetteer, names, kind, every, only))
    found = []
    for row in zip(*answers, strict=True):
        matches = [match for match, _ in row]
        odd = frozenset.intersection(*(hints.odd for _, hints in row))
        found.append((matches[0] if len(matches) == 1 else joined(matches), odd))
    return found


def _weighed(asked: _Asked, match: Match, odd: frozenset[str]) -> _Found:
    """The candidates that remain beside identifiers, population and kinds.

    What is said besides the name never makes a name sure, but for an identifier that the name goes with. A hint that
    cannot be understood, and an identifier of none of them, leaves nothing sure: another entity might be meant.
    """
    query = asked.query
    ids = identifiers(query)
    left = tuple(c for c in match.candidates if _may_be(asked, c.entity, ids))
    named = [c for c in left if ids and all(_is(c.entity, scheme, id_) for scheme, id_ in ids.items())]
    if named:
        return _Found(asked.family, tuple(named), len(named) == 1)
    sure = bool(match) and bool(left) and left[0] is match.candidates[0] and not odd and not ids
    return _Found(asked.family, left, sure)


def _may_be(asked: _Asked, entity: Entity, ids: Mapping[str, str]) -> bool:
    if asked.kinds is not None and entity.kind not in asked.kinds:
        return False
    if of_another_size(asked.query, entity):
        return False
    return all(scheme not in entity.ids or _is(entity, scheme, id_) for scheme, id_ in ids.items())


def _is(entity: Entity, scheme: str, id_: str) -> bool:
    return entity.ids.get(scheme, "").casefold() == id_.casefold()


def _result(served: Served, query: Query, found: Sequence[_Found]) -> list[dict[str, Any]]:
    """The candidates of all families, the best first; sure is what is sure in one family and in no other."""
    sure = [some.candidates[0] for some in found if some.sure]
    first = sure[0] if len(sure) == 1 else None
    every = [(c, some.family) for some in found for c in some.candidates]
    every.sort(key=lambda pair: (pair[0] is not first, -pair[0].score, pair[0].entity.id))
    if not query.text.strip() and (named := _by_identifier(served, query)) is not None:
        every, first = [named], named[0]
    return [_candidate(served, c, family, match=c is first) for c, family in every[: query.limit]]


def _by_identifier(served: Served, query: Query) -> tuple[Candidate, str] | None:
    """The entity of a query that gives no name but identifiers, where all of them name the same."""
    ids = [f"{scheme}:{id_}" for scheme, id_ in identifiers(query).items()]
    found = [served.find(id_) for id_ in ids]
    entities = {hit[0].id: hit for hit in found if hit is not None}
    if len(entities) != 1 or None in found:
        return None
    entity, gazetteer = next(iter(entities.values()))
    kinds = _kinds_of(served, query, gazetteer.kind)
    if kinds is not None and entity.kind not in kinds:
        return None
    return Candidate(entity, 1.0, Evidence("id", ids[0], entity.name)), gazetteer.kind


def _candidate(served: Served, found: Candidate, family: str, *, match: bool) -> dict[str, Any]:
    entity = found.entity
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.label,
        "type": served.types_of(entity, family),
        "score": round(100 * found.score, 2),
        "match": match,
        "features": [{"id": "probability", "value": found.score}, {"id": found.evidence.relation, "value": True}],
    }
