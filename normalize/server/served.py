"""What a service answers from: the gazetteers by what they hold, and the types of their entities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from normalize.entities import Entity
from normalize.gazetteers import FAMILIES, Gazetteer, default_gazetteer

__all__ = ["Served", "Type", "type_json"]

_NAMES = {"place": "Place", "person": "Person", "org": "Organisation", "city": "City, town or village"}
_FIRST = "Kupiansk"  # any name will do: looking one up loads what all look-ups need


@dataclass(frozen=True, slots=True)
class Type:
    """A type of entities.

    Attributes:
        id: "place", "person" or "org", or a kind of these, such as "river".
        name: for people.
        broader: ids of the types it is a kind of.
    """

    id: str
    name: str
    broader: tuple[str, ...] = ()


class Served:
    """The gazetteers a service asks.

    Args:
        own: people's own gazetteers, asked besides the packaged ones; the later ones win.
    """

    def __init__(self, own: Iterable[Gazetteer] = ()) -> None:
        self.own = tuple(own)
        self.families: Mapping[str, tuple[Gazetteer, ...]] = {
            family: (default_gazetteer(family), *(g for g in self.own if g.kind == family)) for family in FAMILIES
        }
        self.types = {found.id: found for found in _types(self.families)}
        self.version = "; ".join(g.version for g in self)

    @classmethod
    def open(cls, paths: Sequence[str | Path]) -> "Served":
        """Open gazetteer files.

        Raises:
            GazetteerError: one cannot be used.
        """
        return cls(Gazetteer.open(path) for path in paths)

    def __iter__(self) -> Iterator[Gazetteer]:
        return (gazetteer for some in self.families.values() for gazetteer in some)

    def warm(self) -> None:
        """Load what the first look-up would load."""
        for gazetteer in self:
            list(gazetteer.resolve([f"{_FIRST}x"])[0].candidates)

    def find(self, id: str) -> tuple[Entity, Gazetteer] | None:
        """Return the entity with an id and where it is held, or None; people's own gazetteers are asked first."""
        for gazetteer in (*reversed(self.own), *self):
            if (found := gazetteer.find(id)) is not None:
                return found, gazetteer
        return None

    def types_of(self, entity: Entity, family: str) -> list[dict[str, str]]:
        """Return the types of an entity, the narrowest first, as clients want them."""
        return [{"id": id_, "name": self.types[id_].name} for id_ in dict.fromkeys((entity.kind, family))]


def _types(families: Mapping[str, Sequence[Gazetteer]]) -> Iterator[Type]:
    kinds: dict[str, dict[str, None]] = {}
    for family, gazetteers in families.items():
        for gazetteer in gazetteers:
            for kind in gazetteer.meta["kind_list"]:
                kinds.setdefault(kind, {})[family] = None
    for family in families:
        yield Type(family, _NAMES[family])
    for kind in sorted(kinds):
        if kind not in families:
            yield Type(kind, _NAMES.get(kind, kind.capitalize()), tuple(kinds[kind]))


def type_json(found: Type, types: Mapping[str, Type]) -> dict[str, object]:
    """Return a type as clients want it, with what it is a kind of."""
    said: dict[str, object] = {"id": found.id, "name": found.name}
    if found.broader:
        said["broader"] = [{"id": id_, "name": types[id_].name} for id_ in found.broader]
    return said
