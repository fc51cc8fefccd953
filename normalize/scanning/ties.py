"""Later short forms tied to earlier full ones: Volodymyr Zelensky … Zelensky."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from normalize.entities import Entity
from normalize.kinds import READERS
from normalize.letters import clean
from normalize.results import Match
from normalize.scanning.features import is_given
from normalize.scanning.words import Words

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
        at: the word.
        full: the nearest full name before it, or the first after it.
    """

    at: int
    full: Full


def tied(words: Words, fulls: Sequence[Full], base_keys: Mapping[int, frozenset[str]]) -> list[Tied]:
    """Return the words that stand for a person whose full name the text has.

    A word does where it is one of the family names that are recorded for the person, in any of their spellings, and
    belongs to no other name: a word beside it that begins with a capital leaves it alone.

    Args:
        words: the words of the text.
        fulls: the full names.
        base_keys: word -> keys of its possible base forms, for words that may be inflected.
    """
    under: dict[str, list[Full]] = {}
    taken = {at for full in fulls for at in range(full.first, full.last + 1)}
    for full in fulls:
        if full.match.entity is not None:
            for key in _family_names(full.match.entity, full.match.query):
                under.setdefault(key, []).append(full)
    found = []
    for at in words.named if under else ():
        if at in taken:
            continue
        keys = (words.facts[at].key, *base_keys.get(at, ()))
        meant = [full for key in keys for full in under.get(key, ())]
        if not meant or len({full.match.id for full in meant}) > 1 or _in_other_name(words, at):
            continue
        before = [full for full in meant if full.first < at]
        found.append(Tied(at, before[-1] if before else meant[0]))
    return found


def _family_names(entity: Entity, query: object) -> frozenset[str]:
    """Keys of the parts of a person's names that are not given names; of those that all may be, the last."""
    found = set()
    for text in sorted({str(query), *(name.text for name in entity.names)}):
        keys = [part.key for part in READERS["person"](clean(text)).parts if part.role == "name" and len(part.key) > 2]
        found.update([key for key in keys if not is_given(key)] or keys[-1:] if len(keys) > 1 else [])
    return frozenset(found)


def _in_other_name(words: Words, at: int) -> bool:
    """Whether a given name or an initial stands before a word, and makes it another person's."""
    if at == 0 or words.gap(at - 1) not in (" ", ". "):
        return False
    before = words.facts[at - 1]
    return before.capital and (is_given(before.key) or len(before.key) == 1)
