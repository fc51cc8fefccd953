"""Names of organisations: legal forms, words of one meaning, acronyms, and which one is meant."""

import pytest

import normalize
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
        ("Volkswagen AG", "Siemens AG", False),
    ],
)
def test_two_names(a: str, b: str, same: bool) -> None:
    assert normalize.compare(a, b, "org") == normalize.compare(b, a, "org")
    assert normalize.compare(a, b, "org").same is same
