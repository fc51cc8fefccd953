"""Which reader a file is read with."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from normalize.checking.csvvalues import CsvDocument
from normalize.checking.ignores import ignores_file
from normalize.checking.spans import ONE_NAME, Document, Layout, Source
from normalize.errors import TableError

__all__ = ["ENDINGS", "document_of"]

_TABLES = {".csv": None, ".tsv": "\t", ".tab": "\t"}
_JSON = {".json": False, ".geojson": False, ".jsonl": True, ".ndjson": True}
_YAML = (".yaml", ".yml")
ENDINGS = (*_TABLES, *_JSON, *_YAML)


def document_of(source: Source, keys: Sequence[str], layout: Layout = ONE_NAME) -> Document | None:
    """Return the names of a file; None where a comment of the file says to leave it.

    Args:
        source: its text.
        keys: columns or keys that will be asked for.
        layout: how names stand in it.

    Raises:
        TableError: the ending of its name says nothing, or it is not what that says.
        MissingExtraError: what reads it is not installed.
    """
    ending = PurePath(source.name).suffix.lower()
    if ending in _TABLES:
        return CsvDocument(source, keys, replace(layout, delimiter=layout.delimiter or _TABLES[ending]))
    if ending in _JSON:
        from normalize.checking.jsonvalues import JsonDocument

        return JsonDocument(source, layout, lines=_JSON[ending])
    if ending in _YAML:
        if ignores_file(source.body):
            return None
        from normalize.checking.yamlvalues import YamlDocument

        return YamlDocument(source, layout)
    raise TableError(f"{source.name}: it is not known how to read this; files end in {', '.join(ENDINGS)}")
