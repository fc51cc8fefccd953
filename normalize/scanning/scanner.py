"""Running text to mentions: words ─► spans ─► which are mentions ─► which entities, all of a text together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from normalize.errors import NameTypeError, UnknownKindError
from normalize.gazetteer import Store
from normalize.kinds.place import KIND_SYNONYMS
from normalize.languages import find_language
from normalize.layers import joined
from normalize.results import Candidate, Evidence, Known, Match, Mention
from normalize.scanning.accept import Accepted, accepted, settled
from normalize.scanning.context import Language, common_words, is_function_word, language_named, language_of
from normalize.scanning.features import Page
from normalize.scanning.marked import Marked, checked, marked_spans
from normalize.scanning.names import Name, looked_up
from normalize.scanning.recorded import NOT_RECORDED, lookup_in
from normalize.scanning.spans import Span, is_class, spans_of
from normalize.scanning.ties import Full, Tied, tied
from normalize.scanning.tokens import Words, words_of

__all__ = ["Source", "scan_text"]

_ORDINARY: Final = 5  # how common such a word is (Zipf)
_TIED: Final = 0.95  # how sure a short form is beside its full one


@dataclass(frozen=True, slots=True)
class Source:
    """A gazetteer a text is read with.

    Attributes:
        store: its open file.
        resolve: gives the matches of names that are mentions of one text, each with the kinds it may be of.
    """

    store: Store
    resolve: Callable[[Sequence[Name]], list[Match]]


def scan_text(
    text: str,
    sources: Sequence[Source],
    kinds: Sequence[str] | None,
    lang: str | None,
    *,
    recall: bool,
    spans: Sequence[Marked] | None = None,
) -> list[Mention]:
    """Return the mentions in a text, in its order.

    Args:
        text: the text.
        sources: the gazetteers; of those of one family the later ones win.
        kinds: what to look for: families, or kinds of their entities; all where it is None.
        lang: ISO 639 code of its language; where it is None, it is told from the text.
        recall: whether to take what is less surely a mention.
        spans: the mentions, where a tagger has found them; nothing else is looked for.

    Raises:
        NameTypeError: the text is no string.
        ArgumentError: spans that are none.
        UnknownKindError: a kind that none of the gazetteers holds.
        UnknownLanguageError: a language that is none.
    """
    if not isinstance(text, str):
        raise NameTypeError(f"scan() takes a text, not {type(text).__name__}; read a file first")
    wanted = None if kinds is None else _wanted(kinds, sources)
    marked = None if spans is None else checked(text, spans, {source.store.family for source in sources})
    known = None if lang is None else find_language(lang).alpha_2
    words = words_of(text)
    if not words.named:
        return []
    language = language_of(words) if lang is None else language_named(known or "")
    if marked is None:
        found = _found(words, sources, language, recall=recall)
    else:
        found = _marked(words, marked, sources, language)
    return [m for m in found if wanted is None or m.kind in wanted]


def _wanted(kinds: Sequence[str], sources: Sequence[Source]) -> frozenset[str]:
    """The kinds of entities to give."""
    if isinstance(kinds, str) or not all(isinstance(kind, str) for kind in kinds):
        raise UnknownKindError(f"kinds={kinds!r} must be a tuple or list of kinds, such as ('place', 'person')")
    held = {source.store.family: source.store.kinds for source in sources}
    every = {kind for of in held.values() for kind in of}
    wanted: set[str] = set()
    for kind in kinds:
        name = KIND_SYNONYMS.get(kind.lower(), kind.lower())
        if name not in held and name not in every:
            raise UnknownKindError(
                f"no gazetteer asked holds the kind {kind!r}; they hold {', '.join(sorted({*held, *every}))}"
            )
        wanted.update(held.get(name, [name]))
    return frozenset(wanted)


def _found(words: Words, sources: Sequence[Source], language: Language, *, recall: bool) -> list[Mention]:
    """The mentions of all kinds."""
    lookups = [lookup_in(source.store) for source in sources]
    spans = spans_of(words, lookups, language.code)
    spans = [span for span in spans if not _is_no_name(words, span, language)]
    places = [span for span in spans if span.family == "place"]
    page = Page(words, places, language)
    found = accepted(page, [span for span in spans if span.family != "place"], recall)
    short = tied(words, _full_names(words, found, sources, language), language)
    found = [one for one in found if not _is_tied(one.span, short)] + [_tied_span(words, tie) for tie in short]
    kept = settled(found)
    ties = {(tie.first, tie.at): tie for tie in short}
    return list(_mentions(words, kept, sources, ties, language))


def _marked(words: Words, marked: Sequence[Marked], sources: Sequence[Source], language: Language) -> list[Mention]:
    """The mentions that are marked."""
    recorded = spans_of(words, [lookup_in(source.store) for source in sources], language.code)
    found = marked_spans(words, marked, recorded, language)
    short = tied(words, _full_names(words, found, sources, language), language)
    named = [one.span for one in found if one.span.family == "person"]
    ties = {(span.first, span.last): tie for span in named for tie in short if _is_tied(span, [tie])}
    return list(_mentions(words, found, sources, ties, language))


def _is_no_name(words: Words, span: Span, language: Language) -> bool:
    """Whether a span is a function word or a class word ("the city"), or ends in the class word of several places.

    Nor is an ordinary word of the language a name that only other languages know.
    """
    if span.recorded.by_class and words.facts[span.last].key in language.plurals:
        # Kharkiv and Donetsk regions; what is no plural may be written like one: Харківської області
        return span.first > 0 and words.facts[span.first - 1].key in language.joins
    if span.size == 1 and words.facts[span.first].loud:
        return False
    written = map(words.written, range(span.first, span.last + 1))
    if all(is_function_word(word, language.code) or (span.size > 1 and is_class(word)) for word in written):
        return True
    ordinary = span.size == 1 and common_words(language.code).get(words.facts[span.first].key, 0) >= _ORDINARY
    known = span.recorded.main or language.code in span.recorded.langs
    return ordinary and not known  # Ende, in Fula a name of India


def _full_names(words: Words, found: Sequence[Accepted], sources: Sequence[Source], language: Language) -> list[Full]:
    """The names of people of several words that mean somebody."""
    spans = [one.span for one in found if one.span.family == "person" and one.span.size > 1]
    names = looked_up(words, spans, language)
    matches = _resolved([names[span] for span in spans], "person", sources)
    return [Full(span.first, span.last, match) for span in spans if (match := matches[names[span]])]


def _is_tied(span: Span, short: Sequence[Tied]) -> bool:
    return any(span.first <= tie.at and span.last == tie.at and span.size <= 1 + tie.at - tie.first for tie in short)


def _tied_span(words: Words, tie: Tied) -> Accepted:
    return Accepted(Span(tie.first, tie.at, words.between(tie.first, tie.at), "person", NOT_RECORDED), _TIED)


def _resolved(names: Sequence[Name], family: str, sources: Sequence[Source]) -> Mapping[Name, Match]:
    """The match of each distinct name in the gazetteers of a family."""
    distinct = list(dict.fromkeys(names))
    every = [source.resolve(distinct) for source in sources if source.store.family == family] if distinct else []
    if len(every) == 1:
        return dict(zip(distinct, every[0], strict=True))
    return {name: joined(matches) for name, *matches in zip(distinct, *every, strict=True)}


def _mentions(
    words: Words,
    kept: Sequence[Accepted],
    sources: Sequence[Source],
    ties: Mapping[tuple[int, int], Tied],
    language: Language,
) -> Iterator[Mention]:
    spans = [one.span for one in kept]
    names = looked_up(words, spans, language)
    left = [span for span in spans if span.family != "person" or (span.first, span.last) not in ties]
    matches = {
        family: _resolved([names[span] for span in left if span.family == family], family, sources)
        for family in ("place", "person", "org")
    }
    for span in spans:
        start, end = words.spans[span.first][0] + span.hangs[0], words.spans[span.last][1] - span.hangs[1]
        if words.text[end : end + 1] == "." and (span.recorded.stops or "." in span.name):
            end += 1
        text = words.text[start:end]
        tie = ties.get((span.first, span.last)) if span.family == "person" else None
        match = _short(text, tie, words) if tie else _as_written(text, matches[span.family][names[span]])
        if match.status == "matched" or (match.status == "ambiguous" and span.family == "place"):
            yield Mention(start, end, text, match)


def _as_written(text: str, match: Match) -> Match:
    """A match as that of the mention as it is written."""
    if match.query == text:
        return match
    return Match(text, match.status, match.score, match.findings, match.gazetteer)


def _short(text: str, tie: Tied, words: Words) -> Match:
    full = tie.full.match
    candidate = full.candidates[0]
    name = words.between(tie.full.first, tie.full.last)
    score = round(candidate.score * _TIED, 4)
    evidence = Evidence(
        "short", text, name, "", (f"short form: {text} → {name}, elsewhere in the text", *candidate.evidence.steps)
    )
    found = Known((Candidate(candidate.entity, score, evidence),), evidence)
    return Match(text, full.status, score, found, full.gazetteer)
