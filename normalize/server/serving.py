"""Running the service: a socket of our own, one process, and an end to connections that say nothing."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from normalize.errors import ArgumentError
from normalize.gazetteer.vectors import one_thread
from normalize.server.limits import Limits

__all__ = ["bound", "serve"]

_BACKLOG = 256
_CONNECTIONS = 512  # at once; more are refused
_IDLE = 15  # seconds
_FAREWELL = 5  # seconds for requests that are being answered when the service is stopped


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens: clients may come from now on, and wait.

    Raises:
        ArgumentError: there is no such host, or the port is taken.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArgumentError(f"cannot serve on {host}:{port}: {reason}; choose another --port or --host") from None
    return listening


def serve(app: ASGIApp, listening: socket.socket, limits: Limits, *, begun: Callable[[], None]) -> None:
    """Serve until the process is told to stop.

    Args:
        app: what answers.
        listening: the socket.
        limits: what is allowed.
        begun: called when it begins.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # nobody may say for another where a request comes from
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_FAREWELL,
    )
    begun()
    with one_thread():  # once for all threads: limits that each sets and takes back would run into one another
        uvicorn.Server(config).run(sockets=[listening])
