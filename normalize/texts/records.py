"""Mentions one by one: lines to read, JSON Lines, CSV."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, BinaryIO

from normalize.tables.csvfile import no_formula
from normalize.tables.forms import shown
from normalize.tables.jsontext import encoded
from normalize.texts.found import Found, Scanned
from normalize.texts.reading import Document
from normalize.texts.sources import Source

__all__ = ["COLUMNS", "CsvWriter", "JsonLinesWriter", "LinesWriter", "record"]

_CHOICES = 3  # of an ambiguous mention, on its line
# The keys of a mention, in their order. Those of the entity are called as `normalize place --json` calls them.
COLUMNS = (
    "file", "document", "line", "column", "start", "end", "text", "status", "id", "name", "label", "kind", "score",
    "country", "lat", "lon", "evidence", "candidates", "gazetteer",
)  # fmt: skip


def record(document: Document, one: Found) -> Mapping[str, Any]:
    """Return a mention under the keys of `COLUMNS`."""
    meant = one.meant
    choices = [{"id": c.id, "label": c.label, "kind": c.kind, "score": c.score} for c in meant.candidates]
    return {
        "file": document.source.name, "document": document.id, "line": one.line, "column": one.column,
        "start": one.start, "end": one.end, "text": one.text, "status": meant.status, "id": meant.id,
        "name": meant.name, "label": meant.label, "kind": meant.kind, "score": meant.score, "country": meant.country,
        "lat": meant.lat, "lon": meant.lon, "evidence": meant.evidence, "candidates": choices,
        "gazetteer": meant.gazetteer,
    }  # fmt: skip


class LinesWriter:
    """A line a mention: `file:line:column: mention → label (id) score`."""

    shows_texts = False

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def begin(self, source: Source) -> None:
        """Each line says its file."""

    def add(self, scanned: Scanned) -> None:
        """Write a document's mentions."""
        name = scanned.document.source.name
        lines = (f"{name}:{one.line}:{one.column}: {one.text} → {_meaning(one)}" for one in scanned.found)
        self._out.write("".join(f"{_on_one_line(line)}\n" for line in lines).encode("utf-8", "replace"))

    def close(self) -> Sequence[str]:
        """Nothing is left."""
        return ()


def _meaning(one: Found) -> str:
    if one.meant.id is not None:
        return f"{one.meant.label} ({one.meant.id}) {one.meant.score:.2f}"
    return "ambiguous: " + "; ".join(f"{c.label} ({c.id}) {c.score:.2f}" for c in one.meant.candidates[:_CHOICES])


def _on_one_line(text: str) -> str:
    """A text without what ends a line or moves the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


class JsonLinesWriter:
    """An object a mention, with the keys of `COLUMNS`."""

    shows_texts = False

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def begin(self, source: Source) -> None:
        """Each object says its file."""

    def add(self, scanned: Scanned) -> None:
        """Write a document's mentions."""
        lines = (f"{encoded(record(scanned.document, one))}\n" for one in scanned.found)
        self._out.write("".join(lines).encode("utf-8"))

    def close(self) -> Sequence[str]:
        """Nothing is left."""
        return ()


class CsvWriter:
    """A row a mention, with the columns `COLUMNS`; candidates are their ids, joined by a bar."""

    shows_texts = False

    def __init__(self, out: BinaryIO, *, escape_formulas: bool = False) -> None:
        self._out = out
        self._safe = no_formula if escape_formulas else str
        self._begun = False

    def begin(self, source: Source) -> None:
        """Write the header, once."""
        if not self._begun:
            self._begun = True
            self._write([COLUMNS])

    def add(self, scanned: Scanned) -> None:
        """Write a document's mentions."""
        self._write([self._row(record(scanned.document, one)) for one in scanned.found])

    def close(self) -> Sequence[str]:
        """Write the header where there was no document."""
        self.begin(Source("", "text", ""))
        return ()

    def _row(self, values: Mapping[str, Any]) -> Sequence[str]:
        cells = dict(values) | {"candidates": "|".join(c["id"] for c in values["candidates"])}
        return [self._safe(shown(cell)) for cell in cells.values()]

    def _write(self, rows: Sequence[Sequence[str]]) -> None:
        text = StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._out.write(text.getvalue().encode("utf-8", "replace"))
