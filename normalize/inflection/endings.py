"""The tables of a language turned round: from an ending to the nominatives it may come from."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from normalize.inflection.files import GENDERS, Language, expanded

__all__ = ["Endings", "Reading"]

_SHORTEST = 3  # letters of a form; what is shorter has no ending


class _Rule(NamedTuple):
    rank: int  # its place in the file, where the likelier stands first
    before: str  # the letters one of which stands before the ending; "" where any may
    base: str
    word: str
    gender: str
    case: str


class Reading(NamedTuple):
    """One way to read a word.

    Attributes:
        base: the nominative.
        word: "noun", "adjective" or "surname".
        gender: as the file writes it.
        case: its name.
    """

    base: str
    word: str
    gender: str
    case: str


class Endings:
    """The suffix table of one language: every ending a word may have is looked up once."""

    __slots__ = ("_longest", "_table", "cases", "language")

    def __init__(self, language: Language) -> None:
        self.language = language
        table: dict[str, list[_Rule]] = {}
        for rank, line in enumerate(language.lines):
            for before, form, base in expanded(line, language.classes):
                table.setdefault(form, []).append(_Rule(rank, before, base, line.word, line.gender, line.case))
        self._table: Mapping[str, Sequence[_Rule]] = table
        self._longest = max(map(len, table), default=0)
        self.cases = tuple(dict.fromkeys(line.case for line in language.lines))

    def readings(self, word: str) -> list[Reading]:
        """Return the ways to read a word, in the order of the file; the word itself may be among the nominatives.

        Args:
            word: letters of one word, in any case; the nominative keeps theirs.
        """
        small = word.replace("İ", "i").lower()
        if len(small) != len(word) or len(word) < _SHORTEST:
            return []
        found = []
        for at in range(max(1, len(word) - self._longest), len(word) + 1):
            last = small[at - 1]
            found += [(rule, at) for rule in self._table.get(small[at:], ()) if not rule.before or last in rule.before]
        found.sort()
        if word.isupper():
            return [Reading(word[:at] + r.base.upper(), r.word, r.gender, r.case) for r, at in found]
        return [Reading(word[:at] + r.base, r.word, r.gender, r.case) for r, at in found]

    def stays(self, word: str, before_hyphen: bool) -> bool:
        """Return whether a word between others may stay as it is while they change: and, the first half of a compound.

        Args:
            word: the word.
            before_hyphen: whether a hyphen follows it.
        """
        small = word.lower()
        return small in self.language.joining or (before_hyphen and small.endswith(self.language.compounds))

    def unchanged(self, word: str) -> list[Reading]:
        """Return the readings of a word that stays, which agree with any others."""
        return [Reading(word, "adjective", gender, case) for case, gender in product(self.cases, GENDERS)]
