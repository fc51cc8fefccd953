"""What a run over tables found, as values: for the decisions file, the reports and the side file."""

from collections.abc import Mapping
from dataclasses import dataclass

from normalize.results import Cluster

__all__ = ["Choice", "Clustered", "Group", "Outcome", "Spelling", "TableOutcome", "Undecided"]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way an entity is written in the tables.

    Attributes:
        text: the spelling.
        rows: how many rows hold it.
        score: the probability that the entity is meant.
    """

    text: str
    rows: int
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """An entity and its spellings, the most frequent first.

    Attributes:
        kind: what was asked for: "place", "country", "person" or "org".
        id: canonical id.
        name: display name.
        label: the name that is unique in its gazetteer.
        country: ISO 3166 code, or "".
        lat, lon: degrees, or None.
        spellings: how it is written.
    """

    kind: str
    id: str
    name: str
    label: str
    country: str
    lat: float | None
    lon: float | None
    spellings: tuple[Spelling, ...]

    @property
    def rows(self) -> int:
        """How many rows name it."""
        return sum(spelling.rows for spelling in self.spellings)


@dataclass(frozen=True, slots=True)
class Choice:
    """An entity that may be meant.

    Attributes:
        id, label: of the entity.
        score: the probability that it is meant.
        evidence: why.
    """

    id: str
    label: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """A value that is ambiguous or unmatched.

    Attributes:
        kind: what was asked for: "place", "country", "person" or "org".
        name: the value.
        country: the hint that stood beside it, or "".
        status: "ambiguous" or "unmatched".
        rows: how many rows hold it.
        where: the first of them, "file:line".
        choices: what may be meant, the likeliest first.
        evidence: why it is not decided.
        admin: the subdivision hint that stood beside it, or "".
    """

    kind: str
    name: str
    country: str
    status: str
    rows: int
    where: str
    choices: tuple[Choice, ...]
    evidence: str
    admin: str = ""


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """One table of the run.

    Attributes:
        source, target: names of the files; target is "" where nothing was written.
        rows: without the header.
        form: how it was read: "CSV, UTF-8 with BOM, ';', CRLF".
        notes: what was odd, each with its place.
        changed: lines that would change, where only these were asked for.
    """

    source: str
    target: str
    rows: int
    form: str
    notes: tuple[str, ...]
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run.

    Attributes:
        tables: the tables, in the order they were worked.
        statuses: (column, kind) -> status -> rows.
        distinct: how many distinct values were worked.
        groups: the entities found, most rows first, each with its spellings.
        undecided: the values that are ambiguous or unmatched, most rows first.
        scores: rows by score in twenty equal bins from 0 to 1, of all values with a candidate.
        settings: what the run was told, as text: option -> value.
        versions: of the package, the gazetteers and the model.
        resumed: values that an interrupted run had answered.
        unlisted: undecided values that are too many to tell.
    """

    tables: tuple[TableOutcome, ...]
    statuses: Mapping[tuple[str, str], Mapping[str, int]]
    distinct: int
    groups: tuple[Group, ...]
    undecided: tuple[Undecided, ...]
    scores: tuple[int, ...]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    resumed: int = 0
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Clustered:
    """The names of one column, grouped as spellings of entities.

    Attributes:
        source: name of the file.
        column: title of the column.
        kind: what its names are of: "place", "country", "person" or "org".
        clusters: every cluster, also of a single spelling.
        rows: spelling -> how many rows hold it.
        first: spelling -> line or row of the first of them.
        settings: what the run was told, as text: option -> value.
        versions: of the package, the gazetteers and the model.
    """

    source: str
    column: str
    kind: str
    clusters: tuple[Cluster, ...]
    rows: Mapping[str, int]
    first: Mapping[str, int]
    settings: Mapping[str, str]
    versions: Mapping[str, str]
