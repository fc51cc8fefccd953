"""JSON Lines: one object a line, written back byte for byte but for the members that are added.

What a member holds is told by the last one of its name, as in every reader of JSON; that is also the one whose value is
replaced. Added members are text, but score, lat, lon, population and born are numbers, and what is not known is null:
a program that reads the file need not tell "" from nothing, nor parse numbers once more. Letters beyond ASCII are
escaped in lines that held ASCII alone. Source: RFC 8259, jsonlines.org.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import Any, BinaryIO

from normalize.errors import TableError
from normalize.tables.csvfile import Target
from normalize.tables.csvtext import Readable
from normalize.tables.files import check_text
from normalize.tables.forms import Cells, Layout, Table, typed
from normalize.tables.jsontext import SPACE, SURROGATE, decoded, encoded, members

__all__ = ["JsonLinesDiff", "JsonLinesSink", "JsonLinesTable", "Lines"]

_READ = 1 << 18  # bytes at once
_SHAPES = 10_000  # different sets of members that are kept once for all lines that have them
_LONGEST_LINE = 1 << 28  # bytes: a file without line ends is no JSON Lines


@dataclass(frozen=True, slots=True)
class Lines:
    """Some objects that follow each other.

    Attributes:
        titles: names of all members.
        texts: each line with its end; bytes that are no UTF-8 are surrogates.
        names: of the members of each.
        rows: what each holds, until the next block is asked for: many lines are held while names are worked.
        lines: number of each.
        before: row -> lines before it that hold nothing; the row after the last is `len(texts)`.
    """

    titles: Sequence[str]
    texts: list[str] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def odd(self) -> Sequence[int]:
        """Objects are free to lack members."""
        return ()

    def column(self, at: int) -> list[str | None]:
        """Return the texts and numbers of a member; None where there is neither."""
        key = self.titles[at]
        values = [row.get(key) for row in self.rows]
        return [value if isinstance(value, str) else None for value in values]

    def columns(self, which: Sequence[int]) -> list[tuple[str | None, ...]]:
        """Return the same of several members, row by row."""
        return list(zip(*map(self.column, which), strict=True))


class JsonLinesTable:
    """A file of JSON Lines that is read."""

    unit = "line"

    def __init__(self, data: BinaryIO, name: str, *, all_titles: bool = False) -> None:
        """Read the first rows.

        Args:
            data: the file; with `all_titles` it must be seekable.
            name: how to call it in messages.
            all_titles: look through the whole file for names of members: for forms that have a header.

        Raises:
            TableError: it is empty, or what was read is no JSON Lines.
        """
        self.name = name
        self._titles: dict[str, None] = {}
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._rows = self._read(data)
        self._first: list[Lines] = []
        for block in self._rows:
            self._first.append(block)
            if len(block):
                break
        else:
            raise TableError(f"{name}: the file is empty; a line with an object for each row is needed")
        if all_titles:
            for _ in self._rows:
                pass
            data.seek(0)
            self._rows, self._first = self._read(data), self._first[:0]
            self._first.append(next(block for block in self._rows if len(block)))
        self.titles: Sequence[str] = list(self._titles)
        self.form = f"JSON Lines, UTF-8{' with byte order mark' if self.mark else ''}"

    def _read(self, source: Readable) -> Iterator[Lines]:
        line, pending, self.mark = 1, b"", b""
        while True:
            data = source.read(max(_READ, len(pending)))
            text = pending + data
            if line == 1 and not self.mark and text.startswith(codecs.BOM_UTF8):
                self.mark, text = codecs.BOM_UTF8, text[len(codecs.BOM_UTF8) :]
            if line == 1:
                check_text(text, self.name)
                if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    raise TableError(f"{self.name} is UTF-16; JSON Lines is UTF-8, save it so")
            used = text.rfind(b"\n") + 1 if data else len(text)
            pending = text[used:]
            if len(pending) > _LONGEST_LINE:
                raise TableError(f"{self.name}:{line}: the line is longer than {_LONGEST_LINE:,} bytes")
            block = self._parse(text[:used].decode("utf-8", "surrogateescape"), line)
            line += text.count(b"\n", 0, used)
            if len(block) or block.before:
                yield block
            if not data:
                return

    def _parse(self, text: str, line: int) -> Lines:
        block = Lines([])
        lines = text.split("\n")
        last = lines.pop()
        for number, each in enumerate([*(f"{each}\n" for each in lines), *([last] if last else [])], line):
            if not each.strip(SPACE):
                block.before[len(block)] = block.before.get(len(block), "") + each
                continue
            row = self._row(each, number)
            names = tuple(row)
            if names not in self._shapes:
                self._titles |= dict.fromkeys(names)
                if len(self._shapes) < _SHAPES:
                    self._shapes[names] = names
            block.names.append(self._shapes.get(names, names))
            block.texts.append(each)
            block.rows.append(row)
            block.lines.append(number)
        return replace(block, titles=list(self._titles))

    def _row(self, text: str, line: int) -> dict[str, Any]:
        try:
            row = decoded(text)
        except ValueError as error:
            said = getattr(error, "msg", str(error))
            raise TableError(f"{self.name}:{line}: no JSON: {said}") from None
        except RecursionError:
            raise TableError(f"{self.name}:{line}: lists or objects in each other too deeply") from None
        if not isinstance(row, dict):
            raise TableError(f"{self.name}:{line}: a line holds one object, not {type(row).__name__}")
        return row

    def blocks(self) -> Iterator[Lines]:
        """Yield the rows, once."""
        for block in chain(self._first, self._rows):
            yield block
            block.rows.clear()

    def text(self, raw: str | None) -> str | None:
        """Return what a value says: a text or a number; "" for anything else, None for half a letter."""
        return "" if raw is None else None if SURROGATE.search(raw) else str(raw)

    def spacing(self) -> tuple[str, str]:
        """Return what the first rows have between members, and between names and values."""
        comma, colon = None, None
        for text in self._first[-1].texts:
            found = members(text)
            colon = colon or (text[found[0].colon : found[0].value] if found else None)
            if len(found) > 1:
                comma = text[found[0].end : found[1].start]
                break
        return comma or ", ", colon or ": "

    def cells(self, block: Lines) -> Iterator[Sequence[Any]]:
        """Yield the values of each row, in the order of `titles`; halves of letters become U+FFFD."""
        for text in block.texts:
            row = decoded(text)
            yield [_sound(row.get(title)) for title in self.titles]


def _sound(value: Any) -> Any:
    if type(value) is str:
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, list | dict):
        return SURROGATE.sub("\ufffd", encoded(value))
    return value


Answer = tuple[tuple[str | None, ...], tuple[str | None, ...]]  # as ASCII, and as it is


class JsonLinesSink:
    """JSON Lines that are written: the lines of a `JsonLinesTable` as they stood, those of other tables made anew."""

    changed = 0
    notes: Sequence[str] = ()

    def __init__(self, out: Target, table: Table, layout: Layout) -> None:
        """Find out how lines are written.

        Args:
            out: where bytes go.
            table: whose rows will come.
            layout: where answers go.

        Raises:
            TableError: two columns have the same title.
        """
        self._out = out
        self._table = table
        self._layout = layout
        self._raw = isinstance(table, JsonLinesTable)
        if doubled := [title for title in layout.titles if layout.titles.count(title) > 1]:
            raise TableError(f"{table.name}: the column {doubled[0]!r} stands twice; members of objects have one name")
        self._keys = [[layout.titles[at] for at in places] for places in layout.targets]
        self._there = frozenset(key for keys in self._keys for key in keys)  # in rows that need looking into
        self._replaces = "" in layout.fields
        added = [tuple(at for at in places if at >= layout.width) for places in layout.targets]
        self._new = [frozenset(layout.titles[at] for at in some) for some in added if some]
        self._comma, self._colon = table.spacing() if isinstance(table, JsonLinesTable) else (", ", ": ")
        self._forms = {
            ascii_only: [self._form(keys, ascii_only) for keys in self._keys] for ascii_only in (True, False)
        }

    def _form(self, keys: Sequence[str], ascii_only: bool) -> str:
        names = [encoded(key, ascii_only=ascii_only).replace("%", "%%") for key in keys]
        return "".join(f"{self._comma}{name}{self._colon}%s" for name in names)

    def begin(self) -> None:
        """Write the file's mark."""
        if isinstance(self._table, JsonLinesTable):
            self._send(self._table.mark.decode())

    def prepare(self, cells: Cells) -> Answer:
        """Return the values of an answer as JSON, in ASCII and with all letters."""
        fields = self._layout.fields
        values = [
            (cell is None and not name, value)
            for cell, name, value in zip(cells, fields, typed(cells, fields), strict=True)
        ]
        escaped, plain = (
            tuple(None if kept else encoded(value, ascii_only=ascii_only) for kept, value in values)
            for ascii_only in (True, False)
        )
        return escaped, plain

    def write(self, block: Any, answers: Sequence[Sequence[Any]]) -> None:
        """Write rows, each with its answers."""
        given = zip(*answers, strict=True)
        if not self._raw:
            rows = zip(self._table.cells(block), given, strict=True)
            self._send("".join(self._made(cells, row) for cells, row in rows))
            return
        for names, line in zip(block.names, block.lines, strict=True):
            if not self._there.isdisjoint(names):
                self._check(names, line)
        texts = [self._put(*row) for row in zip(block.texts, block.names, given, strict=True)]
        self._emit(block, texts)

    def _check(self, names: Sequence[str], line: int) -> None:
        """Members that the first rows lacked are those of an earlier run only where all of them are there."""
        for keys in self._new:
            there = sorted(keys.intersection(names))
            if there and len(there) < len(keys):
                raise TableError(
                    f"{self._table.name}:{line}: the member {there[0]!r} is there already; "
                    "choose another name with --prefix"
                )

    def _emit(self, block: Lines, texts: Sequence[str]) -> None:
        if block.before:
            texts = [block.before.get(at, "") + text for at, text in enumerate([*texts, ""])]
        self._send("".join(texts))

    def _put(self, text: str, names: Sequence[str], answers: Sequence[Answer]) -> str:
        ascii_only = text.isascii()
        values = [answer[0] if ascii_only else answer[1] for answer in answers]
        if not self._replaces and self._there.isdisjoint(names):
            joined = "".join([form % some for form, some in zip(self._forms[ascii_only], values, strict=True)])
            return self._inserted(text, joined, first=not names)
        new = {
            key: value
            for keys, some in zip(self._keys, values, strict=True)
            for key, value in zip(keys, some, strict=True)
            if value is not None
        }
        places = {member.key: member for member in members(text)}
        for member in sorted(places.values(), key=lambda member: -member.value):
            if member.key in new:
                text = text[: member.value] + new.pop(member.key) + text[member.end :]
        added = [self._comma + encoded(key, ascii_only=ascii_only) + self._colon + new[key] for key in new]
        return self._inserted(text, "".join(added), first=not names)

    def _inserted(self, text: str, joined: str, *, first: bool) -> str:
        brace = text.rindex("}")
        head = text[:brace].rstrip(SPACE)
        return head + (joined[len(self._comma) :] if first else joined) + text[len(head) :]

    def _made(self, cells: Sequence[Any], answers: Sequence[Answer]) -> str:
        layout = self._layout
        values: list[str] = [encoded(cell) for cell in cells[: layout.width]]
        values += ["null"] * (len(layout.titles) - len(values))
        layout.put(values, [plain for _, plain in answers])
        titles = [*layout.titles, *(f"#{layout.width + at + 1}" for at in range(len(cells) - layout.width))]
        values += [encoded(cell) for cell in cells[layout.width :]]
        return "{" + ", ".join(f"{encoded(t)}: {v}" for t, v in zip(titles, values, strict=True)) + "}\n"

    def _send(self, text: str) -> None:
        self._out.write(text.encode("utf-8", "surrogateescape"))

    def close(self) -> None:
        """Nothing is left to write."""

    def discard(self) -> None:
        """Nothing is held."""


class JsonLinesDiff(JsonLinesSink):
    """The lines that would change, as a unified diff without context."""

    def begin(self) -> None:
        """Name the table."""
        self._out.write(f"--- {self._table.name}\n+++ {self._table.name}\n".encode("utf-8", "replace"))

    def _emit(self, block: Lines, texts: Sequence[str]) -> None:
        changed = [at for at, (old, new) in enumerate(zip(block.texts, texts, strict=True)) if old != new]
        self.changed += len(changed)
        for _, run in groupby(enumerate(changed), lambda pair: block.lines[pair[1]] - pair[0]):
            rows = [at for _, at in run]
            self._send(f"@@ -{block.lines[rows[0]]},{len(rows)} +{block.lines[rows[0]]},{len(rows)} @@\n")
            for sign, some in (("-", block.texts), ("+", texts)):
                self._send("".join(sign + some[at].rstrip("\r\n") + "\n" for at in rows))
