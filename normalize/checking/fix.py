"""Rewrites names to the chosen spelling; no other byte is touched."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from normalize.checking.documents import document_of
from normalize.checking.findings import Finding
from normalize.checking.spans import Document, Layout, Source, Value

__all__ = ["fixed"]


class _Everything:
    """What every name is in."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Edits:
    """What is rewritten, in the order of the file: spans that do not overlap, and the spellings they get."""

    spans: Sequence[tuple[int, int]]
    chosen: Mapping[tuple[int, int], str]

    def expected(self, value: Value) -> str | None:
        """What a value says afterwards; None where it holds a rewritten name, or is a part of one, read otherwise."""
        span = value.start, value.end
        if span in self.chosen:
            return self.chosen[span]
        at = bisect_right(self.spans, span) - 1
        near = self.spans[max(0, at) : at + 2]
        return None if any(start < value.end and end > value.start for start, end in near) else value.text


def fixed(
    source: Source, layouts: Mapping[Layout, Sequence[str]], findings: Sequence[tuple[Finding, Layout]]
) -> tuple[bytes, list[Finding]]:
    """Return the bytes of a file with its names rewritten, and the findings, those that are mended marked so.

    Args:
        source: the text the findings were made of.
        layouts: the ways it was read, each with the columns or keys that were asked for.
        findings: of this file, each with the way in which it was found.

    Raises:
        TableError: the encoding of the file lacks a letter.
    """
    documents = {layout: document_of(source, keys, layout) for layout, keys in layouts.items()}
    pieces: list[bytes] = []
    done: list[Finding] = []
    chosen: dict[tuple[int, int], str] = {}
    at = 0
    for finding, layout in sorted(findings, key=lambda found: found[0].value.start):
        value, document = finding.value, documents[layout]
        new = document.written(value, finding.chosen) if document is not None else None
        if new is None or value.start < at:
            done.append(finding)
            continue
        pieces += (source.body[at : value.start], new)
        at = value.end
        chosen[value.start, value.end] = finding.chosen
        done.append(replace(finding, fixed=True))
    if not chosen:
        return source.encoded(source.body), done
    after = replace(source, body=b"".join(pieces) + source.body[at:])
    edits = _Edits(list(chosen), chosen)
    # Read again before it is written: whatever a form may do to a spelling, no file comes out that says something else.
    if not all(_as_meant(document, layouts[layout], layout, after, edits) for layout, document in documents.items()):
        return source.encoded(source.body), [finding for finding, _ in findings]
    return source.encoded(after.body), done


def _as_meant(before: Document | None, keys: Sequence[str], layout: Layout, source: Source, edits: _Edits) -> bool:
    """Whether a file, read again in one of the ways, says what it said but for the names that were to change."""
    after = document_of(source, keys, layout)
    if before is None or after is None:
        return before is after
    olds, news = before.values(keys, _Everything()), after.values(keys, _Everything())
    return len(olds) == len(news) and all(
        (expected := edits.expected(old)) is None or expected == new.text for old, new in zip(olds, news, strict=True)
    )
