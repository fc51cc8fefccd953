"""Which candidate spans are mentions: places by a fitted score, people and organisations by rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

import numpy as np

from normalize.kinds.demonyms import countries_of
from normalize.scanning.features import FEATURES, Page, is_given
from normalize.scanning.spans import Span

__all__ = ["Accepted", "accepted", "settled"]

_DIGITS: Final = 9  # logarithms of different processors differ in the last digits
_WHOLE, _ACRONYM, _WORD = 0.97, 0.95, 0.6  # how sure a full name, an acronym and a single word are
_APART: Final = frozenset("-‐‑–'’")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A span that is a mention.

    Attributes:
        span: the span.
        score: how likely it is one, 0 to 1.
    """

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class _Weights:
    features: tuple[float, ...]
    bar: float
    recall: float


@cache
def _weights() -> _Weights:
    table = loads(files("normalize.scanning").joinpath("weights.toml").read_text("utf-8"))
    return _Weights(
        tuple(table["features"][name] for name in FEATURES), table["bars"]["default"], table["bars"]["recall"]
    )


def accepted(page: Page, others: Sequence[Span], recall: bool) -> list[Accepted]:
    """Return the spans that are mentions, overlapping ones too.

    Args:
        page: the text with its candidate spans of places.
        others: those of people and organisations.
        recall: whether to take what is less sure.
    """
    found = []
    if page.spans:
        weights = _weights()
        rows = np.array([page.row(span) for span in page.spans])
        total = np.zeros(len(rows))
        for at, weight in enumerate(weights.features):  # one after the other: a sum whose order no processor chooses
            total += weight * rows[:, at]
        scores = np.round(1 / (1 + np.exp(-total)), _DIGITS).tolist()
        bar = weights.recall if recall else weights.bar
        found += [Accepted(span, score) for span, score in zip(page.spans, scores, strict=True) if score >= bar]
    rules: Mapping[str, Callable[[Page, Span], float]] = {"person": _person, "org": _org}
    begins = {(span.first, span.last, span.recorded.top) for span in others}
    regions = {(one.span.first, one.span.last) for one in found if one.span.recorded.by_class}
    for span in others:
        if (span.first, span.last) in regions:  # Kharkiv region: what a class word names is no administration
            continue
        if _only_described(page, span, begins) or not (score := rules[span.family](page, span)):
            continue
        found.append(Accepted(span, score))
    return found


def _only_described(page: Page, span: Span, spans: Collection[tuple[int, int, int]]) -> bool:
    """Whether a name begins with small words that it does not need: news agency RIA."""
    first = span.first
    while page.words.facts[first].cased and first < span.last and not page.words.facts[first].capital:
        first += 1
        if (first, span.last, span.recorded.top) in spans:
            return True
    return False


def _beside(page: Page, span: Span) -> tuple[bool, bool, str]:
    """Whether a capitalised word stands right before and right after a span, and the key of the word after."""
    words, facts = page.words, page.words.facts
    before = (
        not words.opens(span.first)
        and words.gap(span.first - 1) in (" ", "-")
        and facts[span.first - 1].capital
        and not words.opens(span.first - 1)
        and facts[span.first - 1].key not in page.language.titles
    )
    last = span.last + 1
    follows = last < len(facts) and not words.opens(last) and words.gap(span.last) in (" ", "-")
    return before, follows and facts[last].capital, facts[last].key if follows else ""


def _person(page: Page, span: Span) -> float:
    facts = page.words.facts
    before, after, next_key = _beside(page, span)
    if next_key in page.language.roads or next_key in page.language.bodies:
        return 0.0
    if span.first > 0 and page.words.gap(span.first - 1) in (" ", ". ") and not page.words.opens(span.first):
        prior = facts[span.first - 1]
        other = is_given(prior.key) or page.initial(span.first - 1)
        if prior.capital and other and prior.key not in page.language.titles:
            return 0.0
    if span.size > 1:
        return _WHOLE
    key = facts[span.first].key
    if before or after or key in page.small or key in page.common or len(key) < 4:
        return 0.0
    return _WORD


def _org(page: Page, span: Span) -> float:
    facts = page.words.facts
    if not facts[span.first].cased and span.first and facts[span.first - 1].key in page.language.titles:
        return 0.0  # the foreign minister, not the ministry: وزير الخارجية
    before, after, _ = _beside(page, span)
    if span.size > 1:
        if span.size == 2 and not facts[span.last].named and countries_of(page.words.written(span.first)):
            return 0.0  # Russian military
        return 0.0 if page.words.gap(span.first) in _APART and span.size == 2 and (before or after) else _WHOLE
    fact = facts[span.first]
    if sum(letter.isupper() for letter in page.words.written(span.first)) > 1:
        around = [facts[at].loud for at in (span.first - 1, span.last + 1) if 0 <= at < len(facts)]
        return 0.0 if around and all(around) else _ACRONYM
    if before or after or fact.key in page.small or fact.key in page.common or len(fact.key) < 4:
        return 0.0
    return _WORD


def settled(found: Sequence[Accepted]) -> list[Accepted]:
    """Return the mentions of which no two overlap, but for places inside the names of organisations.

    The longest wins, then the surest, then the first.
    """
    order = sorted(found, key=lambda a: (-a.span.size, -a.score, a.span.family, a.span.first))
    taken: dict[int, list[Span]] = {}
    kept = []
    for one in order:
        span = one.span
        over = {other for at in range(span.first, span.last + 1) for other in taken.get(at, ())}
        if all(_may_lie_in(span, other) for other in over):
            kept.append(one)
            for at in range(span.first, span.last + 1):
                taken.setdefault(at, []).append(span)
    return sorted(kept, key=lambda a: (a.span.first, -a.span.last))


def _may_lie_in(span: Span, other: Span) -> bool:
    """Whether a span may stay inside another one: a place in the name of an organisation is named as well."""
    return (
        span.family == "place"
        and other.family == "org"
        and span.size < other.size
        and other.first <= span.first
        and span.last <= other.last
    )
