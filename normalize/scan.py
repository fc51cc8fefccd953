"""The verb that reads running text."""

from collections.abc import Sequence
from typing import Any

from normalize.gazetteers import FAMILIES, Gazetteer, default_gazetteer
from normalize.results import Mention
from normalize.scanning.scanner import scan_text
from normalize.verbs import gazetteers_of

__all__ = ["scan"]

_DEFAULT: Any = object()  # tells "not given" from None, which is an error


def scan(
    text: str,
    *,
    kinds: Sequence[str] | None = None,
    lang: str | None = None,
    gazetteer: Gazetteer | Sequence[Gazetteer] = _DEFAULT,
    recall: bool = False,
    spans: Sequence[tuple[int, int, str]] | None = None,
) -> list[Mention]:
    """Return the places, people and organisations that a text mentions, each with the entity that is meant.

    Only recorded names are found, and their inflected forms; common words that are names as well (Of, Nice, Reading)
    count where what stands around them says so. The mentions of a text are resolved together: Odessa beside Kharkiv is
    Ukraine's, beside Midland that of Texas. Family names are tied to the full name elsewhere in the text. Of mentions
    that overlap the longest stays, then the surest; a place in the name of an organisation is given besides it.

    Args:
        text: running text, in any language and script; markup is text as well, so strip it first.
        kinds: what to look for: "place", "person", "org", or kinds of places such as "city" and "river"; all where it
            is left out.
        lang: ISO 639-1 or 639-3 code of its language; told from the text where it is left out.
        gazetteer: another gazetteer than the default ones, or several, of which the later ones of a family win.
        recall: whether to take also what is less surely a mention.
        spans: the mentions, where a tagger has found them, as (start, end, kind) in code points of the text, kind
            "place", "person" or "org". Nothing else is looked for then, and they are resolved together. A mention
            leaves out an article, a title or a possessive, and takes in a class word beside the span.

    Returns:
        The mentions in the order of the text, matched or ambiguous. `start` and `end` are code points of `text`.

    Raises:
        NameTypeError: the text is no string.
        UnknownKindError: a kind that none of the gazetteers holds.
        UnknownLanguageError: a language that is none.
        ArgumentError: spans that are none.

    >>> text = "Volodymyr Zelensky came to Izium, in the Kharkiv region. Zelensky left Ukraine’s east."
    >>> [(m.text, m.match.id) for m in scan(text)][:3]
    [('Volodymyr Zelensky', 'wikidata:Q3874799'), ('Izium', 'geonames:707292'), ('Kharkiv region', 'geonames:706482')]
    """
    chosen = map(default_gazetteer, FAMILIES) if gazetteer is _DEFAULT else gazetteers_of(gazetteer)
    return scan_text(text, [g.source() for g in chosen], kinds, lang, recall=recall, spans=spans)
