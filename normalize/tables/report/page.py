"""The report as one page."""

from pathlib import Path

from normalize.errors import TableError
from normalize.tables.outcome import Outcome
from normalize.tables.report.charts import score_histogram, status_table
from normalize.tables.report.markup import Html, fill, join, name, read
from normalize.tables.report.numbers import count, counted, percent
from normalize.tables.report.places import places_map
from normalize.tables.report.policy import policy
from normalize.tables.report.sections import (
    changes,
    changes_table,
    entities_table,
    files_list,
    settings_table,
    undecided_table,
)

__all__ = ["report_html", "write_report"]

_TITLED_FILES = 3


def write_report(outcome: Outcome, path: str | Path) -> None:
    """Write the report of a run to one HTML file.

    Args:
        outcome: the run.
        path: the file; one that is there is replaced.

    Raises:
        TableError: the file cannot be written.
    """
    try:
        Path(path).write_bytes(report_html(outcome).encode("utf-8"))
    except OSError as error:
        raise TableError(f"{path}: the report cannot be written: {error.strerror or error}") from error


def report_html(outcome: Outcome) -> str:
    """Return the report of a run as HTML: complete in itself, the same for the same outcome.

    Nothing is loaded from anywhere, and a policy in the page forbids it: only the style and the script that are in it
    may be used, which their hashes name. Everything from the tables is escaped.

    Args:
        outcome: the run.

    >>> from normalize.tables.outcome import Outcome
    >>> report_html(Outcome((), {}, 0, (), (), (), {}, {})).splitlines()[0]
    '<!doctype html>'
    """
    style, script = read("page.css"), read("page.js")
    changed = changes(outcome.groups)
    return (
        fill(
            "page",
            title=_title(outcome),
            policy=policy(style, script),
            style=Html(style),
            script=Html(script),
            files=_files(outcome),
            summary=_summary(outcome),
            statuses=status_table(outcome.statuses),
            map=places_map(outcome.groups),
            undecided_count=count(len(outcome.undecided)),
            undecided=undecided_table(outcome.undecided),
            entities_count=count(len(outcome.groups)),
            entities=entities_table(outcome.groups),
            changes_count=count(len(changed)),
            changed=_changed(outcome, sum(spelling.rows for _, spelling in changed), len(changed)),
            changes=changes_table(changed),
            scores=score_histogram(outcome.scores),
            tables=files_list(outcome.tables),
            provenance=join(
                [
                    settings_table("What the run was told", outcome.settings),
                    settings_table("Versions", outcome.versions),
                ]
            ),
        )
        + "\n"
    )


def _title(outcome: Outcome) -> str:
    sources = [table.source for table in outcome.tables]
    return f"Names in {sources[0]}" if len(sources) == 1 else f"Names in {counted(len(sources), 'table')}"


def _files(outcome: Outcome) -> Html:
    """The names of the first files, where the title does not say them."""
    sources = [table.source for table in outcome.tables]
    if len(sources) < 2:
        return Html("")
    text = join([Html(f"{name(source)}, ") for source in sources[:_TITLED_FILES]])
    left = len(sources) - _TITLED_FILES
    return fill("sources", names=Html(text + f"and {count(left)} more" if left > 0 else text.removesuffix(", ")))


def _summary(outcome: Outcome) -> Html:
    """The paragraph that says it all in numbers."""
    asked = sum(sum(rows.values()) for rows in outcome.statuses.values())
    matched = sum(rows.get("matched", 0) for rows in outcome.statuses.values())
    several = sum(len(group.spellings) > 1 for group in outcome.groups)
    return fill(
        "summary",
        rows=counted(sum(table.rows for table in outcome.tables), "row"),
        tables=counted(len(outcome.tables), "table"),
        distinct=counted(outcome.distinct, "distinct value"),
        share=percent(matched, asked),
        asked=counted(asked, "name"),
        entities=counted(len(outcome.groups), "entity", "entities"),
        several=count(several),
        undecided=counted(len(outcome.undecided), "value"),
        undecided_rows=counted(sum(value.rows for value in outcome.undecided), "row"),
    )


def _changed(outcome: Outcome, rows: int, spellings: int) -> Html:
    """What the names became, in numbers."""
    same = sum(group.rows for group in outcome.groups) - rows
    return fill(
        "changed",
        rows=counted(rows, "row"),
        spellings=counted(spellings, "spelling"),
        same=counted(same, "row"),
    )
