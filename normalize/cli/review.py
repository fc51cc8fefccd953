"""`normalize review`: the open names of a decisions file, decided with the keyboard."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from normalize.errors import DecisionsError, MissingExtraError
from normalize.tables.review import is_decided, read_review, write_review
from normalize.tables.reviewing import Walk, choices_of, walk_through

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["review"]

_LONGEST_SHOWN = 1000  # signs
_KEYS = "[b]1[/b]-[b]5[/b] choose   [b]n[/b] none of these   [b]s[/b] skip   [b]u[/b] undo   [b]q[/b] stop"


@click.command(no_args_is_help=True)
@click.argument("file", type=click.Path())
def review(file: str) -> int:
    """Walk through the open names of a decisions FILE that `normalize csv --decisions` wrote; each answer is saved.

    Keys: 1 to 5 choose a candidate, n none of them, s (or space) skips, u undoes, q stops.
    Exit code 0 when nothing is left open, 1 otherwise.

    \b
    Example:
      normalize csv incidents.csv --column town=place -o cleaned.csv --decisions decisions.csv
      normalize review decisions.csv
    """
    columns, rows = read_review(file)
    if not columns:
        raise DecisionsError(f"there is no file {file}; normalize csv --decisions {file} writes it")
    if "name" not in columns:
        raise DecisionsError(f"{file}:1: a decisions file needs a column name")
    walk = walk_through(rows)
    console = _console()
    while (row := walk.current) is not None:
        _show(console, walk, row)
        key = click.getchar().lower()
        if key in ("q", "\x1b", "\x03", "\x04"):
            break
        step = _pressed(walk, key)
        if step is not walk:
            walk = step
            write_review(file, columns, [dict(kept) for kept in walk.rows])
    left = sum(not is_decided(row) for row in walk.rows)
    console.print(f"{len(walk.rows) - left:,} decided, {left:,} open: {file}", highlight=False)
    return 1 if left else 0


def _pressed(walk: Walk, key: str) -> Walk:
    if key.isdecimal() and len(key) == 1:
        return walk.pick(int(key))
    steps = {"n": walk.none, "s": walk.skip, " ": walk.skip, "u": walk.undo}
    return steps[key]() if key in steps else walk


def _console() -> "Console":
    try:
        from rich.console import Console
    except ImportError:
        raise MissingExtraError("the review needs rich: pip install 'normalize-names[review]'") from None
    return Console()


def _shown(text: str) -> str:
    """A cell as a terminal may show it: a name can be of any length, and hold what moves the cursor."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[: _LONGEST_SHOWN + 1])
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _show(console: "Console", walk: Walk, said: Mapping[str, str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    console.rule(f"{walk.at + 1} of {len(walk.open)}")
    about = [said.get("kind", ""), said.get("country", ""),
        said.get("admin", ""), f"{said['rows']} rows" if said.get("rows") else "",
             said.get("first", ""), said.get("status", "")]  # fmt: skip
    console.print(f"[b]{escape(_shown(said.get('name', '')))}[/b]", highlight=False)
    console.print(escape(_shown("  ·  ".join(part for part in about if part))), style="dim", highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for number, (id_, label, score) in enumerate(choices_of(said), 1):
        table.add_row(f"[b]{number}[/b]", escape(label), escape(id_), score)
    if table.row_count:
        console.print(table)
    else:
        console.print("no candidate: n for none, s to skip, or type an id into the file", style="dim")
    if said.get("evidence"):
        console.print(escape(_shown(said["evidence"])), style="dim", highlight=False)
    console.print(_KEYS, highlight=False)
