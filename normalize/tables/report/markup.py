"""Text made safe for HTML, and the pieces of HTML it is put into.

`fill` escapes everything that is not `Html` already, so that what comes from a table cannot become markup.
"""

import re
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

__all__ = ["Html", "fill", "join", "name", "pieces_of", "plain", "read"]

_FOLDER = "normalize.tables.report"
_LONGEST_NAME = 200
_LONGEST_TEXT = 700

# Characters that cannot be seen, reorder what stands beside them, or may not stand in HTML. Joiners are left alone:
# Persian and the scripts of India need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    "|[" + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)) + "]"
)


class Html(str):
    """A piece of HTML: `fill` does not escape it again."""

    __slots__ = ()


def plain(text: str) -> str:
    """Return text with unseen characters spelled out, not escaped yet; a very long one is cut.

    >>> plain("Kupi\\u00adansk")
    'Kupi[U+00AD]ansk'
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", _cut(text, _LONGEST_TEXT))


def name(text: str) -> Html:
    """Return a name as HTML, apart from the direction of the text around it, with unseen characters marked.

    >>> name("<Kupi\\u00adansk>")
    '<bdi lang="">&lt;Kupi<span class="unseen">U+00AD</span>ansk&gt;</bdi>'
    """
    safe = escape(_cut(text, _LONGEST_NAME))
    seen = _UNSEEN.sub(lambda found: f'<span class="unseen">U+{ord(found[0]):04X}</span>', safe)
    return Html(f'<bdi lang="">{seen}</bdi>')


def join(parts: list[Html]) -> Html:
    """Return pieces of HTML as one."""
    return Html("".join(parts))


def fill(piece: str, **values: str | float) -> Html:
    """Return a piece of `pieces.html` with its `$values` filled in; those that are not `Html` are escaped.

    >>> fill("more", count="<3", what="values", where="decisions file")
    '<p class="more">… and &lt;3 more values: see the decisions file.</p>'
    """
    return _filled(_FOLDER, piece, values)


def pieces_of(folder: str) -> Callable[..., Html]:
    """Return `fill` for the `pieces.html` of another package.

    >>> pieces_of("normalize.tables.report")("sub", text="<3")
    '<span class="sub">&lt;3</span>'
    """

    def fill_other(piece: str, **values: str | float) -> Html:
        return _filled(folder, piece, values)

    return fill_other


def _filled(folder: str, piece: str, values: dict[str, str | float]) -> Html:
    safe = {key: value if isinstance(value, Html) else escape(plain(str(value))) for key, value in values.items()}
    return Html(_pieces(folder)[piece].substitute(safe))


@cache
def read(file: str, folder: str = _FOLDER) -> str:
    """Return a file that stands beside this module, or in another package."""
    return files(folder).joinpath(file).read_text("utf-8").replace("\r\n", "\n")


@cache
def _pieces(folder: str) -> dict[str, Template]:
    """The pieces of `pieces.html`: each begins with its name in a comment, on a line of its own."""
    parts = re.split(r"^<!-- (\w+) -->\n", read("pieces.html", folder), flags=re.MULTILINE)
    return {key: Template(text.strip("\n")) for key, text in zip(parts[1::2], parts[2::2], strict=True)}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
