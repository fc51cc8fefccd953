"""Reads the annotated texts of this folder: README.md says what stands in them."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import regex

__all__ = ["Marked", "Text", "read", "texts"]

_HERE = Path(__file__).parent
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_OPTIONAL = "optional:"
# Arabic writes "and", "in", "to" and "as" as one letter before the word they belong to.
_BEFORE = r"(?<![\p{L}\p{M}])[وفبلك]?"
_AFTER = r"(?![\p{L}\p{M}])"


@dataclass(frozen=True, slots=True)
class Marked:
    """One mention in one text.

    Attributes:
        start: Code point at which it starts.
        end: Code point after its last.
        text: As it is written there.
        kind: Kind of the entity; empty where no gazetteer holds it.
        ids: Ids an editor could give, the best first; none where no gazetteer holds it.
        optional: Whether it stands inside a longer mention, so that finding it is neither asked for nor wrong.
    """

    start: int
    end: int
    text: str
    kind: str
    ids: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One annotated text.

    Attributes:
        name: Folder and file name: "dev/pl-granica".
        lang: ISO 639-1 code of its language.
        text: What it says.
        mentions: Every mention, in the order of the text.
    """

    name: str
    lang: str
    text: str
    mentions: tuple[Marked, ...]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["mention"] = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), row["mention"])
    return rows


def _places(mention: str, text: str) -> list[tuple[int, int]]:
    found = regex.finditer(f"{_BEFORE}({regex.escape(mention)}){_AFTER}", text)
    return [match.span(1) for match in found]


def _inside(span: tuple[int, int], longer: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in longer)


def read(path: Path) -> Text:
    """Read one text and the table beside it.

    Args:
        path: The text; the table has its name and the suffix .csv.

    Returns:
        The text with each mention at its place.

    Raises:
        ValueError: A row names a mention that is not in the text, or not that often.
    """
    text = path.read_text("utf-8")
    marked: list[Marked] = []
    taken: list[tuple[int, int]] = []
    rows = _rows(path.with_suffix(".csv"))
    rows.sort(key=lambda row: (row["note"].startswith(_OPTIONAL), -len(row["mention"])))
    for row in rows:
        optional = row["note"].startswith(_OPTIONAL)
        spans = [span for span in _places(row["mention"], text) if _inside(span, taken) == optional]
        if row["nth"] != "*":
            spans = spans[int(row["nth"]) - 1 : int(row["nth"])]
        if not spans:
            raise ValueError(f"{path.name}: {row['mention']!r} does not stand there {row['nth']} times")
        ids = tuple(filter(None, row["id"].split("|")))
        for start, end in spans:
            marked.append(Marked(start, end, text[start:end], row["kind"], ids, optional))
            if not optional:
                taken.append((start, end))
    marked.sort(key=lambda mention: (mention.start, -mention.end))
    return Text(f"{path.parent.name}/{path.stem}", path.name[:2], text, tuple(marked))


def texts(folder: str) -> list[Text]:
    """Every text of a folder, "dev" or "held", by name."""
    return [read(path) for path in sorted((_HERE / folder).glob("*.txt"))]
