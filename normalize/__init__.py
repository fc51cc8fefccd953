"""Reconciles place, person and organisation names in any script and spelling to canonical ids.

>>> import normalize
>>> match = normalize.place("Купянск")
>>> match.id, match.label
('geonames:703656', 'Kupiansk, Kharkiv Oblast, Ukraine')
"""

from typing import TYPE_CHECKING, Any

from normalize.dedup import dedup
from normalize.entities import Entity, Name
from normalize.errors import NormalizeError
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.results import Candidate, Cluster, Comparison, Evidence, Link, Match, Mention
from normalize.scan import scan
from normalize.verbs import compare, country, entity, key, org, person, place, resolve

if TYPE_CHECKING:
    from normalize.transliteration import System, Transliteration, systems, transliterate

__all__ = [
    "Candidate",
    "Cluster",
    "Comparison",
    "Entity",
    "Evidence",
    "Gazetteer",
    "Link",
    "Match",
    "Mention",
    "Name",
    "NormalizeError",
    "System",
    "Transliteration",
    "__version__",
    "compare",
    "country",
    "dedup",
    "default_gazetteer",
    "entity",
    "key",
    "org",
    "person",
    "place",
    "resolve",
    "scan",
    "systems",
    "transliterate",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Transliteration is loaded when it is first used: it would more than double the time every start takes."""
    if name in ("System", "Transliteration", "systems", "transliterate"):
        from normalize import transliteration

        return getattr(transliteration, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
