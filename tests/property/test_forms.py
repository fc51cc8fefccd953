"""Whatever a table holds comes back exactly, but for the added cells; and cleaning again changes nothing."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.tables import Asked, Job, Settings, run

ASKED = (Asked("place", "place", {}, "place"),)
names = st.sampled_from(["Kyiv", "Куп'янськ", "007", "=1+1", "", " x ", "Springfield", "Izium, Kharkiv Oblast"])
texts = names | st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
spaces = st.sampled_from(["", " ", "  ", "\t"])


def cleaned(data: bytes, form: str, **given: Any) -> bytes:
    """What a file becomes, having become it twice."""
    with tempfile.TemporaryDirectory() as folder:
        one, two, three = (Path(folder) / f"{n}.{form}" for n in range(3))
        one.write_bytes(data)
        chosen = {"fields": ("id", "score", "status")} | given
        run([Job(str(one), str(two))], Settings(ASKED, **chosen))
        run([Job(str(two), str(three))], Settings(ASKED, **chosen))
        assert three.read_bytes() == two.read_bytes()
        return two.read_bytes()


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """An object as somebody may write it: any spacing, escapes or none, the same member twice, half letters."""
    members = draw(st.lists(st.tuples(st.sampled_from(["n", "place", "é", "a b", '"']), values), max_size=4))
    ascii_only, a, b, c = draw(st.booleans()), draw(spaces), draw(spaces), draw(spaces)
    parts = [
        json.dumps(key, ensure_ascii=ascii_only) + a + ":" + b + json.dumps(value, ensure_ascii=ascii_only)
        for key, value in members
    ]
    end = draw(st.sampled_from(["\n", "\r\n", " \n", "\n\n"]))
    return ("{" + c + f"{b},{a}".join(parts) + a + "}" + end).encode("utf-8", "backslashreplace")


@given(st.lists(lines(), max_size=5))
@settings(max_examples=150)
def test_lines_come_back(rows: list[bytes]) -> None:
    data = b'{"place": "Kyiv"}\n' + b"".join(rows)
    out = cleaned(data, "jsonl")
    assert len(out.split(b"\n")) == len(data.split(b"\n"))
    for old, new in zip(data.split(b"\n"), out.split(b"\n"), strict=True):
        head, _, _ = old.rpartition(b"}")
        kept = head.rstrip(b" \t\r\n")
        assert new.startswith(kept)
        assert new.endswith(old[len(kept) :])
        if old.strip():
            before, after = json.loads(old), json.loads(new)
            assert {key: value for key, value in after.items() if not key.startswith("place_")} == before
            assert [key for key in after if key.startswith("place_")] == ["place_id", "place_score", "place_status"]


kinds = st.sampled_from(
    [
        (pa.string(), texts), (pa.large_string(), texts), (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (pa.float64(), st.floats(allow_nan=False)), (pa.bool_(), st.booleans()), (pa.binary(), st.binary(max_size=6)),
        (pa.timestamp("us", "UTC"), st.integers(0, 2**50)), (pa.timestamp("ns"), st.integers(0, 2**60)),
        (pa.date32(), st.dates()), (pa.decimal128(20, 4), st.decimals(-10**9, 10**9, places=4)),
        (pa.list_(pa.string()), st.lists(texts, max_size=2)), (pa.dictionary(pa.int32(), pa.string()), texts),
        (pa.struct([("a", pa.int8())]), st.fixed_dictionaries({"a": st.integers(-128, 127)})),
    ]
)  # fmt: skip


@st.composite
def arrow_tables(draw: st.DrawFn) -> pa.Table:
    """Columns of any type, one of them called place."""
    rows = draw(st.integers(0, 6))
    columns = {}
    for title in ["place", *draw(st.lists(st.sampled_from(["a", "é", "x.y", ""]), unique=True, max_size=3))]:
        kind, cells = draw(kinds)
        sound = cells.filter(lambda cell: not isinstance(cell, str) or cell.isascii() or _is_whole(cell))
        column = draw(st.lists(st.none() | sound, min_size=rows, max_size=rows))
        column = [[c for c in cell if _is_whole(c)] if isinstance(cell, list) else cell for cell in column]
        if pa.types.is_dictionary(kind):
            columns[title] = pa.array(column, pa.string()).dictionary_encode()
        else:
            columns[title] = pa.array(column, kind)
    return pa.table(columns)


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@given(arrow_tables(), st.sampled_from(["snappy", "none", "zstd", "gzip"]), st.integers(1, 4))
@settings(max_examples=150)
def test_columns_come_back(table: pa.Table, compression: str, group: int) -> None:
    made = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({"a": "b"}), made, compression=compression, row_group_size=group)
    data = made.getvalue().to_pybytes()
    out = pq.read_table(pa.BufferReader(cleaned(data, "parquet")))
    before = pq.read_table(pa.BufferReader(data))
    assert out.select(range(before.num_columns)).equals(before)
    assert out.schema.metadata[b"a"] == b"b"
    assert out.column_names[before.num_columns :] == ["place_id", "place_score", "place_status"]


@given(
    st.lists(st.lists(texts.filter(_is_whole), min_size=1, max_size=4), max_size=5), st.sampled_from([b"\n", b"\r\n"])
)
@settings(max_examples=150)
def test_text_comes_back(rows: list[list[str]], end: bytes) -> None:
    """CSV as it may be typed: cells may lack or exceed the header, and quotes stand anywhere inside them."""
    body = [",".join(cell.translate({10: " ", 13: " ", 0x2C: ";"}).lstrip('"') for cell in row) for row in rows]
    data = end.join([b"place,n", *(line.encode() for line in body)])
    out = cleaned(data, "csv")
    for old, new in zip(data.split(end), out.split(end), strict=True):
        cells, after = old.split(b","), new.split(b",")
        if old:
            assert after[: min(2, len(cells))] == cells[:2]
            assert after[5:] == cells[2:]
