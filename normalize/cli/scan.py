"""`normalize scan`: the places, people and organisations that texts mention."""

import os
import sys
from typing import cast

import click

from normalize.tables.files import STDIO
from normalize.tables.report.numbers import counted
from normalize.texts import (
    FORMS,
    OUTPUTS,
    SUFFIXES,
    Reading,
    Settings,
    Summary,
    open_writer,
    output_of,
    run,
    sources_of,
)
from normalize.texts.sources import Form
from normalize.texts.writers import Output

__all__ = ["scan"]


def _listed(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Values that are repeated, or joined by commas."""
    return tuple(dict.fromkeys(part.strip() for text in given for part in text.split(",") if part.strip()))


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True))
@click.option(
    "--kinds",
    "--kind",
    "kinds",
    multiple=True,
    callback=_listed,
    metavar="KIND,...",
    help="Only these: place, person, org, or kinds of places such as city and river.",
)
@click.option("--lang", help="Language of the texts, ISO 639-1 or 639-3; without it, told from each text.")
@click.option("--recall", is_flag=True, help="Take also what is less surely a mention.")
@click.option(
    "--gazetteer", "gazetteers", multiple=True, type=click.Path(), help="A gazetteer file asked besides; it wins."
)
@click.option("--output-format", "output", type=click.Choice(OUTPUTS), help="Without it, what the name of OUT says.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(allow_dash=True),
    default=STDIO,
    metavar="OUT",
    help="Where to write: a file, or a folder for a page of HTML for each file; stdout without.",
)
@click.option("--input-format", "form", type=click.Choice(FORMS), help="Of the files, whatever their names say.")
@click.option("--field", metavar="KEY", help="The key of JSON Lines that holds the text.  [default: text]")
@click.option("--id-field", metavar="KEY", help="The key of JSON Lines that says what the text is called.")
@click.option(
    "--suffix",
    "suffixes",
    multiple=True,
    callback=_listed,
    metavar="SUFFIX,...",
    help=f"Which files of a folder are read.  [default: {', '.join(SUFFIXES)}]",
)
@click.option("--encoding", help="Of the files; without it, found out.")
@click.option("--escape-formulas", is_flag=True, help="An apostrophe before what a spreadsheet would run as a formula.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; without it, one a processor.")
def scan(
    files: tuple[str, ...],
    kinds: tuple[str, ...],
    lang: str | None,
    recall: bool,
    gazetteers: tuple[str, ...],
    output: str | None,
    target: str,
    form: str | None,
    field: str | None,
    id_field: str | None,
    suffixes: tuple[str, ...],
    encoding: str | None,
    escape_formulas: bool,
    jobs: int | None,
) -> int:
    """Find the places, people and organisations that texts mention ("-" for stdin), each with its id.

    FILE is text, HTML (.html), JSON Lines (.jsonl), any of these as .gz or .zst, or a folder with such files.
    Prints a line a mention; OUT may be .jsonl, .csv, .html (the texts with their mentions marked) or .geojson (a map).
    Exit code 0 when everything was read, whatever was found; 2 when something could not be read or written. A file
    that cannot be read is named, and the others go on.

    \b
    Example:
      normalize scan article.txt
      normalize scan news/ -o mentions.jsonl
      normalize scan posts.jsonl --field body --id-field url --kinds place -o places.geojson
    """
    shown = cast(Output, output) if output else output_of(target)
    if escape_formulas and shown != "csv":
        raise click.UsageError("--escape-formulas speaks of CSV; add --output-format csv")
    if form is None and STDIO in files and (field or id_field):
        form = "jsonl" if files == (STDIO,) else None
    sources, notes = sources_of(files, cast(Form | None, form), suffixes)
    if (field or id_field) and not any(source.form == "jsonl" for source in sources):
        raise click.UsageError("--field and --id-field speak of JSON Lines; add --input-format jsonl if the files are")
    reading = Reading(encoding, field or "text", id_field)
    settings = Settings(reading, kinds or None, lang, recall, gazetteers, jobs or os.cpu_count() or 1)
    with open_writer(target, shown, sources, escape_formulas=escape_formulas) as writer:
        summary = run(sources, settings, writer, progress=_Bar())
    _say(summary, notes, target)
    return 2 if summary.problems else 0


class _Bar:
    """How much is done, on stderr when that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._done = -1

    def __call__(self, done: int, whole: int) -> None:
        share = done * 100 // whole if whole else 100
        if self._shown and share != self._done:
            self._done = share
            click.echo(f"\rnormalize: {share:3} %\r", err=True, nl=False)


def _say(summary: Summary, notes: list[str], target: str) -> None:
    for note in [*notes, *summary.notes]:
        click.echo(f"normalize: {note}", err=True)
    for problem in summary.problems:
        click.echo(f"normalize: error: {problem}", err=True)
    where = " → stdout" if target == STDIO else f" → {target}"
    click.echo(
        f"normalize: {counted(summary.documents, 'text')} in {counted(summary.files, 'file')}: "
        f"{counted(summary.matched, 'mention')} matched, {summary.ambiguous:,} ambiguous{where}",
        err=True,
    )
