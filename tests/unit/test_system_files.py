"""A file that is wrong is refused, with the file and the line."""

from pathlib import Path

import pytest

from normalize.errors import SystemFileError
from normalize.transliteration import catalogue
from normalize.transliteration.check import check, main
from normalize.transliteration.engine import compile_pass
from normalize.transliteration.files import read_system
from normalize.transliteration.rules import RuleSyntaxError, parse_rules
from normalize.transliteration.steps import chain, reverse_rules

HEADER = """name: a test
source: this test
year: 2026
language: ukr
reversible: no
unknown: nothing
checked: here
"""


def write(folder: Path, body: str, header: str = HEADER, name: str = "test-ukr-Cyrl-Latn-2026") -> Path:
    path = folder / f"{name}.rules"
    path.write_text(header + body, "utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("colour: red\n", 8, "unknown key 'colour'"),
        ("name: again\n", 8, "given twice"),
        ("[rules]\nа a\n", 9, "is not a rule"),
        ("[rules]\nа > a\nб > b\nа > o\n", 11, "unreachable: line 9"),
        ("[rules]\nа > a / {vowel} _\n", 9, "no class {vowel}"),
        ("[rules]\nа > a / о\n", 9, "lacks the _"),
        ("[rules]\nа > a / о| _\n", 9, "empty alternative"),
        ("[rules]\n∅ > a\n", 9, "an insertion needs a context"),
        ("[rules]\n^а > a\n", 9, "edges stand in a context"),
        ("[rules]\nа > {b}\n", 9, "is not in the target"),
        ("class empty = {none}\n", 8, "no class {none}"),
        ("[use]\n", 8, "names the system"),
        ("[read martian]\n", 8, "no reader 'martian'"),
        ("[rules]\nа > a\n[samples]\nа > a\n", 10, "say where the samples stand"),
        ("[rules]\nа > a\n[samples: here]\nа a\n", 11, "is not a sample"),
        ("nonsense\n", 8, "no header line"),
        ("[rules]\nа > \\u{110000}\n", 9, "is no character"),
        ("[rules]\nа > a / [я-а] _\n", 9, "runs backwards"),
        ("[rules]\nа > b > c\n", 9, "two >"),
        ("[rules]\nа > b / _ _ c\n", 9, "two _"),
        ("[rules]\nа > b\n[compose twice]\n", 10, "takes nothing more"),
        ("", 7, "no [rules]"),
    ],
)
def test_names_the_line(tmp_path: Path, body: str, line: int, problem: str) -> None:
    path = write(tmp_path, body)
    with pytest.raises(SystemFileError) as caught:
        read_system(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("language: ukr", "language: Ukrainian", "not an ISO 639-3 code"),
        ("reversible: no", "reversible: maybe", "reversible is yes or no"),
        ("year: 2026", "year: recent", "four digits"),
        ("source: this test\n", "", "lacks source"),
    ],
)
def test_names_the_line_of_the_header(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = write(tmp_path, "[rules]\nа > a\n", HEADER.replace(old, new))
    with pytest.raises(SystemFileError, match=problem):
        read_system(path)


def test_the_name_of_the_file_is_the_id(tmp_path: Path) -> None:
    with pytest.raises(SystemFileError, match="ISO 24229"):
        read_system(write(tmp_path, "[rules]\nа > a\n", name="ukrainian"))


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("ж > zh\nч > zh\n", "'ж' and 'ч' are both 'zh'"),
        ("ь > ∅\n", "what is dropped cannot come back"),
        ("є > ye / ^ _\nє > ie\n", "without contexts"),
    ],
)
def test_what_cannot_be_undone_is_not_reversible(tmp_path: Path, rules: str, problem: str) -> None:
    path = write(tmp_path, f"[rules]\n{rules}", HEADER.replace("reversible: no", "reversible: yes"))
    with pytest.raises(SystemFileError, match=problem):
        reverse_rules(read_system(path))


def test_classes_take_ranges_and_other_classes_and_lose_members() -> None:
    classes = {"vowel": frozenset("аеи"), "soft": frozenset("е")}
    (rule,) = parse_rules("г > ґ / _ [{vowel} -{soft} о-р ◌́]", classes)
    assert rule.right.alternatives[0][0].characters == frozenset("аиопр\u0301")


def test_escapes_stand_for_the_signs_themselves() -> None:
    (rule,) = parse_rules(r"\> > \s\u0301\_\∅", {})
    assert (rule.target, rule.output) == (">", " \u0301_∅")


def test_a_class_in_the_target_is_copied() -> None:
    rules = parse_rules("เ{consonant} > {consonant}e", {"consonant": frozenset("กข")})
    assert {(rule.target, rule.output) for rule in rules} == {("เก", "กe"), ("เข", "ขe")}


def test_a_letter_that_nfc_takes_apart_is_no_member_of_a_class() -> None:
    with pytest.raises(RuleSyntaxError, match="not one character in NFC"):
        parse_rules("क > k / _ [क\u0958]", {})


@pytest.mark.parametrize(
    ("rules", "text", "result"),
    [
        ("з > z  г > h  зг > zgh", "згзг", "zghzgh"),
        ("є > ie\nє > ye / ^ _", "єдиє Єва", "yeдиie Yeва"),
        ("є > ye / ^ _\nє > ie", "зʼє є", "зʼie ye"),
        ("г > x / а _ а\nг > g", "ага г", "аxа g"),
        ("г > x / !а|е _ \nг > g", "аг ег ог", "аg еg оx"),
        ("г > x / _ $", "гг г-г", "гx x-x"),
        ("г > x / _ $$", "г г\nг г", "г x\nг x"),
        ("г > x / ^^ _", "г г\nг г", "x г\nx г"),
        ("∅ > · / т _ с\nт > t  с > s", "тс стс", "t·s st·s"),
        ("г > x / _ аб|в", "габ гав гв", "xаб гав xв"),
        ("щ > shch  а > a", "Щ ЩА Ща АЩ щА", "Shch SHCHA Shcha ASHCH shchA"),
        ("зг > zgh", "Зг ЗГ зг зГ", "Zgh ZGH zgh zgh"),
        ("и > i  И > İ", "ии ИИ", "ii İİ"),
    ],
)
def test_rules_do_what_they_say(rules: str, text: str, result: str) -> None:
    parsed = [rule for line in rules.splitlines() for rule in parse_rules(line, {})]
    assert compile_pass(parsed, cased=True)(text) == result


def test_an_inherent_vowel_is_written_but_before_signs() -> None:
    rules = "class consonant = कखमल\nclass sign = ◌ा◌ि◌्\n[rules]\nक > k  म > m  ल > l  ◌ा > ā  ◌ि > i  ◌् > ∅"
    slow = "∅ > a / {consonant} _ !{sign}|$"
    fast = "∅ > a / {consonant} _ !{sign}"
    classes = {"consonant": frozenset("कखमल"), "sign": frozenset("\u093e\u093f\u094d")}
    letters = list(parse_rules(rules.splitlines()[-1], classes))
    assert compile_pass([*letters, *parse_rules(fast, classes)])("कमल काम क्लि") == "kamala kāma kli"
    assert compile_pass([*letters, *parse_rules(slow, classes)])("कमल काम क्लि") == "kamal kām kli"


def test_steps_run_in_their_order(tmp_path: Path) -> None:
    path = write(tmp_path, "[rules]\nа > b\n[rules]\nb > c\n[capitalise]\n")
    assert chain(read_system(path), lambda _: str)("а аа") == "C Cc"


def test_an_edited_copy_is_checked_and_not_the_file_of_that_name(tmp_path: Path) -> None:
    whole = catalogue.system_file("ua-ukr-Cyrl-Latn-2010").path.read_text("utf-8")
    copy = tmp_path / "ua-ukr-Cyrl-Latn-2010.rules"
    copy.write_text(whole.replace("з > z ", "з > q "), "utf-8")
    assert any("Zaporizhzhia" in problem or "'q" in problem or "q" in problem for problem in check(read_system(copy)))
    copy.write_text(whole, "utf-8")
    assert list(check(read_system(copy))) == []


def test_a_system_of_ones_own_needs_no_place_in_the_package(tmp_path: Path) -> None:
    samples = "[samples: here]\n" + "".join(f"{'а' * n} > {'a' * n}\n" for n in range(1, 6))
    path = write(tmp_path, f"[rules]\nа > a\n{samples}")
    assert list(check(read_system(path))) == []
    assert main([str(path)]) == 0


def test_a_system_that_uses_one_that_is_not_there_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "[use no-such-Cyrl-Latn-1]\n[samples: here]\nа > a\n")
    with pytest.raises(SystemFileError, match="there is no such system"):
        list(check(read_system(path)))
