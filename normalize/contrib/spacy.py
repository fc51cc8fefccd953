"""spaCy: the component "normalize" of a pipeline, which links entities to canonical ids.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("normalize")
>>> [(ent.text, ent.label_, ent.kb_id_) for ent in nlp("Volodymyr Zelensky came to Izium.").ents]
[('Volodymyr Zelensky', 'PERSON', 'wikidata:Q3874799'), ('Izium', 'GPE', 'geonames:707292')]
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, get_args

import normalize
from normalize import Gazetteer, Match, Mention, default_gazetteer
from normalize.contrib.asking import missing
from normalize.contrib.packed import packed, unpacked
from normalize.errors import ArgumentError

try:
    import srsly
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans
except ImportError:
    raise missing("normalize.contrib.spacy needs spaCy", "spacy") from None

__all__ = ["Normalize", "make"]

Spans = Literal["auto", "ents", "scan", "both"]
_PACKAGED: Final = "default"  # among paths: the packaged gazetteers
_FAMILIES: Final = ("place", "person", "org")
_SEVERAL: Final = "xx"  # what spaCy calls the language of a pipeline for several
# Labels of OntoNotes and of WikiNER. NORP is not among them: Ukrainian, Republican and Muslim are no mentions.
_LABELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("GPE", "LOC", "FAC"), "place"),
    **dict.fromkeys(("PERSON", "PER"), "person"),
    "ORG": "org",
}
_LANDSCAPE: Final = ("canal", "island", "lake", "mountain", "region", "river", "sea", "strait")
_KIND_LABELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_LANDSCAPE, "LOC"),
    **dict.fromkeys(("airport", "base"), "FAC"),
    "place": "GPE",
    "person": "PERSON",
    "org": "ORG",
}
_KEY: Final = "normalize.Match"  # of a packed match


class Normalize:
    """The component. See `make` for what its config holds.

    It keeps nothing of its own but the config, so it travels to other processes; gazetteers are opened there, by
    mapping the same files into memory.
    """

    def __init__(
        self,
        spans: Spans,
        labels: Mapping[str, str],
        kind_labels: Mapping[str, str],
        gazetteers: Sequence[str],
        kinds: Sequence[str] | None,
        lang: str | None,
        recall: bool,
    ) -> None:
        if spans not in get_args(Spans):
            raise ArgumentError(f"spans={spans!r} is none of {', '.join(get_args(Spans))}")
        if wrong := [kind for kind in labels.values() if kind not in _FAMILIES]:
            raise ArgumentError(f"labels= has the kind {wrong[0]!r}; the kinds are {', '.join(_FAMILIES)}")
        self._spans = spans
        self._labels = dict(labels)
        self._kind_labels = {**_KIND_LABELS, **kind_labels}
        self._paths = tuple(gazetteers)
        self._kinds = kinds
        self._lang = lang
        self._recall = recall
        self._scan("")  # what is wrong with the config is said now

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of a document, and whom they mean."""
        spans = self._spans
        if spans == "auto":
            spans = "ents" if doc.has_annotation("ENT_IOB") else "scan"
        if spans == "ents":
            self._link(doc, [])
        elif spans == "scan":
            self._scanned(doc, self._scan(doc.text, recall=self._recall))
        else:
            self._link(doc, self._scan(doc.text, recall=self._recall))
        return doc

    def _scan(self, text: str, **options: Any) -> list[Mention]:
        return normalize.scan(text, kinds=self._kinds, lang=self._lang, gazetteer=_opened(self._paths), **options)

    def _link(self, doc: Doc, more: Iterable[Mention]) -> None:
        """Link the entities that are there, and add mentions that overlap none, all resolved together."""
        families = {gazetteer.kind for gazetteer in _opened(self._paths)}
        marked = [
            (ent.start_char, ent.end_char, family)
            for ent in doc.ents
            if (family := self._labels.get(ent.label_, "")) in families
        ]
        taken = {token.i for ent in doc.ents for token in ent}
        free = [
            (mention.start, mention.end, self._family(mention))
            for mention in more
            if taken.isdisjoint(token.i for token in _span(doc, mention))
        ]
        mentions = self._scan(doc.text, spans=sorted(set(marked + free)))
        news = []
        for mention in mentions:
            span = _span(doc, mention)
            old = next((ent for ent in doc.ents if ent.start < span.end and span.start < ent.end), None)
            if old is None:
                news.append(self._entity(doc, mention))
                continue
            _note(old, mention.match)
            if mention.match.id is not None:
                for token in old:
                    token.ent_kb_id_ = mention.match.id
        if news:
            doc.set_ents(filter_spans(news), default="unmodified")

    def _scanned(self, doc: Doc, mentions: Iterable[Mention]) -> None:
        """Make mentions the entities; of those that are there stay the ones with other labels, such as dates."""
        found = filter_spans([self._entity(doc, mention) for mention in mentions])
        taken = {token.i for span in found for token in span}
        stay = [
            ent for ent in doc.ents if ent.label_ not in self._labels and taken.isdisjoint(token.i for token in ent)
        ]
        doc.set_ents([*found, *stay], default="outside")

    def _entity(self, doc: Doc, mention: Mention) -> Span:
        span = _span(doc, mention)
        label = self._kind_labels.get(mention.kind) or self._kind_labels[self._family(mention)]
        entity = Span(doc, span.start, span.end, label, kb_id=mention.match.id or "")
        _note(entity, mention.match)
        return entity

    def _family(self, mention: Mention) -> str:
        """What the gazetteer that has the entity is a gazetteer of."""
        id_ = mention.match.first_id or ""
        return next(g.kind for g in reversed(_opened(self._paths)) if g.find(id_) is not None)


def _span(doc: Doc, mention: Mention) -> Span:
    """The tokens a mention has a part in.

    A token is the least that can be an entity, so a mention inside one (an Arabic "and" written before it, an ending
    behind an apostrophe, half of a compound) is that token: contracting would lose it.
    """
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    assert span is not None  # offsets are those of the document's own text
    return span


def _note(ent: Span, match: Match) -> None:
    ent._.normalize = match


@lru_cache(maxsize=64)
def _opened(paths: tuple[str, ...]) -> list[Gazetteer]:
    """The gazetteers at paths, open."""
    packaged = [default_gazetteer(family) for family in _FAMILIES]
    return [g for path in paths for g in (packaged if path == _PACKAGED else [Gazetteer.open(path)])]


@Language.factory(
    "normalize",
    assigns=["doc.ents", "token.ent_kb_id", "span._.normalize"],
    default_config={
        "spans": "auto",
        "labels": None,
        "kind_labels": {},
        "gazetteers": [_PACKAGED],
        "kinds": None,
        "lang": None,
        "recall": False,
    },
)
def make(
    nlp: Language,
    name: str,
    spans: str,
    labels: dict[str, str] | None,
    kind_labels: dict[str, str],
    gazetteers: list[str],
    kinds: list[str] | None,
    lang: str | None,
    recall: bool,
) -> Normalize:
    """Return the component of a pipeline; spaCy calls it for `nlp.add_pipe("normalize", config={…})`.

    An entity that is matched has its canonical id in `kb_id_`, and a match in `ent._.normalize`. So has one of which
    several could be meant, without an id; of others `ent._.normalize` is None. What an earlier component linked stays
    where nothing is matched.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        spans: "ents" links the entities that earlier components found, all of a document together; "scan" makes the
            mentions that `normalize.scan` finds the entities, in place of those with one of `labels`; "both" links, and
            adds mentions that overlap no entity. "auto" is "ents" where an earlier component has set entities, else
            "scan".
        labels: what entities are linked: label -> "place", "person" or "org"; GPE, LOC, FAC, PERSON, PER and
            ORG where it is left out.
        kind_labels: kind -> label of entities that are made here, where it is another one than OntoNotes': PERSON,
            ORG, FAC for bases and airports, LOC for rivers, seas and other landscape, GPE for other places. "place",
            "person" and "org" stand for the kinds that are not named.
        gazetteers: paths of compiled gazetteers, of which the later ones win; "default" is the packaged ones.
        kinds, lang, recall: as in `normalize.scan`; `lang` is that of the pipeline where it is left out, and told from
            the text in a pipeline for several languages ("xx").

    Raises:
        NormalizeError: something of it cannot be used.
    """
    language = lang or (None if nlp.lang == _SEVERAL else nlp.lang or None)
    return Normalize(spans, _LABELS if labels is None else labels, kind_labels, gazetteers, kinds, language, recall)  # type: ignore[arg-type]


def _encoded(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """What is written for a match in the user data of a document."""
    if isinstance(value, Match):
        return {_KEY: packed(value)}
    return value if chain is None else chain(value)


def _decoded(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if isinstance(value, dict) and _KEY in value:
        return unpacked(value[_KEY])
    return value if chain is None else chain(value)


if not Span.has_extension("normalize"):
    Span.set_extension("normalize", default=None)
srsly.msgpack_encoders.register("normalize.Match", func=_encoded)
srsly.msgpack_decoders.register("normalize.Match", func=_decoded)
