"""Runs the installed command as a user does: in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

COMMAND = [sys.executable, "-m", "normalize"]


def run(
    *args: str | Path, stdin: bytes | None = b"", env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `normalize` with the arguments and return what came of it."""
    command: Sequence[str] = [*COMMAND, *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **(env or {})}, cwd=cwd)
