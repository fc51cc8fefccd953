"""Requests that are malformed, too large or too many are refused in words, and nothing is ever our mistake."""

import asyncio
import json
import threading
from typing import Any

import httpx
import pytest
from asking import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalize.server import Limits, Served
from normalize.server.app import create_app
from normalize.server.limits import Busy
from normalize.server.work import Deadline, Workers

FORM = "application/x-www-form-urlencoded"
FUZZ = settings(
    deadline=None, derandomize=True, max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip

words = st.text(max_size=12) | st.sampled_from(
    ["query", "type", "limit", "properties", "pid", "v", "id", "name", "country", "lat", "lon", "place", "city",
     "person", "type_strict", "any", "Kyiv", "UA", "ids", "settings", "\ud800", "\0", "NaN"]
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
queries = st.fixed_dictionaries(
    {"query": words | values},
    optional={
        "type": words | st.lists(words, max_size=2) | values,
        "limit": st.integers(-3, 12) | values,
        "type_strict": st.sampled_from(["any", "should", "all"]) | values,
        "properties": st.lists(
            st.fixed_dictionaries({"pid": words, "v": words | st.integers() | st.floats() | st.lists(words) | values}),
            max_size=3,
        ),
    },
)


def sound(answer: httpx.Response) -> bool:
    """Whether an answer is one to expect: never a mistake of ours, and words where it is refused."""
    if 400 <= answer.status_code < 500:
        return answer.json()["status"] == "error" and bool(answer.json()["message"])
    return answer.status_code == 200


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("queries", ""),
        ("queries", "{"),
        ("queries", "[]"),
        ("queries", "null"),
        ("queries", '{"a": 1}'),
        ("queries", '{"a": {}}'),
        ("queries", '{"a": {"query": 7}}'),
        ("queries", '{"a": {"query": null}}'),
        ("queries", '{"a": {"query": "x", "limit": -1}}'),
        ("queries", '{"a": {"query": "x", "limit": true}}'),
        ("queries", '{"a": {"query": "x", "limit": NaN}}'),
        ("queries", '{"a": {"query": "x", "limit": 1e999}}'),
        ("queries", '{"a": {"query": "x", "limit": ' + "9" * 5000 + "}}"),
        ("queries", '{"a": {"query": "x", "type": 7}}'),
        ("queries", '{"a": {"query": "x", "type_strict": "none"}}'),
        ("queries", '{"a": {"query": "x", "properties": [{"p": "country"}]}}'),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "country", "v": null}]}}'),
        ("queries", '{"a": {"query": "x", "more": 1}}'),
        ("queries", "[" * 50_000),
        ("queries", '{"a":' * 9_000),
        ("extend", "[]"),
        ("extend", '{"ids": "x", "properties": []}'),
        ("extend", '{"ids": [], "properties": [{"name": "x"}]}'),
        ("extend", '{"ids": ["x"], "properties": [{"id": "lat", "settings": {"limit": "many"}}]}'),
        ("other", "x"),
    ],
)
def test_malformed_requests_are_refused_in_words(client: Client, field: str, text: str) -> None:
    answer = client.send("POST", "/reconcile", data={field: text})
    assert answer.status_code == 400, answer.text
    assert sound(answer)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"queries": {}}', 415),
        ("text/plain", b"queries={}", 415),
        ("multipart/form-data", b"--", 400),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n", 400),
        (FORM, b"\xff\xfe\x00", 400),
        (FORM, b"a=1&" * 50, 400),
        (FORM, b"%", 400),
    ],
)
def test_bodies_that_are_no_form(client: Client, kind: str, body: bytes, status: int) -> None:
    answer = client.send("POST", "/reconcile", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert sound(answer)


def test_large_numbers_of_queries_and_ids_are_refused(client: Client) -> None:
    for at, status in ((200, 200), (201, 413)):
        batch = {f"q{number}": {"query": "Kyiv", "type": "country"} for number in range(at)}
        assert client.send("POST", "/reconcile", data={"queries": json.dumps(batch)}).status_code == status
        extend = {"ids": [f"x{number}" for number in range(at)], "properties": [{"id": "lat"}]}
        assert client.send("POST", "/reconcile", data={"extend": json.dumps(extend)}).status_code == status


@pytest.mark.parametrize("announced", [True, False])
def test_large_bodies_are_refused(client: Client, announced: bool) -> None:
    async def pieces() -> Any:
        for _ in range(300):
            yield b"x" * 1000

    content = b"x" * 300_000 if announced else pieces()
    answer = client.send("POST", "/reconcile", content=content, headers={"Content-Type": FORM})
    assert answer.status_code == 413
    assert sound(answer)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert client.send(method, "/reconcile").status_code == 405
    assert client.send("POST", "/suggest/entity").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/suggest/entity", "/preview", "/flyout/entity", "/flyout/x?id=y", "/suggest/entity?prefix=a&cursor=-1",
     "/suggest/entity?prefix=a&cursor=x", "/extend/propose?limit=x", "/nothing", "/suggest/", "/review/columns"],
)  # fmt: skip
def test_addresses_that_say_too_little(client: Client, path: str) -> None:
    answer = client.send("GET", path)
    assert 400 <= answer.status_code < 500
    assert sound(answer)


@FUZZ
@given(st.dictionaries(words, queries | values, max_size=3) | values)
def test_no_batch_of_queries_is_our_mistake(client: Client, batch: Any) -> None:
    assert sound(client.send("POST", "/reconcile", data={"queries": json.dumps(batch)}))


@FUZZ
@given(
    st.fixed_dictionaries(
        {
            "ids": st.lists(words, max_size=3) | values,
            "properties": st.lists(st.fixed_dictionaries({"id": words, "settings": values}), max_size=3) | values,
        }
    )
    | values
)
def test_no_extension_is_our_mistake(client: Client, asked: Any) -> None:
    assert sound(client.send("POST", "/reconcile", data={"extend": json.dumps(asked)}))


@FUZZ
@given(
    st.sampled_from(
        ["/", "/reconcile", "/suggest/entity", "/suggest/type", "/suggest/property", "/flyout/entity", "/preview",
         "/entity", "/extend/propose", "/review", "/static/x"]
    ),
    st.dictionaries(
        st.sampled_from(["queries", "extend", "prefix", "cursor", "id", "query", "type", "limit", "callback"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.integers().map(str),
    ),
    st.binary(max_size=40),
)  # fmt: skip
def test_no_address_is_our_mistake(client: Client, path: str, parameters: dict[str, str], header: bytes) -> None:
    headers = {"X-Any": header.hex(), "Origin": "null"}
    assert sound(client.send("GET", path, params=parameters, headers=headers))


@FUZZ
@given(st.binary(max_size=200), st.sampled_from([FORM, "multipart/form-data; boundary=x", "x", ""]))
def test_no_body_is_our_mistake(client: Client, body: bytes, kind: str) -> None:
    for path in ("/reconcile", "/review/columns", "/review/clusters", "/review/decisions"):
        assert sound(client.send("POST", path, content=body, headers={"Content-Type": kind}))


def test_too_much_work_is_put_off(client: Client) -> None:
    limits = Limits(threads=1, waiting=0)
    busy = Client(create_app(Served(), limits))
    batch = json.dumps({f"q{at}": {"query": f"Kupianck{at}", "type": "place"} for at in range(60)})

    async def both() -> list[int]:
        transport = httpx.ASGITransport(app=busy.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as asking:
            sent = [asking.post("/reconcile", data={"queries": batch}) for _ in range(2)]
            answers = await asyncio.gather(*sent)
            assert all(a.headers["retry-after"] for a in answers if a.status_code == 503)
            return sorted(a.status_code for a in answers)

    assert asyncio.run(both()) == [200, 503]


def test_work_ends_when_its_time_is_over() -> None:
    ended = threading.Event()

    def work(deadline: Deadline) -> None:
        try:
            while True:
                deadline.check()
        finally:
            ended.set()

    async def run() -> None:
        workers = Workers(1, 1, 0.05)
        with pytest.raises(Busy, match="too long"):
            await workers.run(work)
        assert await workers.run(lambda _: 7) == 7
        workers.close()

    asyncio.run(run())
    assert ended.wait(5)


def test_origins_can_be_named() -> None:
    closed = Client(create_app(Served(), origins=("http://127.0.0.1:3333",)))
    for origin, allowed in (("http://127.0.0.1:3333", "http://127.0.0.1:3333"), ("http://elsewhere.example", None)):
        answer = closed.send("GET", "/", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert answer.headers["vary"] == "Origin"
    assert closed.get("/", callback="f").status_code == 400


def test_answers_are_the_same_from_many_threads(client: Client) -> None:
    batches = [
        {f"q{at}": {"query": name, **more} for at, name in enumerate(["Kupjansk", "Charkow", "Zelenskij", "НАТО"])}
        for more in ({}, {"type": "place"}, {"properties": [{"pid": "country", "v": "UA"}]})
    ]
    alone = [client.send("POST", "/reconcile", data={"queries": json.dumps(batch)}).json() for batch in batches]

    async def together() -> list[Any]:
        transport = httpx.ASGITransport(app=client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as asking:
            sent = [asking.post("/reconcile", data={"queries": json.dumps(b)}) for b in batches * 5]
            return [answer.json() for answer in await asyncio.gather(*sent)]

    assert asyncio.run(together()) == alone * 5
