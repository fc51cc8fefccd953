"""What is written down of a mention: values that travel between processes."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from normalize.results import Match, Mention, Status
from normalize.texts.reading import Document

__all__ = ["Choice", "Found", "Meant", "Scanned", "found_in"]

_CHOICES = 5
_LINE_END = re.compile("\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entity that an ambiguous mention may mean."""

    id: str
    label: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Meant:
    """Which entity is meant.

    Attributes:
        family: "place", "person" or "org".
        kind: of the first candidate: "city", "river" …
        status: "matched" or "ambiguous".
        score: probability in 0..1 that the first candidate is the one meant.
        id, name, label, country, lat, lon: of the entity when matched, else None.
        evidence: why the first candidate stands there.
        candidates: what an ambiguous mention may mean, best first; nothing for a matched one.
        gazetteer: name and version of the gazetteers that answered.
    """

    family: str
    kind: str
    status: Status
    score: float
    id: str | None
    name: str | None
    label: str | None
    country: str | None
    lat: float | None
    lon: float | None
    evidence: str
    candidates: tuple[Choice, ...]
    gazetteer: str


@dataclass(frozen=True, slots=True)
class Found:
    """A mention.

    Attributes:
        start, end: where it stands, in code points of the document.
        text: how it is written there.
        line, column: the same for people, from 1. Where each line of the file is a document, `line` is that of the
            file and `column` counts in the document.
        meant: the entity.
    """

    start: int
    end: int
    text: str
    line: int
    column: int
    meant: Meant


@dataclass(frozen=True, slots=True)
class Scanned:
    """A document with its mentions, in their order.

    Attributes:
        document: the text; its letters are left out where no output shows them.
        found: the mentions.
    """

    document: Document
    found: tuple[Found, ...]


def found_in(document: Document, mentions: Sequence[Mention], families: Mapping[str, str]) -> Iterator[Found]:
    """Yield what is written down of the mentions of a document.

    Args:
        document: the text.
        mentions: what `scan` found in it.
        families: kind of an entity -> "place", "person" or "org".
    """
    starts = [0, *(end.end() for end in _LINE_END.finditer(document.text))] if document.line is None else [0]
    known: dict[tuple[int, float], Meant] = {}  # equal names of a document share their findings
    for mention in mentions:
        key = id(mention.match.findings), mention.match.score
        if key not in known:
            known[key] = _meant(mention, families)
        at = bisect_right(starts, mention.start) - 1
        line = at + 1 if document.line is None else document.line
        yield Found(mention.start, mention.end, mention.text, line, mention.start - starts[at] + 1, known[key])


def _meant(mention: Mention, families: Mapping[str, str]) -> Meant:
    match: Match = mention.match
    entity, kind = match.entity, mention.kind
    choices = () if entity is not None else match.candidates[:_CHOICES]
    return Meant(
        families[kind], kind, match.status, round(match.score, 4), match.id, match.name, match.label,
        None if entity is None else entity.country, None if entity is None else entity.lat,
        None if entity is None else entity.lon, str(match.evidence),
        tuple(Choice(c.entity.id, c.entity.label, c.entity.kind, round(c.score, 4)) for c in choices), match.gazetteer,
    )  # fmt: skip
