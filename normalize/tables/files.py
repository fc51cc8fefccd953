"""Files of tables: which form a name says, opened for reading, and written whole or not at all."""

import gzip
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from normalize.errors import MissingExtraError, TableError

__all__ = [
    "FORMS", "STDIO", "FileForm", "Form", "Progress", "ReaderGone", "check_target", "check_text", "form_of", "kind_of",
    "opened", "seekable", "written",
]  # fmt: skip

STDIO = "-"
Form = Literal["csv", "tsv", "jsonl", "parquet", "xlsx"]
FORMS: tuple[Form, ...] = ("csv", "tsv", "jsonl", "parquet", "xlsx")
_ENDINGS: dict[str, Form] = {
    "csv": "csv", "txt": "csv", "tsv": "tsv", "tab": "tsv", "jsonl": "jsonl", "ndjson": "jsonl",
    "parquet": "parquet", "pq": "parquet", "xlsx": "xlsx",
}  # fmt: skip
_IN_MEMORY = 1 << 26  # bytes
_PACKED = 1 << 14  # bytes unpacked at once: what they become is held
_COMPRESSIONS = {"gz": "gzip", "zst": "zstd"}
_MAGIC = (
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"PK\x03\x04", "an XLSX or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls); save it as .xlsx or CSV"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF file"),
    (b"SQLite format 3", "an SQLite file"),
)


class ReaderGone(BrokenPipeError):
    """Nobody reads stdout any more (`| head`): nothing is left to do, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """What the name of a file says.

    Attributes:
        form: "csv", "tsv", "jsonl", "parquet" or "xlsx"; a name that says nothing is taken for CSV.
        compression: "gzip", "zstd", or None.
    """

    form: Form = "csv"
    compression: str | None = None


def form_of(name: str, otherwise: Form = "csv") -> FileForm:
    """Return what the name of a file says of its form.

    Args:
        name: of the file.
        otherwise: the form, where the name says nothing.

    Raises:
        TableError: compression of a form that is compressed already.

    >>> form_of("incidents.tsv.gz")
    FileForm(form='tsv', compression='gzip')
    """
    stem, _, last = name.lower().rpartition(".")
    compression = _COMPRESSIONS.get(last) if stem else None
    if compression is not None:
        last = stem.rpartition(".")[2]
    form = _ENDINGS.get(last, otherwise)
    if compression and form in ("parquet", "xlsx"):
        raise TableError(f"{name}: {form} files are compressed already; unpack it first")
    return FileForm(form, compression)


@contextmanager
def opened(name: str, compression: str | None) -> Iterator[tuple[BinaryIO, "Progress"]]:
    """Give a file's unpacked bytes, and how far it is read; "-" is stdin.

    Raises:
        TableError: it is missing, a directory, unreadable, or no longer packed as its name says.
    """
    if name == STDIO:
        if sys.stdin is None:
            raise TableError("stdin is closed; name a file")
        yield sys.stdin.buffer, Progress(None, None)
        return
    try:
        raw = Path(name).open("rb")  # noqa: SIM115 - closed below, where errors of reading are told from those here
    except IsADirectoryError:
        raise TableError(
            f"{name} is a directory, not a table; name its files, such as {name.rstrip('/')}/*.csv"
        ) from None
    except FileNotFoundError:
        raise TableError(f"there is no file {name}") from None
    except (OSError, ValueError) as error:
        raise TableError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    with raw:
        status = os.fstat(raw.fileno())
        size = status.st_size if os.path.isfile(name) else None  # noqa: PTH113 - of the name, pipes have none
        try:
            with _unpacked(raw, compression, name) as data:
                yield data, Progress(raw, size)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise TableError(f"{name} is no whole {compression} file: {error}") from None


@contextmanager
def seekable(data: BinaryIO) -> Iterator[Any]:
    """Give the same bytes for reading in any order: copied first, if need be."""
    if data.seekable():
        yield data
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        shutil.copyfileobj(data, copy, 1 << 18)
        copy.seek(0)
        yield copy


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is read.

    Attributes:
        raw: the file as it lies on the disk, or None.
        size: its bytes, or None where nobody knows.
    """

    raw: BinaryIO | None
    size: int | None

    @property
    def at(self) -> int:
        """How many bytes are read."""
        return self.raw.tell() if self.raw is not None and self.size is not None else 0


@contextmanager
def _unpacked(raw: BinaryIO, compression: str | None, name: str) -> Iterator[BinaryIO]:
    if compression == "gzip":
        with gzip.GzipFile(fileobj=raw) as data:
            yield cast(BinaryIO, data)
    elif compression == "zstd":
        zstandard = _zstandard()
        try:
            yield io.BufferedReader(_Zstd(raw, zstandard), 1 << 18)
        except zstandard.ZstdError as error:
            raise TableError(f"{name} is no whole zstd file: {error}") from None
    else:
        yield raw


class _Zstd(io.RawIOBase):
    """Bytes that zstd packed; the library's own reader takes a file that is cut off for one that ends there."""

    def __init__(self, raw: BinaryIO, zstandard: Any) -> None:
        self._raw = raw
        self._zstandard = zstandard
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False  # whether some of the frame is read
        self._packed = b""
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            self._packed = self._packed or self._raw.read(_PACKED)
            if not self._packed:
                if self._begun:
                    raise EOFError("it ends within a frame")
                return 0
            self._left, self._begun = memoryview(self._frame.decompress(self._packed)), True
            self._packed = b""
            if self._frame.eof:
                self._packed, self._begun = self._frame.unused_data, False
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError:
        raise MissingExtraError("files ending in .zst need zstandard: pip install 'normalize-names[zstd]'") from None
    return zstandard


def check_text(start: bytes, name: str) -> None:
    """Refuse what is no text.

    Raises:
        TableError: the bytes are those of another kind of file.
    """
    if (what := kind_of(start)) is not None:
        raise TableError(f"{name} is {what}; its name should end accordingly")


def kind_of(start: bytes) -> str | None:
    """Return what a file is that begins with these bytes, or None where it may be text.

    >>> kind_of(b"%PDF-1.7")
    'a PDF file'
    """
    return next((what for magic, what in _MAGIC if start.startswith(magic)), None)


def check_target(target: str, sources: Sequence[str], *, in_place: bool = False) -> None:
    """Refuse a file that cannot be written, before anything is worked.

    Args:
        target: the file, or "-" for stdout.
        sources: the files that are read.
        in_place: whether it may be one of them.

    Raises:
        TableError: it is one of the sources, lies in no folder, or may not be written.
    """
    if target == STDIO:
        return
    path = Path(target)
    if not target or path.name in ("", ".", ".."):
        raise TableError("the name of the output file is empty")
    if path.is_dir():
        raise TableError(f"{target} is a directory; name a file in it")
    if not path.parent.is_dir():
        raise TableError(f"cannot write {target}: there is no directory {path.parent}")
    if path.exists():
        if not in_place and any(s != STDIO and Path(s).exists() and path.samefile(s) for s in sources):
            raise TableError(f"{target} is the input; write to another file, or give --in-place")
        if not os.access(path, os.W_OK):
            raise TableError(f"cannot write {target}: it is read-only")


@contextmanager
def written(target: str, compression: str | None = None) -> Iterator[BinaryIO]:
    """Give where to write: stdout ("-"), or a file that takes the name of `target` when it is complete.

    Args:
        target: the file; a link is followed, a pipe or device is written to as it stands.
        compression: "gzip" or "zstd", with nothing in it that tells one run from the next.

    Raises:
        TableError: it cannot be written.
    """
    if target == STDIO:
        if sys.stdout is None:
            raise TableError("stdout is closed; name a file with -o")
        try:
            with _packed(sys.stdout.buffer, compression) as out:
                yield out
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise ReaderGone from None
        return
    path = Path(target).resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as raw, _packed(raw, compression) as out:
            yield out
        return
    part = path.with_name(f".{path.name}.part")
    try:
        raw = part.open("wb")
    except OSError as error:
        raise TableError(f"cannot write {target}: {error.strerror}") from None
    try:
        with raw, _packed(raw, compression) as out:
            yield out
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _packed(raw: BinaryIO, compression: str | None) -> Iterator[BinaryIO]:
    if compression == "gzip":
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as out:
            yield cast(BinaryIO, out)
    elif compression == "zstd":
        with _zstandard().ZstdCompressor(write_checksum=True).stream_writer(raw, closefd=False) as out:
            yield out
    else:
        yield raw
