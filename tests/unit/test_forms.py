"""Forms of tables: what each keeps, what it reads as a name, and what the others make of it."""

import datetime
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.styles import Font

from normalize.errors import MissingExtraError, TableError
from normalize.tables import ADDED, Asked, CsvOptions, Job, Outcome, Reading, Settings, run

PLACE = Asked("place", "place", {}, "place")
NAMES = ["place_id", "place_name", "place_score", "place_status"]
KYIV, IZIUM = "geonames:703448", "geonames:707292"


def clean(source: Path | str, target: Path | str | None, *, asked: Asked = PLACE, **given: Any) -> Outcome:
    job = Job(str(source), None if target is None else str(target), in_place=source == target)
    settings = {"fields": ADDED, "reading": Reading()} | given
    return run([job], Settings((asked,), **settings))


def cleaned(tmp_path: Path, data: bytes, form: str = "jsonl", **given: Any) -> bytes:
    source, target = tmp_path / f"in.{form}", tmp_path / f"out.{form}"
    source.write_bytes(data)
    clean(source, target, **given)
    once = target.read_bytes()
    again = tmp_path / f"again.{form}"
    clean(target, again, **given)
    assert again.read_bytes() == once
    return once


# JSON Lines


def test_lines_keep_their_bytes_and_answers_stand_before_the_brace(tmp_path: Path) -> None:
    lines = [
        rb'{"n": 1.0e5, "place": "Kyiv", "x": {"a": [1, 2.50]}}',
        rb'{"n": 1, "n": 2, "place": "\u0406\u0437\u044e\u043c"}',
        b'{ "place" : null }',
        b"{}",
    ]
    out = cleaned(tmp_path, b"\r\n".join(lines)).split(b"\r\n")
    assert out[0].startswith(
        lines[0][:-1] + b', "place_id": "geonames:703448", "place_name": "Kyiv", "place_score": 0.'
    )
    assert out[0].endswith(b', "place_status": "matched"}')
    assert out[1].startswith(lines[1][:-1] + b', "place_id": "geonames:707292"')
    nothing = b'"place_id": null, "place_name": null, "place_score": 0.0, "place_status": "unmatched"'
    assert out[2:] == [b'{ "place" : null, ' + nothing + b" }", b"{" + nothing + b"}"]


def test_the_files_own_spacing(tmp_path: Path) -> None:
    out = cleaned(tmp_path, b'{"n":1,"place":"Kyiv"}\n', fields=("id",))
    assert out == b'{"n":1,"place":"Kyiv","place_id":"geonames:703448"}\n'


def test_only_the_values_of_an_earlier_run_are_replaced(tmp_path: Path) -> None:
    line = b'{"place_id" :  "old" , "place":"Kyiv", "place_id":\t[1, {"}": 2}], "x":"\\u00e9"}'
    out = cleaned(tmp_path, line, fields=("id",))
    assert out == line.replace(b'[1, {"}": 2}]', b'"geonames:703448"')


def test_mark_and_blank_lines_stay(tmp_path: Path) -> None:
    out = cleaned(tmp_path, b'\xef\xbb\xbf\n{"place": "Kyiv"}\n  \n\n{"place": "Kyiv"}\n\n', fields=("id",))
    row = b'{"place": "Kyiv", "place_id": "geonames:703448"}\n'
    assert out == b"\xef\xbb\xbf\n" + row + b"  \n\n" + row + b"\n"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    values = [b"7", b"1.5", b"true", b"[1]", b'{"a": 1}', b"null", b'"\\ud800"', b'"\xff"']
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"".join(b'{"place": ' + value + b"}\n" for value in values))
    outcome = clean(source, target, fields=("status",))
    out = target.read_bytes().splitlines()
    assert [line.split(b', "place_status"')[0] for line in out] == [b'{"place": ' + value for value in values]
    assert all(line.endswith(b'"unmatched"}') for line in out)
    assert outcome.tables[0].notes == (
        f"{source}: 2 names are no text of the file's encoding (lines 7, 8); kept as they are, unmatched",
    )


def test_replacing_writes_ascii_where_the_line_was_ascii(tmp_path: Path) -> None:
    lines = '{"place": "Zurich"}\n{"place": "Цюрих", "n": "é"}\n{"place": "Nowhereville-upon-Nothing"}\n'
    out = cleaned(tmp_path, lines.encode(), fields=(), replace=True).decode()
    assert out == '{"place": "Z\\u00fcrich"}\n{"place": "Zürich", "n": "é"}\n{"place": "Nowhereville-upon-Nothing"}\n'


def test_a_column_is_found_that_the_first_row_lacks(tmp_path: Path) -> None:
    out = cleaned(tmp_path, b'{"n": 1}\n{"place": "Kyiv"}\n', fields=("id",))
    assert out == b'{"n": 1, "place_id": null}\n{"place": "Kyiv", "place_id": "geonames:703448"}\n'


def test_added_names_that_turn_up_late_are_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = ['{"place": "Kyiv"}'] * 20_000 + ['{"place": "Kyiv", "place_id": "mine"}']
    source.write_text("\n".join(rows), "utf-8")
    with pytest.raises(TableError, match=r"in\.jsonl:20001: the member 'place_id' is there already"):
        clean(source, tmp_path / "out.jsonl")


def test_members_that_turn_up_late_are_columns_of_other_forms(tmp_path: Path) -> None:
    for name, write in (("in.jsonl", Path.write_bytes), ("in.jsonl.gz", lambda p, b: p.write_bytes(gzip.compress(b)))):
        source, target = tmp_path / name, tmp_path / "out.csv"
        write(source, b'{"place": "Kyiv"}\n' * 20_000 + b'{"place": "Kyiv", "late": 1.50}\n')
        clean(source, target, fields=("id",))
        lines = target.read_text("utf-8").splitlines()
        assert (lines[0], lines[-1], len(lines)) == ("place,late,place_id", f"Kyiv,1.50,{KYIV}", 20_002)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b'{"place": "Kyiv"}\n[1]\n', "in.jsonl:2: a line holds one object, not list"),
        (b'{"place": "Kyiv"}\n{"place": }\n', "in.jsonl:2: no JSON"),
        (b'{"place": "Kyiv"} {}\n', "in.jsonl:1: no JSON"),
        (b'{"a": 1, "b": 2}\n', "there is no column 'place'; the columns are 'a', 'b'"),
        (b'{"place": ' + b"[" * 100_000 + b"}\n", "in.jsonl:1: "),
        (b"PK\x03\x04", "is an XLSX or ZIP file"),
        ('{"place": 1}\n'.encode("utf-16"), "is UTF-16"),
    ],
)
def test_what_is_no_json_lines(tmp_path: Path, data: bytes, says: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(data)
    with pytest.raises(TableError, match=says.replace(".", r"\.")):
        clean(source, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


# Parquet


def parquet_of(tmp_path: Path, table: pa.Table, **given: Any) -> tuple[pa.Table, pq.ParquetFile]:
    source, target, again = tmp_path / "in.parquet", tmp_path / "out.parquet", tmp_path / "again.parquet"
    pq.write_table(table, source, **{"compression": "zstd", **given})
    clean(source, target)
    clean(target, again)
    assert again.read_bytes() == target.read_bytes()
    return pq.read_table(target), pq.ParquetFile(target)


def test_types_nulls_metadata_groups_and_compression_stay(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": pa.array([1, None, 3], pa.int8()),
            "place": ["Kyiv", None, "Izium"],
            "when": pa.array([datetime.datetime(2024, 1, 1), None, None], pa.timestamp("ns", "Europe/Kyiv")),
            "list": pa.array([[1], None, []], pa.list_(pa.int32())),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    table = table.replace_schema_metadata({"who": "me"})
    out, file = parquet_of(tmp_path, table, row_group_size=2)
    assert out.select(table.column_names).equals(table, check_metadata=False)
    assert out.schema.metadata[b"who"] == b"me"
    assert (file.num_row_groups, file.metadata.row_group(0).column(0).compression) == (2, "ZSTD")
    assert [out.schema.field(name).type for name in NAMES] == [pa.string(), pa.string(), pa.float64(), pa.string()]
    assert out["place_id"].to_pylist() == [KYIV, None, IZIUM]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.binary()])
def test_kinds_of_text(tmp_path: Path, kind: pa.DataType) -> None:
    column = pa.array(["Kyiv", "Izium", None, "Kyiv"]).cast(pa.string())
    column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
    out, _ = parquet_of(tmp_path, pa.table({"place": column}))
    assert out["place_id"].to_pylist() == [KYIV, IZIUM, None, KYIV]
    assert out["place"].combine_chunks().to_pylist() == column.to_pylist()
    assert out.schema.field("place").type == kind


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_replacing_keeps_the_type(tmp_path: Path, kind: pa.DataType) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    column = pa.array(["Київ", "zzzqqq", None])
    column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
    pq.write_table(pa.table({"place": column}), source)
    clean(source, target, fields=("population",), replace=True)
    out = pq.read_table(target)
    assert (out.schema.field("place").type, out["place"].to_pylist()) == (kind, ["Kyiv", "zzzqqq", None])
    assert out.schema.field("place_population").type == pa.int64()


def test_categories_over_several_row_groups(tmp_path: Path) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    column = pa.array(["Київ", "zzqq", "Izium", None, "Київ"]).dictionary_encode()
    pq.write_table(pa.table({"place": column}), source, row_group_size=2)
    clean(source, target, fields=("id",), replace=True)
    assert pq.read_table(target)["place"].to_pylist() == ["Kyiv", "zzqq", "Izium", None, "Kyiv"]
    assert pq.ParquetFile(target).num_row_groups == 3


def test_whole_numbers_are_names_and_only_text_is_replaced(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"place": [703448, 7]}), source)
    assert clean(source, None).distinct == 2
    with pytest.raises(TableError, match="the column 'place' is int64; --replace needs one of text"):
        clean(source, tmp_path / "out.parquet", replace=True)


def test_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    broken = pa.array([b"\xffKyiv", b"Kyiv"]).view(pa.string())
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"place": broken}), source)
    outcome = clean(source, target, fields=("id",), replace=True)
    out = pq.read_table(target)
    assert out["place"].cast(pa.binary()).to_pylist() == [b"\xffKyiv", b"Kyiv"]
    assert out["place_id"].to_pylist() == [None, KYIV]
    assert "1 names are no text" in outcome.tables[0].notes[0]


def test_an_empty_table_gets_its_columns(tmp_path: Path) -> None:
    out, _ = parquet_of(tmp_path, pa.table({"place": pa.array([], pa.string())}))
    assert out.column_names == ["place", *NAMES]


def test_values_of_every_type_become_what_json_has(tmp_path: Path) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    columns = {
        "place": ["Kyiv"],
        "ns": pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")),
        "s": pa.array([1_700_000_000], pa.timestamp("s", "Europe/Kyiv")),
        "utc": pa.array([1_700_000_000], pa.timestamp("us", "UTC")),
        "day": [datetime.date(2024, 1, 2)],
        "time": pa.array([5], pa.time32("s")),
        "money": pa.array(["1.50"]).cast(pa.decimal128(6, 2)),
        "nan": [float("nan")],
        "true": [True],
        "in": [[{"a": 1, "b": None}]],
    }
    pq.write_table(pa.table(columns), source)
    clean(source, target, fields=("population",))
    text = target.read_text("utf-8")
    assert '"money": 1.50,' in text
    assert json.loads(text) == {
        "place": "Kyiv",
        "ns": "2023-11-14T22:13:20.123456789",
        "s": "2023-11-15T00:13:20+02:00",
        "utc": "1970-01-01T00:28:20Z",
        "day": "2024-01-02",
        "time": "00:00:05",
        "money": 1.5,
        "nan": None,
        "true": True,
        "in": [{"a": 1, "b": None}],
        "place_population": json.loads(text)["place_population"],
    }
    assert isinstance(json.loads(text)["place_population"], int)


def test_damaged_parquet(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    source.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(TableError, match="no whole Parquet file"):
        clean(source, tmp_path / "out.parquet")


# XLSX


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Towns"
    sheet.append(["code", "place", "when", "sum"])
    sheet.append(["007", "Kyiv", datetime.date(2024, 1, 2), "=1+1"])
    sheet.append([None, "Izium", datetime.datetime(2024, 1, 2, 3, 4), "=A2"])
    sheet["B2"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    sheet.merge_cells("A5:C5")
    sheet["A5"] = "a note"
    book.create_sheet("Other")["A1"] = "=Towns!A1"
    path = tmp_path / "in.xlsx"
    book.save(path)
    return path


def test_a_workbook_keeps_what_is_in_it(workbook: Path, tmp_path: Path) -> None:
    target, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    clean(workbook, target)
    clean(target, again)
    assert again.read_bytes() == target.read_bytes()
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Towns", "Other"]
    sheet = book["Towns"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["code", "place", "when", "sum", *NAMES]
    assert (rows[1][0], rows[1][3], rows[1][4], rows[2][4]) == ("007", "=1+1", KYIV, IZIUM)
    assert (sheet["D2"].data_type, sheet["E2"].data_type, sheet["G2"].data_type) == ("f", "s", "n")
    assert sheet["C2"].value == datetime.datetime(2024, 1, 2)
    assert sheet["B2"].font.bold
    assert sheet.column_dimensions["B"].width == 33
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:C5"]
    assert book["Other"]["A1"].value == "=Towns!A1"


def test_the_same_workbook_whenever_it_is_written(workbook: Path, tmp_path: Path) -> None:
    csv = tmp_path / "in.csv"
    csv.write_text("place\nKyiv\n", "utf-8")
    for source in (workbook, csv):
        clean(source, tmp_path / "a.xlsx")
        first = (tmp_path / "a.xlsx").read_bytes()
        with zipfile.ZipFile(io.BytesIO(first)) as packed:
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert str(datetime.date.today()).encode() not in packed.read("docProps/core.xml") or source == workbook
        clean(source, tmp_path / "a.xlsx")
        assert (tmp_path / "a.xlsx").read_bytes() == first


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["A title over the table"])
    sheet.append([])
    sheet.append(["place", "b", "c"])
    sheet.append([7.0, 1.5, True])
    sheet.append([7, "007", datetime.date(2024, 1, 2)])
    sheet["A5"].number_format = "00000"
    sheet.append([703448, datetime.datetime(2024, 1, 2, 3, 4), "=1+1"])
    source, target = tmp_path / "in.xlsx", tmp_path / "out.csv"
    book.save(source)
    clean(source, target, fields=("status",))
    assert target.read_text("utf-8").splitlines() == [
        "place,b,c,place_status",
        "7,1.5,true,unmatched",
        "00007,007,2024-01-02,unmatched",
        "703448,2024-01-02T03:04:00,,unmatched",
    ]


def test_new_columns_stand_behind_everything_in_the_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["place"])
    book.active.append(["Kyiv", None, "a remark"])
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book.save(source)
    outcome = clean(source, target, fields=("id",))
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert rows == [("place", None, None, "place_id"), ("Kyiv", None, "a remark", KYIV)]
    assert "1 rows have more or fewer cells than the header (row 2)" in outcome.tables[0].notes[0]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_text('place,n\n=1+1,#N/A\nKyiv,"a\x01b"\n', "utf-8")
    outcome = clean(source, target, fields=("id",))
    sheet = openpyxl.load_workbook(target).active
    assert [(cell.value, cell.data_type) for cell in sheet[2][:2]] == [("=1+1", "s"), ("#N/A", "s")]
    assert sheet["B3"].value == "a\ufffdb"
    assert outcome.tables[0].notes == (f"{source}: 1 cells held control characters; XLSX has U+FFFD there",)


def test_rows_that_hold_nothing(tmp_path: Path) -> None:
    source, target, again = tmp_path / "in.csv", tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    source.write_text("place,n\nKyiv,\n,\nzzqq,\n,\n", "utf-8")
    clean(source, target, fields=("id",))
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert rows == [("place", "n", "place_id"), ("Kyiv", None, KYIV), (None, None, None), ("zzqq", None, None)]
    clean(target, again, fields=("id",))
    assert again.read_bytes() == target.read_bytes()


def test_what_is_lost_of_a_workbook_is_said(workbook: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook, "a") as packed:
        packed.writestr("xl/slicers/slicer1.xml", "<slicers/>")
    notes = clean(workbook, tmp_path / "out.xlsx").tables[0].notes
    assert notes == (f"{workbook}: not kept of the workbook: slicers (1)",)


def test_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("place,n\nKyiv," + "x" * 40_000 + "\n", "utf-8")
    with pytest.raises(TableError, match="40,000 letters; XLSX takes 32,767"):
        clean(source, tmp_path / "out.xlsx")


def test_a_sheet_by_name(workbook: Path) -> None:
    with pytest.raises(TableError, match="there is no sheet 'Rivers'; the sheets are 'Towns', 'Other'"):
        clean(workbook, None, reading=Reading(sheet="Rivers"))
    assert "sheet 'Towns'" in clean(workbook, None, reading=Reading(sheet="Towns")).tables[0].form


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_damaged_and_protected_workbooks(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(data)
    with pytest.raises(TableError, match=r"no whole XLSX file|protected by a password"):
        clean(source, tmp_path / "out.xlsx")


# Every form to every other

ROWS = [("007", "Kyiv", "=1+1"), ("8", "Ізюм", ""), ("", "Springfield", 'a, "b"\n;c')]
FORMS = ["csv", "tsv", "jsonl", "parquet", "xlsx", "csv.gz", "jsonl.zst"]


def values_of(path: Path, tmp_path: Path) -> list[list[str]]:
    """The table as CSV has it."""
    plain = tmp_path / "plain.csv"
    clean(path, plain, asked=Asked("n", "place", {}, "q"), fields=())
    import csv

    return list(csv.reader(io.StringIO(plain.read_text("utf-8"), newline="")))


@pytest.mark.parametrize("second", FORMS)
@pytest.mark.parametrize("first", FORMS)
def test_every_form_to_every_other(tmp_path: Path, first: str, second: str) -> None:
    origin = tmp_path / "origin.jsonl"
    keys = ("n", "place", "note")
    origin.write_text("".join(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in ROWS), "utf-8")
    source, target, again = tmp_path / f"a.{first}", tmp_path / f"b.{second}", tmp_path / f"c.{second}"
    clean(origin, source, asked=Asked("n", "place", {}, "q"), fields=())
    clean(source, target, fields=("id", "status"))
    clean(target, again, fields=("id", "status"))
    assert again.read_bytes() == target.read_bytes()
    got = values_of(target, tmp_path)
    assert got[0] == [*keys, "place_id", "place_status"]
    assert [tuple(row[:3]) for row in got[1:]] == ROWS
    assert [row[3:] for row in got[1:]] == [[KYIV, "matched"], [IZIUM, "matched"], ["", "ambiguous"]]


def test_a_name_that_says_nothing_is_of_the_form_that_is_read(tmp_path: Path) -> None:
    source = tmp_path / "rows.data"
    source.write_bytes(b'{"place": "Kyiv"}\n')
    clean(source, source, fields=("id",), reading=Reading(form="jsonl"))
    assert source.read_bytes() == b'{"place": "Kyiv", "place_id": "geonames:703448"}\n'


def test_rows_too_long_for_other_forms(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("place,n\nKyiv,1,more\nKyiv\n", "utf-8")
    clean(source, tmp_path / "out.jsonl", fields=("id",))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert rows[0] == {"place": "Kyiv", "n": "1", "place_id": KYIV, "#3": "more"}
    assert rows[1] == {"place": "Kyiv", "n": None, "place_id": KYIV}
    with pytest.raises(TableError, match=r"in\.csv:2: the row has 3 cells under 2 columns"):
        clean(source, tmp_path / "out.parquet")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_titles_that_stand_twice_have_no_place_in_some_forms(tmp_path: Path, form: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text("place,n,n\nKyiv,1,2\n", "utf-8")
    with pytest.raises(TableError, match="'n' stands twice"):
        clean(source, tmp_path / f"out.{form}")


@pytest.mark.parametrize(("module", "form"), [("pyarrow", "parquet"), ("openpyxl", "xlsx"), ("zstandard", "jsonl.zst")])
def test_what_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, form: str) -> None:
    source = tmp_path / "in.csv"
    source.write_text("place\nKyiv\n", "utf-8")
    monkeypatch.setitem(__import__("sys").modules, module, None)
    extra = {"jsonl.zst": "zstd"}.get(form, form)
    with pytest.raises(MissingExtraError, match=rf"pip install 'normalize-names\[{extra}\]'"):
        clean(source, tmp_path / f"out.{form}")
    (tmp_path / f"there.{form}").write_bytes(b"\0" * 100)
    with pytest.raises(MissingExtraError, match=rf"\[{extra}\]"):
        clean(tmp_path / f"there.{form}", None)


def test_csv_options_hold_for_csv_that_is_made(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_bytes(b'{"place": "Kyiv", "f": "=1+1"}\n')
    clean(source, target, fields=("id",), reading=Reading(CsvOptions(delimiter=";", escape_formulas=True)))
    assert target.read_text("utf-8") == f"place;f;place_id\nKyiv;'=1+1;{KYIV}\n"
