"""The parts of the check: where names stand in each format, what is written in their place, the config, baselines."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from normalize.checking import Config, Finding, Rule, check_files, find_config, read_config, write_baseline
from normalize.checking.documents import document_of
from normalize.checking.duplicates import canonical_names, clusters
from normalize.checking.fix import fixed
from normalize.checking.formats import FORMATS
from normalize.checking.spans import Layout, Value, source_of
from normalize.errors import ConfigError, TableError
from normalize.gazetteers import Gazetteer

ROOT = Path(__file__).parents[2]
TOWN = ("town",)


def read(path: Path, text: str | bytes):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = source_of(str(path))
    document = document_of(source, TOWN)
    assert document is not None
    return source, document


FILES = {
    "plain.csv": "id,town\n1,Kupyansk\n2,Izium\n",
    "quoted.csv": 'id,town\n"1, a","Kupyansk"\n"two\nlines",  Kupyansk \n3,""\n',
    "windows.csv": "town;id\r\n\r\nKupyansk;1\r\nКупянск;2\r\n",
    "old.csv": "town,id\rKupyansk,1\rx,2",
    "short.tsv": "id\ttown\n1\n2\tKupyansk\n",
    "marked.csv": "\ufefftown\nKupyansk\n",
    "deep.json": '{"a": [{"town": "Kupyansk"}, {"town": ["x", "Kupyansk"], "b": "Kupyansk"}], "towns": ["Kupyansk"]}',
    "list.json": '[ "Kupyansk",\n "Київ", 1, null, {"x": "Kupyansk"}]',
    "escaped.jsonl": '{"town": "\\u041a\\u0443", "town": "Kup\\u0079ansk"}\n\n{"town":"Kupyansk"}\n',
    "list.yaml": "- Kupyansk\n- 'Kupyansk'\n- \"Kupyansk\"  # Київ\n- 12\n",
    "deep.yaml": "é: {town: Kupyansk, x: Kupyansk}\ntown:\n  - &a Kupyansk\n  - *a\n  - !!str Kupyansk\n"
    "---\ntown: >\n  Kupyansk\n",
}
COUNTS = {
    "plain.csv": 1, "quoted.csv": 2, "windows.csv": 1, "old.csv": 1, "short.tsv": 1, "marked.csv": 1, "deep.json": 2,
    "list.json": 1, "escaped.jsonl": 2, "list.yaml": 3, "deep.yaml": 4,
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_names_are_found_where_they_stand(tmp_path: Path, name: str) -> None:
    source, document = read(tmp_path / name, FILES[name])
    values = document.values(TOWN, {"Kupyansk"})
    assert len(values) == COUNTS[name] == document.counts(TOWN)["Kupyansk"]
    for value in values:
        assert source.body[value.start : value.end] == value.raw
        line = source.body.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")[value.line - 1]
        assert line[value.column - 1 :].startswith(value.raw.decode().split("\n")[0])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("new", ["Куп'янськ", 'a "b", c: #1', "no", "- a"])
def test_a_name_is_written_as_its_place_asks(tmp_path: Path, name: str, new: str) -> None:
    path = tmp_path / name
    source, document = read(path, FILES[name])
    before = document.counts(TOWN)
    changed = 0
    for value in document.values(TOWN, {"Kupyansk"}):
        written = document.written(value, new)
        if written is None:
            assert value.form == "block"
            continue
        changed += 1
        body = source.body[: value.start] + written + source.body[value.end :]
        _, again = read(path, source.encoded(body))
        counts = dict(again.counts(TOWN))
        assert counts.pop(new) == 1
        assert counts.get("Kupyansk", 0) == before["Kupyansk"] - 1
    assert changed >= 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoted", [False, True])
def test_names_of_a_long_file_are_found_where_they_stand(tmp_path: Path, end: str, quoted: bool) -> None:
    cell = '"two, one"' if quoted else "two one"
    lines = ["id,town,note"]
    for at in range(40_000):  # more than is read at once
        lines += [""] * (at % 9_999 == 0) + [f"{at},{'Kupyansk' if at % 7_001 == 0 else 'Lviv'},{cell}"]
    source, document = read(tmp_path / "a.csv", end.join([*lines, "", "", "x,Kupyansk"]))
    values = document.values(TOWN, {"Kupyansk"}, {"Lviv"})
    written = [number for number, line in enumerate(lines, 1) if "Kupyansk" in line]
    assert [value.line for value in values if value.text == "Kupyansk"] == [*written, len(lines) + 3]
    assert [value.line for value in values if value.text == "Lviv"] == [4]
    assert all(source.body[value.start : value.end] == value.raw == value.text.encode() for value in values)


BAR = Layout(separator="|")
SEVERAL = {  # file -> (text, what it becomes when Kupyansk is rewritten to "Ку'п")
    "plain.csv": ("id,town\n1,Київ|Kupyansk| Lviv \n", "id,town\n1,Київ|Ку'п| Lviv \n"),
    "quoted.csv": ('town,id\n"a ""b""| Kupyansk |",x\nKupyansk,1\n', 'town,id\n"a ""b""| Ку\'п |",x\nКу\'п,1\n'),
    "lines.csv": ('id,town\r\n1,"Kupyansk\n|Київ"\r\n', 'id,town\r\n1,"Ку\'п\n|Київ"\r\n'),
    "short.tsv": ("id\ttown\n1\n2\tKupyansk|Kupyansk\n", "id\ttown\n1\n2\tКу'п|Ку'п\n"),
    "list.json": ('["Київ | Kupyansk", {"town": "Kupyansk|"}]', '["Київ | Ку\'п", {"town": "Ку\'п|"}]'),
    "escaped.jsonl": ('{"town": "\\u041a|Kupyansk"}\n', '{"town": "\\u041a|\\u041a\\u0443\'\\u043f"}\n'),
    "list.yaml": (
        "- Kupyansk | b\n- 'it''s|Kupyansk'\n- \"\\u041a|Kupyansk\" # Kupyansk\n- &a Kupyansk|b\n",
        "- Ку'п | b\n- 'it''s|Ку''п'\n- \"\\u041a|Ку'п\" # Kupyansk\n- &a Ку'п|b\n",
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_of_several_names_only_the_one_is_rewritten(tmp_path: Path, name: str) -> None:
    text, after = SEVERAL[name]
    path = tmp_path / name
    path.write_bytes(text.encode())
    source = source_of(str(path))
    document = document_of(source, TOWN, BAR)
    assert document is not None
    values = document.values(TOWN, {"Kupyansk"})
    assert document.counts(TOWN)["Kupyansk"] == len(values)
    lines = source.body.decode().splitlines()
    for value in values:
        assert lines[value.line - 1][value.column - 1 :].startswith("Kupyansk")
    found = [(Finding(value, "Ку'п", None, "place", None, 1.0), BAR) for value in values]
    data, done = fixed(source, {BAR: TOWN}, found)
    assert data.decode() == after
    assert all(each.fixed for each in done)


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        ("a.csv", "town,id\nKupyansk|b,1\n", 'a "b"'),  # the cell would have to be quoted
        ("a.csv", "town,id\nKupyansk|b,1\n", "a,b"),
        ("a.csv", "town,id\nKupyansk,1\n", "a|b"),  # one name would become two
        ("a.csv", 'town,id\n"a|Kupyansk"b,1\n', "c"),  # text after the closing quote
        ("a.json", '["Kupyansk\\u007cb"]', "c"),  # the separator is written as an escape
        ("a.json", '["Kupyansk|b"]', "c|d"),
        ("a.yaml", "- >\n  Kupyansk|b\n", "c"),
        ("a.yaml", "- Kupyansk|b\n", "a: b"),  # the value would have to be quoted
        ("a.yaml", '- "Kupyansk\\x7cb"\n', "c"),
    ],
)
def test_what_would_change_more_than_the_name_is_left(tmp_path: Path, name: str, text: str, new: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())
    source = source_of(str(path))
    document = document_of(source, TOWN, BAR)
    assert document is not None
    target = next(each for each in document.counts(TOWN) if each.startswith("Kupyansk") or "Kupyansk" in each)
    found = [(Finding(v, new, None, "place", None, 1.0), BAR) for v in document.values(TOWN, {target})]
    assert found
    data, done = fixed(source, {BAR: TOWN}, found)
    assert data == text.encode()
    assert not any(each.fixed for each in done)


def test_two_rules_read_one_file_in_two_ways(tmp_path: Path) -> None:
    path = tmp_path / "cabinet.csv"
    path.write_text(
        "town;who\nKupyansk;Zelensky|Volodymyr Zelensky\nKupiansk;Volodymyr Zelensky\n"
        "Kupiansk;'Зеленський Володимир'|x\n"
    )
    towns = Rule(TOWN, layout=Layout(";"))
    people = Rule(("who",), "person", layout=Layout(";", "|"))
    found = check_files([str(path)], Config(tmp_path, (towns, people)), fix=True)
    assert [(f.value.line, f.value.column, f.chosen) for f in found] == [
        (2, 1, "Kupiansk"), (2, 10, "Volodymyr Zelensky"), (4, 10, "Volodymyr Zelensky")
    ]  # fmt: skip
    assert all(each.fixed for each in found)
    assert path.read_text() == (
        "town;who\nKupiansk;Volodymyr Zelensky|Volodymyr Zelensky\nKupiansk;Volodymyr Zelensky\n"
        "Kupiansk;Volodymyr Zelensky|x\n"
    )


def test_the_delimiter_is_found_out_or_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("town|a,b\nKupyansk|1,2\nKupiansk|1,2\n")
    assert len(check_files([str(path)], Config(tmp_path, (Rule(TOWN),)))) == 1
    path.write_text("town#id\nKupyansk#1\nKupiansk#2\n")
    with pytest.raises(TableError, match="no column 'town'"):
        check_files([str(path)], Config(tmp_path, (Rule(TOWN),)))
    assert len(check_files([str(path)], Config(tmp_path, (Rule(TOWN, layout=Layout("#")),)))) == 1


def test_a_text_may_stand_in_for_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("town\nKupiansk\n")
    config = Config(tmp_path, (Rule(TOWN),))
    texts = {str(path): b"\xef\xbb\xbftown\r\nKupyansk\r\nKupiansk\r\nKupiansk\r\n"}
    [finding] = check_files([str(path)], config, fix=True, texts=texts)
    assert finding.fixed
    assert texts == {str(path): b"\xef\xbb\xbftown\r\nKupiansk\r\nKupiansk\r\nKupiansk\r\n"}
    assert path.read_text() == "town\nKupiansk\n"


def test_columns_count_letters_and_lines_begin_at_one(tmp_path: Path) -> None:
    _, document = read(tmp_path / "a.csv", "id,town\nКиїв,Kupyansk\n")
    [value] = document.values(TOWN, {"Kupyansk"})
    assert (value.line, value.column) == (2, 6)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_other_encodings_stay_what_they_are(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = "місто,town\n" + "Харків та область на сході України,Ізюм\nінше місто,Изюм\nще місто,Изюм\n"
    path.write_bytes(text.encode(encoding))
    found = check_files([str(path)], Config(tmp_path, (Rule(TOWN),)), fix=True)
    assert [finding.fixed for finding in found] == [True]
    assert path.read_bytes() == text.replace("Ізюм", "Изюм").encode(encoding)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "id,place\n1,2\n", "no column 'town'; its columns are id, place"),
        ("a.csv", "town,town\n1,2\n", "stands twice"),
        ("a.csv", 'town\n"never closed\n', "never closed"),
        ("a.json", '{"a": 1,\n}', "a.json:2:1: no JSON"),
        ("a.jsonl", '{"a": 1}\n{"a"\n', "a.jsonl:2:"),
        ("a.yaml", "a: [b\n", "no YAML"),
        ("a.txt", "Kupyansk", "it is not known how to read this"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(TableError, match=said.replace("[", r"\[")):
        check_files([str(tmp_path / name)], Config(tmp_path, (Rule(TOWN),)))


def test_a_comment_with_a_reason_leaves_a_name_or_a_file(tmp_path: Path) -> None:
    config = Config(tmp_path, (Rule(TOWN),))
    path = tmp_path / "a.yaml"
    for text, count in (
        ("- Kupyansk # normalize: ignore[quoted]\n- Kupiansk\n", 0),
        ("- Kupyansk # normalize: ignore[]\n- Kupiansk\n", 1),
        ("# normalize: ignore-file[quoted]\n- Kupyansk\n- Kupiansk\n", 0),
        ("# normalize: ignore-file[ ]\n- Kupyansk\n- Kupiansk\n", 1),
    ):
        path.write_text(text)
        assert len(check_files([str(path)], config)) == count


def test_the_spelling_used_most_is_chosen_and_of_equals_the_gazetteers(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    config = Config(tmp_path, (Rule(TOWN),))
    path.write_text("- Kupyansk\n- Kupiansk\n")
    assert [finding.chosen for finding in check_files([str(path)], config)] == ["Kupiansk"]
    path.write_text("- Kupiansk\n- Kupyansk\n- Kupyansk\n")
    assert [finding.chosen for finding in check_files([str(path)], config)] == ["Kupyansk"]


def test_canonical_spellings_where_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- Kupyansk\n- Xyzzyville\n")
    [finding] = check_files([str(path)], Config(tmp_path, (Rule(TOWN, canonical=True),)), fix=True)
    assert (finding.rule, finding.chosen, finding.other) == ("not-canonical", "Kupiansk", None)
    assert path.read_text() == "- Kupiansk\n- Xyzzyville\n"


def test_files_are_compared_with_one_another_unless_the_rule_says_no(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a.yaml", "b.csv")]
    Path(paths[0]).write_text("- Kupiansk\n")
    Path(paths[1]).write_text("town\nKupyansk\n")
    [finding] = check_files(paths, Config(tmp_path, (Rule(TOWN),)))
    assert finding.value.file == paths[1]
    assert finding.other is not None
    assert finding.other.file == paths[0]
    assert check_files(paths, Config(tmp_path, (Rule(TOWN, across=False),))) == []


def test_clusters_of_names_that_no_gazetteer_knows(tiny: Gazetteer) -> None:
    names = ["Zhovtneve Druhe", "Izium", "Zhovtnewe Druhe", "Isium", "Qwertyhorod"]
    found = clusters(names, "place", gazetteers=[tiny])
    assert [cluster.names for cluster in found] == [("Zhovtneve Druhe", "Zhovtnewe Druhe"), ("Izium", "Isium")]
    assert [cluster.id for cluster in found] == [None, "geonames:707292"]
    assert clusters(names, "place", gazetteers=[tiny], threshold=1.0) == []
    assert canonical_names(["Ізюм", "Qwertyhorod"], "place", [tiny]) == {"Ізюм": ("geonames:707292", "Izium")}


def test_names_the_gazetteer_tells_apart_are_not_one() -> None:
    assert clusters(["Rhine", "Rhône"], "place") == []
    assert clusters(["Novoselivka", "Novoselytsia"], "place") == []


CONFIG = """
[[tool.normalize.check]]
files = ["data/**/*.csv"]
columns = ["town"]
threshold = 0.5
allow = [{ names = ["Lyman", "Liman", "Лиман"], reason = "two villages" }]

[[tool.normalize.ignore]]
files = ["data/raw/*"]
reason = "as they came"
"""


def test_the_nearest_config_counts_and_its_paths_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    inner = tmp_path / "data" / "raw"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(inner) == tmp_path / "pyproject.toml"
    config = read_config(tmp_path / "pyproject.toml")
    [rule] = config.rules
    assert rule.kind == "place"
    assert len(rule.allowed) == 3
    (tmp_path / "data" / "a.csv").touch()
    (inner / "b.csv").touch()
    monkeypatch.chdir(tmp_path / "data")
    assert config.named() == ["a.csv", "raw/b.csv"]
    assert [config.holds(rule, name) for name in ("a.csv", "a.tsv", "../a.csv")] == [True, False, False]
    assert [config.leaves(name) for name in ("a.csv", "raw/b.csv")] == [False, True]
    (inner / ".normalize.toml").write_text('[[check]]\ncolumns = ["a"]\n')
    assert find_config(inner) == inner / ".normalize.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[check]]\ncolumn = "a"', "check[0].column is no key that is known; known are files, columns"),
        ("[[check]]\n", "check[0].columns is missing"),
        ('[[check]]\ncolumns = "a"', "check[0].columns must be an array, not 'a'"),
        ('[[check]]\ncolumns = ["a"]\nkind = "town"', "check[0].kind must be one of place, country, person, org"),
        ('[[check]]\ncolumns = ["a"]\nthreshold = 2', "check[0].threshold must lie between 0 and 1"),
        ('[[check]]\ncolumns = ["a"]\nthreshold = true', "check[0].threshold must be a number"),
        ('[[allow]]\nnames = ["a", "b"]', "allow[0].reason is missing"),
        ('[[allow]]\nnames = ["a"]\nreason = "r"', "allow[0].names must hold 2 or more"),
        ('[[ignore]]\nfiles = ["a"]\nreason = " "', "ignore[0].reason is empty"),
        ('[[check]]\ncolumns = ["a"]\nseparator = ""', "check[0].separator is empty"),
        ('[[check]]\ncolumns = ["a"]\ndelimiter = ""', "check[0].delimiter is empty"),
        ('[[check]]\ncolumns = ["a"]\ndelimiter = "::"', "check[0].delimiter may have 1 characters at most"),
        ('[[check]]\ncolumns = ["a"]\ndelimiter = ";\\n"', "check[0].delimiter may have 1 characters at most"),
        ('[[check]]\ncolumns = ["a"]\ndelimiter = "\\""', "check[0].delimiter must match"),
        ('[[check]]\ncolumns = [""]', "check[0].columns[0] is empty"),
        ("chek = 1", "chek is no key that is known"),
        ("check = [", "cannot be read"),
    ],
)
def test_a_wrong_config_names_the_file_and_the_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / ".normalize.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        read_config(path)
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_config_says_how_names_stand_in_files(tmp_path: Path) -> None:
    path = tmp_path / ".normalize.toml"
    path.write_text('[[check]]\ncolumns = ["a"]\nseparator = " "\ndelimiter = "\\t"\n[[check]]\ncolumns = ["b"]\n')
    assert [rule.layout for rule in read_config(path).rules] == [Layout("\t", " "), Layout()]


def test_the_schema_is_published_and_valid() -> None:
    packaged = files("normalize.checking").joinpath("config.schema.json").read_text()
    assert (ROOT / "docs/normalize.schema.json").read_text() == packaged
    jsonschema.Draft202012Validator.check_schema(json.loads(packaged))


def test_a_baseline_knows_findings_by_file_and_spelling(tmp_path: Path) -> None:
    path, known = tmp_path / "a.csv", str(tmp_path / "known.json")
    config = Config(tmp_path, (Rule(TOWN),))
    path.write_text("town\nKupyansk\nKupiansk\nKupiansk\nKupiansk\n")
    write_baseline(known, check_files([str(path)], config))
    path.write_text("town\nx\nKupyansk\nKupiansk\nKupiansk\nKupiansk\n")
    assert check_files([str(path)], config, baseline=known) == []
    path.write_text("town\nKupyansk\nKupyansk\nKupiansk\nKupiansk\nKupiansk\n")
    [finding] = check_files([str(path)], config, baseline=known)
    assert finding.value.line == 3
    with pytest.raises(ConfigError, match="there is no baseline"):
        check_files([str(path)], config, baseline=known + "x")
    Path(known).write_text("[]")
    with pytest.raises(ConfigError, match="is no baseline"):
        check_files([str(path)], config, baseline=known)


def finding(file: str) -> Finding:
    value = Value("Kup,ya:nsk", file, 2, 3, 0, 1, b"")
    return Finding(value, "100% Kupiansk", Value("100% Kupiansk", "b c.csv", 4, 5, 0, 1, b""), "place", "x:1", 0.91)


def test_formats_for_programs() -> None:
    found = [finding("a,b.csv")]
    [row] = json.loads(FORMATS["json"](found, "1"))
    assert (row["file"], row["line"], row["column"], row["other"]["line"]) == ("a,b.csv", 2, 3, 4)
    [line] = FORMATS["github"](found, "1").splitlines()
    assert line.startswith("::error title=normalize (duplicate-spelling),file=a%2Cb.csv,line=2,col=3::")
    assert "100%25 Kupiansk" in line
    log = json.loads(FORMATS["sarif"](found, "1"))
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    [result] = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    where = result["relatedLocations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "b%20c.csv"}, "region": {"startLine": 4, "startColumn": 5}}
    text = 'a,b.csv:2:3: "Kup,ya:nsk" is another spelling of "100% Kupiansk" at b c.csv:4:5 (x:1, score 0.91)\n'
    assert FORMATS["text"](found, "1") == text
