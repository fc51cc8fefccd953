"""`normalize transliterate`: text in another script, by a named system."""

import codecs
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from normalize.tables.files import check_target, written
from normalize.transliteration import System, Transliteration, systems
from normalize.transliteration.text import Choice, apply_chosen, choose, explained

__all__ = ["transliterate"]

_CHUNK = 1 << 20  # bytes read at a time; lines stay whole
_SHOWN = 10  # words of other scripts that --explain lists


@click.command()
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
    if as_json and not explain:
        raise click.UsageError("--json is for --list and --explain")
    if lang:
        choose("", None, lang)  # a language without a system is an error before any text is read
    if text is None and file is None and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("give a FILE, --text, or text on stdin")
    if text is not None and file is not None:
        raise click.UsageError("give a FILE or --text, not both")
    if system and lang:
        raise click.UsageError("give --system or --lang, not both: a system is for one language already")
    if reverse and not system:
        raise click.UsageError("--reverse needs the --system that the text was written by")
    pieces = _read(file, encoding) if text is None else iter([text if text.endswith("\n") else text + "\n"])
    chosen: dict[str, Choice] = choose("", system, None) if system else {}
    report = _Report()
    check_target(output or "-", [file or "-"])
    with written(output or "-") as target:
        for piece in pieces:
            if not system:
                # A script is read by one system throughout: what was chosen where it was first met stays.
                chosen = choose(piece, None, lang) | chosen
            result = apply_chosen(piece, chosen, reverse)
            target.write(result.encode("utf-8", "replace"))
            if explain:
                report.add(explained(piece, result, chosen, reverse))
    if explain:
        report.show(chosen, as_json)
    return 0


class _Report:
    """What --explain says of all the pieces together."""

    def __init__(self) -> None:
        self.uncovered: Counter[str] = Counter()
        self.untouched: dict[str, None] = {}
        self.repaired = False

    def add(self, told: Transliteration) -> None:
        self.uncovered.update({letter: told.result.count(letter) for letter in told.uncovered})
        for word in told.untouched:
            if len(self.untouched) < _SHOWN:
                self.untouched[word] = None
        self.repaired |= told.repaired

    def show(self, chosen: dict[str, Choice], as_json: bool) -> None:
        if as_json:
            found = {
                "systems": {system.id: why for system, why in chosen.values()},
                "uncovered": dict(self.uncovered),
                "untouched": list(self.untouched),
                "repaired": self.repaired,
            }
            click.echo(json.dumps(found, ensure_ascii=False), err=True)
            return
        for system, why in chosen.values():
            click.echo(f"system: {system.id} ({system.name}): {why}", err=True)
        if not chosen:
            click.echo("system: none; nothing here is in a script that one reads", err=True)
        if self.uncovered:
            rows = (f"{letter} (U+{ord(letter):04X}) {count}x" for letter, count in self.uncovered.most_common())
            click.echo(f"no rule covers: {', '.join(rows)}", err=True)
        if self.untouched:
            click.echo(f"left as it was: {' '.join(self.untouched)}", err=True)
        if self.repaired:
            click.echo("repaired: look-alike letters of another script", err=True)


def _read(file: str | None, encoding: str) -> Iterator[str]:
    """The text in pieces of whole lines, its line ends kept; a line longer than a piece stays whole too."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        decoder.decode(b"")
        if not isinstance("".encode(encoding), bytes):
            raise LookupError(encoding)
    except (LookupError, TypeError, AssertionError, UnicodeError):
        raise click.BadParameter(
            f"{encoding!r} is no encoding of text; utf-8, cp1251, koi8-r …", param_hint="--encoding"
        ) from None
    rest: list[str] = []
    lines = 0
    with _opened(file) as stream:
        while True:
            data = stream.read(_CHUNK)
            try:
                piece = decoder.decode(data, final=not data)
            except UnicodeError as error:
                before = error.object[: error.start].count(b"\n") if isinstance(error, UnicodeDecodeError) else 0
                raise click.ClickException(
                    f"{file or 'stdin'}: line {lines + before + 1} is not {encoding}; say what it is with --encoding"
                ) from None
            lines += piece.count("\n")
            whole, end, tail = piece.rpartition("\n")
            if not data:
                yield "".join([*rest, piece])
                return
            if end:
                yield "".join([*rest, whole, end])
                rest = []
            rest.append(tail)


@contextmanager
def _opened(file: str | None) -> Iterator[BinaryIO]:
    if file is None or file == "-":
        if sys.stdin is None:
            raise click.UsageError("stdin is closed; give a FILE or --text")
        yield sys.stdin.buffer
    elif not Path(file).exists():
        raise click.UsageError(f"no file {file!r}; for the text itself use --text {file!r}")
    elif Path(file).is_dir():
        raise click.UsageError(f"{file!r} is a folder; give a text file")
    else:
        with Path(file).open("rb") as stream:
            yield stream


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
