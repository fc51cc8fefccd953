"""The encoding of a table: told by its mark, by what its bytes allow, or by a library's guess."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from normalize.errors import TableError
from normalize.tables.csvtext import Readable

__all__ = ["Encoding", "Transcoded", "detect_encoding", "named_encoding"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings with bytes below 0x30 inside letters, or with states: delimiters cannot be told there without decoding.
_OPAQUE = ("utf_16", "utf_32", "utf_7", "iso2022", "hz", "punycode", "idna", "cp037", "cp1140", "cp500", "cp1026")
# And those whose letters hold bytes from there on, such as the bar.
_OPAQUE_ABOVE_DIGITS = ("gb", "big5", "shift_jis", "cp932", "cp949", "cp950", "johab")
_UTF8_LINES = 0.95  # of the lines that are not ASCII: the rest is damage, or was pasted from elsewhere
_GUESSED = 1 << 16  # bytes
_WORDS = re.compile(rb"[A-Za-z']*[\x80-\xff][A-Za-z'\x80-\xff]*")
_RUNS = re.compile(rb"[\x80-\xff]+")
_FEW_RUNS = 8  # fewer may be even by chance
_DAMAGED = 0.2  # by the library's measure
_LATIN, _OTHER = re.compile("[A-Za-z]"), re.compile("[\u0370-\u1cff\u2e80-\uffff]")
_COMMON = [
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5",
    "iso8859_7", "iso8859_9", "cp866", "mac_cyrillic", "latin_1",
]  # fmt: skip
_WIDE = ["gb18030", "big5", "shift_jis", "euc_kr", "euc_jp"]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a table are letters.

    Attributes:
        name: Python's name of the codec.
        mark: the byte order mark at the start, or nothing.
        guessed: whether nobody said so and nothing proves it.
    """

    name: str
    mark: bytes = b""
    guessed: bool = False

    def transparent(self, delimiter: bytes) -> bool:
        """Whether no letter holds a byte that is the delimiter, a quote or a line end in ASCII."""
        codec = codecs.lookup(self.name).name.replace("-", "_")
        return not codec.startswith(_OPAQUE if delimiter < b"0" else _OPAQUE + _OPAQUE_ABOVE_DIGITS)

    def __str__(self) -> str:
        name = codecs.lookup(self.name).name.upper().replace("UTF_", "UTF-")
        return f"{name}{' with byte order mark' if self.mark else ''}{' (guessed)' if self.guessed else ''}"


def named_encoding(name: str, start: bytes | None = None) -> Encoding:
    """Return the encoding somebody asked for.

    Args:
        name: of a codec of Python.
        start: how the data begins, for its byte order mark; None for data that will be written.

    Raises:
        TableError: there is no such encoding of text.
    """
    try:
        codec = codecs.lookup(name)
        "a".encode(name)
    except (LookupError, UnicodeError):
        raise TableError(f"--encoding {name!r} is unknown; try utf-8, cp1251, latin-1 or utf-16") from None
    plain = codec.name.removesuffix("-sig")
    for mark, marked in _MARKS:
        if start is not None and start.startswith(mark) and marked.startswith(plain):
            return Encoding(marked, mark)
    wide = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(plain, plain)
    marked_anyway = start is None and codec.name in ("utf-8-sig", "utf-16", "utf-32")
    return Encoding(wide, next(mark for mark, marked in _MARKS if marked == wide) if marked_anyway else b"")


def detect_encoding(samples: Sequence[bytes]) -> Encoding:
    """Return the encoding of a table.

    Args:
        samples: its start, and pieces from farther behind.
    """
    start = samples[0] if samples else b""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name, mark)
    if (wide := _wide(start)) is not None:
        return Encoding(wide, guessed=True)
    pieces = [start.splitlines()[: -1 if start.count(b"\n") > 1 else None], *map(_whole_lines, samples[1:])]
    lines = [line for piece in pieces for line in piece if not line.isascii()]
    sound = sum(map(_is_utf8, lines))
    if sound >= _UTF8_LINES * len(lines):
        return Encoding("utf-8")
    if sound * 2 > len(lines):
        return Encoding("utf-8", guessed=True)
    return Encoding(_guess(lines), guessed=True)


def _guess(lines: Sequence[bytes]) -> str:
    """The likeliest encoding of lines that are not ASCII.

    Letters of two bytes need every word to have an even number of high ones, which other text soon fails: where such
    an encoding can be, it is. Of the others no word mixes Latin letters with those of another script; of equals the
    more common one is taken.
    """
    text = b" ".join(lines)[:_GUESSED]
    words = b" ".join(_WORDS.findall(text))  # digits and delimiters between words look like damage to the library
    wide = from_bytes(text, cp_isolation=_WIDE) if len(_RUNS.findall(text)) >= _FEW_RUNS else ()
    found = [match for match in wide if match.encoding in _WIDE and match.chaos < _DAMAGED]
    found = found or [match for match in from_bytes(words, cp_isolation=_COMMON) if match.encoding in _COMMON]
    if not found:
        return "iso8859-1"

    def worth(match: CharsetMatch) -> tuple[int, float, float, int]:
        mixed = sum(1 for word in str(match).split() if _LATIN.search(word) and _OTHER.search(word))
        return mixed, round(match.chaos, 2), -round(match.coherence, 2), [*_COMMON, *_WIDE].index(match.encoding)

    return codecs.lookup(min(found, key=worth).encoding).name


def _whole_lines(sample: bytes) -> list[bytes]:
    """The lines of a piece, without the first and last where a letter may be cut in two."""
    lines = sample.splitlines()
    return lines[1:-1] if len(lines) > 2 else lines


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: line ends, spaces and digits have a byte of nothing, always on the same side."""
    piece = start[:4096]
    for name, line_end in (("utf-16-le", b"\n\0"), ("utf-16-be", b"\0\n")):
        text = piece[: len(piece) // 2 * 2].decode(name, "replace")
        if "\n" in text and "\0" not in text and text.count("\n") == piece.count(line_end):
            return name
    return None


class Transcoded:
    """A stream of bytes in some encoding, read as UTF-8.

    Reading raises `TableError` where the bytes are no text of the encoding.
    """

    def __init__(self, source: Readable, encoding: Encoding, name: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding.name)()
        self._encoding = encoding
        self._name = name
        self._left = b""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; nothing at the end."""
        while len(self._left) < size:
            data = self._source.read(size)
            try:
                self._left += self._decoder.decode(data, final=not data).encode("utf-8")
            except UnicodeError as error:
                raise TableError(
                    f"{self._name} is not {self._encoding.name} text ({error}); name its encoding with --encoding"
                ) from None
            if not data:
                break
        given, self._left = self._left[:size], self._left[size:]
        return given
