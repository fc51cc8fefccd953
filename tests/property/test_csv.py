"""A cleaned table keeps every cell, and cleaning it again changes nothing."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.tables import ADDED, Asked, Job, Settings, run

cells = st.one_of(
    st.sampled_from(["Kyiv", "Куп'янськ", "007", "NA", "=1+1", "", " x ", "Springfield", "Izium, Kharkiv Oblast"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
)
rows = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6)


ASKED = (Asked("place", "place", {}, "place"),)


def cleaned(text: str) -> str:
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        source.write_bytes(text.encode())
        run([Job(str(source), str(target))], Settings(ASKED, ADDED))
        return target.read_bytes().decode()


def table(header: list[str], body: list[list[str]], quoting: int, end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([header, *body])
    return out.getvalue()


@given(
    rows,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=150)
def test_every_cell_comes_back(body: list[list[str]], quoting: int, end: str) -> None:
    text = table(["n", "place", "note"], body, quoting, end)
    back = list(csv.reader(io.StringIO(cleaned(text), newline="")))
    assert [row[:3] for row in back] == [["n", "place", "note"], *body]
    assert back[0][3:] == [f"place_{a}" for a in ADDED]
    assert all(len(row) == 7 for row in back)


@given(rows)
@settings(max_examples=100)
def test_cleaning_twice_changes_nothing(body: list[list[str]]) -> None:
    once = cleaned(table(["n", "place", "note"], body, csv.QUOTE_MINIMAL, "\n"))
    assert cleaned(once) == once
