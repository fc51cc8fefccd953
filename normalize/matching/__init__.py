"""From hits to an answer: how well names agree, how namesakes weigh, how sure that makes us."""

from normalize.matching.decide import decide
from normalize.matching.rank import Hit, Place, Preferences, Ranked, rank
from normalize.matching.relations import Relation, relation

__all__ = ["Hit", "Place", "Preferences", "Ranked", "Relation", "decide", "rank", "relation"]
