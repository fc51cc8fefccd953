"""Two names beside each other, without a gazetteer: text ─► letters ─► keys ─► matching ─► Comparison."""

import numpy as np

from normalize.errors import NameTypeError, UnknownKindError
from normalize.keys import default_encoder, fold
from normalize.kinds import READERS
from normalize.letters import clean
from normalize.matching import ALIGNED, TWO_NAMES, Names, TwoNames, weighed, weights
from normalize.named import aligned_names
from normalize.results import Comparison, Evidence

__all__ = ["compare_names"]


def compare_names(a: str, b: str, kind: str) -> Comparison:
    """Return how likely two names are spellings of one.

    Args:
        a, b: names in any script.
        kind: "place", "person" or "org".

    Raises:
        NameTypeError: one of them is no string.
        UnknownKindError: another kind.
    """
    if kind not in READERS:
        raise UnknownKindError(f"kind={kind!r} cannot be compared; the kinds are {', '.join(READERS)}")
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
    logit, keys, steps = _of_places(one, other) if kind == "place" else _of_parts(one, other, kind)
    score = round(float(1 / (1 + np.exp(-logit))), 4)
    bars = weights().decision
    same = score >= {"place": bars.same, "person": bars.same_person, "org": bars.same_org}[kind]
    relation = "folded" if keys[0] == keys[1] else ("alike" if same else "different")
    return Comparison(score, same, Evidence(relation, one, other, keys[0] if keys[0] == keys[1] else "", steps))


Compared = tuple[float, tuple[str, str], tuple[str, ...]]  # logit, keys, steps


def _of_places(one: str, other: str) -> Compared:
    names = Names.of([one, other], default_encoder())
    pair = TwoNames(names, np.zeros(1, np.int64), np.ones(1, np.int64))
    steps = (
        f"key: {one} → {names.keys[0]}",
        f"key: {other} → {names.keys[1]}",
        f"alike: {pair.cosine[0]:.2f} by their n-grams, {pair.closeness[0]:.2f} of the letters of their keys, "
        f"{pair.skeletons[0]:.2f} without vowels",
    )
    return float(weighed(weights().compare["place"], TWO_NAMES, pair)[0]), (names.keys[0], names.keys[1]), steps


def _of_parts(one: str, other: str, kind: str) -> Compared:
    read = READERS[kind]
    first, second = read(one), read(other)
    aligned = aligned_names([first], [second], kind, lambda key: 1.0)
    taken = aligned.taken(0)
    said = ", ".join(f"{a.text} ~ {b.text} {likeness:.2f}" for a, b, likeness in taken) or "none agree"
    steps = [*first.taken, *second.taken, f"parts: {said}"]
    steps += [f"only in one: {' '.join(part.text for part in left)}" for left in aligned.unmet(0) if left]
    return float(weighed(weights().compare[kind], ALIGNED, aligned)[0]), (first.key, second.key), tuple(steps)
