"""`normalize dedup`: which names of a column are spellings of one entity."""

import csv
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import click

from normalize.dedup import dedup as clusters_of
from normalize.errors import TableError, UnknownCountryError
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.kinds import KINDS
from normalize.results import Cluster
from normalize.tables import CsvOptions, Reading
from normalize.tables.files import FORMS, STDIO, check_target, written
from normalize.tables.forms import find_column
from normalize.tables.outcome import Clustered
from normalize.tables.registry import open_table
from normalize.tables.report import write_clusters
from normalize.tables.versions import versions_of
from normalize.verbs import resolve

__all__ = ["dedup"]

# name, what must be the same, country, position
_Beside = tuple[str, str | None, str | None, tuple[float, float] | None]


@dataclass(eq=False)
class _Met:
    """The distinct names of a column with what stands beside them.

    Attributes:
        counts: rows of each.
        first: line or row of each name's first.
        rows: how often each name stands there.
        unreadable: cells that are no text.
    """

    counts: dict[_Beside, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0


def _pair(_context: click.Context, _parameter: click.Parameter, given: str | None) -> tuple[str, str] | None:
    if given is None:
        return None
    lat, _, lon = (part.strip() for part in given.partition(","))
    if not lat or not lon or "," in lon:
        raise click.BadParameter("it takes two columns, such as lat,lon")
    return lat, lon


@click.command(no_args_is_help=True)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--column", required=True, metavar="C", help="The column with the names.")
@click.option("--kind", type=click.Choice(tuple(KINDS)), default="place", show_default=True, help="What they name.")
@click.option("--gazetteer", "gazetteers", multiple=True, type=click.Path(), help="Ask this gazetteer file instead.")
@click.option("--no-gazetteer", is_flag=True, help="Ask none: compare the names with each other only.")
@click.option("--same", metavar="C", help="A column that is equal for one entity, such as country.")
@click.option("--country-column", metavar="C", help="A column with the country: a hint for the gazetteer.")
@click.option("--near", callback=_pair, metavar="LAT,LON", help="Two columns with positions in degrees.")
@click.option(
    "--within-km", type=click.FloatRange(min=0), default=50.0, show_default=True, help="How near one entity is."
)
@click.option("--at-least", type=click.FloatRange(0, 1, min_open=True), help="Score from which names are joined.")
@click.option(
    "--decisions", type=click.Path(), metavar="FILE", help="Merge decisions: CSV with a, b, same (yes or no)."
)
@click.option("--format", "shown", type=click.Choice(("text", "csv", "json")), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(allow_dash=True), default=STDIO, metavar="OUT", help="Where to write.")
@click.option("--report", type=click.Path(), metavar="OUT.html", help="A report for the browser, in one file.")
@click.option("--encoding", help="Of the file; without it, found out.")
@click.option("--sheet", help="Of a workbook; without it, the first.")
@click.option("--input-format", type=click.Choice(FORMS), help="Of the file, whatever its name says.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; without it, one a processor.")
def dedup(
    file: str,
    column: str,
    kind: str,
    gazetteers: tuple[str, ...],
    no_gazetteer: bool,
    same: str | None,
    country_column: str | None,
    near: tuple[str, str] | None,
    within_km: float,
    at_least: float | None,
    decisions: str | None,
    shown: str,
    output: str,
    report: str | None,
    encoding: str | None,
    sheet: str | None,
    input_format: str | None,
    jobs: int | None,
) -> int:
    """Show which names of a table ("-" for stdin) are spellings of one entity, and why.

    CSV has a row a spelling: cluster, representative, name, rows, first (line or row), id, label, score, evidence.
    Exit code 0 when every entity has one spelling, 1 when some have several, 2 when something could not be read.

    \b
    Example:
      normalize dedup incidents.csv --column town --report spellings.html
      normalize dedup incidents.csv --column town --same country --near lat,lon --format csv -o spellings.csv
    """
    if gazetteers and no_gazetteer:
        raise click.UsageError("give --gazetteer or --no-gazetteer, not both")
    if country_column and (no_gazetteer or kind == "country"):
        raise click.UsageError(
            "--country-column is a hint for a gazetteer of what lies in countries; --same keeps apart"
        )
    read = [file, *gazetteers, *([decisions] if decisions else [])]
    check_target(output, read)
    if report is not None:
        check_target(report, [*read, output])
        if Path(report).absolute() == Path(output).absolute():
            raise click.UsageError("--report and --output name one file; give them different names")
    met = _read(file, Reading(CsvOptions(encoding), sheet, input_format), column, same, country_column, near)
    asked: dict[str, Any] = {}
    stores: list[Gazetteer] = []
    if no_gazetteer:
        asked["gazetteer"] = None
    elif gazetteers:
        asked["gazetteer"] = stores = [Gazetteer.open(path) for path in gazetteers]
    else:
        stores = [default_gazetteer(kind)]
    if same is not None:
        asked["same"] = [beside for _, beside, _, _ in met.counts]
    if near is not None:
        asked["near"] = [position for *_, position in met.counts]
    if country_column is not None:
        asked["country"] = _countries([country for _, _, country, _ in met.counts], kind, asked)
    found = clusters_of(
        [name for name, *_ in met.counts],
        kind,
        counts=list(met.counts.values()),
        within_km=within_km,
        decisions=decisions,
        at_least=at_least,
        jobs=jobs or os.cpu_count() or 1,
        **asked,
    )
    several = [cluster for cluster in found if len(cluster.names) > 1]
    said = StringIO(newline="")
    {"text": _as_text, "csv": _as_csv, "json": _as_json}[shown](several, met, said)
    with written(output) as stream:
        stream.write(said.getvalue().encode("utf-8", "replace"))
    if report is not None:
        told = {
            "file": file,
            "column": column,
            "kind": kind,
            "gazetteers": "none" if no_gazetteer else ", ".join(gazetteers) or "the default one",
            "same": same,
            "near": near and f"{', '.join(near)}, within {within_km:g} km",
            "country column": country_column,
            "at least": at_least,
            "decisions": decisions,
        }
        settings = {key: str(value) for key, value in told.items() if value is not None}
        versions = versions_of(stores)
        write_clusters(Clustered(file, column, kind, tuple(found), met.rows, met.first, settings, versions), report)
        _words(f"report: {report}")
    if met.unreadable:
        _words(f"{met.unreadable:,} cells are no text of the file's encoding: left out")
    spellings = sum(len(cluster.names) for cluster in several)
    _words(f"{len(met.rows):,} names, {len(several):,} entities with several spellings ({spellings:,} in all)")
    return 1 if several else 0


def _countries(said: Sequence[str | None], kind: str, asked: dict[str, Any]) -> list[str | None]:
    """The countries that stand beside names, without those that are none; these are said."""
    where = {"gazetteer": asked["gazetteer"]} if "gazetteer" in asked else {}
    known: dict[str | None, str | None] = {None: None}
    for country in dict.fromkeys(said):
        if country is not None:
            try:
                resolve(["a"], kind, country=country, **where)
                known[country] = country
            except UnknownCountryError:
                known[country] = None
    if odd := [country for country in known if country is not None and known[country] is None]:
        _words(f"no countries, left out: {', '.join(map(_line, odd[:5]))}{', …' if len(odd) > 5 else ''}")
    return [known[country] for country in said]


def _read(
    file: str,
    reading: Reading,
    column: str,
    same: str | None,
    country: str | None,
    near: tuple[str, str] | None,
) -> _Met:
    """Count the names of a table."""
    met = _Met()
    wanted = [column, *([same] if same else []), *([country] if country else []), *(near or ())]
    with open_table(file, reading, wanted) as (table, _):
        at = [find_column(table.titles, title, table.name) for title in wanted]
        number: dict[Any, _Beside | None] = {}
        for block in table.blocks():
            values = block.columns(at) if len(at) > 1 else block.column(at[0])
            for line, value in zip(block.lines, values, strict=False):
                raw = tuple(value) if len(at) > 1 else value
                if raw not in number:
                    number[raw] = _beside(
                        table, value if len(at) > 1 else (value,), same is not None, country is not None, line
                    )
                item = number[raw]
                if item is None:
                    met.unreadable += 1
                elif item[0].strip():
                    met.counts[item] = met.counts.get(item, 0) + 1
                    met.rows[item[0]] = met.rows.get(item[0], 0) + 1
                    met.first.setdefault(item[0], line)
    return met


def _beside(table: Any, cells: Sequence[Any], same: bool, country: bool, line: int) -> _Beside | None:
    texts = [table.text(cell) for cell in cells]
    if texts[0] is None:
        return None
    rest = texts[1:]
    beside = rest.pop(0) if same else None
    its_country = ((rest.pop(0) if country else None) or "").strip()
    return texts[0], beside or None, its_country or None, _position(rest, f"{table.name}:{line}") if rest else None


def _position(texts: Sequence[str | None], where: str) -> tuple[float, float] | None:
    if not all(text and text.strip() for text in texts):
        return None
    try:
        lat, lon = (float(text or "") for text in texts)
    except ValueError:
        lat = lon = 999.0
    if not (-90 <= lat <= 90 and -180 <= lon <= 360):
        raise TableError(f"{where}: {', '.join(map(str, texts))} is no position in degrees; empty cells are left out")
    return lat, lon


def _as_text(clusters: Sequence[Cluster], met: _Met, out: StringIO) -> None:
    for cluster in clusters:
        known = f"  {cluster.id}  {cluster.label}" if cluster.id else ""
        out.write(f"{_line(cluster.representative)}{known}  {cluster.score:.2f}\n")
        for name in cluster.names:
            rows = met.rows[name]
            out.write(f"  {_line(name)}  {rows:,} {'row' if rows == 1 else 'rows'}, first {met.first[name]}\n")
        for link in cluster.links:
            out.write(f"    {_line(link.a)} = {_line(link.b)}: {link.score:.2f}, {_line(link.evidence.steps[-1])}\n")


def _line(text: str) -> str:
    """A text on one line, without what moves the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _as_csv(clusters: Sequence[Cluster], met: _Met, out: StringIO) -> None:
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("cluster", "representative", "name", "rows", "first", "id", "label", "score", "evidence"))
    for number, cluster in enumerate(clusters, 1):
        why: dict[str, list[str]] = {}
        for link in cluster.links:
            why.setdefault(link.b, []).append(f"{link.a}: {link.score:.2f}, {link.evidence.steps[-1]}")
        for name in cluster.names:
            said = "; ".join(why.get(name, ()))
            known = (cluster.id or "", cluster.label or "", f"{cluster.score:.4f}")
            rows.writerow((number, cluster.representative, name, met.rows[name], met.first[name], *known, said))


def _as_json(clusters: Sequence[Cluster], met: _Met, out: StringIO) -> None:
    said = [
        {
            "representative": cluster.representative,
            "id": cluster.id,
            "label": cluster.label,
            "score": cluster.score,
            "names": [{"name": n, "rows": met.rows[n], "first": met.first[n]} for n in cluster.names],
            "links": [
                {
                    "a": link.a,
                    "b": link.b,
                    "score": link.score,
                    "relation": link.evidence.relation,
                    "evidence": list(link.evidence.steps),
                }
                for link in cluster.links
            ],
        }
        for cluster in clusters
    ]
    out.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")


def _words(text: str) -> None:
    click.echo(f"normalize: {text}", err=True)
