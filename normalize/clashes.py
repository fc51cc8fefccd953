"""What is wrong with rows, and rows that get in each other's way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from normalize.gazetteer.columns import Columns
from normalize.gazetteer.ragged import Numbers
from normalize.keys import fold

__all__ = ["Problem", "clashes"]

_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a row.

    Attributes:
        where: the row, as "file:line" or "row 3".
        what: what is wrong, and what to do.
        fatal: whether a gazetteer cannot be built until it is mended.
    """

    where: str
    what: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def clashes(columns: Columns, place: Callable[[int], str]) -> list[Problem]:
    """Return a problem for each alias that is another entity's name: it makes both ambiguous, and is often a slip.

    Args:
        columns: the entities; the first name of each is its display name.
        place: where an entity stands.
    """
    many = np.frombuffer(columns.many, "I").astype(np.int64)
    first = np.cumsum(many) - many
    held = np.frombuffer(columns.folded, "I")
    main = held[first]
    order = np.argsort(main, kind="stable")
    sorted_main = main[order]
    owners = np.repeat(np.arange(len(many)), many)
    # Whose hash is that of no other display name is another's name in no case; the rest is compared.
    alias = np.ones(len(held), bool)
    alias[first] = False
    names = np.flatnonzero(alias)
    low, high = (np.searchsorted(sorted_main, held[names], side) for side in _SIDES)
    shared = high - low > (held[names] == main[owners[names]])
    found = []
    for name, start, end in zip(names[shared].tolist(), low[shared].tolist(), high[shared].tolist(), strict=True):
        entity = int(owners[name])
        alike = order[start:end]
        if (problem := _clash(columns, first, entity, name, alike, place)) is not None:
            found.append(problem)
    return found


def _clash(
    columns: Columns, first: Numbers, entity: int, name: int, alike: Numbers, place: Callable[[int], str]
) -> Problem | None:
    text = columns.texts[name]
    key, own = fold(text), fold(columns.name(entity, first))
    if key == own:
        return None
    other = next((e for e in alike.tolist() if e != entity and fold(columns.name(e, first)) == key), None)
    if other is None:
        return None
    aliases = range(int(first[other]) + 1, int(first[other]) + columns.many[other])
    cyclic = any(fold(columns.texts[alias]) == own for alias in aliases)
    what = "and the reverse, so that neither can be told from the other" if cyclic else "so that it is ambiguous"
    said = f"alias {text!r} of {columns.ids[entity]} is the name of {columns.ids[other]} ({place(other)}), {what}"
    return Problem(place(entity), said, fatal=False)
