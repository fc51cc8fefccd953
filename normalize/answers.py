"""Answers for recorded names that were worked out when the gazetteer was built: what is asked most costs least.

An answer is that of the pipeline for the recorded name without hints, kept as status, score and first candidate; its
candidates and evidence are worked out when they are read. Answers made with other weights than the
installed ones are not used.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np

from normalize.entities import Entity
from normalize.gazetteer import Store
from normalize.gazetteer.layout import NONE, SCORE_UNIT
from normalize.matching import weights
from normalize.queries import NO_HINTS
from normalize.results import Candidate, Evidence, Match, Status

__all__ = ["STATUSES", "Answers", "Reworked", "answer_sections", "answers_of"]

_AT_ONCE = 1 << 16  # names
Work = Callable[[Store, str, Any], Match]
_NOT_KEPT = 255
STATUSES: Final[tuple[Status, ...]] = ("matched", "ambiguous", "unmatched")


class Reworked:
    """The findings of an answer of which only the outcome is at hand; the rest is worked out again when it is read."""

    __slots__ = ("_entity", "_given", "_hints", "_match", "_store", "_work")

    def __init__(self, store: Store, given: str, hints: Any, entity: int, work: Work) -> None:
        self._store = store
        self._given = given
        self._hints = hints
        self._entity = entity
        self._work = work
        self._match: Match | None = None

    def _again(self) -> Match:
        if self._match is None:
            self._match = self._work(self._store, self._given, self._hints)
        return self._match

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, best first."""
        return self._again().candidates

    def evidence(self) -> Evidence:
        """Why the first stands there."""
        return self._again().evidence

    def id(self) -> str:
        """The canonical id of the first candidate."""
        return self._store.id(self._entity)

    def display_name(self) -> str:
        """The display name of the first candidate."""
        return self._store.display_name(self._entity)

    def entity(self) -> Entity:
        """The first candidate's entity."""
        return self._store.entity(self._entity)


class Answers:
    """The kept answers of an open gazetteer."""

    __slots__ = ("_entity", "_find", "_score", "_status", "_store", "_version")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._find = store.find_text
        self._version = store.version
        kept = store.meta.get("answers") == weights().version
        self._status = store.answers("status", "B") if kept else None
        self._score = store.answers("score", "H") if kept else memoryview(b"")
        self._entity = store.answers("entity", "I") if kept else memoryview(b"")

    def find(self, given: str, work: Work) -> Match | None:
        """Return the answer for a recorded name, or None where none is kept.

        Args:
            given: the name, exactly as it is recorded.
            work: works the answer out again, for its candidates and evidence.
        """
        if self._status is None:
            return None
        try:
            number = self._find(given)
        except UnicodeEncodeError:  # half a surrogate pair is in no recorded name
            return None
        if number is None or (status := self._status[number]) == _NOT_KEPT:
            return None
        findings = Reworked(self._store, given, NO_HINTS, self._entity[number], work)
        return Match(given, STATUSES[status], self._score[number] / SCORE_UNIT, findings, self._version)


@lru_cache(maxsize=16)
def answers_of(store: Store) -> Answers:
    """Return the kept answers of a gazetteer; none where it has none, or has those of other weights."""
    return Answers(store)


def answer_sections(store: Store, work: Callable[[list[str]], list[Match]]) -> dict[str, bytes]:
    """Return the sections of a gazetteer file that keep its answers.

    Args:
        store: the gazetteer without them.
        work: the pipeline.
    """
    count = store.meta["counts"]["names"]
    status, score, entity = np.full(count, _NOT_KEPT, np.uint8), np.zeros(count, "<u2"), np.full(count, NONE, "<u4")
    numbers = [n for n in range(count) if store.find_text(store.name_text(n)) == n]
    for low in range(0, len(numbers), _AT_ONCE):
        some = numbers[low : low + _AT_ONCE]
        for number, match in zip(some, work([store.name_text(n) for n in some]), strict=True):
            if not match.first_id:
                continue
            at = store.find_id(match.first_id)
            assert at is not None
            status[number], score[number], entity[number] = (
                STATUSES.index(match.status),
                round(match.score * SCORE_UNIT),
                at,
            )
    return {"answer.status": status.tobytes(), "answer.score": score.tobytes(), "answer.entity": entity.tobytes()}
