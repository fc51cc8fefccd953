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
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(output)
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
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
