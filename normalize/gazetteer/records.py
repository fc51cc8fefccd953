"""What a source reader hands to the compiler: plain rows, one an entity."""

from dataclasses import dataclass, field

__all__ = ["FEATURE_KINDS", "RANK_PROMINENCE", "Record"]

# Kinds of the curated files; a rank says how widely such a feature is known. Nobody lives in a
# river, so for weighing namesakes a rank stands for a number of inhabitants: Nile or Danube like a city
# of five million, the Oskil like a town.
FEATURE_KINDS = (
    "airport", "base", "canal", "historical", "island", "lake", "mountain", "region", "river", "sea", "strait",
)  # fmt: skip
RANK_PROMINENCE = {1: 5_000_000, 2: 1_000_000, 3: 200_000, 4: 20_000, 5: 3_000}


@dataclass(slots=True)
class Record:
    """One entity as a source states it; ids are canonical ids, names are (text, language or None, role)."""

    id: str
    kind: str
    names: list[tuple[str, str | None, str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    born: int | None = None
    died: int | None = None
    prominence: float = 0.0

    @property
    def name(self) -> str:
        """The display name: the first of the names."""
        return self.names[0][0]
