"""A text as HTML with its mentions marked; without the tags it is the text again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from normalize.tables.report.markup import Html

__all__ = ["Mark", "marked", "shown"]

# What may not stand in HTML. Source: HTML Living Standard, "Preprocessing the input stream".
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text that is marked.

    Attributes:
        start, end: where it stands, in code points.
        css: classes of the element.
        title: what is said when it is pointed at.
        target: id of the element that a click leads to.
    """

    start: int
    end: int
    css: str
    title: str
    target: str


def shown(text: str) -> str:
    r"""Return a text as a page can hold it: line ends are \n, and what may not stand in HTML is U+FFFD.

    >>> shown("a\r\nb\0")
    'a\nb�'
    """
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def marked(text: str, marks: Sequence[Mark]) -> Html:
    """Return a text as HTML with marks in it, also where they stand in each other or overlap.

    A link may not stand in a link, so the links are innermost: each piece of the text leads to the target of the
    innermost mark around it.

    >>> marked("Oxford & so on", [Mark(0, 6, "place", "Oxford, England", "e1")])
    '<mark class="place" title="Oxford, England"><a href="#e1">Oxford</a></mark> &amp; so on'
    """
    order = sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
    waiting = order[::-1]
    parts: list[str] = []
    around: list[Mark] = []  # outermost first
    opened: list[Mark] = []
    for low, high in pairwise(sorted({0, len(text), *(at for mark in order for at in (mark.start, mark.end))})):
        around = [mark for mark in around if mark.end > low]
        while waiting and waiting[-1].start == low:
            around.append(waiting.pop())
        same = next((at for at, (a, b) in enumerate(zip(opened, around, strict=False)) if a is not b), None)
        same = min(len(opened), len(around)) if same is None else same
        parts.extend("</mark>" for _ in opened[same:])
        parts.extend(f'<mark class="{escape(m.css)}" title="{escape(shown(m.title))}">' for m in around[same:])
        opened = list(around)
        letters = escape(_piece(text, low, high), quote=False)
        parts.append(f'<a href="#{escape(around[-1].target)}">{letters}</a>' if around and letters else letters)
    parts.extend("</mark>" for _ in opened)
    return Html("".join(parts))


def _piece(text: str, low: int, high: int) -> str:
    """A piece of a text as a page can hold it; a line end that is cut in two is that of the second piece."""
    if text[high - 1 : high + 1] == "\r\n":
        high -= 1
    return shown(text[low:high])
