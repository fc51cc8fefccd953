"""`normalize transliterate`, as its users run it."""

import json
from pathlib import Path

import pytest
from running import run


def test_a_file_keeps_its_lines_and_their_ends(tmp_path: Path) -> None:
    source = tmp_path / "names.txt"
    source.write_bytes("Куп’янськ\r\nЩУКА\n\nabc".encode())
    done = run("transliterate", "--system", "ukr-2010", str(source))
    assert (done.returncode, done.stdout) == (0, b"Kupiansk\r\nSHCHUKA\n\nabc")


def test_stdin_another_encoding_and_an_output_file(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    done = run("transliterate", "-s", "ukr-2010", "--encoding", "cp1251", "-o", str(out), stdin="Київ".encode("cp1251"))
    assert (done.returncode, done.stdout, out.read_text("utf-8")) == (0, b"", "Kyiv")


def test_text_goes_and_comes_back() -> None:
    assert run("transliterate", "-s", "iso-rus-Cyrl-Latn-9-1995", "-t", "Щука").stdout.decode() == "Ŝuka\n"
    back = run("transliterate", "-s", "iso-rus-Cyrl-Latn-9-1995", "--reverse", "-t", "Ŝuka")
    assert back.stdout.decode() == "Щука\n"


def test_explain_says_what_was_guessed_and_left() -> None:
    done = run("transliterate", "--explain", stdin="Київ, Αθήνα, Paris Ѧ\n".encode())
    assert done.stdout.decode() == "Kyiv, Athína, Paris Ѧ\n"
    said = done.stderr.decode()
    assert "ua-ukr-Cyrl-Latn-2010" in said
    assert "guessed" in said
    assert "no rule covers: Ѧ (U+0466) 1x" in said
    assert "left as it was: Paris" in said


def test_explain_as_json() -> None:
    done = run("transliterate", "--explain", "--json", "--lang", "be", "-t", "Мінск")
    assert json.loads(done.stderr) == {
        "systems": {"by-bel-Cyrl-Latn-2007": "customary for bel"},
        "uncovered": {},
        "untouched": [],
        "repaired": False,
    }


def test_one_script_is_read_by_one_system_throughout() -> None:
    """What comes a million letters later does not change how Cyrillic is read."""
    text = "Київ\n" + "Москва\n" * 200_000 + "Глинка\n"
    done = run("transliterate", stdin=text.encode())
    assert done.stdout.decode().endswith("Moskva\nHlynka\n")


def test_list_shows_and_chooses() -> None:
    rows = run("transliterate", "--list", "--lang", "el", "--authority", "iso").stdout.decode().splitlines()
    assert [row.split("\t")[0] for row in rows] == ["iso-ell-Grek-Latn-843-1997-t1", "iso-ell-Grek-Latn-843-1997-t2"]
    first = json.loads(run("transliterate", "--list", "--json", "--script", "Armn").stdout.splitlines()[0])
    assert {"id", "name", "source", "year", "unknown", "reversible"} <= set(first)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["-s", "ukr-2011", "-t", "x"], "the nearest are"),
        (["-s", "ukr-2010", "Київ"], "use --text"),
        (["-s", "ukr-2010", "."], "is a folder"),
        (["-s", "ukr-2010", "-t", "x", "a.txt"], "not both"),
        (["-s", "ukr-2010", "--lang", "uk", "-t", "x"], "not both"),
        (["--reverse", "-t", "x"], "needs the --system"),
        (["-s", "ukr-2010", "--reverse", "-t", "Kyiv"], "cannot be undone"),
        (["-l", "xx", "-t", "x"], "no ISO 639"),
        (["-s", "ukr-2010", "--encoding", "ebcdic-klingon", "README.md"], "no encoding"),
        (["-s", "ukr-2010", "-t", "x", "-o", "no-such-folder/out.txt"], "cannot write no-such-folder/out.txt"),
        (["--script", "Cyrl", "-t", "x"], "--list"),
    ],
)
def test_wrong_usage_says_what_to_do(args: list[str], says: str) -> None:
    done = run("transliterate", *args)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_bytes_that_are_no_utf8_are_named_by_line(tmp_path: Path) -> None:
    source, out = tmp_path / "bad.txt", tmp_path / "out.txt"
    source.write_bytes(b"a\nb\n\xff\xfe\n")
    done = run("transliterate", "-s", "ukr-2010", str(source), "-o", str(out))
    assert done.returncode == 2
    assert "line 3" in done.stderr.decode()
    assert "--encoding" in done.stderr.decode()
    assert not out.exists(), "no half a file"
    assert [path.name for path in tmp_path.iterdir()] == ["bad.txt"]


def test_nothing_in_nothing_out() -> None:
    assert run("transliterate", "-s", "ukr-2010", stdin=b"").stdout == b""
    assert run("transliterate", "--list", "--script", "Qqqq").returncode == 1


@pytest.mark.parametrize("encoding", ["hex", "rot13", "base64", "undefined"])
def test_codecs_that_are_no_encodings_are_refused(encoding: str) -> None:
    done = run("transliterate", "-s", "ukr-2010", "--encoding", encoding, stdin=b"abc")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()


def test_a_truncated_file_is_an_error_and_not_a_shorter_file() -> None:
    done = run("transliterate", "-s", "ukr-2010", stdin="Київ К".encode()[:-1])
    assert done.returncode == 2
    assert "line 1" in done.stderr.decode()


def test_one_long_line_is_one_line() -> None:
    done = run("transliterate", "-s", "ukr-2010", stdin=("Київ " * 700_000).encode())
    assert done.stdout == b"Kyiv " * 700_000


def test_an_output_that_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    assert run("transliterate", "-s", "ukr-2010", "-t", "Київ", "-o", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert run("transliterate", "-s", "ukr-2010", "-t", "Київ", "-o", str(link)).returncode == 0
    assert (link.is_symlink(), target.read_text("utf-8"), target.stat().st_mode & 0o777) == (True, "Kyiv\n", 0o600)
