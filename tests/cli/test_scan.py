"""`normalize scan`: texts in, mentions out, in every form."""

import csv
import gzip
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from running import COMMAND, run

needs_html = pytest.mark.skipif(find_spec("bs4") is None, reason="beautifulsoup4 is not installed")
NEWS = Path(__file__).with_name("news.txt")
KUPIANSK, ZELENSKY, DEFENCE = "geonames:703656", "wikidata:Q3874799", "normalize:org/ministry-of-defence-of-ukraine"
KEYS = [
    "file", "document", "line", "column", "start", "end", "text", "status", "id", "name", "label", "kind", "score",
    "country", "lat", "lon", "evidence", "candidates", "gazetteer",
]  # fmt: skip
ORDINARY = "it was a quiet day and people went about their work as they do on such days.\n"


def records(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def said(stderr: bytes) -> str:
    text = stderr.decode()
    assert "Traceback" not in text
    return text


def article(page: str) -> str:
    """The letters of the first text of a page, without its tags."""
    found = re.search(r'<div class="text" lang="">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub(r"<[^>]*>", "", found[1]))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of every kind, large enough that two processes share them."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "no.txt").write_text("Warsaw, Poland\n", "utf-8")
    towns = ("Kyiv", "Kharkiv", "Kupiansk", "Izium", "Lviv")
    for number in range(24):
        text = f"A train left {towns[number % 5]} for {towns[(number + 2) % 5]}, in Ukraine.\n" + ORDINARY * 400
        (folder / ("deep" if number % 2 else ".") / f"{number:02}.txt").write_text(text, "utf-8")
    (folder / "deep" / "deeper" / "page.HTML").write_text(
        "<p>Kup<b>iansk</b>, Ukraine</p><script>Kyiv</script>", "utf-8"
    )
    (folder / "posts.jsonl").write_text('{"text": "Kyiv, Ukraine"}\n{"text": "Izium, Ukraine"}\n', "utf-8")
    (folder / "packed.txt.gz").write_bytes(gzip.compress(b"Lviv, Ukraine\n", mtime=0))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    return folder


def test_a_line_a_mention() -> None:
    done = run("scan", NEWS)
    assert (done.returncode, "1 text in 1 file" in said(done.stderr)) == (0, True)
    lines = done.stdout.decode().splitlines()
    assert lines[2].startswith(f"{NEWS}:1:17: Volodymyr Zelensky → Volodymyr Zelenskyy ({ZELENSKY}) ")
    news = NEWS.read_text("utf-8").split("\n")
    for line in lines:
        found = re.fullmatch(r".*?:(\d+):(\d+): (.*?) → .* (\S+) \d\.\d\d", line)
        assert found is not None, line
        row, column, text = int(found[1]) - 1, int(found[2]) - 1, found[3]
        assert news[row][column : column + len(text)] == text


def test_json_lines_say_where_and_what() -> None:
    done = run("scan", NEWS, "--output-format", "jsonl")
    found, text = records(done.stdout), NEWS.read_text("utf-8")
    assert all(list(one) == KEYS for one in found)
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)
    by_text = {one["text"]: one for one in found}
    assert by_text["Kupyansk"]["id"] == by_text["Kupiansk"]["id"] == KUPIANSK
    assert by_text["Zelensky"]["id"] == by_text["Volodymyr Zelensky"]["id"] == ZELENSKY
    assert by_text["Kupiansk"] | {"score": 0} == by_text["Kupiansk"] | {
        "score": 0, "file": str(NEWS), "document": None, "line": 2, "status": "matched", "name": "Kupiansk",
        "label": "Kupiansk, Kharkiv Oblast, Ukraine", "kind": "city", "country": "UA", "candidates": [],
    }  # fmt: skip
    assert (round(by_text["Kupiansk"]["lat"]), round(by_text["Kupiansk"]["lon"])) == (50, 38)


def test_an_ambiguous_mention_has_candidates_and_no_id() -> None:
    done = run("scan", "-", "--output-format", "jsonl", stdin=b"They met in Springfield on Friday.")
    (one,) = records(done.stdout)
    assert (done.returncode, one["status"], one["id"], one["label"], one["kind"]) == (
        0,
        "ambiguous",
        None,
        None,
        "city",
    )
    assert len(one["candidates"]) > 1
    assert set(one["candidates"][0]) == {"id", "label", "kind", "score"}
    line = run("scan", "-", stdin=b"They met in Springfield on Friday.").stdout.decode()
    assert line.startswith("stdin:1:13: Springfield → ambiguous: ")
    assert one["candidates"][0]["id"] in line


def test_csv_has_the_columns_of_json_lines(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("scan", NEWS, "-o", out).returncode == 0
    rows = list(csv.DictReader(StringIO(out.read_text("utf-8"), newline="")))
    lines = records(run("scan", NEWS, "--output-format", "jsonl").stdout)
    assert list(rows[0]) == KEYS
    for row, one in zip(rows, lines, strict=True):
        flat = {key: "" if value is None else str(value) for key, value in one.items()}
        assert row == flat | {"candidates": "|".join(c["id"] for c in one["candidates"])}


def test_formulas_are_escaped_when_asked(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"text": "Kyiv, Ukraine", "who": "=cmd()"}\n', "utf-8")
    given = ("scan", posts, "--id-field", "who", "--output-format", "csv")
    assert "jsonl,=cmd(),1," in run(*given).stdout.decode()
    assert "jsonl,'=cmd(),1," in run(*given, "--escape-formulas").stdout.decode()
    assert run("scan", posts, "--escape-formulas").returncode == 2


def test_json_lines_in(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text(
        '{"n": 7, "body": "In Kyiv, Ukraine"}\n\n{"n": "b", "body": "One.\\nIn Izium, Ukraine \\ud800"}\n{"n": 3}\n',
        "utf-8",
    )
    done = run("scan", posts, "--field", "body", "--id-field", "n", "--output-format", "jsonl")
    found = records(done.stdout)
    assert done.returncode == 0
    assert [(f["document"], f["line"], f["column"], f["start"], f["text"]) for f in found] == [
        (7, 1, 4, 3, "Kyiv"), (7, 1, 10, 9, "Ukraine"), ("b", 3, 9, 8, "Izium"), ("b", 3, 16, 15, "Ukraine"),
    ]  # fmt: skip
    assert "1 object has no text under 'body'" in said(done.stderr)
    for form in ("text", "csv", "html", "geojson"):
        assert run("scan", posts, "--field", "body", "--output-format", form).returncode == 0


def test_a_field_that_is_nowhere_is_an_error_that_names_the_keys(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"title": "Kyiv", "body": "Izium"}\n', "utf-8")
    done = run("scan", posts)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "'title', 'body'" in said(done.stderr)


def test_lines_that_are_no_json_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_bytes(b'{"text": "Kyiv, Ukraine"}\nnot json\n[1]\n{"text": "\xff"}\n' + b"[" * 100_000 + b"\n")
    done = run("scan", posts)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    for number, what in ((2, "no JSON"), (3, "no object"), (4, "no UTF-8"), (5, "no JSON")):
        assert re.search(rf"error: .*posts.jsonl:{number}: .*{what}", said(done.stderr))


def test_stdin_in_any_form() -> None:
    assert b"stdin:1:1: Kyiv " in run("scan", "-", stdin="Kyiv, Ukraine".encode("utf-16")).stdout
    assert b"stdin:1:1: Kyiv " in run("scan", "-", "--field", "t", stdin=b'{"t": "Kyiv, Ukraine"}').stdout


@needs_html
def test_html_says_its_encoding() -> None:
    page = b'<meta charset="windows-1251"><p>' + "Київ, Україна".encode("cp1251")
    assert "Київ → Kyiv, Ukraine" in run("scan", "-", "--input-format", "html", stdin=page).stdout.decode()


@needs_html
def test_html_is_read_as_a_browser_shows_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><head><title>Warsaw</title><style>Kyiv{}</style></head><body><!-- Lviv --><h1>Kharkiv</h1>"
        "<p>Oblast&nbsp;news: Kup<em>iansk</em> &amp; Izium,<br>Ukraine<div hidden>Odesa</div>"
        "<table><tr><td>Ramstein<td>Air Base</table><script>var a = 'Dnipro'</script>",
        "utf-8",
    )
    out = tmp_path / "out.html"
    assert run("scan", page, "-o", out).returncode == 0
    text = article(out.read_text("utf-8"))
    assert text == "Kharkiv\n\nOblast\xa0news: Kupiansk & Izium,\nUkraine\n\nRamstein\tAir Base\n"
    found = records(run("scan", page, "--output-format", "jsonl").stdout)
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)
    assert {"Kupiansk", "Izium", "Ukraine"} <= {one["text"] for one in found}


def test_without_the_library_html_says_what_to_install(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Kyiv", "utf-8")
    code = (
        "import sys; sys.modules['bs4'] = None; from normalize.cli import main; "
        f"sys.exit(main(['scan', {str(page)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 2
    assert "pip install 'normalize-names[html]'" in said(done.stderr)


def test_an_annotated_page(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    assert run("scan", NEWS, "-o", out).returncode == 0
    page = out.read_text("utf-8")
    assert article(page) == NEWS.read_text("utf-8")
    assert re.search(
        rf'<mark class="place" title="Kupiansk, Kharkiv Oblast, Ukraine\n{KUPIANSK} · city · 0\.\d\d', page
    )
    # A place in the name of an organisation is marked in it, and each leads to a row of its own.
    nested = re.search(
        r'<mark class="org" title="[^"]*"><a href="#e(\d+)">Ministry of Defence of </a>'
        r'<mark class="place" title="[^"]*"><a href="#e(\d+)">Ukraine</a></mark></mark>',
        page,
    )
    assert nested is not None
    for number, id_ in ((nested[1], DEFENCE), (nested[2], "iso3166:UA")):
        row = re.search(rf'<tr id="e{number}">.*?</tr>', page)
        assert row is not None
        assert f"<code>{id_}</code>" in row[0]
    assert run("scan", NEWS, "--output-format", "html").stdout.decode() == page


def test_places_on_a_map(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Kupyansk lies in Ukraine. Joe Biden came.\n", "utf-8")
    out = tmp_path / "out.geojson"
    assert run("scan", NEWS, other, "-o", out).returncode == 0
    found = json.loads(out.read_text("utf-8"))
    # RFC 7946: a collection of features, each with a geometry and properties; positions in WGS 84, longitude first
    assert set(found) == {"type", "features"}
    assert found["type"] == "FeatureCollection"
    for one in found["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        assert (one["type"], one["geometry"]["type"]) == ("Feature", "Point")
        lon, lat = one["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
    ids = [one["id"] for one in found["features"]]
    assert len(set(ids)) == len(ids)
    assert not any(id_.startswith("normalize:") or id_ == ZELENSKY for id_ in ids)
    kupiansk = next(one for one in found["features"] if one["id"] == KUPIANSK)
    assert [round(at) for at in kupiansk["geometry"]["coordinates"]] == [38, 50]
    assert kupiansk["properties"]["mentions"] == 3
    assert kupiansk["properties"]["spellings"] == ["Kupyansk", "Kupiansk"]
    assert kupiansk["properties"]["files"] == [str(NEWS), str(other)]


@needs_html
def test_a_folder_is_read_whole_and_in_order(corpus: Path, tmp_path: Path) -> None:
    done = run("scan", corpus, "--output-format", "jsonl", "--jobs", "1")
    assert done.returncode == 0
    files = list(dict.fromkeys(Path(one["file"]).relative_to(corpus).parts for one in records(done.stdout)))
    assert files == sorted(files)
    assert len(files) == 24 + 3
    assert "1 .png" in said(done.stderr)
    only = records(run("scan", corpus, "--suffix", ".html,.jsonl", "--output-format", "jsonl").stdout)
    assert {Path(one["file"]).name for one in only} == {"page.HTML", "posts.jsonl"}


@needs_html
@pytest.mark.parametrize("output", ["text", "jsonl", "csv", "html", "geojson"])
def test_any_number_of_processes_gives_the_same(corpus: Path, output: str) -> None:
    one, three = (run("scan", corpus, "--output-format", output, "--jobs", jobs) for jobs in ("1", "3"))
    assert (one.returncode, three.returncode) == (0, 0)
    assert one.stdout == three.stdout
    assert one.stderr == three.stderr


@needs_html
def test_a_page_a_file(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    assert run("scan", corpus, "-o", f"{out}/").returncode == 0
    made = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    read = [
        path for path in corpus.rglob("*") if path.is_file() and path.suffix != ".png" and ".hidden" not in path.parts
    ]
    assert made == sorted(f"{path.relative_to(corpus)}.html" for path in read)
    assert article((out / "00.txt.html").read_text("utf-8")) == (corpus / "00.txt").read_text("utf-8")
    one = run("scan", corpus / "00.txt", "--output-format", "html").stdout
    assert (out / "00.txt.html").read_bytes() == one


def test_kinds_language_and_own_gazetteers(tmp_path: Path) -> None:
    found = records(run("scan", NEWS, "--kinds", "person,river", "--output-format", "jsonl").stdout)
    assert {one["kind"] for one in found} == {"person", "river"}
    assert run("scan", NEWS, "--kind", "person", "--kind", "river", "--output-format", "jsonl").stdout == b"".join(
        (json.dumps(one, ensure_ascii=False) + "\n").encode() for one in found
    )
    assert "Харкові → Kharkiv" in run("scan", "-", "--lang", "uk", stdin="У Харкові тихо.".encode()).stdout.decode()
    rows = tmp_path / "depots.csv"
    rows.write_text("id,name,lat,lon\nd7,Zubrovka Depot,50.0,30.0\n", "utf-8")
    mine = tmp_path / "depots.gaz"
    assert run("gazetteer", "build", rows, "-o", mine).returncode == 0
    text = b"The truck went from Zubrovka Depot to Kyiv, Ukraine."
    found = records(run("scan", "-", "--gazetteer", mine, "--output-format", "jsonl", stdin=text).stdout)
    assert [one["id"] for one in found] == ["d7", "geonames:703448", "iso3166:UA"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    pdf, binary = tmp_path / "a.pdf", tmp_path / "b.txt"
    pdf.write_bytes(b"%PDF-1.7\n")
    binary.write_bytes(b"\0\1\2\3" * 100)
    out = tmp_path / "out.jsonl"
    done = run("scan", pdf, binary, NEWS, "-o", out)
    assert done.returncode == 2
    assert f"error: {pdf} is a PDF file, not text" in said(done.stderr)
    assert f"error: {binary} is no text" in said(done.stderr)
    assert {one["file"] for one in records(out.read_bytes())} == {str(NEWS)}
    before = out.read_bytes()
    assert run("scan", pdf, "-o", out).returncode == 2
    assert out.read_bytes() == before, "a run that reads nothing leaves the file as it was"


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("missing.txt",), "there is no file missing.txt"),
        (("news.txt", "news.txt"), "given twice"),
        (("news.txt", "-o", "news.txt"), "one of the files that are read"),
        (("news.txt", "-o", "no/folder.csv"), "there is no directory"),
        (("news.txt", "-o", "empty/", "--output-format", "csv"), "only HTML"),
        (("empty",), "holds no text"),
        (("news.txt", "--kinds", "planet"), "planet"),
        (("news.txt", "--lang", "xx"), "xx"),
        (("news.txt", "--encoding", "nonsense"), "nonsense"),
        (("news.txt", "--gazetteer", "news.txt"), "news.txt"),
        (("news.txt", "--field", "body"), "JSON Lines"),
        (("news.txt", "--encoding", "ascii"), "is not ascii text"),
        (("empty/../news.txt", "twin/news.txt", "-o", "pages/"), "would both be"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, args: tuple[str, ...], what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "twin").mkdir()
    for folder in (tmp_path, tmp_path / "twin"):
        (folder / "news.txt").write_bytes(NEWS.read_bytes())
    before = sorted(tmp_path.rglob("*"))
    done = run("scan", *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert what in said(done.stderr)
    assert (tmp_path / "news.txt").read_bytes() == NEWS.read_bytes()
    assert sorted(tmp_path.rglob("*")) == before


def test_encodings_are_found_out_and_said(tmp_path: Path) -> None:
    text = "Поезд ушёл из Харькова в Киев. Владимир Зеленский ждал его в столице Украины, писала газета.\n" * 3
    old = tmp_path / "old.txt"
    old.write_bytes(text.encode("cp1251"))
    done = run("scan", old, "--output-format", "jsonl")
    assert "read as CP1251 (guessed)" in said(done.stderr)
    assert all(text[one["start"] : one["end"]] == one["text"] for one in records(done.stdout))
    damaged = tmp_path / "damaged.txt"
    damaged.write_bytes((text * 30).encode() + b"\xff\xfe Kyiv, Ukraine\n")
    done = run("scan", damaged)
    assert done.returncode == 0
    assert "2 places that are none of its letters" in said(done.stderr)


def test_names_that_move_the_cursor_do_not(tmp_path: Path) -> None:
    odd = tmp_path / "a\x1b[2Jb.txt"
    odd.write_text("Kyiv, Ukraine", "utf-8")
    lines = run("scan", odd).stdout
    assert b"\x1b" not in lines
    assert len(lines.splitlines()) == 2


@needs_html
@pytest.mark.skipif(os.name != "posix", reason="pipes are closed otherwise elsewhere")
def test_a_reader_that_goes_away_is_no_error(corpus: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "scan", str(corpus), "--output-format", "html"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert said(process.stderr.read()) == ""
        assert process.wait() == 0


@pytest.mark.skipif(os.name != "posix", reason="signals are others elsewhere")
@pytest.mark.parametrize("how", ["INT", "TERM"])
def test_a_run_that_is_stopped_leaves_the_file_as_it_was(corpus: Path, tmp_path: Path, how: str) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("what was here before\n", "utf-8")
    pipe = tmp_path / "never.txt"
    os.mkfifo(pipe)  # nobody writes into it, so the run does not end
    given = [*COMMAND, "scan", *map(str, sorted(corpus.rglob("*.txt"))), str(pipe), "-o", str(out), "--jobs", "2"]
    with subprocess.Popen(given, stderr=subprocess.PIPE) as process:
        part = tmp_path / ".out.jsonl.part"
        while not part.exists() or part.stat().st_size == 0:  # it writes
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(getattr(signal, f"SIG{how}"))
        assert process.stderr is not None
        said(process.stderr.read())
    assert process.returncode
    assert out.read_text("utf-8") == "what was here before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["never.txt", "out.jsonl"]
