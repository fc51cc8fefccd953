"""Pieces of HTML for the pages about entities: everything that is not HTML already is escaped."""

from html import escape
from string import Template

from normalize.tables.report.markup import Html, join, plain

__all__ = ["Html", "fill", "join", "listed"]


def fill(template: str, **values: str) -> Html:
    """Return a template with its `$values` filled in; those that are not `Html` are escaped.

    >>> fill("<b>$name</b>", name="a < b")
    '<b>a &lt; b</b>'
    """
    safe = {key: value if isinstance(value, Html) else escape(plain(value)) for key, value in values.items()}
    return Html(Template(template).substitute(safe))


def listed(parts: list[Html], css: str) -> Html:
    """Return a list; nothing where it would be empty."""
    items = join([Html(f"<li>{part}</li>") for part in parts])
    return Html(f'<ul class="{css}">{items}</ul>') if parts else Html("")
