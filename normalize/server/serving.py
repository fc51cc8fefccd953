"""Running the service: a socket of our own, one process or several, and an end to connections that say nothing."""

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from normalize.errors import ArgumentError, NormalizeError
from normalize.gazetteer.vectors import one_thread
from normalize.server.app import create_app
from normalize.server.limits import Limits
from normalize.server.served import Served

__all__ = ["Service", "bound", "serve"]

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


@dataclass(frozen=True, slots=True)
class Service:
    """What is served; each process makes the application of it.

    Attributes:
        gazetteers: files of people's own gazetteers.
        limits: what is allowed.
        public_url: where clients reach it, if not where they ask.
        origins: of web pages that may read answers.
    """

    gazetteers: tuple[str, ...]
    limits: Limits
    public_url: str | None
    origins: tuple[str, ...]

    def __call__(self) -> Starlette:
        """Open the gazetteers, and return the application.

        Raises:
            GazetteerError: one cannot be used.
        """
        served = Served.open(self.gazetteers)
        served.warm()
        # Once for all threads: limits that each of them sets and takes back would run into one another.
        one_thread().__enter__()
        return create_app(
            served, self.limits, public_url=self.public_url, origins=self.origins, gazetteers=self.gazetteers
        )


def serve(service: Service, listening: socket.socket, jobs: int, *, begun: Callable[[], None]) -> None:
    """Serve until the process is told to stop.

    Args:
        service: what is served.
        listening: the socket.
        jobs: processes.
        begun: called when it begins.

    Raises:
        GazetteerError: a gazetteer cannot be used.
        NormalizeError: a process of several has ended by itself.
    """
    if jobs == 1:
        _run(service, listening, begun)
        return
    context = get_context("spawn")
    workers = [context.Process(target=_work, args=(service, listening), daemon=True) for _ in range(jobs)]
    try:
        for worker in workers:
            worker.start()
        begun()
        wait([worker.sentinel for worker in workers])
        raise NormalizeError("a process of the service has ended; start it again, with fewer --jobs if memory is short")
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
        for worker in workers:
            if worker.pid is not None:
                worker.join(2 * _FAREWELL)


def _work(service: Service, listening: socket.socket) -> None:
    """In a process of several: serve until the one that started it says so, or is gone."""
    parent = parent_process()
    assert parent is not None

    def outlive() -> None:
        parent.join()
        os._exit(1)

    Thread(target=outlive, daemon=True).start()
    with suppress(KeyboardInterrupt):
        _run(service, listening, lambda: None)


def _run(service: Service, listening: socket.socket, begun: Callable[[], None]) -> None:
    config = uvicorn.Config(
        service(),
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
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what clients send wrong is said to them
    begun()
    uvicorn.Server(config).run(sockets=[listening])
