"""What the verbs return. Every result is an immutable value: compare, hash, pickle and keep them freely."""

from dataclasses import FrozenInstanceError, dataclass
from typing import Literal, Protocol

from normalize.entities import Entity

__all__ = ["Candidate", "Cluster", "Comparison", "Evidence", "Findings", "Known", "Link", "Match", "Mention", "Status"]

Status = Literal["matched", "ambiguous", "unmatched"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a candidate stands where it does.

    Attributes:
        relation: "id", "code", "label", "identical" (same letters in the same script), "folded" (same
            but for marks), "romanised" (same across alphabets), "coarse" (same across scripts that leave out
            vowels or write readings), "inflected" (a base form of it is recorded), "near" (an edit apart),
            "alike" (close by the name encoder), "short" (short for a full name elsewhere in a text), or "none" where
            nothing was found.
        query: the name that was asked for.
        name: the recorded name it met, or "".
        key: the key under which they met, or "".
        steps: the way from `query` to `name`, one replayable step each: "clean: a → b".
    """

    relation: str
    query: str
    name: str = ""
    key: str = ""
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "; ".join(self.steps) if self.steps else self.relation


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two names compare. True in a condition when they are likely spellings of one name.

    Attributes:
        score: probability in 0..1 that both are names of one entity, as far as the names themselves tell.
        same: whether the score says so.
        evidence: why; `query` and `name` are the two names after clean-up, in the order of their text.
    """

    score: float
    same: bool
    evidence: Evidence

    def __bool__(self) -> bool:
        return self.same


@dataclass(frozen=True, slots=True)
class Link:
    """Why two spellings are in one cluster.

    Attributes:
        a, b: the spellings as given.
        score: probability in 0..1 that both are names of one entity.
        evidence: why.
    """

    a: str
    b: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spellings of one entity.

    Attributes:
        representative: the spelling that stands for all.
        names: the distinct spellings, in the order of their keys.
        id: canonical id of the entity where a gazetteer resolves any of them, else None.
        label: its label, or None.
        score: probability of the least sure link in 0..1; 1.0 for a single spelling.
        links: one link fewer than there are names: together they lead from any spelling to any other.
    """

    representative: str
    names: tuple[str, ...]
    id: str | None
    label: str | None
    score: float
    links: tuple[Link, ...]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that may be meant.

    Attributes:
        entity: the entity.
        score: probability in 0..1 that it is the one meant.
        evidence: why.
    """

    entity: Entity
    score: float
    evidence: Evidence


class Findings(Protocol):
    """What stands behind a match and is put together only when asked for."""

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, best first."""
        ...

    def evidence(self) -> Evidence:
        """Why the first stands there, or why there is none."""
        ...

    def id(self) -> str:
        """The canonical id of the first candidate."""
        ...

    def display_name(self) -> str:
        """The display name of the first candidate."""
        ...

    def entity(self) -> Entity:
        """The first candidate's entity."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """Findings that are already put together."""

    found: tuple[Candidate, ...]
    why: Evidence

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, best first."""
        return self.found

    def evidence(self) -> Evidence:
        """Why the first stands there, or why there is none."""
        return self.why

    def id(self) -> str:
        """The canonical id of the first candidate."""
        return self.found[0].entity.id

    def display_name(self) -> str:
        """The display name of the first candidate."""
        return self.found[0].entity.name

    def entity(self) -> Entity:
        """The first candidate's entity."""
        return self.found[0].entity


class Match:
    """The answer for one name. True in a condition only when its status is "matched".

    An immutable value: equal when all that can be seen is equal. Candidates and evidence are put together
    when they are first read, so an answer of which only the id is read costs little.

    Attributes:
        query: the name as given.
        status: "matched" (one entity, safely), "ambiguous" (several could be meant, or one
            not safely) or "unmatched" (nothing recorded is likely to be meant; `candidates` may still suggest).
        score: probability in 0..1 that `candidates[0]` is the entity meant; 0.0 without one.
        gazetteer: name and version of the gazetteer that answered.
    """

    __slots__ = ("_findings", "gazetteer", "query", "score", "status")
    query: object
    status: Status
    score: float
    gazetteer: str

    def __init__(self, query: object, status: Status, score: float, findings: Findings, gazetteer: str = "") -> None:
        _set_query(self, query)
        _set_status(self, status)
        _set_score(self, score)
        _set_findings(self, findings)
        _set_gazetteer(self, gazetteer)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"a match cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"a match cannot be changed: {name}")

    def __bool__(self) -> bool:
        return self.status == "matched"

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The entities that may be meant, best first, at most ten."""
        return self._known().found

    @property
    def evidence(self) -> Evidence:
        """Why the first candidate stands there, or why there is none."""
        return self._known().why

    def _known(self) -> Known:
        findings: Findings = self._findings  # type: ignore[attr-defined]
        if not isinstance(findings, Known):
            findings = Known(findings.candidates(), findings.evidence())
            _set_findings(self, findings)
        return findings

    def _values(self) -> tuple[object, ...]:
        return self.query, self.status, self.score, self._known(), self.gazetteer

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Match) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> tuple[type["Match"], tuple[object, ...]]:
        return Match, self._values()

    def __repr__(self) -> str:
        return (
            f"Match(query={self.query!r}, status={self.status!r}, score={self.score!r}, "
            f"candidates={self.candidates!r}, evidence={self.evidence!r})"
        )

    @property
    def entity(self) -> Entity | None:
        """The entity when matched, else None."""
        return self._findings.entity() if self.status == "matched" else None  # type: ignore[attr-defined]

    @property
    def id(self) -> str | None:
        """The canonical id when matched, else None."""
        return self._findings.id() if self.status == "matched" else None  # type: ignore[attr-defined]

    @property
    def findings(self) -> Findings:
        """What stands behind it, as it is kept."""
        found: Findings = self._findings  # type: ignore[attr-defined]
        return found

    @property
    def first_id(self) -> str | None:
        """The canonical id of `candidates[0]` whatever the status, None without a candidate."""
        findings: Findings = self._findings  # type: ignore[attr-defined]
        return None if isinstance(findings, Known) and not findings.found else findings.id()

    @property
    def name(self) -> str | None:
        """The display name when matched, else None."""
        return self._findings.display_name() if self.status == "matched" else None  # type: ignore[attr-defined]

    @property
    def label(self) -> str | None:
        """The unique label when matched, else None."""
        return None if self.entity is None else self.entity.label

    @property
    def kind(self) -> str | None:
        """The kind when matched, else None."""
        return None if self.entity is None else self.entity.kind


# The slots' own setters: a match is made in a microsecond, and `object.__setattr__` by name would take three.
_set_query, _set_status, _set_score, _set_findings, _set_gazetteer = (
    Match.__dict__[slot].__set__ for slot in ("query", "status", "score", "_findings", "gazetteer")
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, person or organisation that a text mentions.

    Attributes:
        start, end: where it stands, in code points of the text as it was given: `text[start:end]`.
        text: how it is written there.
        match: which entity is meant; "ambiguous" where several could be.
    """

    start: int
    end: int
    text: str
    match: Match

    @property
    def kind(self) -> str:
        """The kind of the first candidate: "city", "river", "person", "org" …"""
        return self.match.findings.entity().kind
