"""Builds the default gazetteer: records → compiled file → the same with the answers for its recorded names.

Run by the build hook when a wheel is made, or by hand: `python -m normalize.build OUT`.
The result depends on nothing but the pinned sources, the files in `gazetteers/`, the trained weights and this code.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from normalize.answers import answer_sections
from normalize.gazetteer import Store
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.container import extend_container
from normalize.gazetteer.default import default_records
from normalize.gazetteer.noise import RULES
from normalize.matching import weights
from normalize.queries import NO_HINTS
from normalize.resolve import resolve_names

__all__ = ["build_default", "with_answers"]


def with_answers(compiled: Path, out: Path) -> str:
    """Write a compiled gazetteer again, with the answer of the pipeline for every recorded name; return its checksum.

    Args:
        compiled: a gazetteer file.
        out: another file to write.
    """
    store = Store(compiled)
    sections = answer_sections(store, lambda names: resolve_names(store, names, NO_HINTS))
    return extend_container(compiled, out, sections, {"answers": weights().version})


def build_default(folder: Path, out: Path, version: str) -> str:
    """Compile the default gazetteer to `out` and return its checksum.

    Args:
        folder: the project's `gazetteers/`, whose `datapackage.json` names the sources.
        out: the file to write.
        version: the version to record; with the checksum it names the gazetteer.
    """
    records, counts = default_records(folder)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sources = [{key: source[key] for key in ("title", "version", "license", "path")} for source in package["sources"]]
    kinds: dict[str, int] = defaultdict(int)
    for record in records:
        kinds[record.kind] += 1
    meta = {
        "name": "places",
        "version": version,
        "sources": sources,
        "kinds": dict(sorted(kinds.items())),
        "noise": {rule.id: counts[rule.id] for rule in RULES},
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent) as folder_of_half:
        half = Path(folder_of_half) / "compiled.gaz"
        compile_records(records, half, meta)
        return with_answers(half, out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m normalize.build OUT")
    root = Path(__file__).parents[1]
    print(build_default(root / "gazetteers", Path(sys.argv[1]), "dev"))
