"""The weights of the score, read once from `weights.toml`, where each is explained."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Weights", "weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of `weights.toml`."""

    relation: Mapping[str, float]
    role: Mapping[str, float]
    kind: Mapping[str, float]
    people: Mapping[str, float]
    hints: Mapping[str, float]
    found: Mapping[str, float]
    decision: Mapping[str, float]


@cache
def weights() -> Weights:
    """Return the weights shipped with this version."""
    table = tomllib.loads(files("normalize.matching").joinpath("weights.toml").read_text("utf-8"))
    return Weights(**table["rank"], found=table["found"], decision=table["decision"])
