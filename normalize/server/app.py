"""The service as an ASGI application: which path is answered by what."""

import json
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from normalize.errors import NormalizeError
from normalize.server.extend import extend, propose
from normalize.server.guard import Guard, error_body
from normalize.server.limits import Limits, RequestError
from normalize.server.manifest import manifest
from normalize.server.pages import entity_page, flyout
from normalize.server.queries import read_extension, read_queries
from normalize.server.reconcile import reconcile
from normalize.server.reviewing import review_routes
from normalize.server.served import Served
from normalize.server.suggest import suggest_entities, suggest_properties, suggest_types
from normalize.server.work import Deadline, Workers

__all__ = ["create_app"]

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}", re.ASCII)
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_SHARED = (
    "/", "/reconcile", "/suggest/entity", "/suggest/type", "/suggest/property",
    "/flyout/entity", "/flyout/type", "/flyout/property", "/extend/propose",
)  # fmt: skip
_STATIC = {"page.css": "text/css", "review.css": "text/css", "review.js": "text/javascript"}
_PAGE = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
_FORM = "application/x-www-form-urlencoded"
_FIELDS = 20  # of a form or an address
Work = Callable[[Deadline], Any]


def create_app(
    served: Served,
    limits: Limits | None = None,
    *,
    public_url: str | None = None,
    origins: Sequence[str] = ("*",),
    gazetteers: Sequence[str] = (),
) -> Starlette:
    """Return the service.

    Args:
        served: the gazetteers.
        limits: what is allowed.
        public_url: where clients reach it; without it, what the request says.
        origins: of web pages that may read its answers; "*" for all.
        gazetteers: files of people's own gazetteers, for tables that are reviewed.
    """
    limits = limits or Limits()
    service = _Service(served, limits, public_url, "*" in origins)
    routes = [
        Route("/", service.root, methods=["GET", "POST"]),
        Route("/reconcile", service.root, methods=["GET", "POST"]),
        Route("/suggest/entity", service.entities),
        Route("/suggest/type", service.types),
        Route("/suggest/property", service.properties),
        Route("/flyout/{what:str}", service.flyout),
        Route("/extend/propose", service.propose),
        Route("/preview", service.preview),
        Route("/entity", service.entity),
        Route("/static/{name:str}", _static),
        *review_routes(limits, gazetteers, public_url),
    ]
    guard = Middleware(Guard, limits=limits, shared=_SHARED, origins=origins, uploads="/review/")
    handlers: dict[Any, Any] = {
        NormalizeError: _refused,
        HTTPException: _refused,
        ClientDisconnect: _gone,
        Exception: _failed,
    }
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)


class _Service:
    def __init__(self, served: Served, limits: Limits, public_url: str | None, jsonp: bool) -> None:
        self._served = served
        self._limits = limits
        self._public_url = public_url.rstrip("/") if public_url else None
        self._jsonp = jsonp
        self._batches = Workers(limits.threads, limits.waiting, limits.seconds)
        self._short = Workers(limits.threads, limits.waiting, limits.seconds)  # somebody types, and waits for these

    async def root(self, request: Request) -> Response:
        """The manifest, a batch of queries, or more of what is known of entities."""
        asked = await _parameters(request)
        if "queries" in asked:
            return await self._said(
                request,
                lambda deadline: reconcile(self._served, read_queries(asked["queries"], self._limits.batch), deadline),
                self._batches,
            )
        if "extend" in asked:
            return await self._said(
                request,
                lambda deadline: extend(self._served, read_extension(asked["extend"], self._limits.batch), deadline),
                self._batches,
            )
        if request.method == "POST" or "query" in asked:
            raise RequestError("send queries or extend, as JSON in a form field of that name; GET gives the manifest")
        base = self._base(request)
        return await self._said(request, lambda _: manifest(self._served, base))

    async def entities(self, request: Request) -> Response:
        """Entities while somebody types."""
        prefix, cursor = _prefix(request), _number(request, "cursor") or 0
        return await self._said(request, lambda _: {"result": suggest_entities(self._served, prefix, cursor)})

    async def types(self, request: Request) -> Response:
        """Types while somebody types."""
        prefix = _prefix(request)
        return await self._said(request, lambda _: {"result": suggest_types(self._served, prefix)})

    async def properties(self, request: Request) -> Response:
        """Properties while somebody types."""
        prefix = _prefix(request)
        return await self._said(request, lambda _: {"result": suggest_properties(prefix)})

    async def flyout(self, request: Request) -> Response:
        """A few words about what was suggested."""
        what, id_ = request.path_params["what"], _given(request, "id")
        return await self._said(request, lambda _: {"id": id_, "html": flyout(self._served, what, id_)})

    async def propose(self, request: Request) -> Response:
        """The properties of a type."""
        type_, limit = request.query_params.get("type", ""), _number(request, "limit")
        return await self._said(request, lambda _: propose(self._served, type_, limit))

    async def preview(self, request: Request) -> Response:
        """A small page about an entity, for a frame in any client."""
        return await self._page(request, small=True, policy=_PAGE)

    async def entity(self, request: Request) -> Response:
        """A page about an entity."""
        return await self._page(request, small=False, policy=f"{_PAGE}; frame-ancestors 'none'")

    async def _page(self, request: Request, *, small: bool, policy: str) -> Response:
        id_, query = _given(request, "id"), request.query_params.get("query", "")
        page = await self._short.run(lambda _: entity_page(self._served, id_, query, small=small))
        headers = {"Content-Security-Policy": policy}
        return Response(page.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)

    async def _said(self, request: Request, work: Work, workers: Workers | None = None) -> Response:
        callback = request.query_params.get("callback")
        if callback is not None:
            if request.method == "POST" or not self._jsonp:
                raise RequestError("callback is for GET, where every origin is allowed; send the request without it")
            if not _CALLBACK.fullmatch(callback):
                raise RequestError("callback must be the name of a function")
        found = await (workers or self._short).run(work)
        said = json.dumps(found)  # ASCII: safe in a script, and whatever the names hold
        if callback is None:
            return Response(said, media_type="application/json")
        return Response(f"/**/{callback}({said});", media_type="text/javascript")

    def _base(self, request: Request) -> str:
        if self._public_url is not None:
            return self._public_url
        host = request.headers.get("host", "")
        if not _HOST.fullmatch(host):
            raise RequestError("the Host header names no host")
        return f"{request.scope['scheme']}://{host}"


async def _parameters(request: Request) -> dict[str, str]:
    """The parameters of a request: of its address, and of its form."""
    asked = dict(request.query_params)
    if request.method != "POST":
        return asked
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind == _FORM:
        body = (await request.body()).decode("utf-8", "replace")
        try:
            return asked | dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_FIELDS))
        except ValueError:
            raise RequestError(f"the form has more than {_FIELDS} fields") from None
    if kind == "multipart/form-data":
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            return asked | {name: value for name, value in form.items() if isinstance(value, str)}
    raise RequestError(f"send a form ({_FORM}), with queries or extend in it", 415)


def _given(request: Request, name: str) -> str:
    if not (value := request.query_params.get(name, "").strip()):
        raise RequestError(f"give {name}")
    return value


def _prefix(request: Request) -> str:
    if (prefix := request.query_params.get("prefix")) is None:
        raise RequestError("give prefix, what was typed so far")
    return prefix


def _number(request: Request, name: str) -> int | None:
    """A number of the address; None where it is not given."""
    given = request.query_params.get(name, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise RequestError(f"{name} must be a number, 0 or more")
    return int(given)


def _read_static(name: str) -> bytes:
    return files("normalize.server").joinpath("static", name).read_bytes()


_FILES = {name: (_read_static(name), media) for name, media in _STATIC.items()}  # no path of a request is opened


async def _static(request: Request) -> Response:
    if (found := _FILES.get(request.path_params["name"])) is None:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "no-cache"})


async def _refused(_request: Request, error: Exception) -> Response:
    """What the client did wrong, in words."""
    headers: dict[str, str] = {}
    if isinstance(error, HTTPException):
        status, message = error.status_code, error.detail
        headers.update(error.headers or {})
    else:
        status = error.status if isinstance(error, RequestError) else 400
        message = str(error)
    if status == 503:
        headers["Retry-After"] = "1"
    return Response(error_body(message), status, headers, "application/json")


async def _gone(_request: Request, _error: Exception) -> Response:
    """Nobody reads this: the client went away before it had sent all."""
    return Response(status_code=400)


async def _failed(_request: Request, error: Exception) -> Response:
    return Response(error_body("a mistake of ours; please report it"), 500, media_type="application/json")
