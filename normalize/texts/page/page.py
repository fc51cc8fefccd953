"""The page: a summary, the texts with their mentions marked, and a table of the entities."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from normalize.tables.report.markup import Html, fill, join, name, pieces_of, plain, read
from normalize.tables.report.numbers import count, counted, score
from normalize.tables.report.policy import policy
from normalize.texts.entities import Tallied, Tally
from normalize.texts.found import Choice, Found, Meant, Scanned
from normalize.texts.page.marks import Mark, marked
from normalize.texts.reading import Document
from normalize.texts.sources import Source

__all__ = ["PageWriter"]

_FOLDER = "normalize.texts.page"
_IN_MEMORY = 1 << 26  # bytes
_MOST_SPELLINGS = 15
_FAMILIES = (("place", "place"), ("person", "person"), ("org", "organisation"))
_SITES = {"geonames": "https://www.geonames.org/", "wikidata": "https://www.wikidata.org/wiki/"}
_piece = pieces_of(_FOLDER)


class PageWriter:
    """One page of all documents it is given, complete in itself; nothing is loaded from anywhere."""

    shows_texts = True

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._texts = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the page
        self._tally = Tally()
        self._sources: list[str] = []
        self._documents = 0
        self._families: Counter[str] = Counter()
        self._ambiguous = 0
        self._gazetteers: dict[str, None] = {}

    def begin(self, source: Source) -> None:
        """Name a file."""
        self._sources.append(source.name)

    def add(self, scanned: Scanned) -> None:
        """Mark a document's mentions."""
        document, found = scanned.document, scanned.found
        self._documents += 1
        self._families.update(one.meant.family for one in found)
        self._ambiguous += sum(one.meant.id is None for one in found)
        self._gazetteers |= dict.fromkeys(one.meant.gazetteer for one in found)
        numbers = self._tally.add(found, document.source.name)
        marks = [_mark(one, number) for one, number in zip(found, numbers, strict=True)]
        article = _piece(
            "article",
            name=name(document.source.name),
            which=_which(document),
            mentions=counted(len(found), "mention"),
            text=marked(document.text, marks),
        )
        self._texts.write(article.encode("utf-8") + b"\n")

    def close(self) -> Sequence[str]:
        """Write the page."""
        style, script = read("page.css") + read("texts.css", _FOLDER), read("page.js")
        title = self._title()
        head = _piece(
            "head",
            title=title,
            policy=policy(style, script),
            style=Html(style),
            script=Html(script),
            summary=self._summary(),
            legend=self._legend(),
            entities=count(len(self._tally)),
        )
        tail = _piece("tail", entities=self._entities(), provenance=self._provenance(), script=Html(script))
        with self._texts as texts:
            texts.seek(0)
            self._out.write(head.encode("utf-8") + b"\n")
            shutil.copyfileobj(texts, self._out)
            self._out.write(tail.encode("utf-8") + b"\n")
        return ()

    def _title(self) -> str:
        sources = self._sources
        return f"Names in {sources[0]}" if len(sources) == 1 else f"Names in {counted(len(sources), 'file')}"

    def _summary(self) -> Html:
        return _piece(
            "summary",
            mentions=counted(self._families.total(), "mention"),
            texts=counted(self._documents, "text"),
            entities=counted(sum(one.meant.id is not None for one in self._tally.entities()), "entity", "entities"),
            open=_piece("left_open", mentions=counted(self._ambiguous, "mention")) if self._ambiguous else Html(""),
        )

    def _legend(self) -> Html:
        items = [
            _piece("key", css=family, what=what, mentions=count(self._families[family])) for family, what in _FAMILIES
        ]
        return join([*items, _piece("key", css="ambiguous", what="ambiguous", mentions=count(self._ambiguous))])

    def _entities(self) -> Html:
        rows = [_row(one) for one in self._tally.entities()]
        return _piece("entities", rows=join(rows)) if rows else fill("nothing", text="No mention was found.")

    def _provenance(self) -> Html:
        return Html(", ".join(name(gazetteer) for gazetteer in self._gazetteers) or "none")


def _which(document: Document) -> Html:
    """What tells a document from the others of its file."""
    if document.line is None:
        return Html("")
    return _piece("which", line=document.line, id=name("" if document.id is None else str(document.id)))


def _mark(one: Found, number: int) -> Mark:
    state = "" if one.meant.id is not None else " ambiguous"
    return Mark(one.start, one.end, one.meant.family + state, plain(_said(one.meant)), f"e{number}")


def _said(meant: Meant) -> str:
    """What a mark says when it is pointed at."""
    if meant.id is not None:
        return f"{meant.label}\n{meant.id} · {meant.kind} · {score(meant.score)}\n{meant.evidence}"
    choices = "\n".join(f"{score(c.score)} {c.label} ({c.id})" for c in meant.candidates)
    return f"ambiguous; perhaps\n{choices}"


def _row(one: Tallied) -> Html:
    meant = one.meant
    files = _piece("files", files=counted(len(one.files), "file")) if len(one.files) > 1 else Html("")
    return _piece(
        "entity",
        number=one.number,
        css=meant.family if meant.id is not None else f"{meant.family} ambiguous",
        entity=_entity(meant) if meant.id is not None else _piece("open", name=name(one.written()[0][0])),
        mentions=count(one.mentions),
        files=files,
        spellings=_spellings(one),
        why=_why(meant),
    )


def _entity(meant: Meant) -> Html:
    more = (meant.label or "").removeprefix(meant.name or "").removeprefix(",").strip()
    return _piece(
        "known",
        name=name(meant.name or ""),
        label=fill("sub", text=name(more)) if more else Html(""),
        kind=meant.kind,
        id=_link(meant.id or ""),
    )


def _link(id_: str) -> Html:
    """An id, leading to the page of its entity where it has one."""
    scheme, _, number = id_.partition(":")
    if scheme in _SITES and number.isalnum() and number.isascii():
        return _piece("link", address=_SITES[scheme] + number, id=id_)
    return _piece("id", id=id_)


def _spellings(one: Tallied) -> Html:
    written = one.written()
    items = [
        fill("spelling", text=name(text), rows=count(mentions), score=Html(""))
        for text, mentions in written[:_MOST_SPELLINGS]
    ]
    left = len(written) - _MOST_SPELLINGS
    return join([*items, fill("spellings_more", count=count(left))] if left > 0 else items)


def _why(meant: Meant) -> Html:
    """How sure the surest mention is and why, or what the name may mean."""
    if meant.id is None:
        return fill("choices", items=join([_choice(c) for c in meant.candidates]))
    return _piece("why", score=score(meant.score), wide=_gauge(meant.score), evidence=_evidence(meant))


def _choice(choice: Choice) -> Html:
    return fill(
        "choice",
        label=name(choice.label),
        id=_link(choice.id),
        score=score(choice.score),
        wide=_gauge(choice.score),
        evidence=Html(""),
    )


def _evidence(meant: Meant) -> Html:
    return fill("evidence", text=meant.evidence, label=meant.label or "") if meant.evidence else Html("")


def _gauge(probability: float) -> float:
    """How much of a bar of 48 a score fills."""
    return round(48 * max(0.0, min(1.0, probability)), 1)
