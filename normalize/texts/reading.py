"""Files to documents: bytes to letters, and the texts that are in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from normalize.errors import NormalizeError, TextError
from normalize.tables.csvfile import Joined
from normalize.tables.encodings import Transcoded, detect_encoding, named_encoding
from normalize.tables.files import STDIO, kind_of, opened
from normalize.tables.jsontext import decoded
from normalize.texts.htmltext import declared_encoding, text_of_html
from normalize.texts.sources import Source

__all__ = ["Document", "Piece", "Read", "Reading", "pieces_of", "read"]

_AT_ONCE = 1 << 18  # bytes of lines that are worked together
_LONGEST_LINE = 1 << 28  # bytes: a file without line ends is no JSON Lines
_REPLACED = "\ufffd"
_SHOWN = 20  # keys of an object that lacks the one asked for


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    Attributes:
        encoding: of all; without it, found out.
        field: the member of a JSON object that holds the text.
        id_field: the member that says what the object is called, or None.
    """

    encoding: str | None = None
    field: str = "text"
    id_field: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One text.

    Attributes:
        source: the file it is in.
        text: its letters; `Mention.start` counts in them.
        line: the line of the file it stands in, where each line is a document, else None.
        id: what the file calls it: text or a number; None where it does not say.
    """

    source: Source
    text: str
    line: int | None = None
    id: Any = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read at once: a file, or some lines of one.

    Attributes:
        source: the file.
        data: its bytes, or None where they are still to be read.
        line: number of the first line.
        size: how many bytes of the file it stands for.
        problem: why there is nothing to read, or "".
    """

    source: Source
    data: bytes | None
    line: int = 1
    size: int = 0
    problem: str = ""


@dataclass(slots=True)
class Read:
    """What is in a piece.

    Attributes:
        documents: the texts.
        problems: what could not be read.
        notes: what was read, but is odd.
        lacking: how many objects have no text.
        keys: of the first of these.
    """

    documents: list[Document] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lacking: int = 0
    keys: tuple[str, ...] = ()


def pieces_of(source: Source, reading: Reading) -> Iterator[Piece]:
    """Yield the pieces of a file; a whole file is not read yet, and what cannot be read is a piece that says so."""
    try:
        if source.form == "jsonl":
            with opened(source.path, source.compression) as (data, _):
                yield from _lines(source, data, reading)
        elif source.path == STDIO:
            with opened(source.path, None) as (data, _):
                yield Piece(source, data.read())
        else:
            yield Piece(source, None, size=source.size or 0)
    except NormalizeError as error:
        yield Piece(source, None, problem=str(error))
    except OSError as error:
        yield Piece(source, None, problem=f"{source.name} cannot be read: {error.strerror or error}")


def read(piece: Piece, reading: Reading) -> Read:
    """Return the documents of a piece; what cannot be read is a problem of it, not an error."""
    into = Read()
    try:
        if piece.problem:
            into.problems.append(piece.problem)
        elif piece.source.form == "jsonl":
            _read_objects(piece, reading, into)
        else:
            _read_whole(piece, reading, into)
    except NormalizeError as error:
        into.problems.append(str(error))
    except OSError as error:
        into.problems.append(f"{piece.source.name} cannot be read: {error.strerror or error}")
    return into


def _lines(source: Source, data: BinaryIO, reading: Reading) -> Iterator[Piece]:
    """Whole lines of JSON, as UTF-8."""
    start = data.read(_AT_ONCE)
    if (what := kind_of(start)) is not None:
        raise TextError(f"{source.name} is {what}, not JSON Lines")
    encoding = named_encoding(reading.encoding, start) if reading.encoding else detect_encoding([start[:4]])
    rest: Any = Joined(start[len(encoding.mark) :], data)
    if encoding.name != "utf-8":
        rest = Transcoded(rest, encoding, source.name)
    line, pending = 1, b""
    while block := rest.read(_AT_ONCE):
        pending += block
        used = pending.rfind(b"\n") + 1
        if used:
            yield Piece(source, pending[:used], line, used)
            line += pending.count(b"\n", 0, used)
            pending = pending[used:]
        elif len(pending) > _LONGEST_LINE:
            raise TextError(f"{source.name}:{line}: the line is longer than {_LONGEST_LINE:,} bytes")
    if pending:
        yield Piece(source, pending, line, len(pending))


def _read_whole(piece: Piece, reading: Reading, into: Read) -> None:
    source, data = piece.source, piece.data
    if data is None:
        with opened(source.path, source.compression) as (stream, _):
            data = stream.read()
    if (what := kind_of(data)) is not None:
        raise TextError(f"{source.name} is {what}, not text; save it as text or HTML first")
    text, note = _letters(data, source, reading)
    if "\0" in text and source.form == "text":
        raise TextError(f"{source.name} is no text: it holds bytes of zero; name its encoding with --encoding if it is")
    if source.form == "html":
        text = text_of_html(text, source.name)
    into.notes.extend([note] if note else [])
    into.documents.append(Document(source, text))


def _letters(data: bytes, source: Source, reading: Reading) -> tuple[str, str]:
    """(the letters, what is odd about them)."""
    if reading.encoding:
        encoding = named_encoding(reading.encoding, data)
        try:
            return data[len(encoding.mark) :].decode(encoding.name), ""
        except UnicodeError as error:
            raise TextError(f"{source.name} is not {encoding.name} text ({error}); give another --encoding") from None
    if source.form == "html" and (declared := declared_encoding(data)) is not None:
        try:
            return data.decode(declared), ""
        except UnicodeError:
            pass  # it says what it is not: found out, as of other texts
    encoding = detect_encoding([data])
    body = data[len(encoding.mark) :]
    try:
        text, odd = body.decode(encoding.name), ""
    except UnicodeError:
        text = body.decode(encoding.name, "replace")
        odd = f"; {text.count(_REPLACED):,} places that are none of its letters are shown as {_REPLACED}"
    return text, f"{source.name}: read as {encoding}{odd}" if encoding.guessed or odd else ""


def _read_objects(piece: Piece, reading: Reading, into: Read) -> None:
    name = piece.source.name
    for number, raw in enumerate((piece.data or b"").split(b"\n"), piece.line):
        if not raw.strip():
            continue
        try:
            row = decoded(raw.decode("utf-8"))
        except UnicodeDecodeError:
            into.problems.append(f"{name}:{number}: the line is no UTF-8; name its encoding with --encoding")
            continue
        except (json.JSONDecodeError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            into.problems.append(f"{name}:{number}: the line is no JSON ({said})")
            continue
        if not isinstance(row, dict):
            into.problems.append(f"{name}:{number}: the line holds no object")
        elif isinstance(text := row.get(reading.field), str):
            into.documents.append(Document(piece.source, text, number, _id(row, reading)))
        else:
            into.keys = into.keys or tuple(row)[:_SHOWN]
            into.lacking += 1


def _id(row: dict[str, Any], reading: Reading) -> Any:
    value = None if reading.id_field is None else row.get(reading.id_field)
    return value if isinstance(value, str | int | float) else None
