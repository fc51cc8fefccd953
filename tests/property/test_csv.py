"""A cleaned table keeps every cell, and cleaning it again changes nothing."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.gazetteers import default_gazetteer
from normalize.tables import ADDED, clean_csv

cells = st.one_of(
    st.sampled_from(["Kyiv", "Куп'янськ", "007", "NA", "=1+1", "", " x ", "Springfield", "Izium, Kharkiv Oblast"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
)
rows = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6)


def cleaned(text: str) -> str:
    source = io.StringIO(text, newline="")
    _, lines = clean_csv(source, columns={"place": "place"}, gazetteer=default_gazetteer(), name="test.csv")
    return "".join(lines)


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
