"""Rewrites names to the chosen spelling; no other byte is touched."""

from collections.abc import Sequence
from dataclasses import replace

from normalize.checking.documents import document_of
from normalize.checking.findings import Finding
from normalize.checking.spans import Document, Source
from normalize.tables.files import check_target, written

__all__ = ["fixed"]


def fixed(
    source: Source, document: Document, keys: Sequence[str], findings: Sequence[Finding]
) -> tuple[Source, list[Finding]]:
    """Write a file anew and return its text then, and the findings, those that are mended marked so.

    Args:
        source: the text the findings were made of.
        document: the same, read.
        keys: the columns or keys that were asked for.
        findings: of this file.

    Raises:
        TableError: it cannot be written.
    """
    pieces: list[bytes] = []
    done: list[Finding] = []
    at = 0
    expected = dict(document.counts(keys))
    for finding in sorted(findings, key=lambda finding: finding.value.start):
        value = finding.value
        new = document.written(value, finding.chosen)
        if new is None or value.start < at:
            done.append(finding)
            continue
        pieces += (source.body[at : value.start], new)
        at = value.end
        expected[value.text] -= 1
        expected[finding.chosen] = expected.get(finding.chosen, 0) + 1
        done.append(replace(finding, fixed=True))
    body = b"".join(pieces) + source.body[at:]
    after = replace(source, body=body)
    # Read again before it is written: whatever a form may do to a spelling, no file comes out that says something else.
    read = document_of(after, keys)
    if at == 0 or read is None or dict(read.counts(keys)) != {text: n for text, n in expected.items() if n}:
        return source, list(findings)
    data = source.encoded(body)
    check_target(source.name, [source.name], in_place=True)
    with written(source.name) as out:
        out.write(data)
    return after, done
