"""Decisions people made by hand: this spelling is that entity, never that one. Plain CSV, honoured by every verb.

Columns: `name`, the spelling; `id`, the entity it means; `never`, ids it does not mean, joined by "|", or "*" where it
means nothing recorded. Three columns say when a decision holds: `kind` ("place", "country", "person", "org"; of every
kind where empty), `country` and `admin` (only beside these hints; beside every one where empty). A file that a review
wrote also holds candidates, `id_1`, `id_2` …: there `pick` may say "2", or "none". Other columns are not read. A row
that decides nothing says nothing.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from normalize.entities import Entity
from normalize.errors import DecisionsError
from normalize.keys import fold
from normalize.kinds import KINDS
from normalize.letters import clean
from normalize.matching import weights
from normalize.results import Candidate, Evidence, Known, Match, Status

__all__ = ["LONGEST_FIELD", "NOTHING", "NO_DECISIONS", "Beside", "Decisions", "read_decisions"]

NOTHING = "*"  # in `never`: nothing recorded is meant
LONGEST_FIELD = 1 << 28  # characters; the longest row of a table: its names are written to decisions files
_Key = tuple[str, str, str, str]  # kind, country, admin, key of the name


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a name when it is looked up.

    Attributes:
        kind: what is asked for.
        country: ISO 3166 code of the country hint, or "".
        admin: id of the subdivision hint, the first of several it may name, or "".
    """

    kind: str
    country: str = ""
    admin: str = ""

    def keys(self, name: str) -> Iterator[_Key]:
        """Yield what a decision about a name may be kept under, the most particular first."""
        about = (self.kind, ""), dict.fromkeys((self.country, "")), dict.fromkeys((self.admin, ""))
        key = fold(clean(name))
        for kind, country, admin in product(*about):
            yield kind, country, admin, key


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions by (kind, country, admin, key of the spelling), each but the last "" where a decision holds for all.

    Attributes:
        means: -> id of the entity that is meant.
        never: -> ids that are not meant; `NOTHING` among them rules out all.
        source: where they were read.
    """

    means: Mapping[_Key, str]
    never: Mapping[_Key, frozenset[str]]
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.means or self.never)

    def decided(self, name: object, beside: Beside) -> str | None:
        """Return the id that was chosen for a spelling, or None."""
        if not self.means or not isinstance(name, str):
            return None
        return next((self.means[key] for key in beside.keys(name) if key in self.means), None)

    def holding(self, held: Callable[[str], bool]) -> "Decisions":
        """Return the decisions for entities that are held, and all that rule something out."""
        return replace(self, means={key: id_ for key, id_ in self.means.items() if held(id_)})

    def matched(self, name: str, entity: Entity, version: str) -> Match:
        """Return the match of a spelling that somebody decided."""
        step = f"decision: {name} is {entity.label} ({self.source})"
        evidence = Evidence("decision", name, entity.name, fold(clean(name)), (step,))
        return Match(name, "matched", 1.0, Known((Candidate(entity, 1.0, evidence),), evidence), version)

    def without_never(self, match: Match, beside: Beside) -> Match:
        """Return a match without the entities that were ruled out; the others share what they had."""
        if not self.never or not isinstance(match.query, str):
            return match
        ruled = frozenset(id_ for key in beside.keys(match.query) for id_ in self.never.get(key, ()))
        if NOTHING in ruled:
            step = f"decision: {match.query} is nothing that is recorded ({self.source})"
            evidence = Evidence("none", match.query, steps=(step,))
            return Match(match.query, "unmatched", 0.0, Known((), evidence), match.gazetteer)
        left = tuple(c for c in match.candidates if c.entity.id not in ruled)
        if len(left) == len(match.candidates):
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


def read_decisions(
    given: str | Path | Iterable[Mapping[str, str]], hinted: Callable[[str, str], tuple[str, str]]
) -> Decisions:
    """Return the decisions of a CSV file, or of rows with its columns.

    Args:
        given: the file, or rows.
        hinted: a country's and a subdivision's name -> code and id, "" for what is unknown: it was no hint then.

    Raises:
        DecisionsError: the file cannot be read, lacks a column, or decides one spelling twice.
    """
    if not isinstance(given, str | Path):
        return _gathered(((f"row {at}", row) for at, row in enumerate(given, 1)), "decisions", hinted)
    path = Path(given)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "name" not in (reader.fieldnames or ()) or not {"id", "never", "pick"} & set(reader.fieldnames or ()):
                raise DecisionsError(f"{path}:1: decisions need a column name, and id, never or pick")
            return _gathered(((f"{path}:{reader.line_num}", row) for row in reader), path.name, hinted)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DecisionsError(f"{path} cannot be read ({reason}); decisions are a CSV file in UTF-8") from None


def _cell(row: Mapping[str, str | None], column: str) -> str:
    return (row.get(column) or "").strip()


def _picked(row: Mapping[str, str | None], where: str) -> tuple[str, frozenset[str]]:
    """(id that is meant or "", ids that are not) of a row."""
    chosen = _cell(row, "id")  # an id is no name: it is kept as it is
    ruled = frozenset(part for raw in _cell(row, "never").split("|") if (part := raw.strip()))
    pick = _cell(row, "pick").lower()
    if not pick:
        return chosen, ruled
    if pick == "none":
        picked, ruled = "", ruled | {NOTHING}
    else:
        picked = _cell(row, f"id_{pick.removesuffix('.0')}")
        if not picked:
            raise DecisionsError(f"{where}: pick {pick!r} is none of the candidates; give the number of one, or none")
    if chosen and chosen != picked:
        raise DecisionsError(f"{where}: id says {chosen}, pick says {picked or 'none'}; keep one")
    return picked, ruled


def _gathered(
    rows: Iterable[tuple[str, Mapping[str, str | None]]], source: str, hinted: Callable[[str, str], tuple[str, str]]
) -> Decisions:
    means: dict[_Key, str] = {}
    never: dict[_Key, frozenset[str]] = {}
    for where, row in rows:
        chosen, ruled = _picked(row, where)
        if not chosen and not ruled:
            continue
        key = fold(clean(row.get("name") or ""))
        if not key:
            raise DecisionsError(f"{where}: a decision about no name; fill in the column name")
        kind = _cell(row, "kind").lower()
        if kind and kind not in KINDS:
            raise DecisionsError(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
        about = kind, *hinted(_cell(row, "country"), _cell(row, "admin")), key
        if chosen and means.setdefault(about, chosen) != chosen:
            raise DecisionsError(f"{where}: {row['name']} is {chosen} here and {means[about]} above; keep one")
        if ruled:
            never[about] = never.get(about, frozenset()) | ruled
        if about in means and {means[about], NOTHING} & never.get(about, frozenset()):
            raise DecisionsError(f"{where}: {row['name']} is {means[about]} and never {means[about]}; keep one")
    return Decisions(means, never, source)
