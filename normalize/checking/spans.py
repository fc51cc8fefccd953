"""Where a value stands in a file: the text of the file as bytes, and one name in it with its span."""

import codecs
from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from normalize.errors import TableError

__all__ = ["ONE_NAME", "Document", "Layout", "Source", "Value", "bytes_of", "is_sought", "source_of", "text_of"]

_ESCAPED = "surrogateescape"  # bytes that are no UTF-8 stay what they are


@dataclass(frozen=True, slots=True)
class Layout:
    """How names stand in a file, as far as its form does not say.

    Attributes:
        delimiter: what stands between the cells of CSV and TSV; None where it is to be found out.
        separator: what stands between several names of one cell or string; None where each holds one name.
    """

    delimiter: str | None = None
    separator: str | None = None


ONE_NAME = Layout()  # each cell and each string holds one name


@dataclass(frozen=True, slots=True)
class Value:
    """One name as it is written in a file.

    Attributes:
        text: what it says, without white space around it.
        file: the path as it was given.
        line, column: where it begins, from 1; columns count letters, not bytes.
        start, end: the span of its raw form in the body of its `Source`.
        raw: that form: with quotes, escapes, and white space around it.
        form: how it is written, in words of the reader: a YAML value may be "plain" or "block".
        part: whether it is one of several names of a cell or string; its raw form is then the name alone.
    """

    text: str
    file: str
    line: int
    column: int
    start: int
    end: int
    raw: bytes
    form: str = ""
    part: bool = False


class Document(Protocol):
    """A file whose names can be listed, found and written anew: one class a format."""

    def counts(self, keys: Sequence[str]) -> Mapping[str, int]:
        """How often each name stands under some columns or keys, in the order in which they are met."""
        ...

    def values(self, keys: Sequence[str], wanted: Container[str], once: Container[str] = ()) -> Sequence[Value]:
        """Where the wanted names stand there, and of others the first place."""
        ...

    def written(self, value: Value, text: str) -> bytes | None:
        """The raw form of another name in a value's place; None where that cannot be done safely."""
        ...


@dataclass(frozen=True)
class Source:
    """The text of a file.

    Attributes:
        name: the path as it was given.
        body: the text in UTF-8, without its byte order mark.
        mark: the byte order mark of the file, or nothing.
        encoding: of the file: Python's name.
    """

    name: str
    body: bytes
    mark: bytes = b""
    encoding: str = "utf-8"

    @cached_property
    def newline(self) -> bytes:
        """What ends a line; a carriage return in files that know nothing else."""
        return b"\r" if b"\r" in self.body and b"\n" not in self.body else b"\n"

    @cached_property
    def _lines(self) -> list[int]:
        ends = np.flatnonzero(np.frombuffer(self.body, np.uint8) == self.newline[0])
        return [0, *(ends + 1).tolist()]

    def position(self, start: int) -> tuple[int, int]:
        """Return line and column of a place in the body, both from 1.

        >>> Source("a.csv", "x\\nКиїв,b".encode()).position(11)
        (2, 6)
        """
        line = bisect_right(self._lines, start)
        before = self.body[self._lines[line - 1] : start]
        return line, len(before.decode("utf-8", "replace")) + 1

    def value(self, text: str, start: int, end: int, form: str = "", *, part: bool = False) -> Value:
        """Return a value of this text."""
        line, column = self.position(start)
        return Value(text, self.name, line, column, start, end, self.body[start:end], form, part)

    def encoded(self, body: bytes) -> bytes:
        """Return another body as bytes of the file.

        Raises:
            TableError: the encoding lacks a letter, or would not give back the bytes that are there.
        """
        if self.encoding == "utf-8":
            return self.mark + body
        try:
            return self.mark + body.decode("utf-8").encode(self.encoding)
        except UnicodeError:
            raise TableError(f"{self.name}: {self.encoding} cannot hold what would be written") from None


def source_of(name: str, data: bytes | None = None) -> Source:
    """Return the text of a file.

    Args:
        name: its path.
        data: its bytes, where they come from elsewhere than the disk.

    Raises:
        TableError: it is missing, unreadable, or no text.
    """
    data = _bytes(name) if data is None else data
    if data.startswith(codecs.BOM_UTF8):
        return Source(name, data[len(codecs.BOM_UTF8) :], codecs.BOM_UTF8)
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" not in data[:4096]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return Source(name, data)
    # Only now: the library that guesses takes longer to load than most files to check.
    from normalize.tables.encodings import detect_encoding

    found = detect_encoding([data])
    if found.name == "utf-8":
        return Source(name, data)
    rest = data[len(found.mark) :]
    try:
        body = rest.decode(found.name)
        same = body.encode(found.name) == rest
        utf8 = body.encode("utf-8")
    except UnicodeError as error:
        raise TableError(f"{name} is not {found} text: {error}") from None
    if not same:
        raise TableError(f"{name} is {found}, and written back it would not be the same bytes; save it as UTF-8")
    return Source(name, utf8, found.mark, found.name)


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise TableError(f"there is no file {name}") from None
    except (OSError, ValueError) as error:
        raise TableError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def is_sought(text: str, wanted: Container[str], once: Container[str], met: set[str]) -> bool:
    """Return whether the place of a name is asked for; `met` holds those whose first place was.

    >>> met = set()
    >>> [is_sought(name, {"Izium"}, {"Isjum"}, met) for name in ("Izium", "Isjum", "Isjum", "Izium", "Lyman")]
    [True, True, False, True, False]
    """
    if text in wanted:
        return True
    if text not in once or text in met:
        return False
    met.add(text)
    return True


def text_of(raw: bytes) -> str:
    """Return what bytes of a body say; what is no UTF-8 is kept as lone surrogates."""
    return raw.decode("utf-8", _ESCAPED)


def bytes_of(text: str) -> bytes:
    """Return the bytes of a text, lone surrogates as what they stand for."""
    return text.encode("utf-8", _ESCAPED)
