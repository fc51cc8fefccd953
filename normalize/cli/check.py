"""`normalize check`: two spellings of one entity in files, as a pre-commit hook asks for it."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from normalize import __version__
from normalize.checking import FORMATS, Config, Rule, check_files, find_config, read_config
from normalize.checking import write_baseline as write_known
from normalize.cli.options import delimiter as delimiter_of
from normalize.errors import ConfigError, TableError
from normalize.kinds import KINDS
from normalize.tables.files import STDIO, written

__all__ = ["check"]


def _columns(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, str]]:
    """(column, kind or nothing) of NAME or NAME=KIND."""
    columns = []
    for text in given:
        column, _, kind = text.rpartition("=")
        columns.append((column, kind) if column and kind in KINDS else (text, ""))
    return columns


@click.command(no_args_is_help=False)
@click.argument("files", nargs=-1, metavar="[FILE...]", type=click.Path(allow_dash=True))
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_columns,
    metavar="NAME[=KIND]",
    help="A column, or a key of JSON and YAML; may be repeated. Takes the place of the rules of the config.",
)
@click.option("--kind", type=click.Choice(tuple(KINDS)), help="What the names are of; place without it.")
@click.option("--threshold", type=click.FloatRange(0, 1), help="The least score of two spellings of one entity.")
@click.option("--canonical/--no-canonical", default=None, help="Names must be spelled as the gazetteer spells them.")
@click.option(
    "--separator", help="What stands between several names of one cell, such as |; without it, each holds one."
)
@click.option("--delimiter", callback=delimiter_of, help="Between the cells of CSV and TSV; without it, found out.")
@click.option("--stdin-filename", metavar="NAME", help="The name of what stdin (-) holds: its ending says the form.")
@click.option("--gazetteer", "gazetteers", multiple=True, type=click.Path(), help="A gazetteer file asked besides.")
@click.option("--fix", is_flag=True, help="Rewrite names to the chosen spelling.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit code 1 also when all that was found is fixed.")
@click.option("--output-format", type=click.Choice(tuple(FORMATS)), default="text", help="text without it.")
@click.option("--baseline", type=click.Path(), help="A file of known findings that are left alone.")
@click.option("--write-baseline", is_flag=True, help="Write what is found to the file of --baseline.")
@click.option("--config", "path", type=click.Path(), help="The config, instead of the nearest upwards.")
def check(
    files: tuple[str, ...],
    columns: list[tuple[str, str]],
    kind: str | None,
    threshold: float | None,
    canonical: bool | None,
    separator: str | None,
    delimiter: str | None,
    stdin_filename: str | None,
    gazetteers: tuple[str, ...],
    fix: bool,
    exit_non_zero_on_fix: bool,
    output_format: str,
    baseline: str | None,
    write_baseline: bool,
    path: str | None,
) -> int:
    """Find two spellings of one entity in CSV, TSV, JSON, JSON Lines and YAML files.

    Without FILE, what the config names is read: [tool.normalize] of pyproject.toml or .normalize.toml, the nearest
    upwards. What is given here wins over it.
    With - and --fix what stdin held is written to stdout, mended, and what is left to stderr.
    Exit code 0 when nothing is left to mend, 1 when something is, 2 when it could not be checked.

    \b
    Example:
      normalize check towns.csv --column town
      normalize check data/*.yaml --column minister=person --fix
      normalize check people.csv --column name --column aliases --kind person --separator "|"
    """
    config = _config(path)
    named = list(files) or config.named()
    if not files and not any(rule.files for rule in config.rules):
        raise ConfigError("no file is named: give some, or `files` in [[tool.normalize.check]]")
    if separator == "":
        raise click.UsageError("--separator is empty; leave it out where each cell holds one name")
    layout = {key: said for key, said in (("separator", separator), ("delimiter", delimiter)) if said is not None}
    config = _overruled(config, columns, kind, threshold, canonical, layout, gazetteers)
    if not config.rules:
        raise ConfigError("no column is named: give --column NAME, or [[tool.normalize.check]] in pyproject.toml")
    named, texts = _stdin(named, stdin_filename)
    known = baseline or config.baseline
    if write_baseline:
        return _write_baseline(named, config, known, texts)
    found = check_files(named, config, fix=fix, baseline=known, texts=texts)
    left = [finding for finding in found if not finding.fixed]
    filtering = fix and bool(texts)  # stdout is for the text then
    click.echo(FORMATS[output_format](left, __version__), nl=False, err=filtering)
    if filtering:
        with written(STDIO) as out:
            out.writelines(texts.values())
    mended = len(found) - len(left)
    if mended:
        _words(f"{mended:,} fixed")
    if left:
        _words(f"{len(left):,} left{'' if fix else '; --fix rewrites them'}")
    return 1 if left or (mended and exit_non_zero_on_fix) else 0


def _stdin(files: list[str], name: str | None) -> tuple[list[str], dict[str, bytes]]:
    """The files, and the bytes of the one that stdin holds: it stands in for the file of its name."""
    if STDIO not in files:
        if name is not None:
            raise click.UsageError("--stdin-filename says what stdin holds; give - as a FILE too")
        return files, {}
    if name is None:
        raise click.UsageError("stdin has no name that says its form; give --stdin-filename, such as towns.csv")
    if sys.stdin is None:
        raise TableError("stdin is closed; name a file")
    return [name if file == STDIO else file for file in files], {name: sys.stdin.buffer.read()}


def _write_baseline(files: list[str], config: Config, path: str | None, texts: dict[str, bytes]) -> int:
    if path is None:
        raise click.UsageError("--write-baseline needs --baseline FILE, or `baseline` in the config")
    found = check_files(files, config, texts=texts)
    write_known(path, found)
    _words(f"{path}: {len(found):,} known findings")
    return 0


def _config(path: str | None) -> Config:
    here = Path.cwd()
    found = Path(path) if path is not None else find_config(here)
    return Config(here) if found is None else read_config(found)


def _overruled(
    config: Config,
    columns: list[tuple[str, str]],
    kind: str | None,
    threshold: float | None,
    canonical: bool | None,
    layout: dict[str, str],
    gazetteers: tuple[str, ...],
) -> Config:
    """The config with what the command line says in its place."""
    rules = config.rules
    if columns:
        kinds: dict[str, list[str]] = {}
        for column, own in columns:
            kinds.setdefault(own or kind or "place", []).append(column)
        rules = tuple(Rule(tuple(dict.fromkeys(names)), each) for each, names in kinds.items())
    elif kind is not None:
        rules = tuple(replace(rule, kind=kind) for rule in rules)
    if threshold is not None:
        rules = tuple(replace(rule, threshold=threshold) for rule in rules)
    if canonical is not None:
        rules = tuple(replace(rule, canonical=canonical) for rule in rules)
    rules = tuple(replace(rule, layout=replace(rule.layout, **layout)) for rule in rules)
    if gazetteers:
        rules = tuple(replace(rule, gazetteers=gazetteers) for rule in rules)
    return replace(config, rules=rules)


def _words(text: str) -> None:
    click.echo(f"normalize: {text}", err=True)
