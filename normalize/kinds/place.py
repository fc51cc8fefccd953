"""Places: which kinds there are, and the words that name a kind inside a name."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from tomllib import loads

from normalize.keys import fold
from normalize.letters import clean

__all__ = ["KIND_SYNONYMS", "without_article", "without_class_word"]

# What people call kinds that the sources do not tell apart -> the kind as it is recorded.
KIND_SYNONYMS = {
    "town": "city",
    "village": "city",
    "settlement": "city",
    "populated place": "city",
    "province": "subdivision",
    "state": "subdivision",
    "oblast": "subdivision",
    "district": "subdivision",
    "territory": "country",
    "ocean": "sea",
    "gulf": "sea",
    "airbase": "base",
}


@cache
def _class_words() -> dict[str, frozenset[str]]:
    """Fold key of a class word -> the kinds it may name."""
    table = loads(files("normalize.kinds").joinpath("class_words.toml").read_text("utf-8"))
    kinds: dict[str, set[str]] = {}
    for kind, languages in table.items():
        for words in languages.values():
            for word in words:
                kinds.setdefault(fold(clean(word)), set()).add(kind)
    return {word: frozenset(of) for word, of in kinds.items()}


def without_article(cleaned: str) -> str:
    """Return a name without the English article before it, or "" where there is none.

    Articles that belong to a name (The Hague, Los Angeles) are recorded with it and found before this is asked.

    >>> without_article("the Dnieper")
    'Dnieper'
    """
    first, _, rest = cleaned.partition(" ")
    return rest if fold(first) == "the" else ""


def without_class_word(cleaned: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield (the name without its class word, the kinds the word allows, the word) where a name has one.

    The word may stand first or last: "Kharkiv region", "місто Куп'янськ", "Río Ebro". A "the"
    or "of" that is left hanging goes with it.

    >>> list(without_class_word("Kharkiv region"))
    [('Kharkiv', frozenset({'subdivision'}), 'region')]
    """
    words = (without_article(cleaned) or cleaned).split(" ")
    if len(words) < 2:
        return
    known = _class_words()
    for word, rest in ((words[-1], words[:-1]), (words[0], words[1:])):
        kinds = known.get(fold(word))
        if kinds and len(rest) > 1 and fold(rest[0]) in ("of", "de", "del", "di", "von"):
            rest = rest[1:]
        if kinds and rest:
            yield " ".join(rest), kinds, word
