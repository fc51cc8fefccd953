"""Reconciles place, person and organisation names in any script and spelling to canonical ids.

>>> import normalize
>>> match = normalize.place("Купянск")
>>> match.id, match.label
('geonames:703656', 'Kupiansk, Kharkiv Oblast, Ukraine')
"""

from normalize.entities import Entity, Name
from normalize.errors import NormalizeError
from normalize.results import Candidate, Comparison, Evidence, Match
from normalize.transliteration import System, Transliteration, systems, transliterate
from normalize.verbs import Gazetteer, compare, country, entity, key, place, resolve

__all__ = [
    "Candidate",
    "Comparison",
    "Entity",
    "Evidence",
    "Gazetteer",
    "Match",
    "Name",
    "NormalizeError",
    "System",
    "Transliteration",
    "__version__",
    "compare",
    "country",
    "entity",
    "key",
    "place",
    "resolve",
    "systems",
    "transliterate",
]

__version__ = "0.1.0"
