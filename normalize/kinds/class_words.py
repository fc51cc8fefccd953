"""Words that say what a place is, taken off a name: "Kharkiv region", "місто Ізюм", "京都市"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from normalize.keys import fold
from normalize.letters import clean

__all__ = ["is_class_word", "is_link", "says_kind", "without_article", "without_class_word"]

Kinds = frozenset[str]
_LINKS = frozenset(("of", "de", "del", "di", "du", "des", "da", "do", "dos", "das", "della", "von"))
_LEAST_LEFT = 2  # characters before an attached word: 中山 is a town, not a mountain called 中


@dataclass(frozen=True, slots=True)
class _Table:
    """The class words by how they are met.

    Attributes:
        words: key of a word -> the kinds it may name.
        phrases: keys of the words of a phrase -> its kinds.
        written: a word in its own script, with its full stop -> its kinds.
        attached: what a name ends with, without a space -> its kinds; the longest first.
    """

    words: Mapping[str, Kinds]
    phrases: Mapping[tuple[str, ...], Kinds]
    written: Mapping[str, Kinds]
    attached: Mapping[str, Kinds]


def _gathered(table: Mapping[str, Any], form: Any) -> dict[Any, Kinds]:
    kinds: dict[Any, set[str]] = {}
    for kind, languages in table.items():
        for words in languages.values():
            for word in words:
                kinds.setdefault(form(clean(word)), set()).add(kind)
    return {word: frozenset(of) for word, of in kinds.items()}


def _keys(phrase: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in phrase.split(" "))


@cache
def _table() -> _Table:
    table = loads(files("normalize.kinds").joinpath("class_words.toml").read_text("utf-8"))
    others = {name: table.pop(name) for name in ("written", "phrases", "attached")}
    attached = _gathered(others["attached"], str)
    return _Table(
        _gathered(table, fold),
        _gathered(others["phrases"], _keys),
        _gathered(others["written"], str.casefold),
        dict(sorted(attached.items(), key=lambda item: (-len(item[0]), item[0]))),
    )


def is_link(word: str) -> bool:
    """Return whether a word links a class word and a name: "of", "de".

    >>> is_link("of"), is_link("Republic")
    (True, False)
    """
    return fold(word) in _LINKS


def is_class_word(cleaned: str) -> bool:
    """Return whether a text is nothing but a class word or phrase.

    >>> is_class_word("область"), is_class_word("Autonomous Region"), is_class_word("Kharkiv")
    (True, True, False)
    """
    table, keys = _table(), _keys(cleaned)
    return keys in table.phrases or (len(keys) == 1 and (keys[0] in table.words or cleaned.casefold() in table.written))


def without_article(cleaned: str) -> str:
    """Return a name without the English article before it, or "" where there is none.

    Articles that belong to a name (The Hague, Los Angeles) are recorded with it and found before this is asked.

    >>> without_article("the Dnieper")
    'Dnieper'
    """
    first, _, rest = cleaned.partition(" ")
    return rest if fold(first) == "the" else ""


def without_class_word(cleaned: str) -> Iterator[tuple[str, Kinds, str]]:
    """Yield (the name without its class word, the kinds the word allows, the word) where a name has one.

    The word may stand first or last: "Kharkiv region", "місто Куп'янськ", "Río Ebro", "京都市". A "the"
    or "of" that is left hanging goes with it. The kinds may be ones that no gazetteer holds ("airport").

    >>> list(without_class_word("Kharkiv region"))
    [('Kharkiv', frozenset({'subdivision'}), 'region')]
    """
    words = (without_article(cleaned) or cleaned).split(" ")
    if len(words) < 2:
        yield from _attached(cleaned)
        return
    table = _table()
    keys = [fold(word) for word in words]
    for size in range(min(4, len(words) - 1), 1, -1):
        for at, rest in ((-size, words[:-size]), (0, words[size:])):
            part = slice(at, None) if at else slice(size)
            if kinds := table.phrases.get(tuple(keys[part])):
                yield from _without_link(rest, kinds, " ".join(words[part]))
    for at, rest in ((-1, words[:-1]), (0, words[1:])):
        kinds = table.words.get(keys[at]) or table.written.get(words[at].casefold())
        if kinds:
            yield from _without_link(rest, kinds, words[at])


def says_kind(cleaned: str) -> bool:
    """Return whether a name has a class word.

    >>> says_kind("Kharkiv region"), says_kind("Kharkiv")
    (True, False)
    """
    return next(without_class_word(cleaned), None) is not None


def _without_link(rest: list[str], kinds: Kinds, word: str) -> Iterator[tuple[str, Kinds, str]]:
    if len(rest) > 1 and is_link(rest[0]):
        rest = rest[1:]
    if rest:
        yield " ".join(rest), kinds, word


def _attached(cleaned: str) -> Iterator[tuple[str, Kinds, str]]:
    """Chinese, Japanese and Korean write the word and the name together."""
    if cleaned.isascii() or not "\u2e80" <= cleaned[-1] <= "\ud7ff":
        return
    for word, kinds in _table().attached.items():
        if cleaned.endswith(word) and len(cleaned) - len(word) >= _LEAST_LEFT:
            yield cleaned[: -len(word)], kinds, word
            return
