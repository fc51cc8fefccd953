"""What options of several commands are given."""

import click

__all__ = ["delimiter"]


def delimiter(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    """Return what stands between the cells of a table; "tab" and "\\t" are words for a tab."""
    given = "\t" if given in ("\\t", "tab") else given
    if given is not None and (len(given) != 1 or not given.isascii() or given in '"\r\n'):
        raise click.BadParameter("it must be one character of ASCII other than a quote or line end")
    return given
