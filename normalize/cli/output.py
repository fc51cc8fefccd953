"""Where a command writes: a file is there whole, or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from normalize.errors import TableError

__all__ = ["written"]


@contextmanager
def written(output: str, source: str) -> Iterator[BinaryIO]:
    """Where to write: stdout ("-"), or a file beside `output` that takes its name when it is complete.

    Raises `TableError` when `output` is the file `source` that is read, or cannot be written.
    """
    if output == "-":
        if sys.stdout is None:
            raise TableError("stdout is closed; name a file with -o")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if not output:
        raise TableError("the name of the output file is empty")
    target = Path(output).resolve()  # what a link points at is what is written
    if target.exists() and not target.is_file():
        with target.open("wb") as out:  # a pipe or a device is written to, never replaced
            yield out
        return
    if source != "-" and target.exists() and target.samefile(source):
        raise TableError(f"{output} is the input; write to another file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise TableError(f"cannot write {output}: {error.strerror}") from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
