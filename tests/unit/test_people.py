"""Names of people: their parts, who is meant, and what two names have to do with each other."""

import pytest

import normalize
from normalize.kinds.person import person_parts, same_family
from normalize.letters import clean


def parts(name: str) -> list[tuple[str, str]]:
    return [(part.text, part.role) for part in person_parts(clean(name)).parts]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("President Volodymyr Zelensky", [("Volodymyr", "name"), ("Zelensky", "name")]),
        ("Lt Gen Mark Hertling Jr", [("Mark", "name"), ("Hertling", "name")]),
        ("Александр Владимирович Южик", [("Александр", "name"), ("Владимирович", "patronymic"), ("Южик", "name")]),
        ("Mohammed bin Salman", [("Mohammed", "name"), ("bin", "particle"), ("Salman", "name")]),
        ("Zelensky, V.", [("Zelensky", "name"), ("V", "initial")]),
        ("Imran Khan", [("Imran", "name"), ("Khan", "name")]),
        ("King Charles III", [("Charles", "name"), ("III", "name")]),
        ("Kim Jong-un", [("Kim", "name"), ("Jong", "name"), ("un", "name")]),
        ("Ben Affleck", [("Ben", "name"), ("Affleck", "name")]),
        ("泽连斯基总统", [("泽连斯基", "name")]),
        ("President", [("President", "name")]),
        ("Mullah Gul Wali Akhund", [("Gul", "name"), ("Wali", "name")]),
        ("Nur Akhund", [("Nur", "name"), ("Akhund", "name")]),
    ],
)
def test_parts(name: str, expected: list[tuple[str, str]]) -> None:
    assert parts(name) == expected


def test_a_key_does_not_depend_on_the_order_of_parts() -> None:
    keys = {
        person_parts(clean(name)).key for name in ("Zelensky Volodymyr", "Volodymyr ZELENSKY", "Zelensky, Volodymyr")
    }
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abd al-Karim Qasim", "Abdul Karim Qasim"),
        ("Abdelkarim Qasim", "Abdulkarim Qasim"),
        ("Abd ar-Razzaq Nayif", "Abdurrazzaq Nayif"),
        ("Abdirashid Sharmarke", "Abd ar-Rashid Sharmarke"),
        ("Abdurashid Kadyrov", "Abdulrashid Kadyrov"),
        ("Abou Nidal", "Abu Nidal"),
        ("P3tr0 Bondar", "Petro Bondar"),
        ("이순신", "이 순신"),
    ],
)
def test_one_key_for_what_is_written_together_or_apart(one: str, other: str) -> None:
    assert person_parts(clean(one)).key == person_parts(clean(other)).key


@pytest.mark.parametrize(
    ("name", "expected"),
    [("이순신", ["이", "순", "신"]), ("선우재덕", ["선우", "재", "덕"]), ("스티븐", ["스티븐"]), ("김구", ["김구"])],
)
def test_korean_names_come_apart_and_foreign_ones_do_not(name: str, expected: list[str]) -> None:
    assert [text for text, _ in parts(name)] == expected


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Ivan Petrovich Sidorov", "Ivan Ivanovich Sidorov", False),
        ("Ivan Petrovich Sidorov", "Ivan Sidorov", True),
        ("Ivan Petrovich Sidorov", "Іван Петрович Сидоров", True),
        ("Anna B. Keller", "Anna Maria Keller", False),
        ("Anna M. Keller", "Anna Maria Keller", True),
        ("Petro Bond arenko", "Petro Bondarenko", True),
        ("Yi Sun-sin", "이순신", True),
        ("Abd al-Karim Qasim", "Abdelkarim Kassem", True),
    ],
)
def test_parts_that_make_two_of_two_names(a: str, b: str, same: bool) -> None:
    assert normalize.compare(a, b, "person") == normalize.compare(b, a, "person")
    assert normalize.compare(a, b, "person").same is same


@pytest.mark.parametrize(
    ("one", "other"), [("zelensky", "zelenska"), ("ivanov", "ivanova"), ("gorskiy", "gorskaya"), ("novak", "novakova")]
)
def test_family_names_of_both_sexes_are_related(one: str, other: str) -> None:
    assert same_family(one, other) == same_family(other, one) > 0.5


ZELENSKYY = "wikidata:Q3874799"


@pytest.mark.parametrize("given", ["", "Volodymyr ", "Володимир ", "Wolodymyr "])
@pytest.mark.parametrize(
    "family", ["Zelensky", "Zelenskyy", "Zelenskiy", "Selenskyj", "Зеленський", "Зеленский", "زيلينسكي", "泽连斯基"]
)
def test_the_spellings_of_one_president(given: str, family: str) -> None:
    assert normalize.person(given + family).id == ZELENSKYY


def test_two_presidents_are_two() -> None:
    assert normalize.person("Vladimir Putin").id == "normalize:person/vladimir-putin"
    assert ZELENSKYY not in {c.entity.id for c in normalize.person("Vladimir Putin").candidates if c.score > 0.05}
    assert not normalize.compare("Vladimir Putin", "Volodymyr Zelensky", "person")


GADDAFI = """Muammar Gaddafi; Moammar Gadhafi; Muammar Qaddafi; Mu'ammar al-Qadhafi; Mouammar Kadhafi;
Muammar al-Gaddafi;
Moamer Kadhafi; Muammar Kaddafi; Moammar Khadafy; Muammar Qadhafi; Moamar Gadafi; Muammar Gadafi; Moammar El Kadhafi;
Mu'ammar Qadafi; Muammar al-Kaddafi; Moamar El Gaddafi; Muammar Ghaddafi; Moammar Gaddafi; Muhammar Gaddafi;
Muammar al-Qaddafi; Muammar Gheddafi; Moamer Gaddafi; Mu'amar al-Kadafi; Muammar Khaddafi; Moammar al Qathafi;
Муаммар Каддафи; Муаммар Каддафі; معمر القذافي; 卡扎菲; Gaddafi; Kadhafi"""


@pytest.mark.parametrize("name", [name.strip() for name in GADDAFI.split(";")])
def test_the_many_spellings_of_one_colonel(name: str) -> None:
    assert normalize.person(name).id == "normalize:person/muammar-gaddafi"


def test_one_minister_in_two_languages() -> None:
    found = {normalize.person(name).id for name in ("Oleksiy Reznikov", "Алексей Резников", "Reznikov Oleksii")}
    assert found == {"normalize:person/oleksii-reznikov"}


@pytest.mark.parametrize("name", ["John Smith", "Иван Иванов", "Xu Qwerty", "Maria Garcia Lopez"])
def test_nobody_is_made_up(name: str) -> None:
    assert not normalize.person(name)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Sergey Lavrov", "Лавров Сергей Викторович", True),
        ("Sergei Shoigu", "Shoigu, Sergey", True),
        ("Recep Tayyip Erdoğan", "President Recep Erdogan", True),
        ("Sergey Lavrov", "Sergey Shoigu", False),
        ("Kim Jong-un", "Kim Jong-il", False),
        ("Olena Zelenska", "Volodymyr Zelensky", False),
        ("Hassan Nasrallah", "حسن نصر الله", True),
    ],
)
def test_two_names(a: str, b: str, same: bool) -> None:
    one, other = normalize.compare(a, b, "person"), normalize.compare(b, a, "person")
    assert one == other
    assert one.same is same


def test_the_evidence_names_the_parts() -> None:
    match = normalize.person("Volodimir Zelenskij")
    assert match.id == ZELENSKYY
    assert "Volodimir ~ " in str(match.evidence)
