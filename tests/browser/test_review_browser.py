"""The review page in a real browser, served by `normalize serve`: dropped, decided with the keyboard, downloaded.

Needs Playwright for Python and a Chromium: that of the system, or the one `CHROMIUM` names.
"""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from opening import CONTRAST

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

SEED = Path(__file__).parents[2] / "seeds" / "kupiansk-front.csv"
EVIL = "place,country\n<img src=x onerror=alert(1)>,UA\nKupi\u200bansk,UA\n\u202eLyman<script>alert(1)</script>,UA\n"


@dataclass
class Opened:
    """A page with what it asked for and complained about."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "normalize", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/reconcile", process.stderr.readline())
        assert found
        yield found[1]
        process.terminate()


def opened(browser: Any, address: str, **options: Any) -> Opened:
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
    context.set_default_timeout(60_000)
    found = Opened(context.new_page(), address)
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    found.page.on("dialog", lambda dialog: (found.said.append("dialog"), dialog.accept()))
    found.page.goto(f"{address}/review")
    return found


@pytest.fixture
def shown(browser: Any, address: str) -> Iterator[Opened]:
    found = opened(browser, address)
    yield found
    assert all(url.startswith((address, f"blob:{address}")) for url in found.asked), "only the service is asked"
    assert found.said == [], "nothing is said on the console"
    found.page.close()
    found.page.context.close()


def drop(page: Any, name: str, text: str) -> None:
    """Drop a file, as by hand."""
    transfer = page.evaluate_handle(
        "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([text], name)); return t; }",
        [name, text],
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    page.wait_for_selector("#step-columns:not([hidden])")


def looked_up(page: Any) -> None:
    page.get_by_role("button", name="Look up the names").press("Enter")
    page.wait_for_selector("#step-decide:not([hidden])")


def downloaded(page: Any, button: str) -> tuple[str, bytes]:
    with page.expect_download() as found:
        page.get_by_role("button", name=button, exact=True).press("Enter")
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def name(page: Any) -> str:
    return str(page.locator("#name").inner_text())


def by_name(data: bytes) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}


def test_a_table_is_dropped_decided_with_the_keyboard_and_saved(shown: Opened, tmp_path: Path) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    assert page.locator("#column").input_value() == "place"
    assert page.locator("#hint-country").input_value() == "country"
    assert page.locator("#rows tbody tr").count() == 5
    looked_up(page)
    assert "59 rows" in page.locator("#summary").inner_text()
    assert name(page) == "Balakliia"
    assert page.locator("#candidates li").count() == 2
    assert "key: Balakliia" in page.locator("#candidates .why").first.inner_text()
    page.keyboard.press("1")
    assert name(page) == "Dnipro"
    page.keyboard.press("u")
    assert name(page) == "Balakliia"
    page.keyboard.press("1")
    assert page.get_by_label("also for Днепр").is_checked()
    page.keyboard.press("2")  # Dnipro: the river, in both spellings
    assert name(page) == "Kaltenmoorsk"
    page.keyboard.press("n")
    assert name(page) == "Novoselivka"
    page.keyboard.press("9")  # no such candidate
    assert name(page) == "Novoselivka"
    page.keyboard.press("s")
    assert name(page) == "Oskil"
    page.keyboard.press("/")
    page.keyboard.type("Kupia1")  # 1 is a letter here
    assert name(page) == "Oskil"
    page.keyboard.press("Backspace")
    page.get_by_role("button", name="Kupiansk, Kharkiv Oblast").first.press("Enter")
    file, data = downloaded(page, "Decisions")
    assert file == "front-decisions.csv"
    rows = by_name(data)
    assert (rows["Balakliia"]["pick"], rows["Kaltenmoorsk"]["pick"]) == ("1", "none")
    assert rows["Dnipro"]["id"] == rows["Днепр"]["id"] == "wikidata:Q40855"
    assert rows["Oskil"]["id"] == "geonames:703656"
    assert not any(rows["Novoselivka"][column] for column in ("pick", "id", "never"))
    file, cleaned = downloaded(page, "Cleaned table")
    assert file == "front-cleaned.csv"
    for path, content in (("d.csv", data), ("front.csv", SEED.read_bytes())):
        (tmp_path / path).write_bytes(content)
    command = [sys.executable, "-m", "normalize", "csv", "front.csv", "--column", "place=place", "-o", "out.csv"]
    command += ["--country-column", "country", "--decisions", "d.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert cleaned == (tmp_path / "out.csv").read_bytes()


def test_it_goes_on_with_decisions_of_an_earlier_time(shown: Opened) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    earlier = {"name": "d.csv", "mimeType": "text/csv", "buffer": b"name,id\nBalakliia,geonames:712926\n"}
    page.set_input_files("#earlier", files=[earlier])
    looked_up(page)
    assert name(page) == "Dnipro"
    page.keyboard.press("1")
    page.get_by_role("button", name="Look up again").press("Enter")
    page.wait_for_function("document.getElementById('name').textContent !== 'Dnipro'")
    while page.locator("#walk").is_visible():
        page.keyboard.press("n")
    assert "Nothing is left" in page.locator("#all-done").inner_text()
    downloaded(page, "Decisions")


def test_people_have_other_hints(shown: Opened) -> None:
    page = shown.page
    drop(page, "p.tsv", "who\tborn\nZelensky\t1978\n")
    page.locator("#kind").select_option("person")
    assert page.locator("#hint-born").is_visible()
    assert not page.locator("#hint-lat").is_visible()
    looked_up(page)
    assert "Volodymyr Zelenskyy" in page.locator("#entities").inner_text()


def test_names_stay_text(shown: Opened) -> None:
    page = shown.page
    drop(page, "<b>x</b>.csv", EVIL)
    looked_up(page)
    assert page.locator("main img, main script, main b").count() == 0
    assert "U+200B" in page.locator(".mark").all_inner_texts()
    assert page.evaluate("document.title") == "Review a table · normalize"


def test_what_goes_wrong_is_said(browser: Any, address: str) -> None:
    found = opened(browser, address)
    page = found.page
    page.set_input_files("#file", files=[{"name": "x.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04zip"}])
    page.wait_for_selector("#problem:not([hidden])")
    assert "x.csv" in page.locator("#problem").inner_text()
    assert page.locator("#problem").get_attribute("role") == "alert"
    assert not page.locator("#step-columns").is_visible()
    page.context.close()


def test_the_filter_shows_what_holds_all_its_words(shown: Opened) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    looked_up(page)
    page.get_by_label("Filter").fill("KUPÍANSK ukraine")
    assert page.locator("#entities tbody tr").count() == 1
    assert "1 found" in page.locator("#filtered").inner_text()


def test_the_candidate_that_is_looked_at_is_shown_beside(shown: Opened) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    looked_up(page)
    frame = page.frame_locator("#preview")
    assert frame.locator("h1").inner_text() == "Balakliya"
    assert frame.locator("svg.map circle").count() == 1
    page.locator("#name").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.key") == "2"
    page.wait_for_function("document.getElementById('preview').src.includes('712925')")
    page.keyboard.press("Enter")
    assert name(page) == "Dnipro"
    page.keyboard.press("u")
    assert name(page) == "Balakliia"


def test_everything_that_acts_is_reached_by_keys(shown: Opened) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    looked_up(page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.locator(".skip").focus()
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if page.evaluate("document.activeElement.tagName") == "IFRAME":
            continue
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.key || ''"))
    assert {"file", "earlier", "column", "kind", "1", "n", "s", "u", "search", "save-table", "filter"} <= seen


def test_headings_tables_and_fields_have_names(shown: Opened) -> None:
    page = shown.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    looked_up(page)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.caption && t.caption.textContent)")
    assert page.evaluate("[...document.querySelectorAll('input, select')].every(e => e.labels && e.labels.length)")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert (
        page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
        == page.locator("[id]").count()
    )


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_in_light_and_dark_wide_and_narrow(
    browser: Any, address: str, tmp_path: Path, scheme: str, width: int
) -> None:
    found = opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = found.page
    drop(page, "front.csv", SEED.read_text("utf-8"))
    looked_up(page)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")
    assert (sum(map(int, paper)) > 600) == (scheme == "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("body", ".sub", "a", "button.main", "#candidates button", ".why", ".doubt", "caption", "code"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector
    page.screenshot(path=tmp_path / f"review-{scheme}-{width}.png", full_page=True)
    assert (tmp_path / f"review-{scheme}-{width}.png").stat().st_size > 20_000
    page.context.close()


def test_the_policy_stops_what_the_page_did_not_bring(browser: Any, address: str) -> None:
    found = opened(browser, address)
    found.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}),"
        " Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x'}))"
    )
    assert found.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in found.said)
    found.page.context.close()
