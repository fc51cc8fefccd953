"""What --fix rewrites is the name and nothing else, as an independent reader of each form sees it."""

import csv
import io
import json
import re
from collections.abc import Iterator

import yaml
from hypothesis import given
from hypothesis import strategies as st

from normalize.checking import Finding
from normalize.checking.documents import document_of
from normalize.checking.fix import fixed
from normalize.checking.spans import Layout, Source

OLD = "Old Name"
words = st.sampled_from(
    [OLD, "Київ", "it's", 'the "b"', "a: b", "- x", "#1", "no", "a, b; c", "x|y", "", "\\u0041", "İ\u00a0ı"]
)
names = words | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=6)
spaces = st.sampled_from(["", " ", "  "])
separators = st.sampled_from([None, "|", ";", ", ", "''", '"'])
cells = st.lists(st.tuples(spaces, names, spaces).map("".join), min_size=1, max_size=3)


def parts(cell: str, separator: str | None) -> list[str]:
    return [cell] if separator is None else cell.split(separator)


def rewritten(cells: list[str], separator: str | None, new: str, mended: Iterator[bool]) -> list[str]:
    """The cells with the old name replaced wherever it was mended."""
    return [
        (separator or "").join(
            part.replace(OLD, new) if part.strip() == OLD and next(mended) else part for part in parts(cell, separator)
        )
        for cell in cells
    ]


def fixed_in(
    name: str, text: str, separator: str | None, new: str, keys: tuple[str, ...] = ()
) -> tuple[str, list[bool]]:
    """The text with the old name rewritten, and for each place of it whether it was; no other byte is another."""
    source = Source(name, text.encode())
    layout = Layout("," if name.endswith("csv") else None, separator)
    document = document_of(source, keys, layout)
    assert document is not None
    values = document.values(keys, {OLD})
    found = [(Finding(value, new, None, "place", None, 1.0), layout) for value in values]
    data, done = fixed(source, {layout: keys}, found)
    pieces, at = [], 0
    for finding in done:
        if finding.fixed:
            pieces.append(source.body[at : finding.value.start])
            at = finding.value.end
    pieces.append(source.body[at:])
    assert re.fullmatch(b"(?s:.*)".join(map(re.escape, pieces)), data)
    return data.decode(), [finding.fixed for finding in done]


@given(
    st.lists(cells, min_size=1, max_size=4),
    separators,
    names.filter(str.strip),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_csv(rows: list[list[str]], separator: str | None, new: str, quoting: int, end: str) -> None:
    column = [(separator or " ").join(row) for row in rows]
    out = io.StringIO(newline="")
    body = [[str(at), cell, "Old Name"] for at, cell in enumerate(column)]
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([["id", "town", "note"], *body])
    text, mended = fixed_in("a.csv", out.getvalue(), separator, new.strip(), ("town",))
    again = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[1] for row in again] == rewritten(column, separator, new.strip(), iter(mended))
    assert [row[::2] for row in again] == [row[::2] for row in body]


@given(st.lists(cells, min_size=1, max_size=4), separators, names.filter(str.strip), st.booleans())
def test_json(rows: list[list[str]], separator: str | None, new: str, escaped: bool) -> None:
    strings = [(separator or " ").join(row) for row in rows]
    text, mended = fixed_in("a.json", json.dumps(strings, ensure_ascii=escaped), separator, new.strip())
    assert json.loads(text) == rewritten(strings, separator, new.strip(), iter(mended))


@given(
    st.lists(cells, min_size=1, max_size=4),
    separators,
    names.filter(str.strip),
    st.sampled_from([None, "'", '"']),
    st.booleans(),
)
def test_yaml(rows: list[list[str]], separator: str | None, new: str, style: str | None, flow: bool) -> None:
    strings = [(separator or " ").join(row) for row in rows]
    written = yaml.safe_dump(strings, default_style=style, allow_unicode=True, width=10_000, default_flow_style=flow)
    text, mended = fixed_in("a.yaml", written, separator, new.strip())
    assert yaml.safe_load(text) == rewritten(strings, separator, new.strip(), iter(mended))
