"""Tables come back byte for byte, whatever is in them and however they are read in pieces."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalize.errors import TableError
from normalize.tables import csvtext
from normalize.tables.csvtext import Dialect, Rows, blocks_of

SIGNS = st.text("ab,;\t|\"'\r\n\0 é漢", max_size=60)
CELLS = st.lists(st.lists(st.text("ab,;\"'\r\n \0é", max_size=8), min_size=2, max_size=4), min_size=1, max_size=8)


class Pieces:
    """A stream that gives as many bytes as it likes."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, self._size))


def read(data: bytes, dialect: Dialect, size: int = 1 << 20) -> list[Rows] | None:
    try:
        return list(blocks_of(Pieces(data, size), dialect, "t.csv", width=None))
    except TableError:
        return None


@given(SIGNS, st.sampled_from([b",", b";", b"\t", b"|"]), st.booleans())
@example('a,"b\n', b",", True)
@example('"a"",b"\n', b",", True)
@example("\n\n\r\na", b",", False)
def test_the_rows_are_the_text(text: str, delimiter: bytes, quoting: bool) -> None:
    data = text.encode()
    blocks = read(data, Dialect(delimiter, quoting=quoting))
    if blocks is None:
        assert quoting
        assert b'"' in data
        return
    assert b"".join(block.join(block.bodies) for block in blocks) == data
    for block in blocks:
        assert [delimiter.join(cells) for cells in block.split()] == list(block.bodies)


@given(SIGNS, st.integers(1, 9))
@example('a,"b""c"\nd,e\n', 1)
def test_pieces_do_not_matter(text: str, size: int) -> None:
    data, dialect = text.encode(), Dialect(b",")
    whole, pieces = read(data, dialect), read(data, dialect, size)
    assert (whole is None) == (pieces is None)
    if whole is not None and pieces is not None:
        told = [
            [(line, tuple(cells)) for b in blocks for line, cells in zip(b.lines, b.split(), strict=True)]
            for blocks in (whole, pieces)
        ]
        assert told[0] == told[1]


@given(CELLS, st.sampled_from(["\n", "\r\n"]))
def test_values_are_those_that_the_csv_module_wrote(rows: list[list[str]], line_end: str) -> None:
    if line_end == "\n":  # the module leaves a lone carriage return unquoted then
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    dialect = Dialect(b",")
    blocks = read(text.getvalue().encode(), dialect)
    assert blocks is not None
    assert [[dialect.value(cell).decode() for cell in cells] for b in blocks for cells in b.split()] == rows


@given(st.text('ab,"\r\n', max_size=20))
def test_a_written_cell_is_read_again(text: str) -> None:
    dialect = Dialect(b",")
    raw = dialect.write(text.encode())
    assert dialect.value(raw) == text.encode()
    assert dialect.row(raw, 0) == ((raw,), len(raw))


@pytest.mark.parametrize("size", [1, 3, 1 << 18])
def test_a_column_is_the_same_read_alone_and_with_others(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvtext, "_READ", size)
    data = b'a,b,c\n1,2,3\n"4","5\n",6\n7\n8,9,10,11\n'
    blocks = read(data, Dialect(b","))
    assert blocks is not None
    assert [cell for b in blocks for cell in b.column(1)] == [b"b", b"2", b'"5\n"', b"", b"9"]
    assert [cells for b in blocks for cells in b.columns((2, 0))][1:3] == [(b"3", b"1"), (b"6", b'"4"')]
    assert [line for b in blocks for line in b.lines] == [1, 2, 3, 5, 6]
