"""The tables of a language turned round: from an ending to the nominatives it may come from."""

from collections.abc import Iterator
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

    __slots__ = ("_after", "_table", "cases", "language", "longest")

    def __init__(self, language: Language) -> None:
        self.language = language
        self._table: dict[str, list[_Rule]] = {}
        for rank, line in enumerate(language.lines):
            for before, form, base in expanded(line, language.classes):
                self._table.setdefault(form, []).append(_Rule(rank, before, base, line.word, line.gender, line.case))
        self._after: dict[str, list[_Rule]] = {}
        self.longest = max(map(len, self._table), default=0)
        self.cases = tuple(dict.fromkeys(line.case for line in language.lines))

    def _rules(self, small: str) -> Iterator[tuple[int, list[_Rule]]]:
        """The rules of each ending a word may have, and where it begins; those of an ending after a letter are kept."""
        if len(small) < _SHORTEST:
            return
        for at in range(max(0, len(small) - self.longest - 1), len(small)):
            if small[at + 1 :] in self._table:
                ending = small[at:]
                if (rules := self._after.get(ending)) is None:
                    of_form = self._table[ending[1:]]
                    rules = [rule for rule in of_form if not rule.before or ending[0] in rule.before]
                    if ending[0] in self.language.letters:
                        self._after[ending] = rules
                if rules:
                    yield at + 1, rules

    def readings(self, word: str) -> list[Reading]:
        """Return the ways to read a word, in the order of the file; the word itself may be among the nominatives.

        Args:
            word: letters of one word, in any case; the nominative keeps theirs.
        """
        cased = str.upper if word.isupper() else str
        return [Reading(word[:at] + cased(r.base), r.word, r.gender, r.case) for r, at in self._found(word)]

    def bases(self, word: str) -> dict[str, str]:
        """Return the other nominatives of a word that stands alone, in the order of the file, each with its case.

        Args:
            word: as for `readings`.
        """
        capitals = word.isupper()
        bases: dict[str, str] = {}
        for rule, at in self._found(word):
            bases.setdefault(word[:at] + (rule.base.upper() if capitals else rule.base), rule.case)
        bases.pop(word, None)
        return bases

    def _found(self, word: str) -> list[tuple[_Rule, int]]:
        found = [(rule, at) for at, rules in self._rules(_small(word)) for rule in rules]
        found.sort(key=_rank)
        return found

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


def _rank(found: tuple[_Rule, int]) -> int:
    return found[0].rank


def _small(word: str) -> str:
    """A word in small letters, as many as it has; "" where that is not possible."""
    small = word.lower()
    if len(small) != len(word):  # İ has a small letter of two characters
        small = word.replace("İ", "i").lower()
    return small if len(small) == len(word) else ""
