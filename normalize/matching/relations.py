"""How surely the letters of a query and of a recorded name can be compared through their fold keys."""

from typing import Literal

from normalize.letters import bare

__all__ = ["Relation", "relation"]

Relation = Literal["identical", "folded", "romanised", "coarse"]

# Scripts that write every sound, so that letter by letter they give one Latin spelling. The others leave out
# vowels (Arabic, Hebrew) or write readings (Han): what agrees there may be a homophone.
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek", "Geor", "Armn"})
_READINGS = frozenset({"Hani", "Hira", "Kana"})


def relation(query_bare: str, query_script: str, name: str, name_script: str) -> Relation:
    """Return how two names agree, or would but for the edits between their keys.

    Args:
        query_bare: the query's letters, as `letters.bare` gives them.
        query_script, name_script: ISO 15924 codes.
        name: the recorded name.

    >>> relation("kupiansk", "Latn", "Kupiańsk", "Latn"), relation("купянск", "Cyrl", "Kupyansk", "Latn")
    ('folded', 'romanised')
    """
    if bare(name) == query_bare:
        return "identical"
    if query_script == name_script and name_script not in _READINGS:
        return "folded"
    alphabetic = {query_script, name_script} <= _ALPHABETS
    return "romanised" if alphabetic else "coarse"
