"""`normalize transliterate`: text in another script, by a named system."""

import codecs
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from normalize.transliteration import System, Transliteration, systems
from normalize.transliteration import transliterate as write

__all__ = ["transliterate"]

_CHUNK = 1 << 20  # characters read at a time; lines stay whole


@click.command(no_args_is_help=True)
@click.argument("file", required=False, metavar="[FILE]")
@click.option("-s", "--system", help="Id or alias of the system; --list shows them.")
@click.option("-l", "--lang", help="Language of the text, ISO 639-1 or 639-3: its customary romanisation.")
@click.option("-t", "--text", help="Transliterate this text instead of a file.")
@click.option("--reverse", is_flag=True, help="Go back, where the system is reversible.")
@click.option("--explain", is_flag=True, help="Say on stderr which system was used, why, and what no rule covers.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to stdout.")
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of FILE; the output is UTF-8.")
@click.option(
    "--list", "show", is_flag=True, help="List the systems (with --lang, --script, --authority: some of them)."
)
@click.option("--script", help="With --list: ISO 15924 code of the script they read.")
@click.option("--authority", help="With --list: whose systems, such as bgnpcgn, alalc, iso, un.")
@click.option("--json", "as_json", is_flag=True, help="With --list or --explain: JSON, one object a line.")
def transliterate(
    file: str | None,
    system: str | None,
    lang: str | None,
    text: str | None,
    reverse: bool,
    explain: bool,
    output: str | None,
    encoding: str,
    show: bool,
    script: str | None,
    authority: str | None,
    as_json: bool,
) -> int:
    """Write FILE (or stdin, or --text) in another script; other scripts pass through.

    Without --system and --lang the language is guessed from script and letters; --explain says what was guessed.

    \b
    Example:
      normalize transliterate --system ua-ukr-Cyrl-Latn-2010 names.txt
      normalize transliterate --lang uk --text "Куп'янськ"
      normalize transliterate --list --lang uk
    """
    if show:
        return _list(systems(lang=lang, script=script, authority=authority), as_json)
    if script or authority:
        raise click.UsageError("--script and --authority choose what --list shows")
    if text is not None and file is not None:
        raise click.UsageError("give a FILE or --text, not both")
    pieces = _read(file, encoding) if text is None else iter([text if text.endswith("\n") else text + "\n"])
    uncovered: Counter[str] = Counter()
    told: Transliteration | None = None
    chosen: str | System | None = system
    with click.open_file(output or "-", "w", encoding="utf-8", atomic=output is not None) as target:
        for piece in pieces:
            if chosen is None and lang is None and not reverse:
                # The first piece decides, so that one file is written by one rule throughout.
                first = write(piece, explain=True)
                told = told or first
                if len(first.systems) == 1:
                    chosen = first.systems[0]
            if explain or as_json:
                whole = write(piece, chosen, lang=lang if chosen is None else None, reverse=reverse, explain=True)
                told = told or whole
                uncovered.update({letter: whole.result.count(letter) for letter in whole.uncovered})
                target.write(whole.result)
            else:
                target.write(write(piece, chosen, lang=lang if chosen is None else None, reverse=reverse))
    if explain and told is not None:
        _tell(told, uncovered, as_json)
    return 0


def _read(file: str | None, encoding: str) -> Iterator[str]:
    """The text in pieces of whole lines, its line ends kept."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise click.BadParameter(
            f"no encoding {encoding!r}; utf-8, cp1251, koi8-r …", param_hint="--encoding"
        ) from None
    stream: IO[bytes]
    if file is None or file == "-":
        stream = sys.stdin.buffer
    elif not Path(file).exists():
        raise click.UsageError(f"no file {file!r}; for the text itself use --text {file!r}")
    elif Path(file).is_dir():
        raise click.UsageError(f"{file!r} is a folder; give a text file")
    else:
        stream = Path(file).open("rb")  # noqa: SIM115 - the reader closes it
    lines = 0
    with codecs.getreader(encoding)(stream) as reader:
        while True:
            try:
                piece = reader.read(_CHUNK)
                piece += reader.readline() if piece and not piece.endswith("\n") else ""
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].count(b"\n") if isinstance(error.object, bytes) else 0
                raise click.ClickException(
                    f"{file or 'stdin'}: about line {lines + 1}: not {encoding}; say what it is with --encoding"
                ) from None
            if not piece:
                return
            lines += piece.count("\n")
            yield piece


def _tell(told: Transliteration, uncovered: Counter[str], as_json: bool) -> None:
    if as_json:
        found: dict[str, Any] = {
            "systems": [system.id for system in told.systems],
            "reasons": list(told.reasons),
            "uncovered": dict(uncovered),
            "untouched": list(told.untouched),
            "repaired": told.repaired,
        }
        click.echo(json.dumps(found, ensure_ascii=False), err=True)
        return
    for system, reason in zip(told.systems, told.reasons, strict=True):
        click.echo(f"system: {system.id} ({system.name}): {reason}", err=True)
    if not told.systems:
        click.echo("system: none; nothing here is in a script that one reads", err=True)
    if uncovered:
        listed = ", ".join(f"{letter} (U+{ord(letter):04X}) {count}x" for letter, count in uncovered.most_common())
        click.echo(f"no rule covers: {listed}", err=True)
    if told.untouched:
        click.echo(f"left as it was: {' '.join(told.untouched[:10])}", err=True)
    if told.repaired:
        click.echo("repaired: look-alike letters of another script", err=True)


def _list(chosen: tuple[System, ...], as_json: bool) -> int:
    if not chosen:
        click.echo("no such system; --list alone shows all", err=True)
        return 1
    for system in chosen:
        if as_json:
            fields = (
                "id",
                "name",
                "language",
                "source_script",
                "target_script",
                "year",
                "reversible",
                "source",
                "unknown",
            )
            row = {field: getattr(system, field) for field in fields} | {"aliases": list(system.aliases)}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            alias = f" ({', '.join(system.aliases)})" if system.aliases else ""
            click.echo(f"{system.id}\t{system.name}{alias}")
    return 0
