"""The reconciliation service: every answer is one that the schemas of the API allow, and the one that is right."""

import json
from pathlib import Path
from typing import Any

import pytest
from asking import SPECIFICATION, Client, check, needs_schemas

from normalize import entity

KUPIANSK = "geonames:703656"


def examples(of: str, kind: str) -> list[Any]:
    folder = SPECIFICATION / "examples" / of / kind
    return [pytest.param(path.read_text("utf-8"), id=path.stem) for path in sorted(folder.glob("*.json"))]


@needs_schemas
def test_the_schemas_are_read_as_they_are_meant() -> None:
    for path in sorted((SPECIFICATION / "examples" / "manifest" / "valid").glob("*.json")):
        check("manifest", json.loads(path.read_text("utf-8")))
    with pytest.raises(Exception, match="identifierSpace"):
        check("manifest", {"versions": ["0.2"], "name": "x", "schemaSpace": "y"})


@pytest.mark.parametrize("path", ["/", "/reconcile"])
def test_the_manifest(client: Client, path: str) -> None:
    said = client.get(path).json()
    check("manifest", said)
    assert "0.2" in said["versions"]
    assert [one["id"] for one in said["defaultTypes"]] == ["place", "person", "org"]
    assert said["view"]["url"] == "http://service/entity?id={{id}}"
    assert "depots" in said["name"]
    for what in ("entity", "type", "property"):
        service = said["suggest"][what]
        assert client.get(service["service_path"], prefix="ki").json()["result"] is not None


def test_the_manifest_names_the_address_it_was_asked_at(client: Client) -> None:
    said = client.send("GET", "/", headers={"Host": "names.example.org:81"}).json()
    assert said["preview"]["url"] == "http://names.example.org:81/preview?id={{id}}"
    answer = client.send("GET", "/", headers={"Host": 'x/y"><script>'})
    assert answer.status_code == 400


def test_queries_are_answered_by_get_and_by_post(client: Client) -> None:
    queries = json.dumps({"a": {"query": "Kupyansk"}, "b": {"query": "Купянск", "limit": 1}})
    got = client.get("/reconcile", queries=queries).json()
    for path in ("/", "/reconcile"):
        assert client.send("POST", path, data={"queries": queries}).json() == got
        assert client.send("POST", path, files={"queries": (None, queries)}).json() == got
    check("reconciliation-result-batch", got)
    assert {key: one["result"][0]["id"] for key, one in got.items()} == {"a": KUPIANSK, "b": KUPIANSK}
    assert len(got["b"]["result"]) == 1


def test_scores_are_percents_and_only_what_matched_is_a_match(client: Client) -> None:
    (sure, *others) = client.candidates("Kupiansk", type="city")
    assert sure["match"]
    assert 90 < sure["score"] <= 100
    assert not any(one["match"] for one in others)
    several = client.candidates("Springfield", type="city")
    assert len(several) == 10
    assert [one["score"] for one in several] == sorted((one["score"] for one in several), reverse=True)
    assert not any(one["match"] for one in several)
    assert client.candidates("") == []
    assert not any(one["match"] for one in client.candidates("Xyzzyville"))


def test_without_a_type_all_are_asked_and_two_that_are_sure_leave_none(client: Client) -> None:
    assert client.match("Kupyansk") == KUPIANSK
    assert client.match("NATO") == "normalize:org/nato"
    types = {one["type"][-1]["id"] for one in client.candidates("Zelensky")}
    assert types == {"place", "person", "org"}
    assert client.match("Zelensky") is None  # a president, and a town that was called so
    assert client.match("Zelensky", type="person") == "wikidata:Q3874799"


def test_types_are_kinds_with_what_they_are_kinds_of(client: Client) -> None:
    assert [one["id"] for one in client.candidates("Dnipro", type="river")[0]["type"]] == ["river", "place"]
    assert client.match("Dnipro", type=["river", "lake"]) == "wikidata:Q40855"
    rivers = client.candidates("Kupiansk", type=["river", "lake"])
    assert {one["type"][0]["id"] for one in rivers} <= {"river", "lake"}
    assert not any(one["match"] for one in rivers)
    assert client.match("Kupiansk", type=["city", "place"], type_strict="all") == KUPIANSK
    assert client.candidates("Kupiansk", type=["city", "river"], type_strict="all") == []
    assert client.candidates("Kupiansk", type="Q515") == []
    assert client.match("Ukrainian", type="country") == "iso3166:UA"


@pytest.mark.parametrize(
    "said",
    [
        {"country": "UA"},
        {"country": "Ukraine"},
        {"country": {"id": "iso3166:UA", "name": "Ukraine"}},
        {"country": ["UA"]},
        {"iso3166_1": "UA"},
        {"iso3166_2": "UA-63"},
        {"admin": "Kharkiv Oblast"},
        {"admin": {"id": "geonames:706482"}},
        {"lat": 49.7, "lon": "37,6"},
        {"coordinates": "49.7,37.6"},
        {"geonames": 703656},
        {"population": 27_000},
        {"lang": "uk"},
        {"country": "", "unheard-of": True},
    ],
)
def test_what_is_said_besides_the_name_is_a_hint(client: Client, said: dict[str, Any]) -> None:
    assert client.match("Kupiansk", type="city", said=said) == KUPIANSK


def test_hints_tell_namesakes_apart(client: Client) -> None:
    illinois = client.match("Springfield", type="city", said={"country": "US", "iso3166_2": "US-IL"})
    assert illinois is not None
    assert entity(illinois).label == "Springfield, Illinois, United States"
    assert client.match("Springfield", said={"geonames": illinois.rpartition(":")[2]}) == illinois
    elsewhere = client.candidates("Kupiansk", type="place", said={"country": "Japan"})
    assert KUPIANSK not in {one["id"] for one in elsewhere}
    assert not any(one["match"] for one in elsewhere)
    towns = client.candidates("Springfield", type="city", said={"population": 170_000})
    assert towns
    assert all(85_000 <= (entity(one["id"]).population or 0) <= 340_000 for one in towns)
    assert client.match("Zelensky", type="person", said={"born": "1978-01-25"}) == "wikidata:Q3874799"


@pytest.mark.parametrize(
    "said",
    [
        {"country": "Narnia"},
        {"country": ["UA", "RU"]},
        {"admin": "Narnia"},
        {"lat": 95, "lon": 1},
        {"lat": "x"},
        {"lang": "Elvish"},
        {"wikidata": "Q1"},
    ],
)
def test_a_hint_that_means_nothing_or_another_leaves_nothing_sure(client: Client, said: dict[str, Any]) -> None:
    found = client.candidates("Kupiansk", type="city", said=said)
    assert found[0]["id"] == KUPIANSK
    assert not any(one["match"] for one in found)


def test_an_odd_hint_of_one_query_does_not_bear_on_the_others(client: Client) -> None:
    good = {"query": "Kupiansk", "type": "city", "properties": [{"pid": "country", "v": "UA"}]}
    odd = {"query": "Kupiansk", "type": "city", "properties": [{"pid": "country", "v": "Narnia"}]}
    found = client.reconcile(a=good, b=odd, c=good)
    assert [found[key][0]["match"] for key in "abc"] == [True, False, True]


def test_an_identifier_alone_is_enough(client: Client) -> None:
    query = {"properties": [{"pid": "wikidata", "v": "Q212"}]}
    found = client.reconcile(a=query, b={"properties": [{"pid": "country", "v": "UA"}]})
    assert [(one["id"], one["match"]) for one in found["a"]] == [("iso3166:UA", True)]
    assert found["b"] == []


def test_fifty_queries_at_once(client: Client) -> None:
    names = [f"Kupiansk{' ' * at}" for at in range(50)]
    found = client.reconcile(**{f"q{at}": {"query": name, "type": "place"} for at, name in enumerate(names)})
    assert len(found) == 50
    assert all(one[0]["id"] == KUPIANSK for one in found.values())


def test_ones_own_gazetteer_is_asked_and_wins(client: Client) -> None:
    assert client.match("депо 7", type="depot") == "d7"
    assert client.match("Депо 7") == "d7"
    assert client.get("/suggest/entity", prefix="depo").json()["result"][0]["id"] == "d7"
    assert client.get("/suggest/type", prefix="dep").json()["result"][0]["broader"] == [
        {"id": "place", "name": "Place"}
    ]


@needs_schemas
@pytest.mark.parametrize("batch", examples("reconciliation-query-batch", "valid"))
def test_the_valid_examples_are_answered(client: Client, batch: str) -> None:
    answer = client.send("POST", "/reconcile", data={"queries": batch})
    assert answer.status_code == 200
    check("reconciliation-result-batch", answer.json())
    assert set(answer.json()) == set(json.loads(batch))


@needs_schemas
@pytest.mark.parametrize("batch", examples("reconciliation-query-batch", "invalid"))
def test_the_invalid_examples_are_refused(client: Client, batch: str) -> None:
    answer = client.send("POST", "/reconcile", data={"queries": batch})
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"


@needs_schemas
@pytest.mark.parametrize("asked", examples("data-extension-query", "valid"))
def test_the_extension_examples_are_answered(client: Client, asked: str) -> None:
    answer = client.send("POST", "/reconcile", data={"extend": asked})
    assert answer.status_code == 200
    check("data-extension-response", answer.json())


def test_suggestions(client: Client) -> None:
    entities = client.get("/suggest/entity", prefix="Kupia").json()
    check("suggest-entities-response", entities)
    assert entities["result"][0]["id"] == KUPIANSK
    assert KUPIANSK in {one["id"] for one in client.get("/suggest/entity", prefix="Купя").json()["result"]}
    assert client.get("/suggest/entity", prefix="Zelens").json()["result"][0]["id"] == "wikidata:Q3874799"
    assert client.get("/suggest/entity", prefix="iso3166:UA").json()["result"][0]["id"] == "iso3166:UA"
    first, second = (client.get("/suggest/entity", prefix="Kup", cursor=c).json()["result"] for c in ("0", "10"))
    assert len(first) == len(second) == 10
    assert not {one["id"] for one in first} & {one["id"] for one in second}
    types = client.get("/suggest/type", prefix="").json()
    check("suggest-types-response", types)
    assert {"place", "city", "depot"} <= {one["id"] for one in types["result"]}
    properties = client.get("/suggest/property", prefix="pop").json()
    check("suggest-properties-response", properties)
    assert [one["id"] for one in properties["result"]] == ["population"]


@pytest.mark.parametrize(("what", "id_"), [("entity", KUPIANSK), ("type", "city"), ("property", "country")])
def test_flyouts(client: Client, what: str, id_: str) -> None:
    said = client.get(f"/flyout/{what}", id=id_).json()
    assert set(said) == {"id", "html"}
    assert said["id"] == id_
    assert client.get(f"/flyout/{what}", id="nothing").status_code == 404


def test_extension(client: Client) -> None:
    wanted = ["country", "admin", "lat", "population", "wikidata", "iso3166_2", "label", "nothing"]
    asked = {
        "ids": [KUPIANSK, "iso3166:UA", "nowhere"],
        "properties": [{"id": id_} for id_ in wanted] + [{"id": "names", "settings": {"limit": "2"}}],
    }
    said = client.send("POST", "/reconcile", data={"extend": json.dumps(asked)}).json()
    check("data-extension-response", said)
    assert [one["id"] for one in said["meta"]] == [*wanted, "names"]
    kupiansk = said["rows"][KUPIANSK]
    assert kupiansk["country"] == [{"id": "iso3166:UA", "name": "Ukraine"}]
    assert kupiansk["admin"][0] == {"id": "geonames:706482", "name": "Kharkiv Oblast"}
    assert kupiansk["lat"][0]["float"] == pytest.approx(49.71, abs=0.01)
    assert kupiansk["population"][0]["int"] > 20_000
    assert len(kupiansk["names"]) == 2
    assert said["rows"]["iso3166:UA"]["wikidata"] == [{"str": "Q212"}]
    assert not any(said["rows"]["nowhere"].values())


def test_proposed_properties(client: Client) -> None:
    said = client.get("/extend/propose", type="city", limit="3").json()
    check("data-extension-property-proposal", said)
    assert len(said["properties"]) == 3
    assert {"born", "died"} <= {one["id"] for one in client.get("/extend/propose", type="person").json()["properties"]}
    assert "born" not in {one["id"] for one in client.get("/extend/propose", type="depot").json()["properties"]}


def test_the_preview_has_names_scripts_position_and_evidence(client: Client) -> None:
    page = client.get("/preview", id=KUPIANSK, query="Купянск")
    assert page.headers["content-type"].startswith("text/html")
    for text in ("Kupiansk, Kharkiv Oblast, Ukraine", "Cyrillic", "<svg", "49.71° N", "key: Купянск", "recorded in"):
        assert text in page.text
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in client.get("/entity", id=KUPIANSK).headers["content-security-policy"]
    assert client.get("/preview", id="nowhere").status_code == 404


def test_what_comes_from_a_table_or_an_address_stays_text(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    page = client.get("/preview", id="<d>&8", query=evil).text
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;Depot&lt;/b&gt; 8" in page
    assert "<b>" not in client.get("/flyout/entity", id="<d>&8").json()["html"]
    answer = client.get("/preview", id=evil)
    assert "<script" not in answer.text
    assert answer.headers["content-type"] == "application/json"


def test_other_origins_may_read_the_service_but_not_the_review(client: Client) -> None:
    answer = client.send("OPTIONS", "/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert answer.status_code == 204
    for path in ("/", "/reconcile", "/suggest/entity", "/extend/propose"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/review").headers


def test_a_script_may_call_back(client: Client) -> None:
    answer = client.get("/suggest/type", prefix="river", callback="jQuery1._x")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("/**/jQuery1._x({")
    for bad in ("alert(1)", "", "a;b", "x" * 99, "été", "a\n"):
        assert client.get("/suggest/type", prefix="river", callback=bad).status_code == 400


def test_only_files_of_ours_are_served(client: Client) -> None:
    assert client.get("/static/page.css").headers["content-type"].startswith("text/css")
    for path in ("/static/..%2fapp.py", "/static/app.py", "/static/%2fetc%2fpasswd", "/static/page.css%00", "/static/"):
        assert client.get(path).status_code == 404
    assert Path(__file__).name not in client.get("/").text
