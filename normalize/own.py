"""Builds gazetteer files of rows, and adds kept answers to them.

Needs none of the packages the packaged gazetteers are made from: an installed library does not have them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from normalize.answers import answer_sections
from normalize.clashes import Problem
from normalize.errors import BuildError
from normalize.gazetteer import Store
from normalize.gazetteer.compile import compile_columns
from normalize.gazetteer.container import extend_container
from normalize.keys import whole_name
from normalize.kinds import READERS
from normalize.matching import weights
from normalize.queries import NO_HINTS
from normalize.resolve import resolve_names
from normalize.rows import read_rows

__all__ = ["build_rows", "meta_of", "with_answers"]

_SHOWN = 20  # problems named in the message of an error


def meta_of(name: str, version: str, kinds: Iterable[str], family: str) -> dict[str, Any]:
    """Return what a gazetteer file says of itself: its name, version, family, and how many entities of each kind.

    Args:
        name: what to call the gazetteer.
        version: of it.
        kinds: the kind of every entity.
        family: "place", "person" or "org".
    """
    return {"name": name, "version": version, "family": family, "kinds": dict(sorted(Counter(kinds).items()))}


def build_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]], family: str, out: Path, name: str, jobs: int = 1
) -> list[Problem]:
    """Compile rows to a gazetteer file; return what is wrong with some of them but kept.

    Args:
        rows: (where it stands, row) of each.
        family: "place", "person" or "org".
        out: the file to write.
        name: what to call the gazetteer.
        jobs: processes to read names in; the file is the same.

    Raises:
        BuildError: rows that cannot be read, each with its place; nothing is written then.
    """
    columns, problems = read_rows(rows, family, jobs)
    if fatal := [problem for problem in problems if problem.fatal]:
        said = "\n".join(map(str, fatal[:_SHOWN]))
        more = f"\n… and {len(fatal) - _SHOWN:,} more" if len(fatal) > _SHOWN else ""
        raise BuildError(f"{len(fatal):,} row{'s' if len(fatal) > 1 else ''} cannot be read:\n{said}{more}")
    if not len(columns):
        raise BuildError("there is no row to build a gazetteer from")
    kinds = columns.kind.values
    meta = meta_of(name, "own", (kinds[number] for number in columns.kind.numbers), family) | {
        "sources": [],
        "noise": {},
    }
    compile_columns(columns, out, meta, parted=READERS[family] is not whole_name)
    return problems


def with_answers(compiled: Path, out: Path) -> str:
    """Write a compiled gazetteer again, with the answer of the pipeline for every recorded name; return its checksum.

    Args:
        compiled: a gazetteer file.
        out: another file to write.
    """
    store = Store(compiled)
    sections = answer_sections(store, lambda names: resolve_names(store, names, NO_HINTS))
    return extend_container(compiled, out, sections, {"answers": weights().version})
