"""Work off the event loop: a bounded number of threads, a bounded queue, and an end to each piece of work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import TypeVar

from normalize.server.limits import Busy

__all__ = ["Deadline", "Workers"]

T = TypeVar("T")


class Deadline:
    """When a piece of work must end. Nobody can stop a thread from outside: it asks between the steps of its work."""

    __slots__ = ("_at", "_given_up")

    def __init__(self, seconds: float) -> None:
        self._at = monotonic() + seconds
        self._given_up = Event()

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._at - monotonic())

    def give_up(self) -> None:
        """End the work: nobody waits for it any more."""
        self._given_up.set()

    def check(self) -> None:
        """Go on only while there is time.

        Raises:
            Busy: there is none left.
        """
        if self._given_up.is_set() or monotonic() > self._at:
            raise Busy("this took too long; send less at once")


class Workers:
    """Threads that work requests.

    Args:
        threads: pieces of work at once.
        waiting: pieces that may wait.
        seconds: that a piece may wait and work.
    """

    def __init__(self, threads: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads, "normalize-serve")
        self._most = threads + waiting
        self._seconds = seconds
        self._held = 0

    async def run(self, work: Callable[[Deadline], T]) -> T:
        """Return what a piece of work returns.

        Raises:
            Busy: too many wait already, or it took too long.
        """
        if self._held >= self._most:
            raise Busy("too many requests at once; try again in a moment")
        deadline = Deadline(self._seconds)

        def begun() -> T:
            deadline.check()  # it may have waited too long
            return work(deadline)

        self._held += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, begun)
        future.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(future), deadline.left)
        except TimeoutError:
            raise Busy("this took too long; send less at once") from None
        finally:
            deadline.give_up()

    def _done(self, future: "asyncio.Future[T]") -> None:
        self._held -= 1
        if not future.cancelled():
            future.exception()  # nobody may be waiting for it any more

    def close(self) -> None:
        """End the threads when they have done what they began."""
        self._pool.shutdown(wait=False, cancel_futures=True)
