"""The encoding of a table: told by its mark, by what its bytes allow, or by a library's guess."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes

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
_COMMON = [
    "cp1251", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5",
    "iso8859_7", "iso8859_9", "cp866", "mac_cyrillic", "gb18030", "big5", "shift_jis", "euc_kr", "euc_jp", "latin_1",
]  # fmt: skip


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
    best = from_bytes(b"\n".join(lines)[:_GUESSED], cp_isolation=_COMMON).best()
    return Encoding(codecs.lookup(best.encoding).name if best is not None else "iso8859-1", guessed=True)


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
    """UTF-16 without a mark: every other byte of ASCII letters is nothing."""
    piece = start[:4096]
    if piece.count(0) < len(piece) // 4 or len(piece) < 4:
        return None
    even, odd = piece[::2].count(0), piece[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


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
