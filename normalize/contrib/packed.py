"""Matches as plain lists: what spaCy writes to the bytes of a Doc, between its processes and to disk."""

from dataclasses import astuple, dataclass
from typing import Any

from normalize import Candidate, Entity, Evidence, Match, Name

__all__ = ["packed", "unpacked"]

Packed = list[Any]


def packed(match: Match) -> Packed:
    """Return a match as lists of strings and numbers; nothing of it is left out.

    >>> from normalize import place
    >>> match = place("Izium")
    >>> unpacked(packed(match)) == match
    True
    """
    candidates = [[_entity(c.entity), c.score, _evidence(c.evidence)] for c in match.candidates]
    return [match.query, match.status, match.score, match.gazetteer, candidates, _evidence(match.evidence)]


def unpacked(values: Packed) -> Match:
    """Return the match that `packed` took apart."""
    query, status, score, gazetteer, candidates, why = values
    found = tuple(Candidate(_entity_of(entity), of, _evidence_of(because)) for entity, of, because in candidates)
    return Match(query, status, score, _Unpacked(found, _evidence_of(why)), gazetteer)


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """What stands behind a match; see `normalize.results.Findings`."""

    found: tuple[Candidate, ...]
    why: Evidence

    def candidates(self) -> tuple[Candidate, ...]:
        return self.found

    def evidence(self) -> Evidence:
        return self.why

    def id(self) -> str:
        return self.found[0].entity.id

    def entity(self) -> Entity:
        return self.found[0].entity


def _evidence(evidence: Evidence) -> Packed:
    return [evidence.relation, evidence.query, evidence.name, evidence.key, list(evidence.steps)]


def _evidence_of(values: Packed) -> Evidence:
    relation, query, name, key, steps = values
    return Evidence(relation, query, name, key, tuple(steps))


def _entity(entity: Entity) -> Packed:
    e = entity
    head: Packed = [e.id, e.kind, e.name, e.label, [list(astuple(name)) for name in e.names], dict(e.ids)]
    return [*head, e.country, list(e.countries), list(e.admin), e.lat, e.lon, e.population, e.born, e.died]


def _entity_of(values: Packed) -> Entity:
    id_, kind, name, label, names, ids, country, countries, admin, *rest = values
    every: Any = tuple(Name(*name) for name in names)  # Entity.names is a tuple but for being read late
    return Entity(id_, kind, name, label, every, ids, country, tuple(countries), tuple(admin), *rest)
