"""What a running service allows, and how a request learns that it asked for too much."""

from dataclasses import dataclass

from normalize.errors import NormalizeError

__all__ = ["Busy", "Limits", "RequestError", "TooLarge"]


class RequestError(NormalizeError):
    """A request that cannot be answered as it is: says what to send instead.

    Attributes:
        status: the HTTP status of the answer.
    """

    status = 400

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class TooLarge(RequestError):
    """A body, a batch or a table beyond the limit."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 413)


class Busy(RequestError):
    """More work than the service takes on at once, or than it has time for."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 503)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed.

    Attributes:
        batch: queries, or ids to extend, in one request.
        body: bytes of a request's body.
        upload: bytes of a table that is reviewed.
        seconds: that one request may wait and work.
        threads: requests that are worked at once.
        waiting: requests that may wait for a thread.
        reviews: tables that are reviewed at once.
        listed: undecided names, and entities, that a review shows at once.
    """

    batch: int = 200
    body: int = 1 << 20
    upload: int = 32 << 20
    seconds: float = 60.0
    threads: int = 2
    waiting: int = 256
    reviews: int = 2
    listed: int = 2000
