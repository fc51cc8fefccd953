"""Adding an unrelated entity or alias changes no decision, except to "ambiguous"."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.records import Record
from normalize.gazetteers import Gazetteer

META = {"name": "test", "version": "1"}
words = st.text("abcdeiknorstuvy", min_size=3, max_size=9).map(str.capitalize)


def records_of(names: list[list[str]], first: int = 1) -> list[Record]:
    """One city for each list of names, of growing size."""
    return [
        Record(
            f"geonames:{number}",
            "city",
            names=[(n, None, "alias" if i else "main") for i, n in enumerate(dict.fromkeys(own))],
            ids={"geonames": str(number)},
            lat=1.0 * number,
            lon=2.0 * number,
            population=1000 * number,
            prominence=1000.0 * number,
        )
        for number, own in enumerate(names, first)
    ]


def decisions(records: list[Record], queries: list[str], folder: Path, name: str) -> list[tuple[str, str | None]]:
    path = folder / name
    compile_records(records, path, META)
    return [(m.status, m.id) for m in Gazetteer.open(path).resolve(queries)]


@given(
    st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=6),
    st.lists(words, min_size=1, max_size=3),
    st.lists(words, max_size=4),
)
@settings(max_examples=100)
def test_another_entity_only_makes_names_ambiguous(names: list[list[str]], more: list[str], others: list[str]) -> None:
    known = [n for own in names for n in own]
    unrelated = [n for n in more if n not in known] or ["Zzzzzzzzzz"]
    queries = [*known, *others]
    with TemporaryDirectory() as folder:
        before = decisions(records_of(names), queries, Path(folder), "a.gaz")
        grown = [*records_of(names), *records_of([unrelated], first=900)]
        after = decisions(grown, queries, Path(folder), "b.gaz")
    for query, (status, id_), (new_status, new_id) in zip(queries, before, after, strict=True):
        if status == "matched" and query in known:
            assert (new_status, new_id) == (status, id_) or new_status == "ambiguous"
