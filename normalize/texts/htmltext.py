"""HTML to the text that a page shows."""

import codecs
import re
import warnings
from collections.abc import Iterator
from typing import Any

from normalize.errors import MissingExtraError, TextError

__all__ = ["declared_encoding", "text_of_html"]

# Elements that begin a paragraph of their own. Source: HTML Living Standard, "Flow content" and "The CSS user agent
# style sheet": what is displayed as a block, a list item or a part of a table.
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search",
    "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset(("td", "th"))
# What is not shown, or is no text of the page. A head may lack its end, so it is what is in it that is named.
_UNSEEN = frozenset({
    "title", "script", "style", "template", "noscript", "noframes", "iframe", "object", "audio", "video", "canvas",
    "svg", "math",
})  # fmt: skip
# The parser ends these only where the page does, so what follows one that is hidden may stand in it.
_ENDLESS = frozenset({
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "tbody", "td", "tfoot",
    "th", "thead", "tr",
})  # fmt: skip
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AS_WRITTEN = frozenset(("pre", "textarea"))


def text_of_html(markup: str, name: str) -> str:
    """Return the text that a page shows: a blank line between blocks, a tab between cells.

    Args:
        markup: the page.
        name: how to call it in errors.

    Raises:
        MissingExtraError: the library that reads HTML is not installed.
        TextError: it is no HTML that can be read.

    >>> text_of_html("<h1>Izium &amp; Kup<b>iansk</b></h1><p>One<br>two", "a.html")
    'Izium & Kupiansk\\n\\nOne\\ntwo\\n'
    """
    soup = _soup()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it looks like XML, or like the name of a file: it is read all the same
        try:
            page = soup.BeautifulSoup(f"{markup}\n", "html.parser")  # without the line end, "AT&T" at the end is "ATT"
        except (soup.ParserRejectedMarkup, RecursionError, AssertionError) as error:
            raise TextError(f"{name} cannot be read as HTML: {error}") from None
    return _joined(_steps(page, soup))


def declared_encoding(data: bytes) -> str | None:
    """Return the codec that the start of a page names, or None.

    >>> declared_encoding(b'<meta charset="windows-1251">')
    'cp1251'
    """
    soup = _soup()
    said = soup.dammit.EncodingDetector.find_declared_encoding(data, is_html=True)
    try:
        codec = codecs.lookup(said or "").name
    except (LookupError, ValueError):
        return None
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or codec.startswith("utf-16"):
        return None  # the mark counts; and a page whose ASCII could be read is no UTF-16
    # Source: WHATWG Encoding Standard: what these names mean on the web.
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}.get(codec, codec)


def _soup() -> Any:
    try:
        import bs4
        import bs4.dammit
    except ImportError:
        raise MissingExtraError("HTML needs beautifulsoup4: pip install 'normalize-names[html]'") from None
    return bs4


def _steps(page: Any, soup: Any) -> Iterator[tuple[str, str]]:
    """("text" | "written" | "break" | "block" | "cell", the letters), in the order of the page.

    The stack is a list: pages nest deeper than Python calls.
    """
    stack: list[tuple[Any, str, bool]] = [(iter(page.contents), "", False)]
    while stack:
        children, end, written = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            if end:
                yield end, ""
        elif isinstance(node, soup.Tag):
            if node.name in _UNSEEN or (node.has_attr("hidden") and node.name not in _ENDLESS):
                continue
            if node.name == "br":
                yield "break", ""
                continue
            kind = "block" if node.name in _BLOCKS else "cell" if node.name in _CELLS else ""
            if kind:
                yield kind, ""
            stack.append((iter(node.contents), kind, written or node.name in _AS_WRITTEN))
        elif type(node) is soup.NavigableString:  # comments and the like are kinds of it
            yield ("written" if written else "text"), str(node)


def _joined(steps: Iterator[tuple[str, str]]) -> str:
    """The letters, with white space as a browser shows it."""
    parts: list[str] = []
    gap = ""  # what stands before the next letters: the strongest of " ", "\t", "\n", "\n\n"
    order = ("", " ", "\t", "\n", "\n\n")
    for kind, letters in steps:
        if kind in ("block", "cell", "break"):
            sign = {"block": "\n\n", "cell": "\t", "break": "\n\n" if gap == "\n" else "\n"}[kind]
            gap = max(gap, sign, key=order.index)
        elif kind == "written":
            if letters:
                parts.extend([gap, letters] if parts else [letters])
                gap = ""
        else:
            words = _SPACE.sub(" ", letters)
            if words.startswith(" "):
                gap = max(gap, " ", key=order.index)
            if bare := words.strip(" "):
                parts.extend([gap, bare] if parts else [bare])
                gap = " " if words.endswith(" ") else ""
    return "".join(parts) + ("\n" if parts else "")
