"""The score of the first candidate, and what follows from it."""

from collections.abc import Sequence
from math import exp, log10

from normalize.matching.rank import Ranked
from normalize.matching.weights import weights
from normalize.results import Status

__all__ = ["decide", "found_features"]

_DIGITS = 9  # for the same score on every machine


def found_features(first: Ranked, length: int, hinted: bool) -> dict[str, float]:
    """Return the inputs of the model that says how likely the intended entity is among the candidates.

    Args:
        first: the first candidate.
        length: letters of the query's key.
        hinted: whether a country, admin or near hint was given.
    """
    hit = first.hit
    tier = "near" if hit.edits else "exact"
    return {
        "bias": 1.0,
        hit.relation: 1.0,
        "near": float(hit.edits > 0),
        "edits": float(hit.edits),
        "weak": float(hit.role == "weak"),
        f"{tier}_length": float(min(length, 12)),
        f"{tier}_people": log10(first.place.prominence + 1),
        "hint": float(hinted),
    }


def decide(ranked: Sequence[Ranked], length: int, hinted: bool) -> tuple[Status, list[float]]:
    """Return the status and the score of each candidate.

    Args:
        ranked: candidates, the likeliest first; at least one.
        length: letters of the query's key.
        hinted: whether a country, admin or near hint was given.
    """
    w = weights()
    logit = sum(w.found[name] * value for name, value in found_features(ranked[0], length, hinted).items())
    found = 1 / (1 + exp(-logit))
    scores = [round(found * r.share, _DIGITS) for r in ranked]
    if scores[0] >= w.decision["matched"]:
        return "matched", scores
    return ("ambiguous" if found >= w.decision["ambiguous"] else "unmatched"), scores
