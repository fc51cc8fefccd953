"""Later short forms tied to earlier full ones: Volodymyr Zelensky … Zelensky."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalize.entities import Entity
from normalize.inflection import base_forms, inflects
from normalize.keys import fold
from normalize.kinds import READERS
from normalize.kinds.person import person_role
from normalize.letters import clean
from normalize.results import Match
from normalize.scanning.context import Language, common_words
from normalize.scanning.features import is_given
from normalize.scanning.tokens import Words

__all__ = ["Full", "Tied", "tied"]


@dataclass(frozen=True, slots=True)
class Full:
    """A full name of a person that a text has, and whom it means.

    Attributes:
        first, last: its words.
        match: whom it means.
    """

    first: int
    last: int
    match: Match


@dataclass(frozen=True, slots=True)
class Tied:
    """A word that is short for a full name.

    Attributes:
        first, at: its words: particles, and the family name.
        full: the nearest full name before it, or the first after it.
    """

    first: int
    at: int
    full: Full


def tied(words: Words, fulls: Sequence[Full], language: Language) -> list[Tied]:
    """Return the words that stand for a person whose full name the text has.

    A word does where it is one of the family names that are recorded for the person, in any of their spellings, and
    belongs to no other name: a word beside it that begins with a capital leaves it alone.

    Args:
        words: the words of the text.
        fulls: the full names.
        language: of the text.
    """
    under: dict[str, list[Full]] = {}
    taken = {at for full in fulls for at in range(full.first, full.last + 1)}
    for full in fulls:
        if full.match.entity is not None:
            for key in _family_names(full.match.entity, full.match.query):
                under.setdefault(key, []).append(full)
    lang = language.code
    inflected = bool(lang) and inflects(lang)
    found = []
    for at in words.named if under else ():
        if at in taken:
            continue
        keys = {words.facts[at].key, *(_base_keys(words.written(at), lang) if inflected else ())}
        meant = [full for key in sorted(keys) for full in under.get(key, ())]
        if not meant or len({full.match.id for full in meant}) > 1 or _in_other_name(words, at, language):
            continue
        before = [full for full in meant if full.first < at]
        found.append(
            Tied(_first(words, at), at, max(before or meant, key=lambda full: full.first if before else -full.first))
        )
    return found


@lru_cache(maxsize=1 << 14)
def _base_keys(word: str, lang: str) -> tuple[str, ...]:
    return tuple(fold(clean(form.text)) for form in base_forms(word, lang))


def _family_names(entity: Entity, query: object) -> frozenset[str]:
    """Keys of the parts of a person's names that are not given names; of those that all may be, the last."""
    found = set()
    for text in sorted({str(query), *(name.text for name in entity.names)}):
        keys = [part.key for part in READERS["person"](clean(text)).parts if part.role == "name" and len(part.key) > 2]
        found.update([key for key in keys if not is_given(key)] or keys[-1:] if len(keys) > 1 else [])
    return frozenset(found)


def _first(words: Words, at: int) -> int:
    """The first of the particles before a family name: von der Leyen."""
    while at and words.gap(at - 1) == " " and not words.facts[at - 1].capital:
        if person_role(words.written(at - 1)) != "particle":
            break
        at -= 1
    return at


def _in_other_name(words: Words, at: int, language: Language) -> bool:
    """Whether a given name or an initial stands before a word, and makes it another person's."""
    if at == 0 or words.gap(at - 1) not in (" ", ". "):
        return False
    before = words.facts[at - 1]
    # В Харькове, Сам Путин
    word = before.key in language.function or before.key in language.before or before.key in common_words(language.code)
    return before.capital and (is_given(before.key) or len(before.key) == 1) and not word
