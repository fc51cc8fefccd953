"""The entities of a run: how often each is mentioned, where, and how it is written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from normalize.texts.found import Found, Meant

__all__ = ["Tallied", "Tally"]


@dataclass(slots=True)
class Tallied:
    """An entity, or the same words that may mean the same several ones.

    Attributes:
        number: from 1, in the order of their first mentions.
        meant: its surest mention.
        files: name of each file -> mentions there.
        spellings: how it is written -> mentions.
    """

    number: int
    meant: Meant
    files: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def mentions(self) -> int:
        """How often it is mentioned."""
        return self.spellings.total()

    def written(self) -> list[tuple[str, int]]:
        """Return the spellings, the most frequent first."""
        return sorted(self.spellings.items(), key=lambda pair: (-pair[1], pair[0]))


class Tally:
    """Counts entities."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Tallied] = {}

    def add(self, found: Iterable[Found], file: str) -> Sequence[int]:
        """Count mentions; return the number of the entity of each."""
        numbers = []
        for one in found:
            meant = one.meant
            may_be = (c.id for c in meant.candidates)
            key = (meant.id,) if meant.id is not None else ("", " ".join(one.text.split()), *may_be)
            known = self._known.setdefault(key, Tallied(len(self._known) + 1, meant))
            if meant.score > known.meant.score:
                known.meant = meant
            known.files[file] += 1
            known.spellings[" ".join(one.text.split())] += 1
            numbers.append(known.number)
        return numbers

    def __len__(self) -> int:
        return len(self._known)

    def entities(self) -> list[Tallied]:
        """Return what was counted: matched before ambiguous, then by mentions, then in the order of the texts."""
        return sorted(self._known.values(), key=lambda one: (one.meant.id is None, -one.mentions, one.number))
