"""The words of a text with their offsets, and what stands between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from normalize.keys import fold
from normalize.letters import clean

__all__ = ["Words", "words_of"]

# A word is letters, marks and digits, with what cannot be seen inside it; characters of scripts that put no space
# between words stand alone.
_UNSPACED: Final = r"\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}"
_WORD: Final = regex.compile(
    rf"[{_UNSPACED}]\p{{M}}*|[[\p{{L}}\p{{N}}]--[{_UNSPACED}]](?:[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]|[\p{{Cf}}]+(?=\p{{L}}))*",
    regex.VERSION1,
)
# Where no mark, nothing unseen and no such script can be, words are what `re` finds, in a third of the time.
_PLAIN: Final = re.compile("[\x00-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205f\u20a0-\u20bf]*")
_PLAIN_WORD: Final = re.compile(r"[^\W_]+")
_ONE: Final = regex.compile(rf"[{_UNSPACED}]")
_ENDS: Final = frozenset('.!?…。！？։؟।:;“"«„')
_ABBREVIATED: Final = 3  # letters
_BREAK: Final = regex.compile(r"\n\s*\n|[\u2028\u2029•|\t]")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a word by itself.

    Attributes:
        key: its fold key.
        named: whether it may begin a name: it begins with a capital, or its script has none.
        capital: whether it begins with a capital.
        loud: whether it is two letters and more, all capitals.
        alone: whether it is one character of a script without spaces.
        cased: whether its script has capitals.
    """

    key: str
    named: bool
    capital: bool
    loud: bool
    alone: bool
    cased: bool


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text, by number.

    Attributes:
        text: the text as it was given.
        spans: where each begins and ends, in code points of the text.
        facts: what is known of each.
        named: the numbers of those that may begin a name.
    """

    text: str
    spans: Sequence[tuple[int, int]]
    facts: Sequence[Fact]
    named: Sequence[int]

    def __len__(self) -> int:
        return len(self.spans)

    def written(self, at: int) -> str:
        """Return a word as it stands there."""
        low, high = self.spans[at]
        return self.text[low:high]

    def gap(self, at: int) -> str:
        """Return what stands between a word and the next."""
        return self.text[self.spans[at][1] : self.spans[at + 1][0]]

    def between(self, first: int, last: int) -> str:
        """Return the text from one word to another, both included."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def opens(self, at: int) -> bool:
        """Return whether a sentence, a line or a quotation begins with a word."""
        if at == 0:
            return True
        gap = self.gap(at - 1)
        if gap == " ":
            return False
        low, high = self.spans[at - 1]
        # An abbreviation or an initial: Mr. Brown, St. Louis, J. Brown
        short = high - low <= _ABBREVIATED and self.facts[at - 1].capital and gap == ". "
        return not short and _ends(gap)


@lru_cache(maxsize=1 << 17)
def _fact(word: str) -> Fact:
    first = word[0]
    capital = first.isupper() or first.istitle()
    cased = first.lower() != first.upper()
    loud = len(word) > 1 and word.isupper()
    return Fact(
        fold(clean(word)), capital or (not cased and first.isalpha()), capital, loud, bool(_ONE.match(word)), cased
    )


def words_of(text: str) -> Words:
    """Return the words of a text.

    >>> words = words_of("In Kup’yansk-Vuzlovyi, yes")
    >>> [words.written(at) for at in range(len(words))]
    ['In', 'Kup', 'yansk', 'Vuzlovyi', 'yes']
    """
    word: re.Pattern[str] | regex.Pattern[str] = _PLAIN_WORD if "\xad" not in text and _PLAIN.fullmatch(text) else _WORD
    spans = [found.span() for found in word.finditer(text)]
    facts = [_fact(text[low:high]) for low, high in spans]
    return Words(text, spans, facts, [at for at, fact in enumerate(facts) if fact.named])


@lru_cache(maxsize=1 << 12)
def _ends(gap: str) -> bool:
    """Whether a sentence, a line or a quotation ends in what stands between two words."""
    return any(c in _ENDS for c in gap) or bool(_BREAK.search(gap))
