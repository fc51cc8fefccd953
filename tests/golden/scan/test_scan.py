"""What `scan` finds in the annotated texts and in the seed document.

`known-failures.csv` lists what is not right yet in the texts of `dev`; each row must still fail, so that whoever makes
one right takes it out. `bars.csv` says how many mentions with an id are found at least in a text, and how many ids are
wrong at most; nothing is said of which in `held`, whose failures are not to be read. `measured.py` prints both anew.
"""

import csv
from pathlib import Path

import pytest
from annotations import Text, texts
from measured import Failure, bars, failures, measured

from normalize import scan

SEEDS = Path(__file__).parents[3] / "seeds"
DOCUMENT = Path(__file__).parents[4] / "shared" / "seeds"
DEV = texts("dev")
EVERY = DEV + texts("held")


def _known(text: Text) -> set[tuple[int, str, str]]:
    return {(row.start, row.mention, row.how) for row in failures() if row.text == text.name}


@pytest.mark.parametrize("text", DEV, ids=lambda text: text.name)
def test_nothing_but_the_known_failures_is_missed_or_wrong(text: Text) -> None:
    assert measured(text).failures <= _known(text)


@pytest.mark.parametrize("row", failures(), ids=lambda row: f"{row.text}:{row.start}")
def test_a_known_failure_still_fails(row: Failure) -> None:
    text = next(text for text in DEV if text.name == row.text)
    assert row.why
    assert text.text.startswith(row.mention, row.start)
    assert (row.start, row.mention, row.how) in measured(text).failures, (
        f"it is right now, or fails in another way: {row}"
    )


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.name)
def test_no_fewer_are_found_and_no_more_are_wrong_than_before(text: Text) -> None:
    least, most = bars()[text.name]
    found, wrong = len(measured(text).found), measured(text).wrong  # numbers only: what is missed in `held` is not read
    assert found >= least
    assert wrong <= most


def test_every_text_has_its_bars() -> None:
    assert list(bars()) == [text.name for text in EVERY]


# -- the seed document

# (start, words) of mentions that do not have the id of the tables yet.
SEED_FAILURES = {(2740, "Kharkiv")}  # "units in Kharkiv" means the oblast there; nothing beside it says so


def _document() -> str:
    if not DOCUMENT.exists():
        pytest.skip("the seed document is not part of the project")
    (path,) = DOCUMENT.glob("*.txt")
    return path.read_text("utf-8")


def _seeds() -> dict[tuple[int, str], str]:
    """(start, words) of every mention of the seed document, and its id."""
    marked = {}
    for name in ("places.csv", "persons.csv", "orgs.csv"):
        with (SEEDS / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                marked |= {(int(start), row["mention"]): row["id"] for start in row["offsets"].split(";")}
    return marked


def test_every_mention_of_the_seed_document_is_found_with_its_id() -> None:
    marked = _seeds()
    found = {(m.start, m.text): m.match.id for m in scan(_document())}
    assert {at for at, id_ in marked.items() if found.get(at) != id_} == SEED_FAILURES


def test_nothing_else_in_the_seed_document_has_an_id() -> None:
    marked = _seeds()
    assert {(m.start, m.text) for m in scan(_document()) if m.match} <= set(marked)


def test_both_spellings_of_the_town_are_one_entity_in_the_seed_document() -> None:
    ids = {m.text: m.match.id for m in scan(_document()) if m.text in ("Kupyansk", "Kupiansk")}
    assert ids == {"Kupyansk": "geonames:703656", "Kupiansk": "geonames:703656"}
