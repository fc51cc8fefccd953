"""`normalize gazetteer`: what a gazetteer file holds, and whether it is whole."""

import json

import click

from normalize.verbs import Gazetteer, default_gazetteer

__all__ = ["gazetteer"]

_HIDDEN = {
    "answers",
    "blocks",
    "kind_list",
    "lang_list",
    "scheme_end",
    "script_list",
}  # of use to the reader of the file only
_path = click.argument("path", required=False, type=click.Path())


def _open(path: str | None) -> Gazetteer:
    return default_gazetteer() if path is None else Gazetteer.open(path)


@click.group(no_args_is_help=True)
def gazetteer() -> None:
    """Look into a gazetteer file: the one that ships with the package, or PATH.

    \b
    Example:
      normalize gazetteer info
      normalize gazetteer verify places.gaz
    """


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
