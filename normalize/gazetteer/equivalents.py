"""Name parts that are forms of one name across languages: Volodymyr, Vladimir, Uladzimir, Włodzimierz.

A relation for the score, no identity: whether Ivan and John are one person the rest of the name says.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from normalize.gazetteer.container import Container
from normalize.gazetteer.texts import Slots, Texts, slot_section, text_sections
from normalize.keys import fold
from normalize.letters import clean

__all__ = ["ACRONYMS", "FORMS", "PET_FORMS", "ROMANISED", "Equivalents", "equivalent_sections"]

FORMS, PET_FORMS = "group", "pet"  # forms of one name in several languages; a name and what friends make of it
ROMANISED = "romanised"  # spellings of one East Asian name by several systems
ACRONYMS = "acronym"  # of each name of an organisation, by its number


def equivalent_sections(name: str, groups: Iterable[Iterable[str]]) -> dict[str, bytes]:
    """Return the sections of a file that hold groups of equivalent forms, by their fold keys.

    Args:
        name: what relation it is; its sections begin with it.
        groups: each group the forms of one name, in any script.
    """
    under: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for key in sorted({fold(clean(form)) for form in group}):
            under[key].append(number)
    keys = sorted(under)
    starts = np.cumsum([0, *(len(under[key]) for key in keys)])
    return text_sections(name, keys) | {
        f"{name}.slots": slot_section(keys),
        f"{name}.starts": starts.astype("<u4").tobytes(),
        f"{name}.of": np.array([n for key in keys for n in under[key]], "<u4").tobytes(),
    }


class Equivalents:
    """The groups of an open file; a file without any knows nothing."""

    __slots__ = ("_of", "_slots", "_starts", "groups")

    def __init__(self, file: Container, name: str) -> None:
        held = f"{name}.slots" in file.sections
        self._slots = Slots(file, f"{name}.slots", Texts(file, name)) if held else None
        self._starts = file.integers(f"{name}.starts", "I") if held else memoryview(b"")
        self._of = file.integers(f"{name}.of", "I") if held else memoryview(b"")
        self.groups = lru_cache(maxsize=1 << 16)(self._read)  # the same parts are compared again and again

    def related(self, one: str, other: str) -> bool:
        """Return whether two parts stand in one group, by their fold keys."""
        return not self.groups(one).isdisjoint(self.groups(other))

    def _read(self, key: str) -> frozenset[int]:
        """The groups a part belongs to, by its fold key."""
        at = None if self._slots is None else self._slots.find(key)
        return frozenset() if at is None else frozenset(self._of[self._starts[at] : self._starts[at + 1]])
