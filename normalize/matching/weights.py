"""The weights of the score, read once from `weights.toml`, where each is explained."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

__all__ = ["Decision", "Tier", "Weights", "weights"]

PIPELINE = 1  # raised when the same weights give other answers: those kept in a gazetteer are then not used


@dataclass(frozen=True, slots=True)
class Tier:
    """Weights of the features of a candidate, and of those of "none of these", by name."""

    candidate: Mapping[str, float]
    outside: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """The bars.

    Attributes:
        matched: score from which a recorded name is matched; the same place seen as another kind counts with it.
        leading: score that the first candidate must have itself.
        matched_near: the same for a name one edit away.
        matched_alike: the same for a name that is only alike, when a hint says where or what it is.
        matched_alone: the same without such a hint.
        matched_kind: the same for a name one edit away, or alike, that says itself what kind of thing it names.
        ambiguous: probability of being recorded from which a name counts as known.
        ambiguous_alike: for a name that is only alike also the least score of its first candidate.
        near_enough: the same, from which names that are one edit away are not looked beyond.
        matched_person, matched_org: the same for people and organisations, however they were found.
        same: score from which two names of places are one.
        same_person, same_org: the same for people and organisations.
    """

    matched: float
    leading: float
    matched_near: float
    matched_alike: float
    matched_alone: float
    matched_kind: float
    ambiguous: float
    ambiguous_alike: float
    near_enough: float
    matched_person: float
    matched_org: float
    same: float
    same_person: float
    same_org: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of `weights.toml`."""

    exact: Tier
    near: Tier
    alike: Tier
    part: Mapping[str, float]
    named: Mapping[str, Tier]
    compare: Mapping[str, Mapping[str, float]]
    decision: Decision
    version: str


@cache
def weights() -> Weights:
    """Return the weights shipped with this version."""
    text = files("normalize.matching").joinpath("weights.toml").read_text("utf-8")
    table = tomllib.loads(text)
    tiers = {name: Tier(**table[name]) for name in ("exact", "near", "alike")}
    return Weights(
        **tiers,
        part=table["part"],
        named={family: Tier(**table[family]) for family in ("person", "org")},
        compare=table["compare"],
        decision=Decision(**table["decision"]),
        version=f"{crc32(text.encode()):08x}.{PIPELINE}",
    )
