"""Names of organisations: legal forms, words of one meaning, acronyms, and which one is meant."""

import pytest

import normalize
from normalize import Gazetteer
from normalize.keys import fold
from normalize.keys.acronyms import acronyms
from normalize.kinds.org import org_parts
from normalize.letters import clean


def keys(name: str) -> list[str]:
    return [part.key for part in org_parts(clean(name)).parts if part.role != "particle"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Восток»", "Восток LLC"),
        ("Muster GmbH", "Muster G.m.b.H."),
        ("Nova Sp. z o.o.", "NOVA SP. ZOO"),
        ("株式会社日立", "日立"),
        ("Міністерство оборони", "Ministry of Defence"),
        ("Министерство обороны", "وزارة الدفاع"),
        ("НИИ «Вектор»", "Research Institute Vektor"),
        ("44th Brigade", "Brigade Forty-Four"),
        ("First Bank", "1st Bank"),
        ("44th Brigade", "Brigade Forty 4"),
        ("Scientific Research Institute", "Research Institute"),
    ],
)
def test_names_with_the_same_parts(one: str, other: str) -> None:
    assert sorted(keys(one)) == sorted(keys(other))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ТОВ Обрій", "limited"),
        ("Obriy LLC", "limited"),
        ("PJSC Obriy", "public_joint_stock"),
        ("Obriy e.V.", "association"),
    ],
)
def test_legal_forms_are_told_apart(name: str, form: str) -> None:
    assert form in org_parts(clean(name)).forms


@pytest.mark.parametrize("name", ["ООО", "Bank", "Ltd", "的"])
def test_something_is_always_left(name: str) -> None:
    assert org_parts(clean(name)).parts


@pytest.mark.parametrize("name", ["NATO", "НАТО", "OTAN", "北约", "North Atlantic Treaty Organization"])
def test_one_alliance(name: str) -> None:
    assert normalize.org(name).id == "normalize:org/nato"


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Ministry of Defense of Ukraine", "normalize:org/ministry-of-defence-of-ukraine"),
        ("Міністерство оборони України", "normalize:org/ministry-of-defence-of-ukraine"),
        ("RIA", "normalize:org/ria-novosti"),
        ("РИА Новости", "normalize:org/ria-novosti"),
        ("General Staff of the Ukrainian Armed Forces", "normalize:org/general-staff-of-the-armed-forces-of-ukraine"),
    ],
)
def test_organisations_of_the_news(name: str, id: str) -> None:
    assert normalize.org(name).id == id


@pytest.mark.parametrize("name", ["Acme Widgets Ltd", "ООО Ромашка", "The Bank"])
def test_none_is_made_up(name: str) -> None:
    assert not normalize.org(name)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Gazprom PJSC", "ПАО «Газпром»", True),
        ("Oboronnye Initsiativy OOO", "OOO Oboronnye Initsiativy", True),
        ("44th Brigade", "45th Brigade", False),
        ("School No 5", "School No 7", False),
        ("Bank of Lithuania", "Bank of Latvia", False),
        ("Sea Breeze Shipping", "Seabreeze Shipping", True),
        ("ХНИИМ", "Kharkiv Research Institute of Microbiology", True),
        ("SBSC", "Sea Breeze Shipping Company", True),
        ("Volkswagen AG", "Siemens AG", False),
    ],
)
def test_two_names(a: str, b: str, same: bool) -> None:
    assert normalize.compare(a, b, "org") == normalize.compare(b, a, "org")
    assert normalize.compare(a, b, "org").same is same


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("ХНИИМ", "Kharkiv Research Institute of Microbiology"),
        ("KhNIIM", "Kharkiv Research Institute of Microbiology"),
        ("HNIIM", "Харьковский научно-исследовательский институт микробиологии"),
        ("MoD", "Ministry of Defence"),
        ("МОЗ", "Міністерство охорони здоров'я"),
        ("SBSC", "Sea Breeze Shipping Company"),
    ],
)
def test_acronyms_of_translated_words(acronym: str, name: str) -> None:
    assert fold(acronym) in acronyms(org_parts(clean(name)).initials)


def test_an_acronym_finds_the_name_it_is_made_of() -> None:
    rows = [
        {"id": "a", "name": "Kharkiv Research Institute of Microbiology"},
        {"id": "b", "name": "Sea Breeze Shipping Company"},
        {"id": "c", "name": "Kharkiv Tractor Plant"},
    ]
    own = Gazetteer.build(rows, kind="org")
    first = [own.org(name).candidates[0] for name in ("ХНИИМ", "SBSC", "KhTZ")]
    assert [candidate.entity.id for candidate in first] == ["a", "b", "c"]
    assert "ХНИИМ ~ Kharkiv research institute" in str(first[0].evidence)
