"""`scan`: what its documentation promises, one behaviour a test."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from normalize import Gazetteer, default_gazetteer, scan
from normalize.errors import ArgumentError, NameTypeError, NormalizeError, UnknownKindError, UnknownLanguageError

ZELENSKY = "wikidata:Q3874799"
ODESA, ODESSA_TEXAS = "geonames:698740", "geonames:5527554"


def ids(text: str, **options: Any) -> dict[str, str | None]:
    """What is mentioned, and its id; None where several could be meant."""
    return {mention.text: mention.match.id for mention in scan(text, **options)}


# -- how mentions are written


def test_possessives_and_compounds_are_no_part_of_a_mention() -> None:
    assert ids("Ukraine’s army left Kharkiv's suburbs. A Kyiv-based company and Lviv–Odesa trains stopped.") == {
        "Ukraine": "iso3166:UA",
        "Kharkiv": "geonames:706483",
        "Kyiv": "geonames:703448",
        "Lviv": "geonames:702550",
        "Odesa": ODESA,
    }


def test_a_name_broken_at_the_end_of_a_line_is_one_mention() -> None:
    assert ids("He lives in Khar-\nkiv, near the Oskil\nRiver, and she in Dnipropet-\n    rovsk.") == {
        "Khar-\nkiv": "geonames:706483",
        "Oskil\nRiver": "wikidata:Q540067",
        "Dnipropet-\n    rovsk": "geonames:709930",
    }


def test_a_paragraph_parts_names() -> None:
    assert "Paris\n\nTexas" not in ids("Paris\n\nTexas")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Oskil River", "wikidata:Q540067"),
        ("Kharkiv region", "geonames:706482"),
        ("Ramstein Air Base", "geonames:6296821"),
        ("Bohun Brigade", "normalize:org/1st-special-purpose-brigade-ivan-bohun"),
        ("Lake Baikal", "wikidata:Q5513"),
        ("Sumy Oblast", "geonames:692196"),
    ],
)
def test_class_words_belong_to_the_mention(name: str, id_: str) -> None:
    assert ids(f"They were seen near the {name} on Monday.") == {name: id_}


def test_a_class_word_of_several_names_says_what_they_are() -> None:
    assert ids("Kharkiv and Donetsk regions were hit, they said.", lang="en") == {
        "Kharkiv": "geonames:706482",
        "Donetsk": "geonames:709716",
    }


def test_a_class_word_says_nothing_of_the_name_before() -> None:
    assert ids("He lives in Izium, Kharkiv Oblast.") == {
        "Izium": "geonames:707292",
        "Kharkiv Oblast": "geonames:706482",
    }
    assert set(ids("He saw the Black Sea, Mount Elbrus and Kyiv.")) == {"Black Sea", "Mount Elbrus", "Kyiv"}


def test_inflected_forms_are_found() -> None:
    assert ids("Вони були в Харкові, але не на роботі, і він поїхав до Києва.") == {
        "Харкові": "geonames:706483",
        "Києва": "geonames:703448",
    }


@pytest.mark.parametrize("written", ["Khar\u00adkiv", "KHARKIV", "Kharki\u200bv", "\u200eKharkiv\u200f", "Ｋharkiv"])
def test_what_cannot_be_seen_changes_nothing(written: str) -> None:
    (mention,) = scan(f"They came to {written} on Monday.")
    assert mention.match.id == "geonames:706483"
    assert mention.text.strip("\u200e\u200f") == written.strip("\u200e\u200f")


# -- whom they mean


def test_short_forms_are_tied_to_the_full_name() -> None:
    mentions = scan("Zelensky spoke. Volodymyr Zelensky left later, and Zelensky’s aides stayed. Mr Zelenskyy slept.")
    assert [(m.text, m.match.id) for m in mentions] == [
        ("Zelensky", ZELENSKY),
        ("Volodymyr Zelensky", ZELENSKY),
        ("Zelensky", ZELENSKY),
        ("Zelenskyy", ZELENSKY),
    ]
    assert "Volodymyr Zelensky" in str(mentions[0].match.evidence)
    assert mentions[0].match.score < mentions[1].match.score


def test_a_family_name_that_belongs_to_another_given_name_is_not_tied() -> None:
    found = scan("Volodymyr Zelensky left. John Zelensky stayed.")
    assert [(m.text, m.match.id) for m in found] == [("Volodymyr Zelensky", ZELENSKY)]


def test_mentions_are_resolved_together() -> None:
    assert ids("From Kharkiv they drove to Odessa.")["Odessa"] == ODESA
    assert ids("Oil towns such as Midland, Odessa and Lubbock, Texas, grew.")["Odessa"] == ODESSA_TEXAS


@pytest.mark.xfail(reason="two names of one state, each with namesakes, do not make each other sure", strict=True)
def test_two_ambiguous_names_settle_each_other() -> None:
    assert ids("From Midland they drove to Odessa.")["Odessa"] == ODESSA_TEXAS


def test_the_region_behind_a_comma_says_which_also_later() -> None:
    mentions = scan("Hello Paris, Texas! In Paris nobody knew.")
    assert [m.match.id for m in mentions if m.text == "Paris"] == ["geonames:4717560"] * 2


def test_a_place_in_the_name_of_an_organisation_is_named_as_well() -> None:
    text = "The Ministry of Foreign Affairs of Ukraine said so."
    org, place = scan(text)
    assert (org.text, org.kind) == ("Ministry of Foreign Affairs of Ukraine", "org")
    assert (place.text, place.match.id) == ("Ukraine", "iso3166:UA")
    assert org.start < place.start < place.end == org.end


def test_an_acronym_is_the_organisation() -> None:
    assert ids("The EU and NATO agreed in Brussels.")["NATO"] == "normalize:org/nato"


def test_where_several_could_be_meant_there_is_no_id() -> None:
    (mention,) = scan("She lives in Odessa now.")
    assert mention.match.status == "ambiguous"
    assert {ODESA, ODESSA_TEXAS} <= {c.entity.id for c in mention.match.candidates}


# -- words that are names as well


@pytest.mark.parametrize(
    "text",
    [
        "Of all the things he read, Reading was the nicest.",
        "Nice work, he said to them. Nice weather, too, but not for all.",
        "Buy now and pay later. Most people buy. Most of it was gone.",
        "Mary laughed. Mary has a mobile phone; Mobile phones are dear.",
        "Reading helps. Reading is fun, and Most agreed.",
        "On Monday in March the Police and the Church met. May came.",
        "Сьогодні мир і добро. Мир — це добре, але не для всіх.",
    ],
)
def test_ordinary_words_are_no_mentions(text: str) -> None:
    assert scan(text) == []


def test_ordinary_words_of_a_short_text_are_no_mentions() -> None:
    assert scan("Nice work, he said. Nice weather, too.") == []


def test_ordinary_words_of_a_language_that_is_given_are_no_mentions() -> None:
    assert scan("Nice work, he said. Nice weather, too.", lang="en") == []


def test_what_stands_around_them_says_that_they_are_names() -> None:
    assert ids("She lives in Nice, France, and works in Reading, England.") == {
        "Nice": "geonames:2990440",
        "France": "iso3166:FR",
        "Reading": "geonames:2639577",
        "England": "geonames:6269131",
    }


@pytest.mark.xfail(reason='"to" is evidence for a place, and a woman who is only called Mary is not known', strict=True)
def test_a_given_name_that_was_met_before_is_no_place() -> None:
    assert ids("Mary laughed. Mary has a phone. Most of it went to Mary.") == {}


# -- what is asked for

TEXT = "Volodymyr Zelensky and the United Nations spoke of the Oskil River, Kharkiv and Ukraine."


def test_kinds_say_what_is_given() -> None:
    assert set(ids(TEXT)) == {"Volodymyr Zelensky", "United Nations", "Oskil River", "Kharkiv", "Ukraine"}
    assert set(ids(TEXT, kinds=["person"])) == {"Volodymyr Zelensky"}
    assert set(ids(TEXT, kinds=["org"])) == {"United Nations"}
    assert set(ids(TEXT, kinds=("place",))) == {"Oskil River", "Kharkiv", "Ukraine"}
    assert set(ids(TEXT, kinds=["River", "country"])) == {"Oskil River", "Ukraine"}
    assert scan(TEXT, kinds=[]) == []


def test_the_language_is_told_or_given() -> None:
    text = "Харкові"
    assert ids(text, lang="uk") == ids(text, lang="ukr") == {"Харкові": "geonames:706483"}


def test_own_gazetteers_alone_or_beside_the_packaged_ones() -> None:
    mine = Gazetteer.build([{"id": "d7", "name": "Depot Seven"}, {"id": "k", "name": "Kharkiv"}])
    text = "Fuel went from Depot Seven to Kharkiv and Izium."
    assert ids(text, gazetteer=mine) == {"Depot Seven": "d7", "Kharkiv": "k"}
    assert [(m.text, m.match.id) for m in mine.scan(text)] == [("Depot Seven", "d7"), ("Kharkiv", "k")]
    assert ids(text, gazetteer=[default_gazetteer(), mine]) == {
        "Depot Seven": "d7",
        "Kharkiv": "k",
        "Izium": "geonames:707292",
    }
    assert ids("Volodymyr Zelensky left Kharkiv.", gazetteer=default_gazetteer("person")) == {
        "Volodymyr Zelensky": ZELENSKY
    }


def test_recall_takes_more() -> None:
    text = "He learned his trade in Nice and then in Bath. A house in Mary is for sale, said Karen of Lima."
    assert {(m.start, m.end) for m in scan(text)} < {(m.start, m.end) for m in scan(text, recall=True)}


@pytest.mark.parametrize("text", ["", " \n", "no capital letters here", "...", "12 345", "🙂"])
def test_a_text_without_names_has_no_mentions(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("text", [None, 5, b"Kyiv", ["Kyiv"]])
def test_what_is_no_text_is_an_error(text: Any) -> None:
    with pytest.raises(NameTypeError, match="takes a text"):
        scan(text)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"kinds": ["planet"]}, UnknownKindError),
        ({"kinds": "place"}, UnknownKindError),
        ({"kinds": [5]}, UnknownKindError),
        ({"lang": "xx"}, UnknownLanguageError),
        ({"lang": 5}, UnknownLanguageError),
        ({"gazetteer": None}, ArgumentError),
        ({"gazetteer": []}, ArgumentError),
        ({"gazetteer": "places.gaz"}, ArgumentError),
    ],
)
def test_a_wrong_argument_is_an_error_that_helps(options: dict[str, Any], error: type[NormalizeError]) -> None:
    with pytest.raises(error):
        scan("Kyiv", **options)


def test_a_kind_that_the_gazetteer_asked_does_not_hold_is_an_error() -> None:
    with pytest.raises(UnknownKindError, match="person"):
        scan("Kyiv", kinds=["person"], gazetteer=default_gazetteer("place"))


def test_hash_seeds_decide_nothing() -> None:
    code = (
        "import json, sys; from normalize import scan; text = sys.stdin.read()\n"
        "print(json.dumps([(m.start, m.text, m.match.first_id, m.match.score) for m in scan(text, recall=True)]))"
    )
    text = f"{TEXT} From Odessa to Midland, Texas, Springfield and Reading. Zelensky’s Kyiv-based NATO aides left."

    def answer(seed: str) -> object:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return json.loads(run.stdout)

    assert answer("0") == answer("1") == answer("12345")


def test_what_is_written_together_with_the_name_of_a_person_is_taken_off() -> None:
    assert (
        ids("우크라이나 대통령 볼로디미르 젤렌스키는 하르키우를 방문했다.")["볼로디미르 젤렌스키"]
        == "wikidata:Q3874799"
    )
    assert ids("وقال بنيامين نتنياهو وفلاديمير بوتين في القاهرة")["فلاديمير بوتين"] == "normalize:person/vladimir-putin"
