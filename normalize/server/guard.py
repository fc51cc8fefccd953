"""What stands around every request: limits on its body, and headers on its answer."""

import asyncio
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from normalize.server.limits import Limits, RequestError, TooLarge

__all__ = ["Guard", "error_body"]

_DRAINED = 64 << 20  # bytes beyond the limit that are still taken, for a client reads no answer before it has sent all
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}


def error_body(message: str) -> bytes:
    """Return what a client is told of an error."""
    return json.dumps({"status": "error", "message": message}).encode()


class Guard:
    """ASGI middleware.

    Args:
        app: what answers.
        limits: what is allowed.
        shared: paths that pages of other origins may read.
        origins: these origins; "*" for all.
        uploads: where paths begin that take whole tables.
    """

    def __init__(
        self, app: ASGIApp, limits: Limits, shared: Collection[str], origins: Collection[str], uploads: str
    ) -> None:
        self._app = app
        self._limits = limits
        self._shared = shared
        self._origins = origins
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        added = {**_HEADERS, **self._sharing(scope["path"], headers.get("origin", ""))}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in added.items():
                    said.setdefault(name, value)
            await send(message)

        if scope["method"] == "OPTIONS":
            await _reply(answer, 204, b"")
            return
        body = _Body(receive, self._most(scope["path"]), self._limits.seconds)
        try:
            await body.announced(headers)
        except RequestError as error:
            await _reply(answer, error.status, error_body(str(error)))
            return
        await self._app(scope, body.receive, answer)

    def _most(self, path: str) -> int:
        return self._limits.upload if path.startswith(self._uploads) else self._limits.body

    def _sharing(self, path: str, origin: str) -> Mapping[str, str]:
        if path not in self._shared:
            return {}
        if "*" not in self._origins and origin not in self._origins:
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": "*" if "*" in self._origins else origin,
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Content-Type",
            "Vary": "Origin",
        }


class _Body:
    """A request's body, counted as it comes; beyond the limit it is thrown away, and the request refused."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._until = asyncio.get_running_loop().time() + seconds
        self._size = 0
        self._whole = False

    async def announced(self, headers: Headers) -> None:
        """Refuse what says that it is too large."""
        said = headers.get("content-length", "0")
        size = int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
        if size > self._most:
            if size <= self._most + _DRAINED and "expect" not in headers:
                await self._drain()
            raise self._refusal()

    async def receive(self) -> Message:
        """The next message of the request."""
        if self._whole:
            return await self._receive()  # waits until the client is gone
        message = await self._next()
        if self._size > self._most:
            await self._drain()
            raise self._refusal()
        return message

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise RequestError("the request did not come to its end", 408) from None
        self._size += len(message.get("body", b""))
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        with suppress(RequestError):
            while not self._whole and self._size <= self._most + _DRAINED:
                await self._next()

    def _refusal(self) -> RequestError:
        return TooLarge(f"the request is too large; send at most {self._most:,} bytes")


async def _reply(send: Send, status: int, body: bytes) -> None:
    headers: list[Any] = [(b"content-length", str(len(body)).encode())]
    if body:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
