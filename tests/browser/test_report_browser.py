"""The reports in a real browser: nothing leaves, nothing complains, and it can be read and worked by hand."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from opening import CONTRAST, Opened, background, opened

from normalize.results import Cluster, Evidence, Link
from normalize.tables.outcome import Choice, Clustered, Group, Outcome, Spelling, TableOutcome, Undecided
from normalize.tables.report import write_clusters, write_report

TOWNS = {"Kyiv": (50.45, 30.52), "Kupiansk": (49.71, 37.61), "Odesa": (46.48, 30.73), "حلب": (36.2, 37.16)}
EVIL = "<img src=http://127.0.0.1:9/x onerror=alert(1)><script>document.title='owned'</script>"


def outcome() -> Outcome:
    groups = [
        Group("place", f"geonames:{at}", name, f"{name}, somewhere", "UA", lat, lon,
              (Spelling(name, 400 // (at + 1), 1.0), Spelling(f"{name}-upon-Ríver", 3, 0.8)))
        for at, (name, (lat, lon)) in enumerate(TOWNS.items())
    ]  # fmt: skip
    groups += [
        Group("org", f"org:{at}", f"Body {at}", f"Body {at}", "", None, None, (Spelling(f"Body {at}", 1, 1.0),))
        for at in range(60)
    ]
    undecided = [
        Undecided("place", f"Lyman {at}", "UA", "ambiguous", 9, f"in.csv:{at}",
                  (Choice("geonames:1", "Lyman, Donetsk Oblast, Ukraine", 0.6, "key: lyman"),), "several may be meant")
        for at in range(40)
    ]  # fmt: skip
    undecided.append(Undecided("place", EVIL, EVIL, "unmatched", 1, EVIL, (Choice(EVIL, EVIL, 0.1, EVIL),), EVIL))
    undecided.append(Undecided("place", "\u202eabc\u2069\0\ud800", "", "unmatched", 1, "in.csv:9", (), ""))
    return Outcome(
        (TableOutcome(EVIL, EVIL, 99, "CSV", (EVIL,)),),
        {("town", "place"): {"matched": 80, "ambiguous": 15, "unmatched": 5}},
        100,
        tuple(groups),
        tuple(undecided),
        tuple(range(20)),
        {"--column": "town=place"},
        {"normalize-names": "0"},
    )


def clustered() -> Clustered:
    """Sixty entities, one of which has spellings that are no good for HTML."""
    clusters = []
    for at in range(60):
        names = (f"Town {at}", f"Táun {at}", f"Місто {at}") if at else (EVIL, "\u202eabc\u2069\0\ud800", "حلب")
        score = 0.5 + at / 200
        links = tuple(
            Link(names[0], name, score, Evidence("alike", names[0], name, "", (f"alike: {name}",)))
            for name in names[1:]
        )
        clusters.append(Cluster(names[0], names, f"geonames:{at}", f"{names[0]}, somewhere", score, links))
    rows = {name: 3 for cluster in clusters for name in cluster.names}
    return Clustered("towns.csv", "town", "place", tuple(clusters), rows, rows, {"kind": "place"}, {"normalize": "0"})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "out.html"
    write_report(outcome(), path)
    return path


@pytest.fixture(scope="module")
def spellings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spellings") / "out.html"
    write_clusters(clustered(), path)
    return path


@pytest.fixture
def shown(browser: Any, report: Path) -> Iterator[Opened]:
    found = opened(browser, report)
    yield found
    assert found.asked == [report.as_uri()], "only the file itself is asked for"
    assert found.said == [], "nothing is said on the console"
    found.page.context.close()


def rows_shown(page: Any, table: str) -> int:
    return int(page.locator(f"#{table} tbody tr:visible").count())


def test_names_stay_text(shown: Opened) -> None:
    assert shown.page.title() == f"Names in {EVIL}"
    assert shown.page.locator("h1").inner_text() == f"Names in {EVIL}"
    assert shown.page.locator("img").count() == 0
    assert shown.page.locator("#undecided-table .unseen").all_inner_texts() == ["U+202E", "U+2069", "U+0000", "U+D800"]


def test_the_policy_stops_what_the_report_did_not_bring(browser: Any, report: Path) -> None:
    found = opened(browser, report)
    found.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}),"
        " Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x'}))"
    )
    assert found.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in found.said)
    found.page.context.close()


def test_the_filter_shows_what_holds_all_its_words(shown: Opened) -> None:
    page = shown.page
    box = page.get_by_label("Filter").nth(1)
    box.fill("river KUPIANSK")
    assert rows_shown(page, "entities-table") == 1
    assert page.locator("#entities-table tbody tr:visible").inner_text().startswith("Kupiansk")
    assert "1 of 64" in page.locator("#entities [role=status]").inner_text()
    box.fill("body 59")  # beyond the rows that are shown at first
    assert rows_shown(page, "entities-table") == 1
    box.press("Escape")
    assert box.input_value() == ""
    assert rows_shown(page, "entities-table") == 25


def test_a_long_table_opens_and_folds(shown: Opened) -> None:
    page = shown.page
    button = page.get_by_role("button", name="Show all 42")
    assert rows_shown(page, "undecided-table") == 25
    button.press("Enter")
    assert rows_shown(page, "undecided-table") == 42
    page.get_by_role("button", name="Show the first 25").press("Enter")
    assert rows_shown(page, "undecided-table") == 25


def test_the_map_has_the_places_where_they_are(shown: Opened) -> None:
    page = shown.page
    at = {
        title.split(",")[0]: (x, y, r)
        for title, x, y, r in page.evaluate(
            "[...document.querySelectorAll('.map circle')].map(c => [c.querySelector('title').textContent,"
            " c.getBoundingClientRect().x + c.getBoundingClientRect().width / 2,"
            " c.getBoundingClientRect().y + c.getBoundingClientRect().height / 2, +c.getAttribute('r')])"
        )
    }
    assert set(at) == set(TOWNS)
    (kyiv_x, kyiv_y, kyiv_r), (_, odesa_y, _) = at["Kyiv"], at["Odesa"]
    scale_y = (odesa_y - kyiv_y) / (TOWNS["Kyiv"][0] - TOWNS["Odesa"][0])
    scale_x = (at["Kupiansk"][0] - kyiv_x) / (TOWNS["Kupiansk"][1] - TOWNS["Kyiv"][1])
    assert 0.6 < scale_x / scale_y < 0.8  # the cosine of the middle latitude
    for name, (lat, lon) in TOWNS.items():
        assert at[name][0] == pytest.approx(kyiv_x + (lon - TOWNS["Kyiv"][1]) * scale_x, abs=1)
        assert at[name][1] == pytest.approx(kyiv_y + (TOWNS["Kyiv"][0] - lat) * scale_y, abs=1)
    assert kyiv_r == max(r for _, _, r in at.values())
    on_land = (
        "([x, y]) => { const land = document.querySelector('.map .land');"
        " return land.isPointInFill(new DOMPoint(x, y).matrixTransform(land.getScreenCTM().inverse())) }"
    )
    assert all(page.evaluate(on_land, [x, y - (12 if name == "Odesa" else 0)]) for name, (x, y, _) in at.items())
    black_sea = [kyiv_x + (33.0 - 30.52) * scale_x, kyiv_y + (50.45 - 43.5) * scale_y]
    assert page.evaluate(on_land, black_sea) is False


def test_the_map_is_zoomed_and_moved_by_keys(shown: Opened) -> None:
    page = shown.page
    whole = page.locator("svg.map").get_attribute("viewBox")
    zoom = page.get_by_role("button", name="Zoom in")
    zoom.focus()
    page.keyboard.press("Enter")
    near = page.locator("svg.map").get_attribute("viewBox")
    page.keyboard.press("ArrowLeft")
    left = page.locator("svg.map").get_attribute("viewBox")
    assert len({whole, near, left}) == 3
    page.get_by_role("button", name="Show the whole map").press("Enter")
    assert page.locator("svg.map").get_attribute("viewBox") == whole


def test_everything_that_acts_is_reached_by_keys(shown: Opened) -> None:
    page = shown.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # the last was left
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        seen.add(page.evaluate("document.activeElement.dataset.filter || document.activeElement.textContent.trim()"))
    assert {"undecided-table", "entities-table", "changes-table", "why", "Show all 42"} <= seen


def test_evidence_opens_with_a_key(shown: Opened) -> None:
    summary = shown.page.locator("#undecided-table summary").first
    assert not shown.page.locator("#undecided-table details p").first.is_visible()
    summary.press("Enter")
    assert shown.page.locator("#undecided-table details p").first.is_visible()


def test_headings_tables_and_images_have_names(shown: Opened) -> None:
    page = shown.page
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.caption && t.caption.textContent)")
    assert page.evaluate(
        "[...document.querySelectorAll('svg')].every(s => s.getAttribute('aria-label') || s.ariaHidden)"
    )
    assert page.evaluate("document.documentElement.lang") == "en"
    assert (
        page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
        == page.locator("[id]").count()
    )


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_in_light_and_dark_wide_and_narrow(
    browser: Any, report: Path, tmp_path: Path, scheme: str, width: int
) -> None:
    found = opened(browser, report, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = found.page
    assert (sum(background(page)) > 600) == (scheme == "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("body", ".sub", "nav a", ".status.ambiguous", ".status.unmatched", "caption", ".doubt", ".unseen"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector
    page.screenshot(path=tmp_path / f"report-{scheme}-{width}.png", full_page=True)
    assert (tmp_path / f"report-{scheme}-{width}.png").stat().st_size > 20_000
    page.context.close()


def test_it_is_complete_without_script(browser: Any, report: Path) -> None:
    found = opened(browser, report, java_script_enabled=False)
    assert rows_shown(found.page, "entities-table") == 64
    assert rows_shown(found.page, "undecided-table") == 42
    assert not found.page.get_by_label("Filter").first.is_visible()
    found.page.context.close()


def test_all_rows_are_printed(browser: Any, report: Path) -> None:
    found = opened(browser, report)
    found.page.emulate_media(media="print")
    assert rows_shown(found.page, "undecided-table") == 42
    assert not found.page.locator("nav").is_visible()
    found.page.context.close()


def test_spellings_are_filtered_folded_and_reached_by_keys(browser: Any, spellings: Path) -> None:
    found = opened(browser, spellings)
    page = found.page
    assert page.locator("img").count() == 0
    assert rows_shown(page, "clusters-table") == 25
    page.get_by_role("button", name="Show all 60").press("Enter")
    assert rows_shown(page, "clusters-table") == 60
    box = page.get_by_label("Filter")
    box.fill("taun 42")
    assert page.locator("#clusters-table tbody tr:visible bdi").first.inner_text() == "Town 42"
    assert "1 of 60" in page.locator("#clusters [role=status]").inner_text()
    box.press("Escape")
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Show the first 25", "The same as a table"} <= reached
    assert found.asked == [spellings.as_uri()]
    assert found.said == []
    page.context.close()


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_spellings_read_in_light_and_dark_wide_and_narrow(
    browser: Any, spellings: Path, scheme: str, width: int
) -> None:
    page = opened(browser, spellings, color_scheme=scheme, viewport={"width": width, "height": 800}).page
    assert (sum(background(page)) > 600) == (scheme == "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("body", "#clusters-table .sub", ".links .why", ".spellings .n", "caption", ".unseen"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector
    page.context.close()


def test_spellings_are_complete_without_script_and_on_paper(browser: Any, spellings: Path) -> None:
    found = opened(browser, spellings, java_script_enabled=False)
    assert rows_shown(found.page, "clusters-table") == 60
    found.page.context.close()
    found = opened(browser, spellings)
    found.page.emulate_media(media="print")
    assert rows_shown(found.page, "clusters-table") == 60
    assert found.page.locator("#clusters-table .links li").nth(1).is_visible()
    assert not found.page.locator("nav").is_visible()
    found.page.context.close()
