"""`normalize gazetteer`: build one of a table, see what a file holds, and whether it is whole."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from normalize.errors import TableError
from normalize.gazetteers import FAMILIES, Gazetteer, default_gazetteer
from normalize.own import build_rows
from normalize.tables.entities import entity_rows

__all__ = ["gazetteer"]

_HIDDEN = {
    "answers",
    "blocks",
    "kind_list",
    "lang_list",
    "scheme_end",
    "script_list",
}  # of use to the reader of the file only
_MOST_JOBS = 4
_path = click.argument("path", required=False, type=click.Path())


def _open(path: str | None) -> Gazetteer:
    return default_gazetteer() if path is None else Gazetteer.open(path)


@click.group(no_args_is_help=True)
def gazetteer() -> None:
    """Build a gazetteer of your own table, or look into a file: the one that ships with the package, or PATH.

    \b
    Example:
      normalize gazetteer build depots.csv -o depots.gaz
      normalize gazetteer info
      normalize gazetteer verify places.gaz
    """


def _renamed(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if not all(old and new for old, _, new in pairs):
        raise click.BadParameter('give "NAME IN THE FILE=COLUMN", such as "label=name"')
    return {old: new for old, _, new in pairs}


def _cores() -> int:
    """Processes to work in: those this one may run on; more than a few take more memory than they save time."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(allowed or 1, _MOST_JOBS)


@gazetteer.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="File to write, or a folder to write it in.")
@click.option("--kind", type=click.Choice(FAMILIES), default="place", show_default=True, help="What the rows are.")
@click.option("--rename", multiple=True, callback=_renamed, metavar="OLD=NEW", help="A column that has another name.")
@click.option("--ignore", multiple=True, metavar="COLUMN", help="A column that is not read.")
@click.option("--name", help="What to call the gazetteer; the name of the first file where it is left out.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to read names in; as many as there are cores, up to 4.")
def build(
    files: tuple[str, ...],
    output: str,
    kind: str,
    rename: dict[str, str],
    ignore: tuple[str, ...],
    name: str | None,
    jobs: int | None,
) -> int:
    """Compile FILEs (.csv, .tsv, .jsonl, each also .gz, or .parquet) to one gazetteer file.

    Columns: id and name, and any of aliases (joined by "|"), kind, country, admin, lat, lon, population, born, died.
    Rows that cannot be read are named with file and line, and nothing is written. Odd ones are kept and named too.

    \b
    Example:
      normalize gazetteer build depots.csv -o depots.gaz --rename label=name --ignore remark
    """
    name = name or Path(files[0]).name.split(".")[0] or "mine"
    target = Path(output)
    if target.is_dir() or output.endswith("/"):
        target.mkdir(parents=True, exist_ok=True)
        target = target / f"{name}.gaz"
    if not target.parent.is_dir():
        raise TableError(f"{target.parent} is no folder; make it first")
    with TemporaryDirectory(dir=target.parent, prefix=".normalize-") as folder:
        part = Path(folder) / target.name
        notes = build_rows(entity_rows(files, rename, ignore), kind, part, name, jobs or _cores())
        part.replace(target)
    for note in notes:
        click.echo(f"normalize: {note}", err=True)
    built = Gazetteer.open(target)
    click.echo(f"{target}: {built.version}, {len(built):,} entities, {built.meta['counts']['names']:,} names")
    return 0


@gazetteer.command()
@_path
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def info(path: str | None, as_object: bool) -> int:
    """Show version, counts, sources with their licences, and what the noise rules left out.

    \b
    Example:
      normalize gazetteer info --json
    """
    opened = _open(path)
    meta = {key: value for key, value in opened.meta.items() if key not in _HIDDEN}
    if as_object:
        click.echo(json.dumps({"path": str(opened.path), **meta}, ensure_ascii=False, indent=2))
        return 0
    click.echo(f"{opened.version}\n{opened.path}\n")
    for title, table in (
        ("entities by kind", meta["kinds"]),
        ("counts", meta["counts"]),
        ("noise rules", meta["noise"]),
    ):
        click.echo(f"{title}:")
        for name, count in table.items():
            click.echo(f"  {name:<22}{count:>10,}")
    click.echo("sources:")
    for source in meta["sources"]:
        click.echo(f"  {source['title']} {source['version']}, {source['license']}, {source['path']}")
    return 0


@gazetteer.command()
@_path
def verify(path: str | None) -> int:
    """Read the whole file and compare its checksum. Exit code 2 when it is damaged.

    \b
    Example:
      normalize gazetteer verify
    """
    opened = _open(path)
    opened.verify()
    click.echo(f"{opened.path} is whole: {opened.version}, sha256 {opened.meta['sha256']}")
    return 0
