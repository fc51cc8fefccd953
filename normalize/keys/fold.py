"""The fold: from a cleaned name in any script to lower-case ASCII letters and digits."""

import re
from functools import lru_cache

from anyascii import anyascii

from normalize.letters import bare

__all__ = ["fold", "fold_letters"]

_NAME = 256  # characters; of what is longer no word is remembered
_NOT_KEY = re.compile("[^a-z0-9]+")


def fold(cleaned: str) -> str:
    """Return the comparison key of an already cleaned name.

    Case, marks, spaces and punctuation are gone and other scripts are romanised letter by
    letter with `anyascii` (ISC licence; why that table: docs/decisions/0002-fold-table.md).
    It is a key to find candidates by, not a transliteration to show. Text without a letter
    or digit that has a romanisation gives its own letters back, so nothing becomes nameless.

    >>> fold("Куп'янськ"), fold("Kup”yans’k"), fold("Saint-Denis")
    ('kupyansk', 'kupyansk', 'saintdenis')
    """
    if not cleaned.isascii() and " " in cleaned and len(cleaned) < _NAME:
        joined = "".join(map(_word_key, cleaned.split(" ")))
        if joined.isascii():  # every word has a romanisation, or no letter
            return joined
    return fold_letters(bare(cleaned))


@lru_cache(maxsize=1 << 16)
def _word_key(word: str) -> str:
    return fold_letters(bare(word))


def fold_letters(letters: str) -> str:
    """Return the comparison key of a name whose letters `letters.bare` has already gathered."""
    if letters.isascii():
        return letters
    return _NOT_KEY.sub("", anyascii(letters).lower()) or letters
