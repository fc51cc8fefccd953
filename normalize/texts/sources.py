"""Which files hold the texts: those that are named, and those of folders that are."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from normalize.errors import TextError
from normalize.tables.files import STDIO

__all__ = ["FORMS", "SUFFIXES", "Form", "Source", "sources_of"]

Form = Literal["text", "html", "jsonl"]
FORMS: tuple[Form, ...] = ("text", "html", "jsonl")
_ENDINGS: dict[str, Form] = {
    ".txt": "text", ".text": "text", ".md": "text", ".rst": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
SUFFIXES = tuple(_ENDINGS)  # of the files that are read in a folder, also before .gz and .zst
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file with texts.

    Attributes:
        path: the file, or "-" for stdin.
        form: "text", "html" or "jsonl".
        inside: its path in the folder that was named, or its name where it was named itself.
        size: its bytes as it lies there, or None where nobody knows.
    """

    path: str
    form: Form
    inside: str
    size: int | None = None

    @property
    def name(self) -> str:
        """How to call it."""
        return "stdin" if self.path == STDIO else self.path

    @property
    def compression(self) -> str | None:
        """What its name says: "gzip", "zstd" or None."""
        return _COMPRESSIONS.get(Path(self.path).suffix.lower())


def sources_of(
    given: Sequence[str], form: Form | None = None, suffixes: Sequence[str] = ()
) -> tuple[list[Source], list[str]]:
    """Return the files that arguments name, each once, and what there is to say of those that are left out.

    Of a folder all files count whose names end in one of the suffixes, in the order of their paths. What begins with a
    dot is left out, and links to folders are not followed.

    Args:
        given: files, folders, or "-" for stdin.
        form: of all, whatever their names say.
        suffixes: which files of folders are read, such as ".txt"; without any, `SUFFIXES`.

    Raises:
        TextError: one is not there, or is given twice, or a folder holds no text.
    """
    if doubled := sorted({path for path in given if given.count(path) > 1}):
        raise TextError(f"{doubled[0]} is given twice")
    taken = tuple(suffix.lower() for suffix in suffixes) or SUFFIXES
    found: dict[Path, Source] = {}
    notes: list[str] = []
    for path in given:
        if path == STDIO:
            found[Path("-")] = Source(path, form or "text", "stdin")
        elif Path(path).is_dir():
            every = list(_files(Path(path)))
            some = [file for file in every if _ending(file).endswith(taken)]
            if not some:
                raise TextError(f"{path} holds no text; files that end in {', '.join(taken)} are read")
            for file in some:
                found.setdefault(file.resolve(), _source(file, form, str(file.relative_to(path))))
            if left := Counter(file.suffix or "no suffix" for file in every if not _ending(file).endswith(taken)):
                kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in sorted(left.items()))
                notes.append(f"{path}: files of other kinds are left out: {kinds}")
        elif not os.path.lexists(path):
            raise TextError(f"there is no file {path}")
        else:
            found.setdefault(Path(path).resolve(), _source(Path(path), form, Path(path).name))
    return list(found.values()), notes


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder but hidden ones, in the order of their paths."""
    below: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below.extend(Path(root, name) for name in names if not name.startswith("."))
    yield from sorted(below, key=lambda path: path.parts)


def _ending(path: Path) -> str:
    """The name in lower case without the suffix of a compression."""
    name = path.name.lower()
    return name.removesuffix(path.suffix.lower()) if path.suffix.lower() in _COMPRESSIONS else name


def _source(path: Path, form: Form | None, inside: str) -> Source:
    size = path.stat().st_size if path.is_file() else None
    return Source(str(path), form or _ENDINGS.get(Path(_ending(path)).suffix, "text"), inside, size)
