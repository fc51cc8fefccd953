"""The forms in which mentions are written, and which one the name of a file means."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from normalize.errors import TextError
from normalize.tables.files import STDIO, check_target, written
from normalize.texts.found import Scanned
from normalize.texts.geojson import GeoJsonWriter
from normalize.texts.page import PageWriter
from normalize.texts.records import CsvWriter, JsonLinesWriter, LinesWriter
from normalize.texts.run import Writer
from normalize.texts.sources import Source

__all__ = ["OUTPUTS", "Output", "open_writer", "output_of"]

Output = Literal["text", "jsonl", "csv", "html", "geojson"]
OUTPUTS: tuple[Output, ...] = ("text", "jsonl", "csv", "html", "geojson")
_ENDINGS: dict[str, Output] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".html": "html", ".htm": "html", ".geojson": "geojson",
    ".json": "geojson",
}  # fmt: skip
_WRITERS: Mapping[Output, Callable[[BinaryIO], Writer]] = {
    "text": LinesWriter, "jsonl": JsonLinesWriter, "csv": CsvWriter, "html": PageWriter, "geojson": GeoJsonWriter,
}  # fmt: skip


def _is_folder(target: str) -> bool:
    """Return whether a target is a folder: one that is there, or that is written as one ("pages/")."""
    return target != STDIO and (target.endswith(("/", os.sep)) or Path(target).is_dir())


def output_of(target: str) -> Output:
    """Return the form that the name of a target means.

    >>> output_of("towns.geojson"), output_of("-"), output_of("pages/")
    ('geojson', 'text', 'html')
    """
    return "html" if _is_folder(target) else _ENDINGS.get(Path(target).suffix.lower(), "text")


@contextmanager
def open_writer(
    target: str, output: Output, sources: Sequence[Source], *, escape_formulas: bool = False
) -> Iterator[Writer]:
    """Give what writes the mentions; the file takes its name when it is complete.

    Args:
        target: a file, "-" for stdout, or, for HTML, a folder, where each file gets a page of its own.
        output: the form.
        sources: the files that are read; none of them is written over.
        escape_formulas: whether cells of CSV that a spreadsheet would run get an apostrophe before them.

    Raises:
        TextError, TableError: it cannot be written there.
    """
    with ExitStack() as stack:
        if _is_folder(target):
            if output != "html":
                raise TextError(f"{target} is a folder; only HTML is written into one, a page a file: name a file")
            yield PagesWriter(Path(target), sources, stack)
            return
        if target != STDIO and any(_same(target, source) for source in sources):
            raise TextError(f"{target} is one of the files that are read; write to another one")
        check_target(target, ())
        out = stack.enter_context(written(target))
        yield CsvWriter(out, escape_formulas=True) if escape_formulas else _WRITERS[output](out)


class PagesWriter:
    """A page a file, in a folder, each beside the others as the files are; complete ones only."""

    shows_texts = True

    def __init__(self, folder: Path, sources: Sequence[Source], stack: ExitStack) -> None:
        self._stack = stack
        self._one: PageWriter | None = None
        self._targets: dict[Source, Path] = {}
        taken: dict[Path, Source] = {}
        for source in sources:
            target = folder / f"{source.inside}.html"
            if (other := taken.setdefault(target, source)) != source:
                raise TextError(f"{other.name} and {source.name} would both be {target}; write into different folders")
            self._targets[source] = target
        for target, source in taken.items():
            if any(_same(str(target), other) for other in sources):
                raise TextError(f"the page of {source.name} would be {target}, which is read; choose another folder")
        folder.mkdir(exist_ok=True)

    def begin(self, source: Source) -> None:
        """Begin the page of a file."""
        self.close()
        target = self._targets[source]
        target.parent.mkdir(parents=True, exist_ok=True)
        self._one = PageWriter(self._stack.enter_context(written(str(target))))
        self._one.begin(source)

    def add(self, scanned: Scanned) -> None:
        """Mark a document's mentions."""
        assert self._one is not None
        self._one.add(scanned)

    def close(self) -> Sequence[str]:
        """Write the page that is begun."""
        notes = self._one.close() if self._one is not None else ()
        self._one = None
        self._stack.close()
        return notes


def _same(target: str, source: Source) -> bool:
    return source.path != STDIO and Path(target).exists() and Path(source.path).samefile(target)
