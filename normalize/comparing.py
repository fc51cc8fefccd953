"""Two names beside each other, without a gazetteer: text ─► letters ─► keys ─► matching ─► Comparison."""

import numpy as np

from normalize.errors import NameTypeError, UnknownKindError
from normalize.keys import default_encoder, fold
from normalize.letters import clean
from normalize.matching import TWO_NAMES, TwoNames, weights
from normalize.results import Comparison, Evidence

__all__ = ["compare_names"]

KINDS = ("place", "person", "org")


def compare_names(a: str, b: str, kind: str) -> Comparison:
    """Return how likely two names are spellings of one.

    Args:
        a, b: names in any script.
        kind: "place", "person" or "org".

    Raises:
        NameTypeError: one of them is no string.
        UnknownKindError: another kind.
    """
    if kind not in KINDS:
        raise UnknownKindError(f"kind={kind!r} cannot be compared; the kinds are {', '.join(KINDS)}")
    for name in (a, b):
        if not isinstance(name, str):
            raise NameTypeError(f"compare() takes two strings, not {type(name).__name__}")
    # In one order whichever was given first, so that the answer is the same both ways.
    one, other = sorted((clean(a), clean(b)))
    if not fold(one) or not fold(other):
        return Comparison(
            0.0, False, Evidence("none", one, other, "", ("a name without a letter or digit is like nothing",))
        )
    if one == other:
        return Comparison(1.0, True, Evidence("identical", one, other, fold(one), (f"identical: both are {one}",)))
    w = weights().compare
    pair = TwoNames([one], [other], default_encoder())
    logit = 0.0
    for name, weight in w.items():
        logit += weight * float(TWO_NAMES[name](pair)[0])
    score = round(float(1 / (1 + np.exp(-round(logit, 9)))), 4)
    same_key = pair.keys[0][0] == pair.keys[1][0]
    steps = (
        f"key: {one} → {pair.keys[0][0]}",
        f"key: {other} → {pair.keys[1][0]}",
        f"alike: {pair.cosine[0]:.2f} by their n-grams, {pair.closeness[0]:.2f} of the letters of their keys, "
        f"{pair.skeletons[0]:.2f} without vowels",
    )
    same = score >= weights().decision.same
    relation = "folded" if same_key else ("alike" if same else "different")
    return Comparison(score, same, Evidence(relation, one, other, pair.keys[0][0] if same_key else "", steps))
