"""`normalize place`, `country`, `person` and `org`: names on the command line to entities."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from normalize import verbs
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.results import Candidate, Match

__all__ = ["country", "org", "person", "place"]

_SHOWN = 5  # candidates listed where no single one is the answer


def _position(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[float, float] | str | None:
    if value is None or ":" in value:
        return value
    try:
        lat, lon = map(float, value.split(","))
    except ValueError:
        raise click.BadParameter('give "LAT,LON" in degrees, such as 49.7,37.6, or the id of an entity') from None
    return lat, lon


def _names(given: Iterable[str]) -> Iterator[str]:
    """The names as given; "-" stands for the lines of stdin."""
    for name in given:
        if name == "-":
            data = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
            yield from (line for line in data.splitlines() if line.strip())
        else:
            yield name


def as_json(match: Match) -> dict[str, Any]:
    """Return a match as JSON-able values."""

    def candidate(c: Candidate) -> dict[str, Any]:
        e = c.entity
        return {
            "id": e.id, "label": e.label, "kind": e.kind, "score": round(c.score, 4), "lat": e.lat, "lon": e.lon,
            "population": e.population, "born": e.born, "ids": dict(e.ids), "evidence": str(c.evidence),
        }  # fmt: skip

    return {
        "query": match.query,
        "status": match.status,
        "id": match.id,
        "name": match.name,
        "label": match.label,
        "kind": match.kind,
        "score": round(match.score, 4),
        "evidence": str(match.evidence),
        "candidates": [candidate(c) for c in match.candidates],
        "gazetteer": match.gazetteer,
    }


def _as_text(match: Match) -> Iterator[str]:
    query = str(match.query)
    if match.entity is not None:
        yield f"{query}\t{match.id}\t{match.label}\t{match.kind}\t{match.score:.2f}"
        return
    yield f"{query}\t{match.status}"
    for c in match.candidates[:_SHOWN]:
        yield f"  perhaps\t{c.entity.id}\t{c.entity.label}\t{c.entity.kind}\t{c.score:.2f}"


def _show(names: Iterable[str], look_up: Callable[[str], Match], as_lines_of_json: bool, why: bool) -> int:
    clean = True
    for name in _names(names):
        match = look_up(name)
        clean = clean and bool(match)
        if as_lines_of_json:
            click.echo(json.dumps(as_json(match), ensure_ascii=False))
            continue
        for line in _as_text(match):
            click.echo(line)
        if why:
            click.echo(f"  because\t{match.evidence}")
    return 0 if clean else 1


@click.command(no_args_is_help=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", help="Country it lies in: an ISO 3166 code or any name of it.")
@click.option("--admin", help='Subdivision it lies in: a name, "UA-63", "UA.07" or an id.')
@click.option("--near", callback=_position, metavar="LAT,LON", help="Close candidates are likelier.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind (city, river …); may be repeated.")
@click.option("--lang", help="Language the name is written in: ISO 639-1 or 639-3.")
@click.option("--gazetteer", "path", type=click.Path(), help="A gazetteer file asked besides; it wins.")
@click.option("--why", is_flag=True, help="Show which recorded name was met, and how.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a line, with all candidates.")
def place(
    names: tuple[str, ...],
    country: str | None,
    admin: str | None,
    near: tuple[float, float] | str | None,
    kinds: tuple[str, ...],
    lang: str | None,
    path: str | None,
    why: bool,
    as_lines: bool,
) -> int:
    """Find the place each NAME means; "-" reads names from stdin, one a line.

    Prints name, id, label, kind and score, tab-separated. Exit code 1 when a name is left ambiguous or unmatched.

    \b
    Example:
      normalize place "Куп'янськ" Koupiansk --country UA
      normalize place Dnieper --kind river --json
    """
    asked = _gazetteers("place", path)

    def look_up(name: str) -> Match:
        return verbs.place(
            name, country=country, admin=admin, near=near, kinds=kinds or None, lang=lang, gazetteer=asked
        )

    return _show(names, look_up, as_lines, why)


@click.command(no_args_is_help=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--why", is_flag=True, help="Show which recorded name was met, and how.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a line, with all candidates.")
def country(names: tuple[str, ...], why: bool, as_lines: bool) -> int:
    """Find the country each NAME or ISO 3166 code means; "-" reads names from stdin.

    Exit code 1 when a name is left ambiguous or unmatched.

    \b
    Example:
      normalize country Türkiye Туреччина TUR
    """
    return _show(names, default_gazetteer().country, as_lines, why)


_of_country = click.option(
    "--country", help="A country it belongs to: an ISO 3166 code or any name of it. Evidence only."
)
_in_file = click.option("--gazetteer", "path", type=click.Path(), help="A gazetteer file asked besides; it wins.")
_why = click.option("--why", is_flag=True, help="Show which recorded name was met, and how.")
_json = click.option("--json", "as_lines", is_flag=True, help="One JSON object a line, with all candidates.")


@click.command(no_args_is_help=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_of_country
@click.option("--born", type=int, help="Year of birth. Evidence only.")
@_in_file
@_why
@_json
def person(
    names: tuple[str, ...], country: str | None, born: int | None, path: str | None, why: bool, as_lines: bool
) -> int:
    """Find the person each NAME means, whatever the order of its parts; "-" reads names from stdin, one a line.

    Exit code 1 when a name is left ambiguous or unmatched.

    \b
    Example:
      normalize person "Зеленський Володимир" "Zelensky, V."
    """
    asked = _gazetteers("person", path)
    return _show(names, lambda name: verbs.person(name, country=country, born=born, gazetteer=asked), as_lines, why)


@click.command(no_args_is_help=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_of_country
@_in_file
@_why
@_json
def org(names: tuple[str, ...], country: str | None, path: str | None, why: bool, as_lines: bool) -> int:
    """Find the organisation each NAME or acronym means; "-" reads names from stdin, one a line.

    Exit code 1 when a name is left ambiguous or unmatched.

    \b
    Example:
      normalize org НАТО "Міністерство оборони України"
    """
    asked = _gazetteers("org", path)
    return _show(names, lambda name: verbs.org(name, country=country, gazetteer=asked), as_lines, why)


def _gazetteers(kind: str, path: str | None) -> list[Gazetteer]:
    return [default_gazetteer(kind), *([] if path is None else [Gazetteer.open(path)])]
