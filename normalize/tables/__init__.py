"""Tables in, tables out: every cell that is not asked about comes back as it was."""

from normalize.tables.asking import ADDED, FIELDS, HINTS, Asked
from normalize.tables.csvfile import CsvOptions
from normalize.tables.outcome import Outcome
from normalize.tables.registry import Reading
from normalize.tables.run import Job, Settings, run

__all__ = ["ADDED", "FIELDS", "HINTS", "Asked", "CsvOptions", "Job", "Outcome", "Reading", "Settings", "run"]
