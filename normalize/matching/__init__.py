"""From pairs of names to an answer: what is known of each pair, how likely each candidate is, what follows."""

from normalize.matching.alignment import ALIGNED, AlignedNames, Related
from normalize.matching.features import Compared
from normalize.matching.model import Ranked, rank, rank_places, weighed
from normalize.matching.pairs import Pairs, Preferences
from normalize.matching.twonames import TWO_NAMES, Names, TwoNames
from normalize.matching.weights import weights

__all__ = [
    "ALIGNED",
    "TWO_NAMES",
    "AlignedNames",
    "Compared",
    "Names",
    "Pairs",
    "Preferences",
    "Ranked",
    "Related",
    "TwoNames",
    "rank",
    "rank_places",
    "weighed",
    "weights",
]
