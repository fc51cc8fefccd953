"""Transliteration by named systems, each a data file with its source and its samples.

The engine is in `engine`, the notation of its rules in `rules`, the systems in the folder ``systems``.

>>> transliterate("Куп’янськ", "ua-ukr-Cyrl-Latn-2010")
'Kupiansk'
"""

from normalize.transliteration.catalogue import systems
from normalize.transliteration.files import Sample, System
from normalize.transliteration.text import Transliteration, transliterate

__all__ = ["Sample", "System", "Transliteration", "systems", "transliterate"]
