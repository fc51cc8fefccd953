"""Spans that a tagger marked as mentions, as spans of words."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final

from normalize.errors import ArgumentError
from normalize.scanning.accept import Accepted
from normalize.scanning.context import Language, is_function_word
from normalize.scanning.recorded import NOT_RECORDED
from normalize.scanning.spans import Span, is_class
from normalize.scanning.tokens import Words

__all__ = ["Marked", "checked", "marked_spans"]

Marked = tuple[int, int, str]
_SURE: Final = 1.0


def checked(text: str, spans: Sequence[Any], families: Collection[str]) -> list[Marked]:
    """Return what a caller marked in a text.

    Raises:
        ArgumentError: it is not (start, end, kind), lies outside the text, or no gazetteer asked holds such entities.
    """
    found = []
    for span in spans:
        match span:
            case (int(start), int(end), str(kind)) if 0 <= start < end <= len(text) and kind in families:
                found.append((start, end, kind))
            case _:
                raise ArgumentError(
                    f"spans= has {span!r}; it takes (start, end, kind) with 0 <= start < end <= {len(text)} and a kind "
                    f"that the gazetteers asked are of: {', '.join(sorted(families))}"
                )
    return found


def marked_spans(words: Words, marked: Sequence[Marked], spans: Sequence[Span], language: Language) -> list[Accepted]:
    """Return a span of words for each span that is marked: the longest recorded name there, else all of it.

    A name may leave out what is none (the article, a title, a possessive), and take in a class word beside the span: a
    tagger that marks "Kharkiv" of "Kharkiv region" means the oblast.

    Args:
        words: the words of the text.
        marked: what is marked.
        spans: the recorded names in the text.
        language: of the text.
    """
    over: dict[tuple[str, int], set[Span]] = defaultdict(set)
    for span in spans:
        for at in range(span.first, span.last + 1):
            over[span.family, at].add(span)
    lows, highs = [low for low, _ in words.spans], [high for _, high in words.spans]
    found = []
    for start, end, family in marked:
        first, last = bisect_right(highs, start), bisect_left(lows, end) - 1
        if first > last:
            continue  # punctuation
        names = {
            span
            for at in range(first, last + 1)
            for span in over[family, at]
            if all(_is_no_name(words, out, language) for out in _beside(first, last, span.first, span.last))
            and all(is_class(words.written(out)) for out in _beside(span.first, span.last, first, last))
        }
        whole = Span(first, last, " ".join(words.between(first, last).split()), family, NOT_RECORDED)
        found.append(Accepted(max(names, key=lambda span: (span.size, -span.first), default=whole), _SURE))
    return found


def _beside(first: int, last: int, low: int, high: int) -> list[int]:
    """The words of a stretch before and after another one."""
    return [at for at in range(first, last + 1) if not low <= at <= high]


def _is_no_name(words: Words, at: int, language: Language) -> bool:
    fact = words.facts[at]
    return not fact.named or fact.key in language.titles or is_function_word(words.written(at), language.code)
