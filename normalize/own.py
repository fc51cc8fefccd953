"""Builds gazetteers of people's own rows. Needs none of the packages the packaged gazetteers are made from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from normalize.errors import BuildError
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.records import Record
from normalize.kinds import READERS
from normalize.rows import Problem, read_rows

__all__ = ["build_rows", "meta_of"]

_SHOWN = 20  # problems named in the message of an error


def meta_of(name: str, version: str, records: Iterable[Record], family: str) -> dict[str, Any]:
    """Return what a gazetteer file says of itself: its name, version, family, and how many entities of each kind."""
    kinds = Counter(record.kind for record in records)
    return {"name": name, "version": version, "family": family, "kinds": dict(sorted(kinds.items()))}


def build_rows(rows: Iterable[tuple[str, Mapping[str, Any]]], family: str, out: Path, name: str) -> list[Problem]:
    """Compile rows to a gazetteer file; return what is wrong with some of them but kept.

    Args:
        rows: (where it stands, row) of each.
        family: "place", "person" or "org".
        out: the file to write.
        name: what to call the gazetteer.

    Raises:
        BuildError: rows that cannot be read, each with its place; nothing is written then.
    """
    problems: list[Problem] = []
    records = read_rows(rows, family, problems.append)
    if fatal := [problem for problem in problems if problem.fatal]:
        said = "\n".join(map(str, fatal[:_SHOWN]))
        more = f"\n… and {len(fatal) - _SHOWN:,} more" if len(fatal) > _SHOWN else ""
        raise BuildError(f"{len(fatal):,} row{'s' if len(fatal) > 1 else ''} cannot be read:\n{said}{more}")
    if not records:
        raise BuildError("there is no row to build a gazetteer from")
    meta = meta_of(name, "own", records, family) | {"sources": [], "noise": {}}
    compile_records(records, out, meta, READERS[family])
    return problems
