"""Texts are read as they are shown, and their mentions are marked without a letter lost."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.entities import Entity, Names
from normalize.results import Candidate, Evidence, Known, Match, Mention
from normalize.texts.entities import Tally
from normalize.texts.found import Found, Meant, found_in
from normalize.texts.geojson import feature
from normalize.texts.page.marks import Mark, marked, shown
from normalize.texts.reading import Document
from normalize.texts.sources import Source

letters = st.text(
    st.sampled_from("ab<>&\"' \n\r\t\0\x0b\x85\ud800\ufffe\u0301\u202eكя🙂]]>") | st.characters(), max_size=30
)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text with marks anywhere: beside each other, in each other, across each other, empty."""
    text = draw(letters)
    places = st.integers(0, len(text))
    ends = [sorted(draw(st.tuples(places, places))) for _ in range(draw(st.integers(0, 6)))]
    return text, [Mark(low, high, "place", draw(letters), f"e{at}") for at, (low, high) in enumerate(ends)]


class Reader(HTMLParser):
    """What a page says: its letters, the marks around each, and whether the tags are well formed."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[str] = []
        self.around: list[tuple[str, ...]] = []
        self.open: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("mark", "a")
        assert "a" not in self.open, "nothing stands in a link"
        self.open.append(tag)
        if tag == "mark":
            self.titles.append(dict(attrs)["title"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "mark":
            self.titles.pop()

    def handle_data(self, data: str) -> None:
        self.letters.extend(data)
        self.around.extend([tuple(self.titles)] * len(data))


@given(marked_texts())
def test_without_its_tags_a_marked_text_is_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    page = marked(text, marks)
    assert html.unescape(re.sub("<[^>]*>", "", page)) == shown(text)
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert "".join(reader.letters) == shown(text)
    if "\r" not in text:  # line ends of two characters become one, which moves what follows
        for at, titles in enumerate(reader.around):
            around = [shown(mark.title) for mark in marks if mark.start <= at < mark.end]
            assert sorted(titles) == sorted(around)


@given(letters)
def test_what_is_shown_may_stand_in_html(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    shown(text).encode("utf-8")
    assert not re.search("[\0\r\x0b\x7f-\x9f\ufffe\uffff]", shown(text))
    assert len(shown(text)) == len(text) - text.count("\r\n")


@given(st.text(st.sampled_from("ab \n\r🙂\u0301"), min_size=1, max_size=30), st.data())
def test_lines_and_columns_lead_to_the_mention(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    entity = Entity("x:1", "city", "A", "A", Names.of(), {}, None, (), None, None, None)
    match = Match("a", "matched", 1.0, Known((Candidate(entity, 1.0, Evidence("id", "a")),), Evidence("id", "a")))
    document = Document(Source("a.txt", "text", "a.txt"), text)
    mention = Mention(start, start + 1, text[start], match)
    (one,) = found_in(document, [mention], {"city": "place"})
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    assert lines[one.line - 1][one.column - 1] == text[start]
    assert sum(map(len, lines[: one.line - 1])) + one.column - 1 == start


@pytest.mark.parametrize(("lon", "shown_lon"), [(190.0, -170.0), (180.0, 180.0), (-180.0, -180.0), (37.5, 37.5)])
def test_a_place_on_a_map_lies_within_the_degrees_of_geojson(lon: float, shown_lon: float) -> None:
    meant = Meant("place", "city", "matched", 1.0, "x:1", "A", "A", None, 50.0, lon, "id", (), "mine")
    tally = Tally()
    tally.add([Found(0, 1, "A", 1, 1, meant), Found(5, 6, "A", 1, 6, meant)], "a.txt")
    (one,) = tally.entities()
    assert feature(one)["geometry"] == {"type": "Point", "coordinates": [shown_lon, 50.0]}
    assert feature(one)["properties"]["mentions"] == 2


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("plain", "plain\n"),
        ("<p>a</p> <p>b", "a\n\nb\n"),
        ("<p>a<p>b<li>c<li>d", "a\n\nb\n\nc\n\nd\n"),
        ("Khar<b>kiv</b> <i>Oblast</i>", "Kharkiv Oblast\n"),
        ("a<br>b<br><br>c", "a\nb\n\nc\n"),
        ("a\n  b\t c", "a b c\n"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc\n"),
        ("<table><tr><td>a<td>b<tr><th>c</th><th>d</th></table>", "a\tb\n\nc\td\n"),
        ("<head><meta charset=utf-8><title>t</title><body>a", "a\n"),
        ("<p hidden>a<p>b", "a\n\nb\n"),
        ("<div hidden>a</div><template>b</template><noscript>c</noscript><svg><text>d</text></svg>e", "e\n"),
        ("<!-- a --><![CDATA[b]]><?php c ?>d", "d\n"),
        ("&lt;b&gt; &#1050;&iuml;&nbsp;AT&T", "<b> Кï\xa0AT&T\n"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>a</p></body></html>', "a\n"),
        ("<div>" * 3000 + "a" + "</div>" * 3000 + "b", "a\n\nb\n"),
        ("AT&T & <b>B&B</b>; a&b", "AT&T & B&B; a&b\n"),
        ("a < b <", "a < b <\n"),
        ("</p></div>a", "a\n"),
        ("http://example.org/a.html", "http://example.org/a.html\n"),
    ],
)
def test_html_to_text(markup: str, text: str) -> None:
    pytest.importorskip("bs4", reason="beautifulsoup4 is not installed")
    from normalize.texts.htmltext import text_of_html

    assert text_of_html(markup, "a.html") == text


@given(st.text(st.sampled_from("<>/!-&;= \n\"'apbdivtlescripx#1[]?é"), max_size=60))
def test_any_markup_is_read(markup: str) -> None:
    pytest.importorskip("bs4", reason="beautifulsoup4 is not installed")
    from normalize.texts.htmltext import text_of_html

    text = text_of_html(markup, "a.html")
    assert text == "" or text.endswith("\n")
