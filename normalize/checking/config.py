"""The config of the check: `[tool.normalize]` of pyproject.toml, or .normalize.toml, the nearest upwards."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

from normalize.checking.schema import problems
from normalize.checking.spans import ONE_NAME, Layout
from normalize.errors import ConfigError

__all__ = ["Config", "Rule", "find_config", "read_config"]

_OWN, _SHARED = ".normalize.toml", "pyproject.toml"
_SCHEMA = "config.schema.json"
Pairs = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which names of which files are compared with one another.

    Attributes:
        columns: titles of columns, or keys.
        kind: "place", "country", "person" or "org".
        files: patterns of files relative to the config; none means every file that is given.
        threshold: the least score in 0..1, or None for what the library takes for a match.
        canonical: whether known names must be spelled as the gazetteer does.
        across: whether the names of one file are compared with those of others.
        gazetteers: paths of gazetteers asked besides.
        allowed: pairs of spellings that may stand beside each other.
        layout: how names stand in its files.
    """

    columns: tuple[str, ...]
    kind: str = "place"
    files: tuple[str, ...] = ()
    threshold: float | None = None
    canonical: bool = False
    across: bool = True
    gazetteers: tuple[str, ...] = ()
    allowed: Pairs = frozenset()
    layout: Layout = ONE_NAME


@dataclass(frozen=True, slots=True)
class Config:
    """What a config says.

    Attributes:
        folder: what its paths are relative to.
        rules: its rules.
        ignored: patterns of files that are left out.
        baseline: path of the known findings, or None.
        allowed: pairs of spellings allowed in every rule.
    """

    folder: Path
    rules: tuple[Rule, ...] = ()
    ignored: tuple[str, ...] = ()
    baseline: str | None = None
    allowed: Pairs = frozenset()

    def holds(self, rule: Rule, file: str) -> bool:
        """Whether a rule speaks of a file."""
        inside = self._inside(file)
        return not rule.files or any(_pattern(pattern).fullmatch(inside) for pattern in rule.files)

    def leaves(self, file: str) -> bool:
        """Whether a file is left out."""
        inside = self._inside(file)
        return any(_pattern(pattern).fullmatch(inside) for pattern in self.ignored)

    def named(self) -> list[str]:
        """The files its rules name, sorted, as seen from the working folder."""
        found = {
            path
            for rule in self.rules
            for pattern in rule.files
            for path in self.folder.glob(pattern)
            if path.is_file()
        }
        return [os.path.relpath(path) for path in sorted(found)]

    def _inside(self, file: str) -> str:
        return os.path.relpath(file, self.folder).replace(os.sep, "/")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """`*` and `?` stay inside a folder, `**/` is any number of folders.

    >>> bool(_pattern("data/**/*.csv").fullmatch("data/a/b.csv")), bool(_pattern("*.csv").fullmatch("a/b.csv"))
    (True, False)
    """
    parts = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    return re.compile("".join(parts.get(piece, re.escape(piece)) for piece in pieces), re.DOTALL)


def find_config(start: Path) -> Path | None:
    """Return the nearest config from a folder upwards; in one folder .normalize.toml comes first.

    Raises:
        ConfigError: a file on the way is no TOML.
    """
    for folder in (start, *start.parents):
        if (folder / _OWN).is_file():
            return folder / _OWN
        if (folder / _SHARED).is_file() and "normalize" in _tools(folder / _SHARED):
            return folder / _SHARED
    return None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no config {path}") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None


def _tools(path: Path) -> Mapping[str, Any]:
    tool = _toml(path).get("tool", {})
    return tool if isinstance(tool, dict) else {}


def read_config(path: Path) -> Config:
    """Return what a config says.

    Args:
        path: pyproject.toml, of which `[tool.normalize]` is read, or a file that is read whole.

    Raises:
        ConfigError: it cannot be read, or a key is unknown or wrong; names the file and the key.
    """
    shared = path.name == _SHARED
    said = _tools(path).get("normalize", {}) if shared else _toml(path)
    schema = json.loads(files(__package__).joinpath(_SCHEMA).read_text("utf-8"))
    if wrong := next(problems(said, schema, "tool.normalize" if shared else ""), None):
        raise ConfigError(f"{path}: {wrong}")
    folder = path.resolve().parent
    return Config(
        folder,
        tuple(_rule(rule, folder) for rule in said.get("check", ())),
        tuple(pattern for each in said.get("ignore", ()) for pattern in each["files"]),
        str(folder / said["baseline"]) if "baseline" in said else None,
        _pairs(said.get("allow", ())),
    )


def _rule(said: Mapping[str, Any], folder: Path) -> Rule:
    return Rule(
        tuple(said["columns"]),
        said.get("kind", "place"),
        tuple(said.get("files", ())),
        said.get("threshold"),
        said.get("canonical", False),
        said.get("across", True),
        tuple(str(folder / path) for path in said.get("gazetteers", ())),
        _pairs(said.get("allow", ())),
        Layout(said.get("delimiter"), said.get("separator")),
    )


def _pairs(groups: Sequence[Mapping[str, Any]]) -> Pairs:
    def each() -> Iterator[frozenset[str]]:
        for group in groups:
            yield from map(frozenset, combinations([name.strip() for name in group["names"]], 2))

    return frozenset(each())
