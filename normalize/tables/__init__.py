"""Tables in, tables out: every cell that is not asked about comes back as it was."""

from normalize.tables.clean import ADDED, Summary, clean_csv
from normalize.tables.csvtext import Dialect, Row, read_rows

__all__ = ["ADDED", "Dialect", "Row", "Summary", "clean_csv", "read_rows"]
