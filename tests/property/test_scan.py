"""`scan`: offsets, order and overlaps hold for every text, whatever its letters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize import Mention, scan

# Names and words in many scripts; with combining marks, bidi marks, soft hyphens, joiners, letters beyond the BMP.
PIECES = [
    "Kyiv", "Kharkiv region", "Oskil River", "Paris, Texas", "Paris", "Texas", "Odessa", "Midland",
    "Volodymyr Zelensky", "Zelensky", "NATO", "Ministry of Defence of Ukraine", "Kup’yansk", "Ukraine’s",
    "Kyiv-based", "St. Louis", "U.S.", "Of", "Reading", "Nice", "the", "in", "said", "and", "Mr", "v.", "A",
    "12", "3rd", "Харків", "Харкові", "Куп’янськ", "Володимир Зеленський", "Зеленського", "й", "и\u0306",
    "Го\u0301рис", "Кии\u0306в", "Łódź", "Lo\u0301dz\u0301", "Z\u0301ytomierz", "İstanbul'da",
    "I\u0307stanbul", "ẞ", "ﬁ", "Ǆ", "ﬀ", "ŉ", "İ", "بيروت", "وأوكرانيا", "في", "حزب الله", "תל אביב",
    "בירושלים", "北京", "東京都", "ウクライナ", "กรุงเทพ", "서울", "თბილისი", "Khar\u00adkiv", "Ky\u200div",
    "\u200fبيروت\u200e", "\u202bבירושלים\u202c", "\u2066Kyiv\u2069", "\ufeffKyiv", "Ky\u0301\u0302iv", "𝐊𝐲𝐢𝐯",
    "𐍈", "𠮷野", "👩\u200d👩\u200d👧", "🇺🇦", "🙂", "\u0301", "\u00ad", "\u200f", "\u202e", "\U000e0041", "\x00", ".",
    ",", "…", "“", "”", "(", ")", "-", "–", "'", "’", "/", ":", "-\n", "\n", "\n\n", "\t", "\u2028", "\r\n",
    "\u00a0", " ",
]  # fmt: skip
LANGUAGES = st.sampled_from([None, "en", "uk", "ru", "ar", "he", "tr", "pl", "de", "ja"])
composed = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).flatmap(
    lambda pieces: st.sampled_from([" ", ""]).map(lambda gap: gap.join(pieces))
)
texts = composed | st.text(max_size=60)


def family(mention: Mention) -> str:
    """Which gazetteers it is from."""
    return mention.kind if mention.kind in ("person", "org") else "place"


def seen(mentions: list[Mention]) -> list[tuple[object, ...]]:
    """What can be seen of mentions."""
    return [(m.start, m.end, m.text, m.kind, m.match) for m in mentions]


@given(texts, LANGUAGES, st.booleans())
def test_mentions_are_slices_in_order(text: str, lang: str | None, recall: bool) -> None:
    mentions = scan(text, lang=lang, recall=recall)
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text == mention.match.query
        assert mention.match.status in ("matched", "ambiguous")
        assert 0 < mention.match.score <= 1
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)


@given(texts, LANGUAGES, st.booleans())
def test_mentions_of_one_family_do_not_overlap(text: str, lang: str | None, recall: bool) -> None:
    mentions = scan(text, lang=lang, recall=recall)
    for one in ("place", "person", "org"):
        own = [mention for mention in mentions if family(mention) == one]
        assert all(before.end <= after.start for before, after in pairwise(own))


@given(texts, LANGUAGES)
def test_mentions_of_two_families_overlap_only_where_a_place_is_in_an_organisation(text: str, lang: str | None) -> None:
    mentions = scan(text, lang=lang)
    for before, after in pairwise(mentions):
        if after.start < before.end:
            assert (family(before), family(after)) == ("org", "place") or (
                (family(before), family(after)) == ("place", "org") and before.start == after.start
            )


@given(texts, LANGUAGES)
def test_the_same_text_has_the_same_mentions(text: str, lang: str | None) -> None:
    assert seen(scan(text, lang=lang)) == seen(scan(text, lang=lang))


# Words of no language, in small letters, so that they say nothing of a name or of the language.
@given(composed, st.sampled_from(["qwxzv zzyxq", "12 345", "— … —", "🙂 \u0301", "qwxzv\nzzyxq qwxzv"]), LANGUAGES)
def test_a_paragraph_without_mentions_changes_none(text: str, more: str, lang: str | None) -> None:
    text += "\n\nzzyxq."
    assert seen(scan(f"{text}\n\n{more}", lang=lang)) == seen(scan(text, lang=lang))


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C", "Cs"]), max_size=40), LANGUAGES)
def test_no_string_is_an_error(text: str, lang: str | None) -> None:
    for mention in scan(text, lang=lang, recall=True):
        assert text[mention.start : mention.end] == mention.text


@given(texts, st.data())
def test_marked_spans_are_answered_within_the_text(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    kinds = st.sampled_from(["place", "person", "org"])
    drawn = data.draw(st.lists(st.tuples(ends, ends, kinds), max_size=4))
    spans = [(min(a, b), max(a, b), kind) for a, b, kind in drawn if a != b]
    mentions = scan(text, spans=spans)
    assert len(mentions) <= len(spans)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ".", "🙂", "\u0301", "\ud800", "\x00", "a" * 10_000, "Kyiv" * 2_000, "Ж" * 9_000]
)
def test_odd_texts(text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in scan(text))
