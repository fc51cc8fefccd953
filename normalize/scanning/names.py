"""How mentions of places are looked up: with what the text says of where they lie, and of what kind they are."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from normalize.kinds.class_words import without_class_word
from normalize.scanning.context import Language
from normalize.scanning.recorded import REGIONS
from normalize.scanning.spans import Span
from normalize.scanning.tokens import Words

__all__ = ["Kinds", "Name", "looked_up"]

Kinds = tuple[str, ...]
Name = tuple[str, Kinds | None]


def looked_up(words: Words, spans: Sequence[Span], language: Language) -> Mapping[Span, Name]:
    """Return what each span is looked up as: a name in the nominative, and the kinds it may be of.

    "Paris, Texas": what stands behind a comma and has such a place says where it lies; said once, it holds for the
    same name elsewhere in the text. "Kharkiv and Donetsk regions": both are regions.

    Args:
        words: the words of the text.
        spans: the mentions in order.
        language: of the text.
    """
    places = [span for span in spans if span.family == "place"]
    where = _regions_said(words, places)
    kinds = dict(_kinds_said(words, places, language))
    return {span: (where.get(span.name.casefold(), _nominative(span)), kinds.get(span)) for span in spans}


def _nominative(span: Span) -> str:
    return span.name if span.form is None else span.form.text


def _regions_said(words: Words, places: Sequence[Span]) -> Mapping[str, str]:
    """Name in small letters -> the name with the country or subdivision that stands behind it."""
    begins = {span.first: span for span in places}
    said: dict[str, str] = {}
    for span in places:
        region = begins.get(span.last + 1)
        if region is None or region.recorded.kind not in REGIONS or words.gap(span.last).strip(" ") != ",":
            continue
        if span.recorded.around & region.recorded.regions:
            said.setdefault(span.name.casefold(), f"{_nominative(span)}, {_nominative(region)}")
    return said


def _kinds_said(words: Words, places: Sequence[Span], language: Language) -> Iterator[tuple[Span, Kinds]]:
    """The spans before a class word that is no part of them, and the kinds that it allows."""
    kinds: Kinds | None = None
    for at in range(len(places) - 1, -1, -1):
        span = places[at]
        follows = places[at + 1] if at + 1 < len(places) else None
        own = _kinds_after(words, span, language)
        if own is None and not (follows is not None and _joined(words, span, follows, language)):
            kinds = None
        kinds = own or kinds
        if kinds:
            yield span, kinds


def _kinds_after(words: Words, span: Span, language: Language) -> Kinds | None:
    at = span.last + 1
    if at >= len(words) or words.gap(span.last) != " ":
        return None
    word = language.plurals.get(words.facts[at].key)
    return _kinds_of(f"{span.name} {word}") if word else None


@lru_cache(maxsize=1 << 12)
def _kinds_of(name: str) -> Kinds | None:
    return next((tuple(sorted(kinds)) for _, kinds, _ in without_class_word(name)), None)


def _joined(words: Words, span: Span, follows: Span, language: Language) -> bool:
    """Whether nothing but a comma, or a word for "and", parts two mentions."""
    between = words.text[words.spans[span.last][1] : words.spans[follows.first][0]]
    if between == ", ":
        return True
    word = follows.first - 1
    return word == span.last + 1 and words.facts[word].key in language.joins and not between.strip(" ,").count(" ")
