"""Names of people and organisations taken apart: their order is free, and not every part counts the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from normalize.keys.acronyms import Initials
from normalize.keys.fold import fold

__all__ = ["NameParts", "Part", "Reader", "Role", "whole_name"]

# What a part is: a name; the father's name beside one; one letter of one; a word that may be missing (al-, van der);
# a word for a kind of thing (bank, ministry), whose key is that of its meaning in every language; a word written as
# acronyms are (TsNII).
Role = Literal["name", "patronymic", "initial", "particle", "generic", "acronym"]
_COUNTING = ("name", "patronymic", "generic", "acronym")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name.

    Attributes:
        text: as it is written; of a generic word its meaning, so that it reads alike in all languages.
        key: its fold key.
        role: what it is.
    """

    text: str
    key: str
    role: Role = "name"


@dataclass(frozen=True)
class NameParts:
    """A name, read as one kind of name.

    Attributes:
        parts: its parts as they are written, at least one where the name has a letter or digit.
        forms: classes of the legal forms it had ("limited"), which are not among the parts.
        taken: what was taken off it, step by step, for the evidence.
        initials: what may stand for its parts in an acronym, once a language; of organisations only.
    """

    parts: tuple[Part, ...]
    forms: frozenset[str] = frozenset()
    taken: tuple[str, ...] = ()
    initials: tuple[Initials, ...] = ()

    @cached_property
    def key(self) -> str:
        """The comparison key: the keys of the parts that count, in the order of the alphabet."""
        counting = sorted(p.key for p in self.parts if p.role in _COUNTING)
        return "".join(counting or sorted(p.key for p in self.parts))

    @cached_property
    def text(self) -> str:
        """The parts that count, as they are written: what the encoder reads."""
        counting = [p.text for p in self.parts if p.role in _COUNTING]
        return " ".join(counting or [p.text for p in self.parts])


Reader = Callable[[str], NameParts]


def whole_name(cleaned: str) -> NameParts:
    """Read a name as one part: that of a place.

    >>> whole_name("Saint-Denis").key
    'saintdenis'
    """
    return NameParts((Part(cleaned, fold(cleaned)),))
