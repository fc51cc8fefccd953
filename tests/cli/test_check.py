"""`normalize check` on real files: what it prints, rewrites, and its exit codes."""

import json
from pathlib import Path

import pytest
from running import run

TOWNS = 'id,town\r\n1,Kupyansk\r\n2,"Kupiansk"\r\n3,  Izium\r\n4,Kupiansk\r\n'


def test_findings_name_both_spellings_and_their_lines(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.encode())
    done = run("check", "towns.csv", "--column", "town", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(
        'towns.csv:2:3: "Kupyansk" is another spelling of "Kupiansk" at towns.csv:3:3 (geonames:703656, score 0.'
    )
    assert done.stdout.count(b"\n") == 1
    assert b"1 left; --fix rewrites them" in done.stderr
    assert (tmp_path / "towns.csv").read_bytes() == TOWNS.encode()


def test_fix_touches_no_other_byte(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_bytes(TOWNS.encode())
    path.chmod(0o640)
    done = run("check", path, "--column", "town", "--fix")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"1 fixed" in done.stderr
    assert path.read_bytes() == TOWNS.replace("1,Kupyansk", "1,Kupiansk").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["towns.csv"]
    again = run("check", path, "--column", "town", "--fix", "--exit-non-zero-on-fix")
    assert (again.returncode, again.stderr) == (0, b"")


def test_fix_may_exit_non_zero(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.encode())
    args = ("check", "towns.csv", "--column", "town", "--fix", "--exit-non-zero-on-fix")
    assert [run(*args, cwd=tmp_path).returncode for _ in range(2)] == [1, 0]


def test_kinds_of_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("who,what\nVolodymyr Zelensky,NATO\nЗеленський Володимир,НАТО\n")
    done = run("check", "a.csv", "--column", "who=person", "--column", "what=org", "--output-format=json", cwd=tmp_path)
    assert done.returncode == 1
    assert [row["id"] for row in json.loads(done.stdout)] == ["wikidata:Q3874799", "normalize:org/nato"]
    assert run("check", "a.csv", "--column", "what", "--kind", "org", cwd=tmp_path).returncode == 1


def test_the_config_says_what_is_read_and_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.normalize.check]]\nfiles = ["data/*.yaml", "data/*.jsonl"]\ncolumns = ["town"]\n'
        "[[tool.normalize.allow]]\nnames = ['Izium', 'Ізюм']\nreason = 'titles of two books'\n"
    )
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.yaml").write_text("- Kupiansk\n- Izium\n- town: Kupiansk\n")
    (data / "b.jsonl").write_text('{"town": "Kupyansk", "place": "Lviv"}\n{"town": "Ізюм", "place": "Lwów"}\n')
    done = run("check", cwd=data)
    assert done.returncode == 1
    assert done.stdout.decode().startswith('b.jsonl:1:10: "Kupyansk" is another spelling of "Kupiansk" at a.yaml:1:3')
    assert done.stdout.count(b"\n") == 1
    assert run("check", "--threshold", "1", cwd=data).returncode == 0
    done = run("check", data / "b.jsonl", "--column", "place", cwd=tmp_path)
    assert '"Lwów"' in done.stdout.decode()
    assert run("check", "--fix", cwd=tmp_path).returncode == 0
    assert (data / "b.jsonl").read_text().startswith('{"town": "Kupiansk", "place": "Lviv"}\n{"town": "Ізюм"')


def test_several_names_of_a_cell(tmp_path: Path) -> None:
    text = 'name;aliases\nKupyansk;"Київ|Kupiansk"\nKupiansk;Izium | Isjum\n'
    (tmp_path / "a.csv").write_text(text)
    args = ("check", "a.csv", "--column", "aliases", "--column", "name", "--separator", "|", "--delimiter", ";")
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 1
    one, other = done.stdout.decode().splitlines()
    assert one.startswith('a.csv:2:1: "Kupyansk" is another spelling of "Kupiansk" at a.csv:2:16 (')
    assert other.startswith('a.csv:3:18: "Isjum" is another spelling of "Izium" at a.csv:3:10 (')
    assert run(*args, "--fix", cwd=tmp_path).returncode == 0
    expected = text.replace("Kupyansk", "Kupiansk").replace("Isjum", "Izium")
    assert (tmp_path / "a.csv").read_text() == expected
    rule = '[[check]]\ncolumns = ["aliases", "name"]\nfiles = ["*.csv"]\nseparator = "|"\ndelimiter = ";"\n'
    (tmp_path / ".normalize.toml").write_text(rule)
    (tmp_path / "a.csv").write_text(text)
    assert run("check", cwd=tmp_path).stdout == done.stdout
    assert b"a.csv:3:18" not in run("check", "--separator", "#", cwd=tmp_path).stdout  # the command line wins


def test_stdin_stands_in_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text("town\nKupyansk\n")  # as saved; an editor holds another text
    (tmp_path / "more.csv").write_text("town\nKupiansk\nKupiansk\n")
    args = ("check", "-", "more.csv", "--stdin-filename", "towns.csv", "--column", "town")
    done = run(*args, stdin="town\r\nx\r\nКупянск\r\n".encode(), cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith('towns.csv:3:1: "Купянск" is another spelling of "Kupiansk" at more.csv:2:1')
    done = run(*args, "--fix", stdin="town\r\nx\r\nКупянск\r\n".encode(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"town\r\nx\r\nKupiansk\r\n")
    assert b"1 fixed" in done.stderr
    assert (tmp_path / "towns.csv").read_text() == "town\nKupyansk\n"


def test_stdin_is_given_back_where_nothing_is_to_mend(tmp_path: Path) -> None:
    text = b"- >\n  Kupyansk\n- Kupiansk\n- Kupiansk\n"
    done = run("check", "-", "--stdin-filename", "a.yaml", "--column", "town", "--fix", stdin=text, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, text)
    assert b'a.yaml:1:3: "Kupyansk" is another spelling of "Kupiansk"' in done.stderr
    done = run("check", "-", "--stdin-filename", "a.yaml", "--column", "town", "--fix", stdin=b"- a: [\n", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")


def test_baseline(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.encode())
    args = ("check", "towns.csv", "--column", "town", "--baseline", "known.json")
    assert run(*args, cwd=tmp_path).returncode == 2
    assert run(*args, "--write-baseline", cwd=tmp_path).returncode == 0
    assert run(*args, cwd=tmp_path).returncode == 0
    (tmp_path / "towns.csv").write_bytes(TOWNS.encode() + "5,Купянск\r\n".encode())
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith('towns.csv:6:3: "Купянск"')


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["towns.csv"], "no column is named"),
        (["towns.csv", "--column", "place"], "has no column 'place'"),
        (["--column", "town"], "no file is named"),
        (["none.csv", "--column", "town"], "there is no file none.csv"),
        ([".", "--column", "town"], "cannot be read"),
        (["towns.csv", "--column", "town", "--write-baseline"], "needs --baseline"),
        (["-", "--column", "town"], "give --stdin-filename"),
        (["towns.csv", "--stdin-filename", "a.csv", "--column", "town"], "give - as a FILE too"),
        (["towns.csv", "--column", "town", "--separator", ""], "--separator is empty"),
        (["towns.csv", "--column", "town", "--delimiter", "::"], "one character"),
        (["towns.csv", "--config", "none.toml"], "there is no config none.toml"),
    ],
)
def test_what_cannot_run_exits_with_two(tmp_path: Path, args: list[str], said: str) -> None:
    (tmp_path / "towns.csv").write_bytes(TOWNS.encode())
    done = run("check", *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_hundred_files_name_each_other(tmp_path: Path) -> None:
    for number in range(100):
        rows = "".join(f"{row},Kupiansk\n" for row in range(1000))
        (tmp_path / f"{number:03}.csv").write_text(f"id,town\n{rows}" + ("1000,Kupyansk\n" if number == 70 else ""))
    done = run("check", *sorted(tmp_path.iterdir()), "--column", "town")
    [line] = done.stdout.decode().splitlines()
    assert f'{tmp_path}/070.csv:1002:6: "Kupyansk"' in line
    assert f"{tmp_path}/070.csv:2:3" in line


def test_the_projects_own_tables_are_clean() -> None:
    done = run("check", cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
