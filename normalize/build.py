"""Builds gazetteers: the packaged ones, and those of people's own rows.

Places are compiled and written again with the answers for their recorded names. Run by the build hook when a wheel is
made, or by hand: `python -m normalize.build FOLDER`. The result depends on nothing but the pinned sources, the files
in `gazetteers/`, the trained weights and this code.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from normalize.answers import answer_sections
from normalize.errors import BuildError
from normalize.gazetteer import Store
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.container import extend_container
from normalize.gazetteer.default import default_records
from normalize.gazetteer.equivalents import FORMS, PET_FORMS, equivalent_sections
from normalize.gazetteer.noise import RULES
from normalize.gazetteer.packaged import PACKAGED
from normalize.gazetteer.records import Record
from normalize.gazetteer.sources.people import read_groups, read_orgs, read_people, read_pet_forms
from normalize.kinds import READERS
from normalize.kinds.class_words import says_kind
from normalize.matching import weights
from normalize.queries import NO_HINTS
from normalize.resolve import resolve_names
from normalize.rows import Problem, read_rows

__all__ = ["build_packaged", "build_rows", "with_answers"]

_SHOWN = 20  # problems named in the message of an error


def with_answers(compiled: Path, out: Path) -> str:
    """Write a compiled gazetteer again, with the answer of the pipeline for every recorded name; return its checksum.

    Args:
        compiled: a gazetteer file.
        out: another file to write.
    """
    store = Store(compiled)
    sections = answer_sections(store, lambda names: resolve_names(store, names, NO_HINTS))
    return extend_container(compiled, out, sections, {"answers": weights().version})


def _meta(name: str, version: str, records: Iterable[Record], family: str) -> dict[str, Any]:
    kinds = Counter(record.kind for record in records)
    return {"name": name, "version": version, "family": family, "kinds": dict(sorted(kinds.items()))}


def build_packaged(folder: Path, out: Path, version: str) -> dict[str, str]:
    """Compile the gazetteers that ship with the package; return the checksum of each by file name.

    Args:
        folder: the project's `gazetteers/`, whose `datapackage.json` names the sources.
        out: the folder to write them to.
        version: the version to record; with the checksum it names a gazetteer.
    """
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sources = [{key: source[key] for key in ("title", "version", "license", "path")} for source in package["sources"]]
    out.mkdir(parents=True, exist_ok=True)
    records, counts = default_records(folder, says_kind)
    noise = {rule.id: counts[rule.id] for rule in RULES}
    meta = _meta("places", version, records, "place") | {"sources": sources, "noise": noise}
    checksums = {}
    with TemporaryDirectory(dir=out) as temporary:
        half = Path(temporary) / "compiled.gaz"
        compile_records(records, half, meta)
        checksums[PACKAGED["place"]] = with_answers(half, out / PACKAGED["place"])
        curated = [source for source in sources if source["title"] == "rigour"]
        for family, read in (("person", read_people), ("org", read_orgs)):
            named = read(folder)
            meta = _meta(PACKAGED[family].removesuffix(".gaz"), version, named, family) | {
                "sources": curated,
                "noise": {},
            }
            compile_records(named, half, meta, READERS[family])
            related = _related(folder) if family == "person" else {}
            checksums[PACKAGED[family]] = extend_container(half, out / PACKAGED[family], related, {})
    return checksums


def _related(folder: Path) -> dict[str, bytes]:
    forms, pet_forms = read_groups(folder), read_pet_forms(folder)
    return equivalent_sections(FORMS, forms) | equivalent_sections(PET_FORMS, pet_forms)


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
    meta = _meta(name, "own", records, family) | {"sources": [], "noise": {}}
    compile_records(records, out, meta, READERS[family])
    return problems


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m normalize.build FOLDER")
    root = Path(__file__).parents[1]
    for file, checksum in build_packaged(root / "gazetteers", Path(sys.argv[1]), "dev").items():
        print(checksum, file)
