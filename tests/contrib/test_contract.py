"""The contract that keeps the integrations on the public API names every other module."""

import pkgutil
import tomllib
from pathlib import Path

import normalize

OTHERS = {"contrib", "errors", "__main__"}


def test_every_module_but_the_errors_is_out_of_bounds() -> None:
    config = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    (contract,) = (c for c in contracts if c.get("source_modules") == ["normalize.contrib"])
    modules = {m.name for m in pkgutil.iter_modules(normalize.__path__)} - OTHERS
    assert contract["forbidden_modules"] == sorted(f"normalize.{name}" for name in modules)
