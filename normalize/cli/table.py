"""`normalize csv`: columns of tables to ids."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from normalize.cli.options import delimiter as delimiter_of
from normalize.tables import ADDED, FIELDS, HINTS, Asked, CsvOptions, Job, Outcome, Reading, Settings, run
from normalize.tables.files import FORMS, STDIO, Progress, check_target, written
from normalize.tables.report import write_report
from normalize.tables.review import is_decided, merge_review, read_review, write_review

__all__ = ["csv"]

_KINDS = tuple(HINTS)
_SIDE_FILE = ".provenance.json"


def _columns(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in given:
        column, _, kind = text.rpartition("=")
        if not column or kind not in _KINDS:
            raise click.BadParameter(f"{text!r} must be COLUMN=KIND, such as town=place; kinds: {', '.join(_KINDS)}")
        if column in columns:
            raise click.BadParameter(f"the column {column!r} is given twice")
        columns[column] = kind
    return columns


def _hints(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[tuple[str, str], str]:
    hints: dict[tuple[str, str], str] = {}
    every = sorted({hint for some in HINTS.values() for hint in some})
    for text in given:
        said, _, source = text.partition("=")
        column, _, hint = said.rpartition(":")
        if not column or hint not in every or not source:
            raise click.BadParameter(
                f"{text!r} must be COLUMN:HINT=COLUMN, such as minister:born=year; hints: {', '.join(every)}"
            )
        hints[column, hint] = source
    return hints


def _added(_context: click.Context, _parameter: click.Parameter, given: str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    fields = tuple(part.strip() for part in given.split(",") if part.strip())
    if unknown := [field for field in fields if field not in FIELDS]:
        raise click.BadParameter(f"{unknown[0]!r} cannot be added; choose from {', '.join(FIELDS)}")
    return tuple(dict.fromkeys(fields))


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True))
@click.option(
    "--column",
    "columns",
    required=True,
    multiple=True,
    callback=_columns,
    metavar="COLUMN=KIND",
    help="A column and what its names are: place, country, person or org; may be repeated.",
)
@click.option("--country-column", metavar="C", help="A column that says which country a row's places lie in.")
@click.option("--admin-column", metavar="C", help="The same for their subdivision.")
@click.option("--near-columns", metavar="LAT,LON", help="Two columns with a position in degrees near a row's places.")
@click.option(
    "--hint",
    "hints",
    multiple=True,
    callback=_hints,
    metavar="COLUMN:HINT=C",
    help="A column that says something of one column's names, such as minister:born=year.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    metavar="OUT",
    help="Where to write: a file (.csv, .tsv, .jsonl, .parquet, .xlsx, also .gz or .zst), or a folder; stdout without.",
)
@click.option("--in-place", is_flag=True, help="Write over the files that are read.")
@click.option("--dry-run", is_flag=True, help="Write no table; say what would be found.")
@click.option("--diff", is_flag=True, help="Write no table; show the lines that would change (exit code 1 if any).")
@click.option(
    "--add",
    callback=_added,
    metavar="FIELD,...",
    help=f"What to add for each column: {', '.join(FIELDS)}. Without it: {', '.join(ADDED)}.",
)
@click.option("--replace", is_flag=True, help="Put canonical names in the place of names; adds only what --add says.")
@click.option("--prefix", help="Call the added columns PREFIX_id … instead of COLUMN_id …")
@click.option(
    "--decisions",
    metavar="FILE",
    type=click.Path(),
    help="Decisions made by hand, applied; what is undecided is added to it.",
)
@click.option("--report", metavar="OUT.html", type=click.Path(), help="A report for the browser, in one file.")
@click.option(
    "--gazetteer", "gazetteers", multiple=True, type=click.Path(), help="A gazetteer file asked besides; it wins."
)
@click.option("--delimiter", callback=delimiter_of, help="What stands between cells; without it, what the file uses.")
@click.option("--no-quoting", is_flag=True, help="Quotes are characters like others.")
@click.option("--encoding", help="Of the files; without it, found out.")
@click.option("--output-encoding", help="Of what is written; without it, that of the file.")
@click.option("--escape-formulas", is_flag=True, help="An apostrophe before what a spreadsheet would run as a formula.")
@click.option("--sheet", help="Of workbooks; without it, the first.")
@click.option("--format", "form", type=click.Choice(FORMS), help="Of the files, whatever their names say.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; without it, one a processor.")
@click.option(
    "--pin", metavar="VERSION", help="Refuse to work with another gazetteer than this version, or start of one."
)
def csv(
    files: tuple[str, ...],
    columns: dict[str, str],
    country_column: str | None,
    admin_column: str | None,
    near_columns: str | None,
    hints: dict[tuple[str, str], str],
    output: str | None,
    in_place: bool,
    dry_run: bool,
    diff: bool,
    add: tuple[str, ...] | None,
    replace: bool,
    prefix: str | None,
    decisions: str | None,
    report: str | None,
    gazetteers: tuple[str, ...],
    delimiter: str | None,
    no_quoting: bool,
    encoding: str | None,
    output_encoding: str | None,
    escape_formulas: bool,
    sheet: str | None,
    form: str | None,
    jobs: int | None,
    pin: str | None,
) -> int:
    """Add ids to the rows of tables ("-" for stdin): CSV, TSV, JSON Lines, Parquet, XLSX; .gz and .zst too.

    Adds <column>_id, _name, _score and _status and touches no other cell. Ambiguous and unmatched names get no id; with
    --decisions they are listed for a person to decide.
    Exit code 0 when the tables were written, whatever was matched; 1 when --diff shows changes; 2 when something could
    not be read or written.

    \b
    Example:
      normalize csv incidents.csv --column town=place --country-column country -o cleaned.csv
      normalize csv *.csv --column town=place --column minister=person -o cleaned/ --decisions decisions.csv
    """
    if prefix and len(columns) > 1:
        raise click.UsageError("--prefix names the columns of one --column; give one, or leave it out")
    asked = _asked(columns, prefix, country_column, admin_column, near_columns, hints)
    options = CsvOptions(encoding, output_encoding, delimiter, not no_quoting, escape_formulas)
    settings = Settings(
        asked,
        add if add is not None else (() if replace else ADDED),
        replace,
        Reading(options, sheet, form),
        gazetteers,
        decisions,
        jobs or os.cpu_count() or 1,
        pin=pin,
        candidates=bool(decisions or report),
    )
    work = _jobs(files, output, in_place=in_place, dry_run=dry_run, diff=diff)
    kept = None if dry_run or diff else decisions
    _check_apart(work, gazetteers, decisions, report)
    for beside in (kept, report):
        if beside is not None:
            check_target(beside, ())
    outcome = run(work, settings, progress=_Bar())
    _say(outcome)
    if kept:
        _keep_undecided(kept, outcome)
    if report:
        write_report(outcome, report)
        _words(f"report: {report}")
    if not dry_run and not diff:
        _write_side_files(outcome)
    return 1 if any(table.changed for table in outcome.tables) else 0


def _asked(
    columns: dict[str, str],
    prefix: str | None,
    country: str | None,
    admin: str | None,
    near: str | None,
    hints: dict[tuple[str, str], str],
) -> tuple[Asked, ...]:
    """The columns with what stands beside them."""
    if stray := [column for column, _ in hints if column not in columns]:
        raise click.UsageError(f"--hint speaks of the column {stray[0]!r}, which no --column asks about")
    position = [part.strip() for part in near.split(",")] if near is not None else []
    if near is not None and (len(position) != 2 or not all(position)):
        raise click.UsageError("--near-columns takes two columns, such as lat,lon")
    shared = {"country": country, "admin": admin} | dict(zip(("lat", "lon"), position, strict=False))
    asked = []
    for column, kind in columns.items():
        own = {hint: source for (name, hint), source in hints.items() if name == column}
        if wrong := [hint for hint in own if hint not in HINTS[kind]]:
            raise click.UsageError(f"{wrong[0]} says nothing of a {kind}; hints: {', '.join(HINTS[kind]) or 'none'}")
        both = {hint: source for hint, source in shared.items() if source and kind == "place"} | own
        asked.append(Asked(column, kind, both, prefix or column))
    if any(shared.values()) and "place" not in columns.values():
        raise click.UsageError(
            "--country-column, --admin-column and --near-columns speak of places; use --hint for others"
        )
    return tuple(asked)


def _jobs(files: Sequence[str], output: str | None, *, in_place: bool, dry_run: bool, diff: bool) -> list[Job]:
    """Which file goes where."""
    if output == "":
        raise click.UsageError("--output is empty; name a file or a folder")
    if sum((in_place, dry_run, diff, output is not None)) > 1:
        raise click.UsageError("give one of --output, --in-place, --dry-run and --diff")
    if doubled := sorted({file for file in files if files.count(file) > 1}):
        raise click.UsageError(f"{doubled[0]} is given twice")
    if dry_run:
        return [Job(file, None) for file in files]
    if diff:
        return [Job(file, STDIO, diff=True) for file in files]
    if in_place:
        if STDIO in files:
            raise click.UsageError("--in-place needs files; stdin is none")
        return [Job(file, file, in_place=True) for file in files]
    folder = output is not None and output != STDIO and (output.endswith(("/", os.sep)) or Path(output).is_dir())
    if output is not None and folder:
        if STDIO in files:
            raise click.UsageError("stdin has no name; give -o a file")
        names = [Path(file).name for file in files]
        if clash := sorted({name for name in names if names.count(name) > 1}):
            raise click.UsageError(f"two files are called {clash[0]}; clean them into different folders")
        Path(output).mkdir(exist_ok=True)
        return [Job(file, str(Path(output) / name)) for file, name in zip(files, names, strict=True)]
    if len(files) > 1:
        raise click.UsageError("several files need -o FOLDER/, --in-place, --dry-run or --diff")
    return [Job(files[0], output or STDIO)]


def _check_apart(work: Sequence[Job], gazetteers: Sequence[str], decisions: str | None, report: str | None) -> None:
    """Refuse to write a file over another one of the run; inputs and outputs are told apart by the run itself."""
    named = [
        ("an input", [job.source for job in work]),
        ("an output", [job.target for job in work if job.target is not None]),
        ("a gazetteer", gazetteers),
        ("the decisions file", [decisions] if decisions else []),
        ("the report", [report] if report else []),
    ]
    uses: dict[Path, str] = {}
    for use, paths in named:
        for path in paths:
            before = uses.setdefault(Path(path).resolve(), use) if path != STDIO else use
            if before != use and {before, use} != {"an input", "an output"}:
                raise click.UsageError(f"{path} is {before} and {use}; give them different names")


class _Bar:
    """A bar on stderr when that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._size: int | None = None
        self._done = -1

    def __call__(self, at: Progress) -> None:
        if not self._shown or not at.size:
            return
        share = min(100, at.at * 100 // at.size)
        if share != self._done or at.size != self._size:
            self._done, self._size = share, at.size
            click.echo(f"\rnormalize: {share:3} %\r", err=True, nl=False)


def _words(text: str) -> None:
    click.echo(f"normalize: {text}", err=True)


def _say(outcome: Outcome) -> None:
    for table in outcome.tables:
        where = {STDIO: " → stdout", "": ""}.get(table.target, f" → {table.target}")
        _words(f"{table.source}: {table.form}; {table.rows:,} rows{where}")
    if outcome.resumed:
        _words(f"{outcome.resumed:,} names were answered by a run that was interrupted")
    rows = sum(table.rows for table in outcome.tables)
    totals = {
        s: sum(some.get(s, 0) for some in outcome.statuses.values()) for s in ("matched", "ambiguous", "unmatched")
    }
    parts = ", ".join(f"{count:,} {status}" for status, count in totals.items())
    _words(f"{rows:,} rows, {outcome.distinct:,} distinct names: {parts}")
    for table in outcome.tables:
        for note in table.notes:
            _words(note)


def _keep_undecided(path: str, outcome: Outcome) -> None:
    columns, rows = read_review(path)
    merged = merge_review(rows, outcome.undecided)
    if not merged and not columns:
        return
    write_review(path, columns, merged)
    decided = sum(map(is_decided, merged))
    _words(f"{path}: {len(merged) - decided:,} names to decide, {decided:,} decided; fill in pick or id, and run again")
    if outcome.unlisted:
        _words(f"{path}: {outcome.unlisted:,} less frequent names are not listed; decide these first, and run again")


def _write_side_files(outcome: Outcome) -> None:
    """Beside each table what made it, without anything that differs between two runs that do the same."""
    for table in outcome.tables:
        if table.target in (STDIO, "") or not Path(table.target).is_file():
            continue
        said = {
            "table": Path(table.target).name,
            "made_of": Path(table.source).name if table.source != STDIO else "stdin",
            "rows": table.rows,
            "form": table.form,
            "versions": dict(outcome.versions),
            "settings": dict(outcome.settings),
            "columns": {f"{column} ({kind})": dict(some) for (column, kind), some in outcome.statuses.items()},
            "notes": list(table.notes),
        }
        text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
        with written(table.target + _SIDE_FILE) as out:
            out.write(text.encode("utf-8", "replace"))  # a file's name need not be text
