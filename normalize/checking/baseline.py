"""Findings of old repositories that are known and left alone.

A finding is known by its file, its spelling and the chosen one, not by its line: files grow. Of several alike as many
are left alone as there were.
"""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from normalize.checking.findings import Finding
from normalize.errors import ConfigError
from normalize.tables.files import written

__all__ = ["new_findings", "write_baseline"]

_Known = tuple[str, str, str]
_VERSION = 1


def _known(finding: Finding, folder: Path) -> _Known:
    file = os.path.relpath(finding.value.file, folder).replace(os.sep, "/")
    return file, finding.value.text, finding.chosen


def write_baseline(path: str, findings: Sequence[Finding]) -> None:
    """Write the findings as known ones.

    Raises:
        TableError: the file cannot be written.
    """
    counts = Counter(_known(finding, Path(path).parent) for finding in findings)
    rows = [
        {"file": file, "spelling": spelling, "chosen": chosen, "count": count}
        for (file, spelling, chosen), count in sorted(counts.items())
    ]
    text = json.dumps({"version": _VERSION, "known": rows}, ensure_ascii=False, indent=1) + "\n"
    with written(path) as out:
        out.write(text.encode("utf-8", "surrogateescape"))


def new_findings(path: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are not known.

    Raises:
        ConfigError: the file is missing, or no baseline.
    """
    try:
        read = json.loads(Path(path).read_text("utf-8", "surrogateescape"))
        if read["version"] != _VERSION:
            raise ConfigError(f"{path}: a baseline of version {read['version']}; write it again with --write-baseline")
        left = Counter({(row["file"], row["spelling"], row["chosen"]): int(row["count"]) for row in read["known"]})
    except FileNotFoundError:
        raise ConfigError(f"there is no baseline {path}; write one with --write-baseline") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{path} is no baseline; write one with --write-baseline") from None
    new = []
    for finding in findings:
        known = _known(finding, Path(path).parent)
        if left[known] > 0:
            left[known] -= 1
        else:
            new.append(finding)
    return new
