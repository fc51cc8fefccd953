"""Which spelling stands for a cluster."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from normalize.letters import clean, script_of

__all__ = ["representative"]


def representative(counts: Mapping[str, int], display: str | None) -> str:
    """Return the spelling that stands for a cluster.

    The first rule that leaves one decides: the display name of its entity; the most frequent; one in the script of most
    rows; one that clean-up leaves as it is and that is not all in capitals or all in small letters; the longest; the
    first in the order of code points.

    Args:
        counts: the rows of each spelling.
        display: the display name of the entity, where it is known.

    >>> representative({"KYIV": 2, "Київ": 1, "Kyiv": 2}, None)
    'Kyiv'
    """
    if len(counts) == 1:
        return next(iter(counts))
    if display is not None and display in counts:
        return display
    left = _first(counts, lambda text: -counts[text])
    if len(left) > 1:
        script = {text: script_of(text) for text in counts}
        rows: Counter[str] = Counter()
        for text, count in counts.items():
            rows[script[text]] += count
        left = _first(left, lambda text: -rows[script[text]])
    if len(left) > 1:
        left = _first(left, _oddities)
    return min(left, key=lambda text: (-len(text), text))


def _first(texts: Iterable[str], rule: Callable[[str], int]) -> list[str]:
    """Those of some texts that come first by a rule."""
    ranks = {text: rule(text) for text in texts}
    least = min(ranks.values())
    return [text for text, rank in ranks.items() if rank == least]


def _oddities(text: str) -> int:
    return int(clean(text) != text) + int(text.isupper() or (text.islower() and text.upper() != text.lower()))
