"""Two names cut into the same parts: what one writes in one word, or as an acronym, and the other in several."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from normalize.keys import NameParts, Part
from normalize.keys.acronyms import SHORTEST, spelled

__all__ = ["rejoined"]

_MOST = 3  # parts that are written as one: Chong Chon Gang
_FEWEST = 5  # letters of them
_ONE_EDIT = 8  # letters from which they may differ by one


def rejoined(one: NameParts, other: NameParts) -> tuple[NameParts, NameParts, int]:
    """Return both names, the parts of one joined where the other writes one word; and the letters of an acronym.

    >>> a, b = (NameParts(tuple(Part(t, t) for t in name.split())) for name in ("fly bridge", "flybridge"))
    >>> [part.text for part in rejoined(a, b)[0].parts]
    ['fly bridge']
    """
    here, there = {p.key for p in one.parts}, {p.key for p in other.parts}
    only_one = [p for p in one.parts if p.key not in there and len(p.key) > 1]
    only_other = [p for p in other.parts if p.key not in here and len(p.key) > 1]
    if not only_one or not only_other:
        return one, other, 0
    long_other, long_one = _joined(other, only_one), _joined(one, only_other)
    short_other, letters = _spelled_out(long_other, only_one)
    short_one, more = _spelled_out(long_one, only_other)
    return short_one, short_other, max(letters, more)


def _joined(name: NameParts, words: Sequence[Part]) -> NameParts:
    """The name, with parts in a row made one that are one of these words, or one letter from it."""
    parts = name.parts
    for word in words:
        span = _span(parts, word.key) if len(word.key) >= _FEWEST and word.role != "generic" else None
        if span is not None:
            parts = _made_one(parts, *span)
    return name if parts is name.parts else replace(name, parts=parts, initials=())


def _span(parts: Sequence[Part], key: str) -> tuple[int, int, str] | None:
    for start in range(len(parts) - 1):
        first = parts[start].key
        if not key.startswith(first[:2]) or len(first) > len(key):
            continue
        joined = first
        for end in range(start + 1, min(start + _MOST, len(parts))):
            joined += parts[end].key
            if joined == key or (len(key) >= _ONE_EDIT and OSA.distance(joined, key, score_cutoff=1) <= 1):
                return start, end + 1, joined
    return None


def _spelled_out(name: NameParts, words: Sequence[Part]) -> tuple[NameParts, int]:
    """The name, with the parts whose first letters an acronym is made one; and the letters of the acronym."""
    for word in words if name.initials else ():
        span = spelled(word.key, name.initials) if word.role == "acronym" else None
        # Two letters are the initials of too much, but for the whole of a name.
        if span is not None and (len(word.key) >= SHORTEST or span == (0, len(name.parts))):
            return replace(name, parts=_made_one(name.parts, *span, word.key), initials=()), len(word.key)
    return name, 0


def _made_one(parts: tuple[Part, ...], start: int, end: int, key: str) -> tuple[Part, ...]:
    return (*parts[:start], Part(" ".join(p.text for p in parts[start:end]), key), *parts[end:])
