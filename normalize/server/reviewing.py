"""The review page, and what it asks: everything is in the request, and nothing is kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from normalize.gazetteers import Gazetteer
from normalize.kinds import KINDS
from normalize.server.limits import Limits, RequestError
from normalize.server.tablework import (
    LONGEST_TITLE,
    Posted,
    Review,
    Wish,
    clean_table,
    columns_of,
    decisions_of,
    review_table,
)
from normalize.server.work import Deadline, Workers
from normalize.tables import HINTS, Asked

__all__ = ["review_routes"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = files("normalize.server").joinpath("static", "review.html").read_bytes()
_LONGEST_NAME = 120  # signs of what a client calls its file
_MOST_COLUMNS = 20
_TEXT = "text/csv; charset=utf-8"
Work = Callable[[FormData, Deadline], Any]


def review_routes(limits: Limits, gazetteers: Sequence[str], public_url: str | None) -> list[Route]:
    """Return the routes of the review page.

    Args:
        limits: what is allowed.
        gazetteers: files of people's own gazetteers.
        public_url: where clients reach the service, if not where the request says.
    """
    reviewer = _Reviewer(limits, gazetteers, public_url)
    return [
        Route("/review", _page),
        Route("/review/columns", reviewer.columns, methods=["POST"]),
        Route("/review/clusters", reviewer.clusters, methods=["POST"]),
        Route("/review/cleaned", reviewer.cleaned, methods=["POST"]),
        Route("/review/decisions", reviewer.decisions, methods=["POST"]),
    ]


async def _page(_request: Request) -> Response:
    headers = {"Content-Security-Policy": _POLICY}
    return Response(_PAGE, media_type="text/html; charset=utf-8", headers=headers)


class _Reviewer:
    def __init__(self, limits: Limits, gazetteers: Sequence[str], public_url: str | None) -> None:
        self._limits = limits
        self._own = [(path, Gazetteer.open(path).kind) for path in gazetteers]
        self._host = urlsplit(public_url).netloc if public_url else None
        self._workers = Workers(limits.reviews, limits.reviews * 4, limits.seconds)

    async def columns(self, request: Request) -> Response:
        """How a table is written, and its columns."""
        found = await self._worked(request, lambda form, _: columns_of(_posted(form)))
        return _json(found)

    async def clusters(self, request: Request) -> Response:
        """Entities with their spellings, and what is left to decide."""
        found = await self._worked(
            request,
            lambda form, deadline: review_table(
                _posted(form), self._wish(form), _earlier(form), self._limits.listed, deadline
            ),
        )
        return _json(found)

    async def cleaned(self, request: Request) -> Response:
        """The cleaned table."""
        found: bytes = await self._worked(
            request, lambda form, deadline: clean_table(_posted(form), self._wish(form), _review(form), deadline)
        )
        return _file(found, "cleaned.csv")

    async def decisions(self, request: Request) -> Response:
        """The decisions file."""
        found: bytes = await self._worked(request, lambda form, _: decisions_of(_review(form)))
        return _file(found, "decisions.csv")

    async def _worked(self, request: Request, work: Work) -> Any:
        self._from_here(request)
        if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            raise RequestError("send a form (multipart/form-data)", 415)
        most = self._limits.upload
        async with request.form(max_files=2, max_fields=4, max_part_size=most) as form:
            return await self._workers.run(lambda deadline: work(form, deadline))

    def _from_here(self, request: Request) -> None:
        """Refuse pages of other origins: they could make this machine work."""
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc not in (request.headers.get("host"), self._host):
            raise RequestError("the review is for its own page", 403)

    def _wish(self, form: FormData) -> Wish:
        settings = _object(form, "settings")
        columns = settings.get("columns")
        if not isinstance(columns, list) or not 0 < len(columns) <= _MOST_COLUMNS:
            raise RequestError('settings: columns must be a list such as [{"column": "town", "kind": "place"}]')
        asked = tuple(_asked(one) for one in columns)
        families = {KINDS[one.kind] for one in asked}
        own = tuple(path for path, kind in self._own if kind in families)
        return Wish(asked, settings.get("replace") is True, own)


def _json(found: Any) -> Response:
    return Response(json.dumps(found), media_type="application/json")


def _file(data: bytes, name: str) -> Response:
    return Response(data, media_type=_TEXT, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _posted(form: FormData) -> Posted:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise RequestError("post the table as the file field of the form")
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME]
    return Posted(file.file, name or "table.csv", name.lower().endswith((".tsv", ".tab")))


def _earlier(form: FormData) -> Any:
    file = form.get("decisions")
    return file.file if isinstance(file, UploadFile) and file.size else None


def _object(form: FormData, field: str) -> dict[str, Any]:
    text = form.get(field)
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RequestError(f"{field} must be an object, as JSON")
    return found


def _asked(given: object) -> Asked:
    column = given.get("column") if isinstance(given, dict) else None
    kind = given.get("kind") if isinstance(given, dict) else None
    hints = given.get("hints", {}) if isinstance(given, dict) else {}
    if not isinstance(column, str) or not column or not isinstance(kind, str) or not _is_text(hints):
        raise RequestError('settings: a column must be an object such as {"column": "town", "kind": "place"}')
    if kind not in HINTS:
        raise RequestError(f"settings: kind {kind[:80]!r} is none of {', '.join(HINTS)}")
    if wrong := sorted(set(hints) - set(HINTS[kind])):
        raise RequestError(f"settings: {wrong[0][:80]} says nothing of a {kind}")
    if max(map(len, (column, *hints.values()))) > LONGEST_TITLE:
        raise RequestError(f"settings: name columns by their numbers, such as #3, where titles exceed {LONGEST_TITLE}")
    return Asked(column, kind, {hint: source for hint, source in hints.items() if source}, column)


def _is_text(given: object) -> bool:
    return isinstance(given, Mapping) and all(isinstance(text, str) for text in given.values())


def _review(form: FormData) -> Review:
    review = _object(form, "review")
    columns, rows = review.get("columns"), review.get("rows")
    if not isinstance(columns, list) or not all(isinstance(title, str) for title in columns):
        raise RequestError("review: columns must be a list of titles")
    if not isinstance(rows, list) or not all(_is_text(row) for row in rows):
        raise RequestError("review: rows must be a list of objects with text")
    return Review(tuple(dict.fromkeys(columns)), tuple(rows))
