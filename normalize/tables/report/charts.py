"""The charts of the report, as SVG: statuses by column, and how the scores are spread."""

from collections.abc import Mapping, Sequence

from normalize.tables.report.markup import Html, fill, join
from normalize.tables.report.numbers import count, counted, percent

__all__ = ["STATUSES", "score_histogram", "status_table", "statuses_in_order"]

STATUSES = ("matched", "ambiguous", "unmatched")
_BAR = 600  # width of a full bar
_HIGH, _WIDE = 180, 40  # height of the tallest column, width of each


def statuses_in_order(found: Mapping[tuple[str, str], Mapping[str, int]]) -> list[str]:
    """Return the three statuses, then any others that occur."""
    others = {status for rows in found.values() for status in rows} - set(STATUSES)
    return [*STATUSES, *sorted(others)]


def status_table(found: Mapping[tuple[str, str], Mapping[str, int]]) -> Html:
    """Return a table of columns: how many rows of each status, as numbers and as a stacked bar."""
    if not found:
        return fill("nothing", text="No column was worked.")
    statuses = statuses_in_order(found)
    rows = []
    for (column, kind), by_status in found.items():
        whole = sum(by_status.values())
        cells = [
            fill(
                "status_cell",
                status=status,
                mark=_mark(status),
                rows=count(by_status.get(status, 0)),
                share=percent(by_status.get(status, 0), whole),
            )
            for status in statuses
        ]
        rows.append(fill("status_row", column=column, kind=kind, bar=_stacked(by_status, statuses), cells=join(cells)))
    heads = join([fill("status_head", status=status, mark=_mark(status)) for status in statuses])
    return fill("status_table", heads=heads, rows=join(rows))


def _mark(status: str) -> str:
    return status if status in STATUSES else "other"


def _stacked(by_status: Mapping[str, int], statuses: Sequence[str]) -> Html:
    whole = sum(by_status.values()) or 1
    pieces, x = [], 0.0
    for status in statuses:
        wide = _BAR * by_status.get(status, 0) / whole
        if wide:
            title = f"{status}: {counted(by_status[status], 'row')}"
            pieces.append(fill("bar", x=f"{x:.1f}", width=f"{wide:.1f}", mark=_mark(status), title=title))
        x += wide
    return fill("bars", width=_BAR, pieces=join(pieces))


def score_histogram(
    scores: Sequence[int],
    counts: tuple[str, str] = ("row", "rows"),
    caption: str = "Rows by the score of the likeliest candidate, values without a candidate left out.",
    nothing: str = "No value had a candidate, so there are no scores.",
) -> Html:
    """Return a histogram by score, equal bins from 0 to 1.

    Args:
        scores: how many there are in each bin.
        counts: what is counted, one of it and many.
        caption: what is shown.
        nothing: what to say where there is none.
    """
    most = max(scores, default=0)
    if not most:
        return fill("nothing", text=nothing)
    several = counts[1].capitalize()
    bins = len(scores)
    columns, rows = [], []
    for at, number in enumerate(scores):
        span = f"{at / bins:.2f} to {(at + 1) / bins:.2f}"
        high = max(2.0, _HIGH * number / most) if number else 0.0
        columns.append(
            fill(
                "column",
                x=at * _WIDE + 3,
                y=f"{24 + _HIGH - high:.1f}",
                width=_WIDE - 6,
                height=f"{high:.1f}",
                title=f"{span}: {counted(number, *counts)}",
                middle=at * _WIDE + _WIDE / 2,
                above=f"{20 + _HIGH - high:.1f}",
                label=_short(number),
            )
        )
        rows.append(fill("bin", span=span, rows=count(number)))
    ticks = [
        fill("tick", x=at * bins * _WIDE / 10, y=24 + _HIGH, at=48 + _HIGH, label=f"{at / 10:g}") for at in range(11)
    ]
    return fill(
        "histogram",
        width=bins * _WIDE,
        base=24 + _HIGH,
        height=58 + _HIGH,
        several=several,
        about=f"{several} by score; {counted(sum(scores), *counts)} in all",
        caption=caption,
        columns=join(columns),
        ticks=join(ticks),
        rows=join(rows),
    )


def _short(number: int) -> str:
    """A count that fits over a column; "" for none."""
    for size, letter in ((1_000_000, "M"), (10_000, "k")):
        if number >= size:
            unit = 1_000_000 if letter == "M" else 1_000
            return f"{number / unit:.3g}{letter}" if number < 999_500 or letter == "M" else "1M"
    return count(number) if number else ""
