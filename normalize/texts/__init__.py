"""Files of running text in, mentions out: in lines, tables, pages and maps."""

from normalize.texts.reading import Reading
from normalize.texts.run import Settings, Summary, run
from normalize.texts.sources import FORMS, SUFFIXES, Source, sources_of
from normalize.texts.writers import OUTPUTS, open_writer, output_of

__all__ = [
    "FORMS", "OUTPUTS", "SUFFIXES", "Reading", "Settings", "Source", "Summary", "open_writer", "output_of", "run",
    "sources_of",
]  # fmt: skip
