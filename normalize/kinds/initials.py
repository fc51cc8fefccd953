"""What may stand in an acronym for the parts of an organisation's name, also where its words are translated.

NII stands for a research institute whatever the language of the name, since the acronym is Russian.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from normalize.keys import Part, fold
from normalize.keys.acronyms import Initials
from normalize.letters import clean

__all__ = ["Letters", "initials_of", "letters_of"]

LANGUAGES = ("en", "ru", "uk", "fr")  # in which acronyms are made of names in other languages as well

_WHOLE = 2  # letters of a word that stands in an acronym as it is: Co


@dataclass(frozen=True, slots=True)
class Letters:
    """What stands for generic words in the acronyms of one language.

    Attributes:
        of_meanings: the keys of one or more meanings in a row -> letters.
        spellings: the key of one letter -> other ways to spell it.
        most: meanings in a row.
    """

    of_meanings: Mapping[tuple[str, ...], frozenset[str]]
    spellings: Mapping[str, Sequence[str]]
    most: int


def letters_of(
    language: str,
    words: Mapping[str, Mapping[str, Sequence[str]]],
    short: Mapping[str, Sequence[str]],
    spellings: Mapping[str, Sequence[str]],
) -> Letters:
    """Return the letters of one language.

    Args:
        language: ISO 639-1.
        words: a meaning -> the words for it by language.
        short: an abbreviation -> meanings.
        spellings: the key of one letter -> other ways to spell it.
    """
    of: dict[tuple[str, ...], set[str]] = {}
    for meaning, languages in words.items():
        for word in languages.get(language, ()):
            firsts = [_first(part, spellings) for part in clean(word).replace("-", " ").split()]
            spelled = [""]
            for first in firsts:
                spelled = [letters + more for letters in spelled for more in first]
            whole = fold(clean(word))
            held = of.setdefault((fold(meaning),), set())
            held.update([*spelled, whole] if len(whole) <= _WHOLE else spelled)
    if language != "en":
        for abbreviation, meanings in short.items():
            of.setdefault(tuple(map(fold, meanings)), set()).add(fold(abbreviation))
    fixed = {meanings: frozenset(letters) for meanings, letters in of.items()}
    return Letters(fixed, spellings, max(map(len, fixed)))


def initials_of(parts: Sequence[Part], letters: Letters) -> Initials:
    """Return what may stand for each part of a name."""
    return tuple(tuple(sorted(set(_of_part(parts, at, letters)))) for at in range(len(parts)))


def _of_part(parts: Sequence[Part], at: int, letters: Letters) -> list[tuple[int, str]]:
    part = parts[at]
    found = []
    if part.role == "particle":
        return [(1, ""), (1, part.key[:1])]
    if part.role == "generic":
        row = []
        for other in parts[at : at + letters.most]:
            if other.role != "generic":
                break
            row.append(other.key)
            found += [(len(row), spelled) for spelled in letters.of_meanings.get(tuple(row), ())]
    if not found:
        found = [(1, first) for first in _first(part.text, letters.spellings) if first]
    return found


def _first(word: str, spellings: Mapping[str, Sequence[str]]) -> list[str]:
    """The ways to spell the first letter of a word: that of Хлеб is kh or h; that of Khleb too."""
    first = fold(word[:1])
    if len(first) == 1:  # a letter of Latin script; what two of them spell is one letter elsewhere
        key = fold(word[:4])
        first = next((two for two in sorted(spellings, key=len, reverse=True) if key.startswith(two)), first)
        return list(dict.fromkeys((key[:1], first, *spellings.get(first, ()))))
    return [first, *spellings.get(first, ())]
