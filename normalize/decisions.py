"""Decisions people made by hand: this spelling is that entity, never that one. Plain CSV, honoured by every verb.

Columns: `name`, the spelling; `id`, the entity it means; `never`, ids it does not mean, joined by "|". A file that a
review wrote has further columns for the eye; they are not read. A row without `id` and `never` says nothing.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from normalize.entities import Entity
from normalize.errors import DecisionsError
from normalize.keys import fold
from normalize.letters import clean
from normalize.matching import weights
from normalize.results import Candidate, Evidence, Known, Match, Status

__all__ = ["NO_DECISIONS", "Decisions", "read_decisions"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions by the key of the spelling.

    Attributes:
        means: key -> id of the entity that is meant.
        never: key -> ids that are not meant.
        source: where they were read.
    """

    means: Mapping[str, str]
    never: Mapping[str, frozenset[str]]
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.means or self.never)

    def decided(self, name: object) -> str | None:
        """Return the id that was chosen for a spelling, or None."""
        return self.means.get(fold(clean(name))) if self.means and isinstance(name, str) else None

    def matched(self, name: str, entity: Entity, version: str) -> Match:
        """Return the match of a spelling that somebody decided."""
        step = f"decision: {name} is {entity.label} ({self.source})"
        evidence = Evidence("decision", name, entity.name, fold(clean(name)), (step,))
        return Match(name, "matched", 1.0, Known((Candidate(entity, 1.0, evidence),), evidence), version)

    def without_never(self, match: Match) -> Match:
        """Return a match without the entities that were ruled out; the others share what they had."""
        if not self.never or not isinstance(match.query, str):
            return match
        ruled = self.never.get(fold(clean(match.query)))
        left = tuple(c for c in match.candidates if ruled is None or c.entity.id not in ruled)
        if ruled is None or len(left) == len(match.candidates):
            return match
        gone = sum(c.score for c in match.candidates if c not in left)
        share = max(1e-9, 1 - gone)
        left = tuple(replace(c, score=round(min(1.0, c.score / share), 4)) for c in left)
        step = f"decision: {match.query} is never {' or '.join(sorted(ruled))} ({self.source})"
        if not left:
            evidence = Evidence("none", match.query, steps=(step,))
            return Match(match.query, "unmatched", 0.0, Known((), evidence), match.gazetteer)
        bars = weights().decision
        first = left[0]
        status: Status = "matched" if first.score >= bars.matched_alone else "ambiguous"
        if sum(c.score for c in left) < bars.ambiguous:
            status = "unmatched"
        evidence = replace(first.evidence, steps=(*first.evidence.steps, step))
        left = (replace(first, evidence=evidence), *left[1:])
        return Match(match.query, status, first.score, Known(left, evidence), match.gazetteer)


NO_DECISIONS = Decisions({}, {})


def read_decisions(given: str | Path | Iterable[Mapping[str, str]]) -> Decisions:
    """Return the decisions of a CSV file, or of rows with its columns.

    Raises:
        DecisionsError: the file cannot be read, lacks a column, or decides one spelling twice.
    """
    if not isinstance(given, str | Path):
        return _gathered(((f"row {at}", row) for at, row in enumerate(given, 1)), "decisions")
    path = Path(given)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "name" not in (reader.fieldnames or ()) or not {"id", "never"} & set(reader.fieldnames or ()):
                raise DecisionsError(f"{path}:1: decisions need a column name, and id or never (or both)")
            return _gathered(((f"{path}:{reader.line_num}", row) for row in reader), path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DecisionsError(f"{path} cannot be read ({reason}); decisions are a CSV file in UTF-8") from None


def _gathered(rows: Iterable[tuple[str, Mapping[str, str | None]]], source: str) -> Decisions:
    means: dict[str, str] = {}
    never: dict[str, frozenset[str]] = {}
    for where, row in rows:
        key = fold(clean(row.get("name") or ""))
        chosen = (row.get("id") or "").strip()  # an id is no name: it is kept as it is
        ruled = frozenset(part for raw in (row.get("never") or "").split("|") if (part := raw.strip()))
        if not key and (chosen or ruled):
            raise DecisionsError(f"{where}: a decision about no name; fill in the column name")
        if chosen and means.setdefault(key, chosen) != chosen:
            raise DecisionsError(f"{where}: {row['name']} is {chosen} here and {means[key]} above; keep one")
        if ruled:
            never[key] = never.get(key, frozenset()) | ruled
        if means.get(key) in never.get(key, ()):
            raise DecisionsError(f"{where}: {row['name']} is {means[key]} and never {means[key]}; keep one")
    return Decisions(means, never, source)
