"""An annotated page in a real browser: it is the text, nothing leaves, and a mention leads to its entity."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from opening import CONTRAST, Opened, background, opened

from normalize.texts.found import Choice, Found, Meant, Scanned
from normalize.texts.page import PageWriter
from normalize.texts.reading import Document
from normalize.texts.sources import Source

EVIL = "<img src=http://127.0.0.1:9/x onerror=alert(1)><script>document.title='owned'</script>\u202e"
TEXT = (
    f"KYIV — The Ministry of Defence of Ukraine\nspoke of Springfield. {EVIL}\n\n"
    "ذكر مسؤول أن Kyiv قريبة.\n" + "Nothing happened here. " * 60
)


def meant(id_: str | None, family: str, label: str) -> Meant:
    choices = () if id_ else tuple(Choice(f"geonames:{n}", f"{label}, {EVIL}", "city", 0.2) for n in range(3))
    return Meant(
        family, "city" if family == "place" else family, "matched" if id_ else "ambiguous", 0.97 if id_ else 0.2,
        id_, label if id_ else None, label if id_ else None, None, None, None, f"key: {EVIL}", choices, "places 1",
    )  # fmt: skip


def found(words: str, entity: Meant, nth: int = 0) -> Found:
    start = TEXT.index(words)
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return Found(start, start + len(words), words, 1, start + 1, entity)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kyiv = meant("geonames:703448", "place", "Kyiv")
    mentions = (
        found("KYIV", kyiv),
        found(
            "Ministry of Defence of Ukraine", meant("normalize:org/ministry", "org", "Ministry of Defence of Ukraine")
        ),
        found("Ukraine", meant("iso3166:UA", "place", "Ukraine")),
        found("Springfield", meant(None, "place", "Springfield")),
        found("Kyiv", kyiv),
    )
    others = [
        Found(0, 4, "KYIV", 1, 1, meant(f"wikidata:Q{number}", "person", f"Somebody {number}")) for number in range(40)
    ]
    out = BytesIO()
    writer = PageWriter(out)
    source = Source(f"{EVIL}.txt", "text", "a.txt")
    writer.begin(source)
    writer.add(Scanned(Document(source, TEXT), mentions))
    for number, one in enumerate(others):
        writer.add(Scanned(Document(source, "KYIV", number + 2, EVIL), (one,)))
    writer.close()
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def shown_page(browser: Any, page_file: Path) -> Iterator[Opened]:
    found = opened(browser, page_file)
    yield found
    assert {url.partition("#")[0] for url in found.asked} == {page_file.as_uri()}, "only the file itself is asked for"
    assert found.said == [], "nothing is said on the console"
    found.page.context.close()


def test_the_text_is_the_text(shown_page: Opened) -> None:
    page = shown_page.page
    assert page.locator(".text").first.text_content() == TEXT
    assert page.locator("img").count() == 0
    assert page.title().startswith("Names in <img")
    marks = page.locator(".text").first.locator("mark")
    assert marks.all_text_contents() == [
        "KYIV", "Ministry of Defence of Ukraine", "Ukraine", "Springfield", "Kyiv",
    ]  # fmt: skip
    assert page.locator(".text mark.org > mark.place").text_content() == "Ukraine"
    assert page.evaluate("document.querySelectorAll('a a').length") == 0


def test_a_mention_leads_to_its_entity(shown_page: Opened) -> None:
    page = shown_page.page
    for words, row in (("Springfield", "Springfield"), ("Ukraine", "Ukraine"), ("Kyiv", "Kyiv")):
        page.locator(".text").first.get_by_role("link", name=words, exact=True).click()
        target = page.locator("tr:target")
        assert target.locator("th bdi").first.text_content() == row
        assert target.evaluate("(row) => row.getBoundingClientRect().top") >= 0
    assert page.locator("tr:target td").first.text_content() == "2"
    assert page.locator("tr:target code").first.text_content() == "geonames:703448"


def test_pointing_at_a_mention_says_what_it_means(shown_page: Opened) -> None:
    titles = shown_page.page.evaluate("[...document.querySelectorAll('.text mark')].slice(0, 4).map((m) => m.title)")
    assert titles[0].splitlines()[:2] == ["Kyiv", "geonames:703448 · city · 0.97"]
    assert titles[3].splitlines()[0] == "ambiguous; perhaps"


def test_each_line_has_its_own_direction(shown_page: Opened) -> None:
    left = shown_page.page.evaluate(
        "(() => { const mark = [...document.querySelectorAll('.text')][0].querySelectorAll('mark');"
        " const box = document.querySelector('.text').getBoundingClientRect();"
        " return [mark[0], mark[4]].map((m) => m.getBoundingClientRect().left - box.left); })()"
    )
    assert left[0] < 20
    assert left[1] > 300  # the line in Arabic begins on the right


def test_the_filter_finds_an_entity(shown_page: Opened) -> None:
    page = shown_page.page
    page.get_by_label("Filter").fill("somebody 17")
    assert page.locator("#entities-table tbody tr:visible").count() == 1


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_in_light_and_dark_wide_and_narrow(
    browser: Any, page_file: Path, tmp_path: Path, scheme: str, width: int
) -> None:
    found = opened(browser, page_file, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = found.page
    assert (sum(background(page)) > 600) == (scheme == "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("mark.place a", "mark.person a", "mark.org a", ".n", ".sub", "#entities-table code", "caption"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector
    page.screenshot(path=tmp_path / f"page-{scheme}-{width}.png", full_page=True)
    page.context.close()


def test_the_text_is_printed_with_its_legend(browser: Any, page_file: Path) -> None:
    found = opened(browser, page_file)
    found.page.emulate_media(media="print")
    assert found.page.locator(".legend").is_visible()
    assert not found.page.get_by_role("link", name="Texts").is_visible()
    assert not found.page.get_by_label("Filter").is_visible()
    assert found.page.locator("#entities-table tbody tr:visible").count() == 44
    found.page.context.close()


def test_it_is_complete_without_script(browser: Any, page_file: Path) -> None:
    found = opened(browser, page_file, java_script_enabled=False)
    assert found.page.locator("#entities-table tbody tr:visible").count() == 44
    found.page.context.close()
