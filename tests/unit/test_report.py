"""The report: safe with any text, the same each time, small whatever the run, and its map where the places are."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from normalize.errors import TableError
from normalize.results import Cluster, Evidence, Link
from normalize.tables.outcome import Choice, Clustered, Group, Outcome, Spelling, TableOutcome, Undecided
from normalize.tables.report import clusters_html, report_html, write_clusters, write_report
from normalize.tables.report.outlines import Box, areas_within, lines_within
from normalize.tables.report.view import WIDTH, view_of

EMPTY = Outcome((), {}, 0, (), (), (), {}, {})
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "$style ${script} $$ %s {0}",
    "\u202eevil\u202c \u2067x\u2069",
    "a\0b\ud800c\udfffd\x85e\ufffff",
    "&amp; &#x3c; ]]> --> <!-- ",
    "x" * 100_000,
    "",
    " two  spaces\nand a line ",
]


class _Elements(HTMLParser):
    """Which elements and attributes stand in a page, and whether all are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, key, value) for key, value in attrs]
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, key, value) for key, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def elements(page: str) -> _Elements:
    found = _Elements()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def group(
    at: int, lat: float | None = 50.0, lon: float | None = 30.0, kind: str = "place", spellings: int = 1
) -> Group:
    written = tuple(Spelling(f"Town {at} {n}", 10 - n % 9, 0.9) for n in range(spellings))
    return Group(kind, f"geonames:{at}", f"Town {at}", f"Town {at}, Ukraine", "UA", lat, lon, written)


def undecided(at: int, choices: int = 2) -> Undecided:
    meant = tuple(
        Choice(f"geonames:{at}{n}", f"Town {n}, Ukraine", 0.5, "key: " + "long " * 60) for n in range(choices)
    )
    return Undecided("place", f"Value {at}", "UA", "ambiguous", 5, f"in.csv:{at}", meant, "several may be meant")


def hostile(text: str) -> Outcome:
    """An outcome in which every text is this one."""
    made = Group(text, text, text, text + "!", text, 48.0, 37.0, (Spelling(text, 3, 0.8), Spelling(text + "?", 2, 1.0)))
    choice = Choice(text, text, 0.4, text)
    return Outcome(
        (TableOutcome(text, text, 5, text, (text, text)), TableOutcome(text, "", 5, text, ())),
        {(text, text): {text: 4, "matched": 3}},
        3,
        (made,),
        (Undecided(text, text, text, text, 2, text, (choice,), text),),
        tuple(range(20)),
        {text: text},
        {text: text},
    )


def plain_outcome() -> Outcome:
    return hostile("Kupiansk")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_markup(text: str) -> None:
    page = elements(report_html(hostile(text)))
    usual = elements(report_html(plain_outcome()))
    # the marks of unseen characters are the only elements that a text may add
    assert set(page.tags) <= set(usual.tags) | {"span"}
    assert page.tags.count("script") == 1
    assert page.tags.count("style") == 1
    assert {key for _, key, _ in page.attributes} <= {key for _, key, _ in usual.attributes}
    assert not any(key.startswith("on") for _, key, _ in page.attributes)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_cannot_be_seen_or_written_is_spelled_out(text: str, tmp_path: Path) -> None:
    write_report(hostile(text), tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", page)
    assert ("U+202E" in page) == ("\u202e" in text)
    assert ("U+D800" in page) == ("\ud800" in text)


def test_nothing_is_loaded_and_only_its_own_script_may_run() -> None:
    page = report_html(plain_outcome())
    found = elements(page)
    assert not {"link", "img", "iframe", "object", "embed", "base", "image", "use", "a"} & {
        tag
        for tag, key, value in found.attributes
        if key in ("src", "href", "srcset") and not (value or "").startswith("#")
    }
    assert not any(key in ("src", "srcset", "style", "action") for _, key, _ in found.attributes)
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page
    assert "@import" not in page
    policy = next(
        value
        for tag, key, value in found.attributes
        if (tag, key) == ("meta", "content") and "default" in (value or "")
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_same_outcome_gives_the_same_bytes(tmp_path: Path) -> None:
    write_report(plain_outcome(), tmp_path / "a.html")
    write_report(plain_outcome(), str(tmp_path / "b.html"))
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert b"\r" not in (tmp_path / "a.html").read_bytes()


def test_a_large_run_gives_a_small_report() -> None:
    groups = tuple(group(at, at % 140 - 60.0 + at / 1e5, at * 7 % 360 - 180.0, spellings=20) for at in range(30_000))
    page = report_html(
        replace(EMPTY, groups=groups, undecided=tuple(undecided(at, 10) for at in range(20_000)), distinct=620_000)
    )
    assert len(page.encode()) < 3_000_000
    assert "… and 29,700 more entities: see the cleaned table." in page
    assert "… and 19,700 more values: see the decisions file." in page
    assert "… and 599,800 more spellings: see the cleaned table." in page
    assert "and 5 more</li>" in page
    assert page.count("<circle") == 1_500


def test_an_empty_run_is_a_report() -> None:
    page = report_html(EMPTY)
    elements(page)
    assert "Nothing: every value was matched." in page
    assert "No entity that was found has a position." in page
    assert '<svg class="map"' not in page


def test_entities_with_several_spellings_come_first() -> None:
    groups = (group(1), group(2, spellings=2), group(3, spellings=3))
    page = report_html(replace(EMPTY, groups=groups))
    table = page[page.index('id="entities-table"') : page.index('id="changes"')]
    assert re.findall(r"geonames:(\d)<", table) == ["3", "2", "1"]


def test_changes_are_the_least_sure_first_and_names_as_they_are_are_none() -> None:
    written = (Spelling("Town 1", 9, 0.99), Spelling("Taun", 2, 0.8), Spelling("Tow 1", 3, 0.95))
    page = report_html(replace(EMPTY, groups=(replace(group(1), spellings=written),)))
    table = page[page.index('id="changes-table"') : page.index('id="scores"')]
    assert re.findall(r'<th scope="row"><bdi lang="">(.*?)</bdi>', table) == ["Taun", "Tow 1"]
    assert "<strong>5 rows</strong>" in page


def test_bars_show_the_shares_and_never_round_to_certainty() -> None:
    page = report_html(replace(EMPTY, statuses={("town", "place"): {"matched": 99_999, "ambiguous": 1, "empty": 0}}))
    assert "99.9%" in page
    assert "&lt;0.1%" in page
    assert '<rect class="matched" x="0.0" y="0" width="600.0"' in page


def test_places_without_a_position_are_left_out_of_the_map() -> None:
    groups = (group(1), group(2, None, None), group(3, float("nan"), 3.0), group(4, 91.0, 3.0), group(5, 3.0, None))
    page = report_html(replace(EMPTY, groups=groups))
    assert page.count("<circle") == 1
    assert "1 entity with a position" in page


@pytest.mark.parametrize("lon", [-179.9, 179.9, 0.0, 37.0])
@pytest.mark.parametrize("lat", [-89.0, -18.0, 0.0, 66.0, 89.9])
def test_a_single_place_stands_in_the_map(lon: float, lat: float) -> None:
    x, y = view_of([(lon, lat)]).place((lon, lat))
    assert x == pytest.approx(WIDTH / 2)
    assert 0 <= y <= view_of([(lon, lat)]).height


def test_a_view_across_the_antimeridian_is_narrow() -> None:
    fiji, samoa, uelen = (178.4, -18.1), (-171.8, -13.8), (-169.8, 66.2)
    view = view_of([fiji, samoa, uelen])
    assert 90 < view.box.west < 178
    assert 190.2 < view.box.east < 270
    assert view.place(fiji)[0] < view.place(samoa)[0] < view.place(uelen)[0]
    names = {country for country, _ in areas_within(view.box)}
    assert {"Fiji", "Russia", "United States of America"} <= names


def test_places_round_the_world_keep_the_usual_cut() -> None:
    box = view_of([(-122.0, 37.0), (-58.0, -34.0), (2.0, 48.0), (77.0, 28.0), (139.0, 35.0), (175.0, -41.0)]).box
    assert box.west < -122
    assert box.east <= 200
    assert box.east - box.west <= 360


def test_no_line_runs_across_the_map() -> None:
    world = Box(-180.0, -90.0, 180.0, 90.0)
    for _, line in lines_within(world):
        assert all(abs(a[0] - b[0]) < 30 for a, b in pairwise(line))


def test_land_is_where_it_should_be() -> None:
    def countries(lon: float, lat: float) -> set[str]:
        near = Box(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)
        return {country for country, _ in areas_within(near)}

    assert countries(30.5, 50.4) == {"Ukraine"}
    assert countries(34.2, 45.3) == {"Ukraine"}  # Crimea, which ISO 3166-2 lists as UA-43
    assert countries(38.0, 35.0) == {"Syria"}
    assert countries(-175.0, 66.9) == {"Russia"}
    assert countries(185.0, 66.9) == {"Russia"}
    assert countries(0.0, -85.0) == {"Antarctica"}
    assert countries(-30.0, 0.0) == set()


def test_the_outlines_say_where_they_are_from() -> None:
    file = json.loads(files("normalize.tables.report").joinpath("outlines.json").read_text("utf-8"))
    assert "Natural Earth" in file["source"]
    assert "public domain" in file["license"]


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="the report cannot be written"):
        write_report(EMPTY, tmp_path / "nowhere" / "out.html")


def cluster(at: int, *names: str, score: float = 0.9, id: str | None = None, relation: str = "alike") -> Cluster:
    links = tuple(
        Link(names[0], name, score, Evidence(relation, names[0], name, "", (f"{relation}: as {at}",)))
        for name in names[1:]
    )
    return Cluster(names[0], names, id, id and f"{names[0]}, somewhere", score if links else 1.0, links)


def clustered(*clusters: Cluster) -> Clustered:
    names = [name for each in clusters for name in each.names]
    rows = {name: at % 7 + 1 for at, name in enumerate(names)}
    return Clustered(
        "towns.csv", "town", "place", clusters, rows, dict.fromkeys(names, 2), {"kind": "place"}, {"v": "1"}
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_spelling_becomes_markup(text: str) -> None:
    one, other = text, text + "?"

    def all_are(a: str, b: str) -> str:
        link = Link(a, b, 0.5, Evidence(a, a, b, a, (a, b)))
        made = Cluster(a, (a, b), a, b, 0.5, (link,))
        return clusters_html(Clustered(a, a, a, (made,), {a: 3, b: 1}, {a: 2}, {a: a}, {a: b}))

    page, usual = elements(all_are(one, other)), elements(all_are("Kupiansk", "Kupyansk"))
    assert set(page.tags) <= set(usual.tags) | {"span"}
    assert (page.tags.count("script"), page.tags.count("style")) == (1, 1)
    assert {key for _, key, _ in page.attributes} <= {key for _, key, _ in usual.attributes}
    assert not any(key.startswith("on") or key in ("src", "style", "action") for _, key, _ in page.attributes)


def test_the_least_sure_entities_come_first_with_their_rows_and_reasons() -> None:
    page = clusters_html(
        clustered(
            cluster(1, "Izium", "Isjum", score=0.97, id="geonames:707292", relation="id"),
            cluster(2, "Kyiv", id="geonames:703448"),
            cluster(3, "Lyman", "Liman", "Lymann", score=0.81),
        )
    )
    table = page.split('id="clusters-table"')[1].split("</table>")[0]
    assert table.index("alike: as 3") < table.index("id: as 1")
    assert "Kyiv" not in table
    assert '<bdi lang="">Izium</bdi> <span class="n">×1, first 2</span>' in table
    assert '<span class="why">0.97, <bdi lang="">id: as 1</bdi></span>' in table
    summary = re.sub("<[^>]+>", "", page.split('class="lead">')[1].split("</p>")[0])
    assert summary == (
        "21 rows of the column town hold 6 names of 3 entities. Of these 2 are written in more than one way "
        "(5 spellings). A gazetteer has an id for 2 entities, 1 of them written in more than one way."
    )
    reasons = page.split('class="reasons stack"')[1].split("</table>")[0]
    assert re.findall(r'scope="row">(\w+)<.*?Links">(\d+)<.*?score">([\d.]+)<', reasons) == [
        ("alike", "2", "0.81"),
        ("id", "1", "0.97"),
    ]


def test_a_report_of_many_spellings_stays_small() -> None:
    names = [f"Town {at} {'x' * (at % 50)}" for at in range(40)]
    page = clusters_html(clustered(*(cluster(at, *(f"{at} {name}" for name in names)) for at in range(2_000))))
    assert len(page.encode()) < 3_000_000
    assert "… and 1,500 more entities: see the output of --format csv." in page
    assert page.count("and 25 more</li>") == page.count("and 31 more</li>") == 500


def test_a_column_without_duplicates_says_so() -> None:
    page = clusters_html(clustered(cluster(1, "Kyiv"), cluster(2, "Lviv")))
    elements(page)
    assert "None: every entity has one spelling." in page
    assert "No spelling was joined with another." in page


def test_the_file_of_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    found = clustered(cluster(1, "Kyiv", "Kiev"))
    write_clusters(found, path)
    assert path.read_bytes() == clusters_html(found).encode()
    assert [each.name for each in tmp_path.iterdir()] == ["out.html"]
    (tmp_path / ".out.html.part").mkdir()  # where it would be made
    with pytest.raises(TableError, match="the report cannot be written"):
        write_clusters(clustered(), path)
    assert path.read_bytes() == clusters_html(found).encode()
