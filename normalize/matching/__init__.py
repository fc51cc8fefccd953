"""From pairs of names to an answer: what is known of each pair, how likely each candidate is, what follows."""

from normalize.matching.features import Compared
from normalize.matching.model import Ranked, rank
from normalize.matching.pairs import Pairs, Preferences
from normalize.matching.twonames import TWO_NAMES, TwoNames
from normalize.matching.weights import weights

__all__ = ["TWO_NAMES", "Compared", "Pairs", "Preferences", "Ranked", "TwoNames", "rank", "weights"]
