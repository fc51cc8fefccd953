"""The file a gazetteer is kept in: a header of JSON, then aligned arrays that are used where they lie.

Layout, little-endian::

    0   8 bytes   magic
    8   u32       format version
    12  u32       length of the header
    16  header    UTF-8 JSON: "meta", and "sections": name -> [offset, bytes]
    …   sections  each aligned to 64 bytes
    end 8 bytes   magic again: a file cut short lacks it

Nothing is parsed when a file is opened but the header; sections are memory-mapped.
"""

import hashlib
import json
import mmap
import struct
from collections.abc import Iterator, Mapping
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from normalize.errors import GazetteerFormatError, GazetteerMissingError

__all__ = ["FORMAT", "Container", "Spool", "extend_container", "write_container"]

FORMAT = 3
_MAGIC = b"NRMLZGAZ"
_HEAD = struct.Struct("<8sII")
_ALIGN = 64
_AGAIN = "reinstall the package, or build the gazetteer again"


def _aligned(n: int) -> int:
    return -(-n // _ALIGN) * _ALIGN


def write_container(path: Path, meta: dict[str, Any], sections: Mapping[str, bytes]) -> str:
    """Write the sections to `path` and return the SHA-256 of their contents, which the header records too.

    The same arguments always give the same bytes.
    """
    digest = hashlib.sha256()
    table: dict[str, list[int]] = {}
    at = 0
    for name in sorted(sections):
        data = sections[name]
        digest.update(name.encode() + b"\0" + len(data).to_bytes(8, "little"))
        digest.update(data)
        table[name] = [at, len(data)]
        at = _aligned(at + len(data))
    meta = {**meta, "sha256": digest.hexdigest()}
    header = json.dumps(
        {"meta": meta, "sections": table, "size": at},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    start = _aligned(_HEAD.size + len(header))
    with path.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, FORMAT, len(header)) + header)
        for name, (offset, _) in table.items():
            file.write(b"\0" * (start + offset - file.tell()))
            file.write(sections[name])
        file.write(b"\0" * (start + at - file.tell()) + _MAGIC)
    return digest.hexdigest()


class Spool(Mapping[str, bytes]):
    """Sections that wait in a file until all are there: together they are more than should be held in memory.

    Args:
        folder: where the file is, until the spool is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder, prefix=".normalize-")  # noqa: SIM115 — closed by the spool
        self._places: dict[str, tuple[int, int]] = {}

    def put(self, sections: Mapping[str, bytes]) -> None:
        """Add sections."""
        for name, data in sections.items():
            self._places[name] = self._file.seek(0, SEEK_END), len(data)
            self._file.write(data)

    def __getitem__(self, name: str) -> bytes:
        offset, length = self._places[name]
        self._file.seek(offset)
        return self._file.read(length)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def extend_container(path: Path, out: Path, sections: Mapping[str, bytes], meta: Mapping[str, Any]) -> str:
    """Write the file at `path` again to `out` with more sections and more in its header; return its checksum."""
    file = Container(path)
    held = {name: bytes(file.raw(name)) for name in file.sections}
    return write_container(out, {**file.meta, **meta}, {**held, **sections})


class Container:
    """An open gazetteer file: `meta`, and the sections as memory-mapped views.

    Raises:
        GazetteerMissingError: no file at the path.
        GazetteerFormatError: truncated, no gazetteer at all, or of another format version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD.size)
                if len(head) < _HEAD.size or head[:8] != _MAGIC:
                    raise GazetteerFormatError(f"{path} is not a gazetteer; {_AGAIN}")
                _, version, length = _HEAD.unpack(head)
                if version != FORMAT:
                    raise GazetteerFormatError(
                        f"{path} has gazetteer format {version}, this version of normalize reads {FORMAT}; {_AGAIN}"
                    )
                text = file.read(length)
                file.seek(0, 2)
                size = file.tell()
                try:
                    header = json.loads(text)
                    self._start = _aligned(_HEAD.size + length)
                    whole = size == self._start + header["size"] + len(_MAGIC)
                except (ValueError, KeyError, TypeError):
                    whole = False
                if not whole:
                    raise GazetteerFormatError(f"{path} is truncated or damaged ({size:,} bytes); {_AGAIN}")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise GazetteerMissingError(f"there is no gazetteer at {path}; {_AGAIN}") from None
        except OSError as error:
            raise GazetteerFormatError(f"{path} cannot be read ({error.strerror}); {_AGAIN}") from None
        if self._map[-len(_MAGIC) :] != _MAGIC:
            raise GazetteerFormatError(f"{path} is truncated or damaged; {_AGAIN}")
        self.meta: dict[str, Any] = header["meta"]
        self._sections: dict[str, list[int]] = header["sections"]
        self._view = memoryview(self._map)

    @property
    def sections(self) -> list[str]:
        """The names of the sections."""
        return list(self._sections)

    def raw(self, name: str) -> memoryview:
        """Return the bytes of a section."""
        offset, length = self._sections[name]
        return self._view[self._start + offset : self._start + offset + length]

    def integers(self, name: str, code: Literal["I", "i", "H", "B"]) -> "memoryview[int]":
        """Return a section as whole numbers of the `struct` type `code`."""
        return self.raw(name).cast(code)

    def array(self, name: str, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return a section as a NumPy array that reads where it lies."""
        return np.frombuffer(self.raw(name), dtype)

    def floats(self, name: str) -> "memoryview[float]":
        """Return a section as 32-bit floating-point numbers."""
        return self.raw(name).cast("f")

    def verify(self) -> None:
        """Read everything once and compare the checksum.

        Raises:
            GazetteerFormatError: the contents are not those that were written.
        """
        digest = hashlib.sha256()
        for name in sorted(self._sections):
            data = self.raw(name)
            digest.update(name.encode() + b"\0" + len(data).to_bytes(8, "little"))
            digest.update(data)
        if digest.hexdigest() != self.meta["sha256"]:
            raise GazetteerFormatError(f"{self.path} is damaged: its checksum does not fit its contents; {_AGAIN}")
