"""Whatever the names and hints, and however they are cut into chunks, the frames say what resolve says."""

from itertools import pairwise
from typing import Any

import pytest
from expected import expected
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalize.contrib.asking import FIELDS, Question, plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = (
    st.none() | st.sampled_from(["Kyiv", "Kiev", "Київ", "Odessa", "Paris", "Lyman", "Xyzzyville", "", "  "]) | TEXTS
)
COUNTRIES = st.sampled_from([None, "UA", "Ukraine", "US", "", "FRA"])
COLUMNS = st.lists(st.tuples(NAMES, COUNTRIES), max_size=20)
CUTS = st.lists(st.integers(0, 20), max_size=4).map(sorted)

few = settings(
    deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None
)


def pieces(rows: list[Any], cuts: list[int]) -> list[list[Any]]:
    ends = [0, *cuts, len(rows)]
    return [rows[low:high] for low, high in pairwise(ends)]


def answers(rows: list[tuple[str | None, str | None]], hinted: bool) -> list[Any]:
    hints = {"country": [country for _, country in rows]} if hinted else {}
    return expected([name for name, _ in rows], **hints)


@few
@given(COLUMNS, CUTS, st.booleans())
def test_arrow(rows: list[tuple[str | None, str | None]], cuts: list[int], hinted: bool) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from normalize.contrib.arrow import Answerer

    answerer = Answerer(Question("place", FIELDS, ("country",) if hinted else ()))
    found = []
    for piece in pieces(rows, cuts):
        columns = [pa.array([row[at] for row in piece], pa.string()) for at in range(2 if hinted else 1)]
        found += answerer(*columns).to_pylist()
    assert found == [row for piece in pieces(rows, cuts) for row in answers(piece, hinted)]


@few
@given(COLUMNS, CUTS, st.booleans())
def test_polars(rows: list[tuple[str | None, str | None]], cuts: list[int], hinted: bool) -> None:
    pl = pytest.importorskip("polars", reason="polars is not installed")
    import normalize.contrib.polars  # noqa: F401

    answer = pl.col("name").normalize.place(country=pl.col("country") if hinted else None)
    schema = {"name": pl.String, "country": pl.String}
    for piece in pieces(rows, cuts):
        frame = pl.DataFrame(piece, schema, orient="row")
        assert frame.select(answer).to_series().to_list() == answers(piece, hinted)


@few
@given(COLUMNS, st.booleans())
def test_pandas(rows: list[tuple[str | None, str | None]], hinted: bool) -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    import normalize.contrib.pandas  # noqa: F401

    frame = pd.DataFrame(rows, columns=["name", "country"], dtype=object)
    found = frame["name"].normalize.place(country=frame["country"] if hinted else None)
    cells = found.astype(object).where(found.notna(), None).to_dict("records")
    assert [row if row["status"] else None for row in cells] == answers(rows, hinted)


CELLS = st.recursive(
    st.none() | st.floats() | st.text(max_size=3), lambda cells: st.lists(cells) | st.dictionaries(st.text(), cells)
)


@few
@given(CELLS)
def test_plain_cells_can_be_told_apart(cell: Any) -> None:
    assert plain(plain(cell)) == plain(cell)
    hash(plain(cell))
