"""A client of the service without a network: what the service raises is raised here."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.applications import Starlette

SPECIFICATION = Path(__file__).parents[3] / "shared" / "bench" / "reconciliation-0.2"
SCHEMAS = SPECIFICATION / "schemas"


class Client:
    """Sends requests to an application."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Return the answer to one request."""

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                return await client.request(method, path, **options)

        return asyncio.run(sent())

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """Return the answer to a GET."""
        return self.send("GET", path, params=parameters)

    def reconcile(self, **queries: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """Return the candidates of each query."""
        answer = self.send("POST", "/reconcile", data={"queries": json.dumps(queries)})
        assert answer.status_code == 200, answer.text
        check("reconciliation-result-batch", answer.json())
        return {key: found["result"] for key, found in answer.json().items()}

    def candidates(self, query: str, **rest: Any) -> list[dict[str, Any]]:
        """Return the candidates of one query; `said` holds its properties."""
        said = [{"pid": pid, "v": value} for pid, value in rest.pop("said", {}).items()]
        more = {"properties": said} if said else {}
        return self.reconcile(q={"query": query, **rest, **more})["q"]

    def match(self, query: str, **rest: Any) -> str | None:
        """Return the id of what is surely meant."""
        sure = [found["id"] for found in self.candidates(query, **rest) if found["match"]]
        assert len(sure) < 2
        return sure[0] if sure else None


def check(schema: str, value: object) -> None:
    """Validate an answer, where the schemas are there."""
    if SCHEMAS.is_dir():
        found = json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8"))
        validator = jsonschema.validators.validator_for(found, default=jsonschema.Draft7Validator)
        validator(found, registry=_registry()).validate(value)


def _registry() -> "Registry[Any]":
    """The schemas by the addresses they call each other by."""
    registry: Registry[Any] = Registry()
    for path in SCHEMAS.glob("*.json"):
        contents = json.loads(path.read_text("utf-8"))
        resource = Resource.from_contents(contents, default_specification=DRAFT7)
        own = str(contents["$id"]).rstrip("#")
        registry = registry.with_resource(own, resource).with_resource(
            own.rpartition("/")[0] + f"/{path.name}", resource
        )
    return registry


needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas of the Reconciliation API are not here")
