"""Works each distinct word of a text once.

Running text repeats its words, so where no rule of a system looks over a space the text is cut at its spaces, and
each piece is looked up before it is worked. The cache is bounded, one a system.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from normalize.transliteration.engine import Pass
from normalize.transliteration.rules import Context, Rule

__all__ = ["around_odd_words", "by_word", "within_words"]

_CACHE: Final = 1 << 16  # pieces remembered
_LONGEST: Final = 64  # characters of a piece worth remembering
_SPACE: Final = frozenset(" \t\r\n")
_SPACES: Final = re.compile(r"[ \t\r\n]")
_PIECE: Final = re.compile(r"[^ \t\r\n]+|[ \t\r\n]+")


def _seen(rule: Rule) -> Iterable[str]:
    """The characters a rule sees together, for each pair of its alternatives."""

    def side(context: Context) -> list[str]:
        return ["".join("".join(atom.characters) for atom in one) for one in context.alternatives] or [""]

    return (left + rule.target + right for left in side(rule.left) for right in side(rule.right))


def _local(rule: Rule) -> bool:
    edges = {atom.edge for side in (rule.left, rule.right) for one in side.alternatives for atom in one}
    if edges & {"^^", "$$"}:
        return False
    return all(_SPACE.isdisjoint(seen) or _SPACE.issuperset(seen) for seen in _seen(rule))


def within_words(steps: Iterable[tuple[Rule, ...] | str]) -> bool:
    """Whether no rule of the steps looks over a space, and none of them reads words by dictionary."""
    return all(not step.startswith("read ") if isinstance(step, str) else all(map(_local, step)) for step in steps)


def _remembering(carry: Pass) -> Pass:
    known = lru_cache(maxsize=_CACHE)(carry)
    return lambda word: known(word) if len(word) <= _LONGEST else carry(word)


def around_odd_words(plain: Pass, odd: Pass, is_odd: "re.Pattern[str]") -> Pass:
    """`odd` for the words of a text that `is_odd` finds a character of, and `plain` for the stretches between."""
    known = _remembering(odd)

    def apply(text: str) -> str:
        done, written = 0, []
        for found in is_odd.finditer(text):
            if found.start() < done:
                continue  # in the word that was just written
            start = 1 + max(text.rfind(space, done, found.start()) for space in _SPACE)
            start = max(start, done)
            after = _SPACES.search(text, found.end())
            end = after.start() if after else len(text)
            written += [plain(text[done:start]), known(text[start:end])]
            done = end
        return "".join([*written, plain(text[done:])])

    return apply


def by_word(carry: Pass) -> Pass:
    """`carry`, applied to each distinct word of a text once."""
    known = _remembering(carry)

    def piece(found: re.Match[str]) -> str:
        return known(found.group())

    return lambda text: _PIECE.sub(piece, text)
