"""Checks files for two spellings of one entity: what the pre-commit hook does."""

from normalize.checking.baseline import write_baseline
from normalize.checking.config import Config, Rule, find_config, read_config
from normalize.checking.findings import Finding
from normalize.checking.formats import FORMATS
from normalize.checking.run import check_files

__all__ = [
    "FORMATS",
    "Config",
    "Finding",
    "Rule",
    "check_files",
    "find_config",
    "read_config",
    "write_baseline",
]
