"""How a query and a recorded name with the same (or nearly the same) key agree."""

from typing import Literal

from normalize.letters import bare

__all__ = ["Relation", "relation"]

Relation = Literal["identical", "folded", "romanised", "near"]


def relation(query_bare: str, query_script: str, name: str, name_script: str, edits: int = 0) -> Relation:
    """Return how two names agree.

    Args:
        query_bare: the query's letters, as `letters.bare` gives them.
        query_script, name_script: ISO 15924 codes.
        name: the recorded name.
        edits: edits between their keys.

    >>> relation("kupiansk", "Latn", "Kupiańsk", "Latn"), relation("купянск", "Cyrl", "Kupyansk", "Latn")
    ('folded', 'romanised')
    """
    if edits:
        return "near"
    if bare(name) == query_bare:
        return "identical"
    return "folded" if query_script == name_script else "romanised"
