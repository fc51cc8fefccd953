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
        matched: score from which a recorded name is matched.
        matched_near: the same for a name one edit away.
        matched_alike: the same for a name that is only alike, when a hint says where or what it is.
        matched_alone: the same without such a hint.
        ambiguous: probability of being recorded from which a name counts as known.
        ambiguous_alike: for a name that is only alike also the least score of its first candidate.
        near_enough: the same, from which names that are one edit away are not looked beyond.
        same: score from which two names compared are one.
    """

    matched: float
    matched_near: float
    matched_alike: float
    matched_alone: float
    ambiguous: float
    ambiguous_alike: float
    near_enough: float
    same: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of `weights.toml`."""

    exact: Tier
    near: Tier
    alike: Tier
    compare: Mapping[str, float]
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
        compare=table["compare"],
        decision=Decision(**table["decision"]),
        version=f"{crc32(text.encode()):08x}.{PIPELINE}",
    )
