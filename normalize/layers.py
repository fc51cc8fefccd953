"""Several gazetteers one over the other: the later ones win, all are cited."""

from collections.abc import Sequence
from dataclasses import replace

from normalize.evidence import MOST_CANDIDATES
from normalize.results import Known, Match

__all__ = ["joined"]

# What is recorded says more than what is like it: mine does not win with a name that is only similar.
_RECORDED = frozenset({"id", "code", "label", "decision", "identical", "folded", "romanised"})


def _worth(match: Match, at: int) -> tuple[bool, bool, bool, float, int]:
    known = bool(match.candidates) and match.evidence.relation in _RECORDED
    if match.status == "matched":
        return match.evidence.relation == "decision", True, known, 0.0, at
    return False, False, match.status == "ambiguous", match.score, at


def joined(matches: Sequence[Match]) -> Match:
    """Return one answer of the answers of several gazetteers to one name.

    Args:
        matches: in the order of the gazetteers; of answers that are equally well founded the later one wins.
    """
    winner = max(range(len(matches)), key=lambda at: _worth(matches[at], at))
    best = matches[winner]
    version = "; ".join(match.gazetteer for match in matches)
    ids = {c.entity.id for c in best.candidates}
    room = max(0.0, 1 - sum(c.score for c in best.candidates))
    others = [c for match in reversed(matches) for c in match.candidates if c.entity.id not in ids]
    rest = [replace(c, score=round(min(c.score, room), 4)) for c in {c.entity.id: c for c in others}.values()]
    rest.sort(key=lambda c: (-c.score, c.entity.id))
    candidates = (*best.candidates, *rest)[:MOST_CANDIDATES]
    return Match(best.query, best.status, best.score, Known(candidates, best.evidence), version)
