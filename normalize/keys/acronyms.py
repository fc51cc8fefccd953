"""Acronyms: what the first letters of the parts of a longer name spell, in several languages."""

from collections.abc import Iterator

__all__ = ["SHORTEST", "Initials", "acronyms", "spelled"]

# By part, what may stand for it in an acronym: (how many parts from this one on, the letters they give).
Initials = tuple[tuple[tuple[int, str], ...], ...]
SHORTEST = 3  # letters of those that names are looked for by; two are the initials of too many
_LONGEST = 9
_MOST = 300  # beginnings of acronyms that are followed at once


def acronyms(readings: tuple[Initials, ...]) -> frozenset[str]:
    """Return the acronyms of a whole name; those of its beginning or end would be six times as many, and find no more.

    Args:
        readings: the initials of its parts, once a language.

    >>> sorted(acronyms(((((1, "n"),), ((1, "a"), (1, "")), ((1, "t"),), ((1, "o"),)),)))
    ['nato', 'nto']
    """
    return frozenset(
        letters
        for initials in readings
        for end, letters in _spelling(initials, 0)
        if len(letters) >= SHORTEST and end == len(initials)
    )


def spelled(acronym: str, readings: tuple[Initials, ...]) -> tuple[int, int] | None:
    """Return the first and the end of the parts whose initials spell an acronym, the most parts that do; or None.

    >>> spelled("nato", ((((1, "n"),), ((1, "a"),), ((1, "t"),), ((1, "o"),), ((1, "h"),)),))
    (0, 4)
    """
    best = None
    for initials in readings:
        for start in range(len(initials)):
            for end, letters in _spelling(initials, start, acronym):
                if letters == acronym and (best is None or end - start > best[1] - best[0]):
                    best = start, end
    return best


def _spelling(initials: Initials, start: int, wanted: str | None = None) -> Iterator[tuple[int, str]]:
    """(end, letters) of what the parts from one on spell, of two parts or more; with `wanted` only what begins it."""
    reached: dict[int, set[str]] = {start: {""}}
    for at in range(start, len(initials)):
        before = sorted(reached.pop(at, ()), key=_short_first)
        for letters in before:
            for size, more in initials[at]:
                now = letters + more
                if len(now) > _LONGEST or not (wanted is None or wanted.startswith(now)):
                    continue
                held = reached.setdefault(at + size, set())
                if len(held) < _MOST:
                    held.add(now)
        end = at + 1
        if end - start > 1:
            yield from ((end, letters) for letters in sorted(reached.get(end, ())) if len(letters) > 1)


def _short_first(letters: str) -> tuple[int, str]:
    return len(letters), letters
