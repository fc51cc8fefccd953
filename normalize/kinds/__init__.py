"""What differs between places, people and organisations."""

from collections.abc import Mapping
from typing import Final

from normalize.keys import Reader, whole_name
from normalize.kinds.org import org_parts
from normalize.kinds.person import person_parts

__all__ = ["KINDS", "READERS"]

# How a name is taken apart, by family.
READERS: Final[Mapping[str, Reader]] = {"place": whole_name, "person": person_parts, "org": org_parts}
# What is asked for -> what gazetteer holds it, and how its names are compared: a country is a place.
KINDS: Mapping[str, str] = {"place": "place", "country": "place", "person": "person", "org": "org"}
