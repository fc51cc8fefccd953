"""What is asked of a table: which columns hold names, what stands beside them, and what an answer shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from normalize.errors import ArgumentError, UnknownAdminError, UnknownCountryError
from normalize.gazetteers import Gazetteer
from normalize.layers import joined
from normalize.results import Match
from normalize.tables.forms import Cells
from normalize.verbs import resolve

__all__ = ["ADDED", "FIELDS", "HINTS", "Answer", "Asked", "Wanted", "answers_of", "matches_of"]

Odd = frozenset[tuple[str, str]]  # hints that mean nothing, with what they say
ADDED = ("id", "name", "score", "status")


def _of_entity(read: Callable[[Any], object]) -> Callable[[Match], str]:
    def field(match: Match) -> str:
        value = None if match.entity is None else read(match.entity)
        return "" if value is None else str(value)

    return field


FIELDS: Mapping[str, Callable[[Match], str]] = {
    "id": lambda match: match.id or "",
    "name": _of_entity(lambda entity: entity.name),
    "label": _of_entity(lambda entity: entity.label),
    "score": lambda match: f"{match.score:.3f}",
    "status": lambda match: match.status,
    "kind": _of_entity(lambda entity: entity.kind),
    "country": _of_entity(lambda entity: entity.country),
    "lat": _of_entity(lambda entity: entity.lat),
    "lon": _of_entity(lambda entity: entity.lon),
    "population": _of_entity(lambda entity: entity.population),
    "born": _of_entity(lambda entity: entity.born),
    "wikidata": _of_entity(lambda entity: entity.ids.get("wikidata")),
    "geonames": _of_entity(lambda entity: entity.ids.get("geonames")),
    "evidence": lambda match: str(match.evidence),
}

Hints = tuple[tuple[str, str], ...]  # what hint columns say, in the order of their names
# What may stand beside a name, by kind; a position is two columns.
HINTS: Mapping[str, tuple[str, ...]] = {
    "place": ("country", "admin", "lat", "lon", "lang"),
    "country": (),
    "person": ("country", "born"),
    "org": ("country",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A column whose names are looked up.

    Attributes:
        column: its title, or "#3".
        kind: "place", "country", "person" or "org".
        hints: hint -> column that says it.
        prefix: what the added columns are called by.
    """

    column: str
    kind: str
    hints: Mapping[str, str]
    prefix: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value to work: a name and what stands beside it.

    Attributes:
        kind: of the entity.
        name: the cell.
        hints: what the hint columns say, in the order of their names.
    """

    kind: str
    name: str
    hints: Hints = ()

    def hint(self, name: str) -> str:
        """Return what one hint column says, or ""."""
        return dict(self.hints).get(name, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a value.

    Attributes:
        status: "matched", "ambiguous" or "unmatched".
        score: of the first candidate.
        id: canonical id where matched, else "".
        instead: what may stand in the place of the name, and is read the same way; None where nothing is.
        cells: the added cells.
        odd: hints that mean nothing, with what they say; they are not used.
    """

    status: str
    score: float
    id: str
    instead: str | None
    cells: Cells
    odd: Odd = frozenset()


def answers_of(
    wanted: Sequence[Wanted],
    gazetteers: Mapping[str, Sequence[Gazetteer]],
    fields: Sequence[str],
    *,
    replace: bool,
    jobs: int,
) -> list[Answer]:
    """Return the answer to each value.

    Args:
        wanted: the values, each once.
        gazetteers: kind -> where to look, the later ones win.
        fields: what the answers show, keys of `FIELDS`.
        replace: whether the name itself is to be replaced.
        jobs: processes to work in.
    """
    odd: dict[tuple[str, Hints], Odd] = {}
    found = dict(zip(wanted, matches_of(wanted, gazetteers, jobs=jobs, odd=odd), strict=True))
    instead = _instead(found, gazetteers, jobs) if replace else {}
    return [
        Answer(
            match.status,
            match.score,
            match.id or "",
            instead.get(value),
            tuple(FIELDS[name](match) for name in fields),
            odd.get((value.kind, value.hints), frozenset()),
        )
        for value in wanted
        for match in (found[value],)
    ]


def matches_of(
    wanted: Sequence[Wanted],
    gazetteers: Mapping[str, Sequence[Gazetteer]],
    *,
    jobs: int = 1,
    odd: dict[tuple[str, Hints], Odd] | None = None,
) -> list[Match]:
    """Return the match of each value, with its candidates and evidence.

    Args:
        wanted, gazetteers, jobs: as for `answers_of`.
        odd: is filled with the hints that mean nothing, by kind and all hints of a value.
    """
    found: dict[Wanted, Match] = {}
    odd = {} if odd is None else odd
    for kind in dict.fromkeys(value.kind for value in wanted):
        some = [value for value in wanted if value.kind == kind]
        found.update(zip(some, _resolved(some, kind, gazetteers[kind], jobs, odd), strict=True))
    return [found[value] for value in wanted]


def _instead(
    found: Mapping[Wanted, Match], gazetteers: Mapping[str, Sequence[Gazetteer]], jobs: int
) -> dict[Wanted, str]:
    """The display name or else the label, if it is read as the same entity again: a decision may stand against both."""
    instead: dict[Wanted, str] = {}
    texts: tuple[Callable[[Match], str | None], ...] = (lambda match: match.name, lambda match: match.label)
    for text in texts:
        again = {
            value: replace(value, name=text(match) or value.name)
            for value, match in found.items()
            if match.id is not None and value not in instead
        }
        distinct = list(dict.fromkeys(again.values()))
        read = dict(zip(distinct, matches_of(distinct, gazetteers, jobs=jobs), strict=True))
        instead |= {value: new.name for value, new in again.items() if read[new].id == found[value].id}
    return instead


def _resolved(
    wanted: Sequence[Wanted],
    kind: str,
    where: Sequence[Gazetteer],
    jobs: int,
    odd: dict[tuple[str, Hints], Odd],
) -> list[Match]:
    """The matches of values of one kind; a hint is used where it is known, and one that no gazetteer knows is odd."""
    names = [value.name for value in wanted]
    sets = dict.fromkeys(value.hints for value in wanted)
    if not any(sets):
        return resolve(names, kind, gazetteer=where, jobs=jobs)
    sound = [{hints: _sound(dict(hints), kind, gazetteer) for hints in sets} for gazetteer in where]
    every = [
        _beside(names, kind, gazetteer, [some[value.hints][0] for value in wanted], jobs)
        for gazetteer, some in zip(where, sound, strict=True)
    ]
    for hints in sets:
        if unknown := frozenset.intersection(*(some[hints][1] for some in sound)):
            odd[kind, hints] = unknown
    return every[0] if len(every) == 1 else [joined(matches) for matches in zip(*every, strict=True)]


def _beside(
    names: Sequence[str], kind: str, gazetteer: Gazetteer, rows: Sequence[Mapping[str, Any]], jobs: int
) -> list[Match]:
    """The matches of names in one gazetteer, each beside its hints."""
    columns: dict[str, Any] = {
        hint: [row.get(hint) for row in rows] for hint in sorted({hint for row in rows for hint in row})
    }
    return gazetteer.resolve(names, kind, jobs=jobs, **columns)


def _sound(hints: dict[str, str], kind: str, where: Gazetteer) -> tuple[dict[str, Any], Odd]:
    """Hints as `resolve` takes them, without those that mean nothing, and these."""
    read: dict[str, Any] = {hint: text.strip() for hint, text in hints.items() if text.strip()}
    odd: list[tuple[str, str]] = []
    if "lat" in read or "lon" in read:
        lat, lon = read.pop("lat", ""), read.pop("lon", "")
        try:
            read["near"] = float(lat.replace(",", ".")), float(lon.replace(",", "."))
        except ValueError:
            odd.append(("position", f"{lat}, {lon}"))
    if "born" in read:
        try:
            read["born"] = int(read["born"][:4])
        except ValueError:
            odd.append(("born", read.pop("born")))
    while read:
        try:
            where.resolve(["a"], kind, **read)
        except ArgumentError as error:
            wrong = _which(error, read)
            odd.append((wrong, str(read.pop(wrong))))
        else:
            break
    return read, frozenset(odd)


def _which(error: ArgumentError, hints: Mapping[str, Any]) -> str:
    """The hint an error is about."""
    if isinstance(error, UnknownCountryError) and "country" in hints:
        return "country"
    if isinstance(error, UnknownAdminError) and "admin" in hints:
        return "admin"
    return next((hint for hint in hints if str(error).startswith(f"{hint}=")), next(iter(hints)))
