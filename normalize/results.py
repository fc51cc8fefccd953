"""What the verbs return. Every result is an immutable value: compare, hash, pickle and keep them freely."""

from dataclasses import dataclass, field
from typing import Literal

from normalize.entities import Entity

__all__ = ["Candidate", "Evidence", "Match", "Status"]

Status = Literal["matched", "ambiguous", "unmatched"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a candidate stands where it does.

    Attributes:
        relation: "id", "code", "label", "identical" (same letters in the same script), "folded" (same
            but for marks), "romanised" (same across alphabets), "coarse" (same across scripts that leave out
            vowels or write readings), "near" (edits apart), or "none" where nothing was found.
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


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one name. True in a condition only when its status is "matched".

    Attributes:
        query: the name as given.
        status: "matched" (one entity, safely), "ambiguous" (several could be meant, or one
            not safely) or "unmatched" (nothing recorded is likely to be meant; `candidates` may still suggest).
        score: probability in 0..1 that `candidates[0]` is the entity meant; 0.0 without one.
        candidates: best first, at most ten.
        evidence: why the first candidate stands there, or why there is none.
        gazetteer: name and version of the gazetteer that answered.
    """

    query: object
    status: Status
    score: float
    candidates: tuple[Candidate, ...]
    evidence: Evidence
    gazetteer: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return self.status == "matched"

    @property
    def entity(self) -> Entity | None:
        """The entity when matched, else None."""
        return self.candidates[0].entity if self.status == "matched" else None

    @property
    def id(self) -> str | None:
        """The canonical id when matched, else None."""
        return None if self.entity is None else self.entity.id

    @property
    def name(self) -> str | None:
        """The display name when matched, else None."""
        return None if self.entity is None else self.entity.name

    @property
    def label(self) -> str | None:
        """The unique label when matched, else None."""
        return None if self.entity is None else self.entity.label

    @property
    def kind(self) -> str | None:
        """The kind when matched, else None."""
        return None if self.entity is None else self.entity.kind
