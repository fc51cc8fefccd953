"""`scan(spans=)`: mentions that a tagger has found."""

from typing import Any

import pytest

from normalize import Gazetteer, scan
from normalize.errors import ArgumentError, NormalizeError

TEXT = "The President Volodymyr Zelensky came to the Kharkiv region. Zelensky's talks with NATO in Odessa failed."


def span(part: str, kind: str, text: str = TEXT) -> tuple[int, int, str]:
    start = text.index(part)
    return start, start + len(part), kind


def ids(text: str, spans: list[Any], **options: Any) -> dict[str, str | None]:
    mentions = scan(text, spans=spans, **options)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return {m.text: m.match.id for m in mentions}


def test_only_what_is_marked_is_resolved() -> None:
    assert ids(TEXT, [span("the Kharkiv region", "place")]) == {"Kharkiv region": "geonames:706482"}
    assert ids(TEXT, []) == {}


def test_articles_titles_and_possessives_are_left_out() -> None:
    marked = [
        span("The President Volodymyr Zelensky", "person"),
        span("the Kharkiv region", "place"),
        span("Zelensky's", "person"),
        span("NATO", "org"),
    ]
    assert ids(TEXT, marked) == {
        "Volodymyr Zelensky": "wikidata:Q3874799",
        "Kharkiv region": "geonames:706482",
        "Zelensky": "wikidata:Q3874799",
        "NATO": "normalize:org/nato",
    }


def test_a_class_word_beside_the_span_belongs_to_the_name() -> None:
    assert ids(TEXT, [span("Kharkiv", "place")]) == {"Kharkiv region": "geonames:706482"}


def test_a_name_is_not_cut_down_to_a_part_that_is_recorded() -> None:
    text = "John Zelensky met nobody."
    assert ids(text, [span("John Zelensky", "person", text)]) == {}


def test_a_name_that_is_recorded_in_no_such_spelling_is_found_as_place_finds_it() -> None:
    text = "A report from Kharkiiv."
    assert ids(text, [span("Kharkiiv", "place", text)]) == {"Kharkiiv": "geonames:706483"}


def test_they_are_resolved_together() -> None:
    text = "From Odessa to Midland, Texas."
    marked = [span(name, "place", text) for name in ("Odessa", "Midland", "Texas")]
    assert ids(text, marked)["Odessa"] == "geonames:5527554"


def test_kinds_and_gazetteers_still_count() -> None:
    marked = [span("the Kharkiv region", "place"), span("NATO", "org")]
    assert ids(TEXT, marked, kinds=["org"]) == {"NATO": "normalize:org/nato"}
    mine = Gazetteer.build([{"id": "o", "name": "Odessa"}])
    assert [m.match.id for m in mine.scan(TEXT, spans=[span("Odessa", "place")])] == ["o"]
    with pytest.raises(ArgumentError, match="place"):
        mine.scan(TEXT, spans=[span("NATO", "org")])


@pytest.mark.parametrize("wrong", [(5, 5, "place"), (-1, 3, "place"), (0, 9999, "place"), (0, 3, "city"), (0, 3), "ab"])
def test_what_is_no_span_is_an_error(wrong: object) -> None:
    with pytest.raises(NormalizeError, match="takes"):
        scan(TEXT, spans=[wrong])  # type: ignore[list-item]


def test_punctuation_is_no_mention() -> None:
    assert scan("Kyiv ... Kyiv", spans=[(5, 8, "place")]) == []
