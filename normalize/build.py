"""Builds the gazetteers that ship with the package.

Places are compiled and written again with the answers for their recorded names. Run by the build hook when a wheel is
made, or by hand: `python -m normalize.build FOLDER`. The result depends on nothing but the pinned sources, the files
in `gazetteers/`, the trained weights and this code.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.container import extend_container
from normalize.gazetteer.default import default_records
from normalize.gazetteer.equivalents import FORMS, PET_FORMS, ROMANISED, equivalent_sections
from normalize.gazetteer.noise import RULES
from normalize.gazetteer.packaged import PACKAGED
from normalize.gazetteer.sources.people import read_groups, read_orgs, read_people, read_pet_forms, read_romanised
from normalize.kinds import READERS
from normalize.kinds.class_words import says_kind
from normalize.own import meta_of, with_answers

__all__ = ["build_packaged"]


def build_packaged(folder: Path, out: Path, version: str) -> dict[str, str]:
    """Compile the gazetteers that ship with the package; return the checksum of each by file name.

    Args:
        folder: the project's `gazetteers/`, whose `datapackage.json` names the sources.
        out: the folder to write them to.
        version: the version to record; with the checksum it names a gazetteer.
    """
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sources = [
        {key: source[key] for key in ("title", "version", "license", "path")}
        for source in package["sources"]
        if source.get("compiled", True)
    ]
    out.mkdir(parents=True, exist_ok=True)
    records, counts = default_records(folder, says_kind)
    noise = {rule.id: counts[rule.id] for rule in RULES}
    meta = meta_of("places", version, (r.kind for r in records), "place") | {"sources": sources, "noise": noise}
    checksums = {}
    with TemporaryDirectory(dir=out) as temporary:
        half = Path(temporary) / "compiled.gaz"
        compile_records(records, half, meta)
        checksums[PACKAGED["place"]] = with_answers(half, out / PACKAGED["place"])
        curated = [source for source in sources if source["title"] == "rigour"]
        for family, read in (("person", read_people), ("org", read_orgs)):
            named = read(folder)
            meta = meta_of(PACKAGED[family].removesuffix(".gaz"), version, (r.kind for r in named), family) | {
                "sources": curated,
                "noise": {},
            }
            compile_records(named, half, meta, READERS[family])
            related = _related(folder) if family == "person" else {}
            checksums[PACKAGED[family]] = extend_container(half, out / PACKAGED[family], related, {})
    return checksums


def _related(folder: Path) -> dict[str, bytes]:
    relations = ((FORMS, read_groups), (PET_FORMS, read_pet_forms), (ROMANISED, read_romanised))
    sections = (equivalent_sections(name, read(folder)) for name, read in relations)
    return {name: section for some in sections for name, section in some.items()}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m normalize.build FOLDER")
    root = Path(__file__).parents[1]
    for file, checksum in build_packaged(root / "gazetteers", Path(sys.argv[1]), "dev").items():
        print(checksum, file)
