"""The tables of the report: spellings by entity, changes, undecided values, files, and where it all came from."""

from collections.abc import Mapping, Sequence

from normalize.tables.outcome import Choice, Group, Spelling, TableOutcome, Undecided
from normalize.tables.report.markup import Html, fill, join, name
from normalize.tables.report.numbers import count, counted, score

__all__ = [
    "changes", "changes_table", "entities_table", "files_list", "gauge", "more_of", "settings_table", "undecided_table",
]  # fmt: skip

_MOST_ENTITIES = 300
_MOST_SPELLINGS = 15
_MOST_CHANGES = 200
_MOST_UNDECIDED = 300
_MOST_CHOICES = 5
_MOST_FILES = 200
_MOST_NOTES = 100
_SURE = 0.9


def entities_table(groups: Sequence[Group]) -> Html:
    """Return entities with their spellings: those with several first, then by rows."""
    if not groups:
        return fill("nothing", text="No entity was found.")
    order = sorted(groups, key=lambda group: (len(group.spellings) < 2, -group.rows, group.kind, group.id))
    rows = [
        fill(
            "entity",
            name=name(group.name),
            label=_label(group),
            kind=group.kind,
            id=name(group.id),
            rows=count(group.rows),
            spellings=_spellings(group.spellings),
        )
        for group in order[:_MOST_ENTITIES]
    ]
    return fill(
        "entities",
        rows=join(rows),
        more=more_of(len(order) - _MOST_ENTITIES, "entities", "cleaned table"),
        shown=min(len(order), _MOST_ENTITIES),
    )


def _label(group: Group) -> Html:
    """What the label says beyond the name."""
    more = group.label.removeprefix(group.name).removeprefix(", ")
    return fill("sub", text=name(more)) if more else Html("")


def gauge(probability: float) -> float:
    """Return how much of a bar of 48 a score fills."""
    return round(48 * max(0.0, min(1.0, probability)), 1)


def _doubt(probability: float) -> Html:
    """The score of a spelling, where it is low enough to say so."""
    return fill("doubt", score=score(probability)) if probability < _SURE else Html("")


def _spellings(spellings: Sequence[Spelling]) -> Html:
    items = [
        fill("spelling", text=name(s.text), rows=count(s.rows), score=_doubt(s.score))
        for s in spellings[:_MOST_SPELLINGS]
    ]
    left = len(spellings) - _MOST_SPELLINGS
    if left > 0:
        items.append(fill("spellings_more", count=count(left)))
    return join(items)


def changes(groups: Sequence[Group]) -> list[tuple[Group, Spelling]]:
    """Return the spellings that are not the name of their entity, the least sure first."""
    found = [(group, spelling) for group in groups for spelling in group.spellings if spelling.text != group.name]
    return sorted(found, key=lambda pair: (pair[1].score, -pair[1].rows, pair[1].text, pair[0].kind, pair[0].id))


def changes_table(changed: Sequence[tuple[Group, Spelling]]) -> Html:
    """Return the changes: what was written, and what it stands for."""
    if not changed:
        return fill("nothing", text="Every name that was found is written as its entity is named.")
    rows = [
        fill(
            "change",
            text=name(spelling.text),
            name=name(group.name),
            label=_label(group),
            rows=count(spelling.rows),
            score=score(spelling.score),
            wide=gauge(spelling.score),
        )
        for group, spelling in changed[:_MOST_CHANGES]
    ]
    return fill(
        "changes",
        rows=join(rows),
        more=more_of(len(changed) - _MOST_CHANGES, "spellings", "cleaned table"),
        shown=len(rows),
    )


def undecided_table(undecided: Sequence[Undecided]) -> Html:
    """Return the values that wait for a decision, with what they may mean."""
    if not undecided:
        return fill("nothing", text="Nothing: every value was matched.")
    rows = [
        fill(
            "undecided_row",
            name=name(value.name),
            hint=_hint(value),
            kind=value.kind,
            where=name(value.where),
            rows=count(value.rows),
            status=value.status,
            evidence=value.evidence,
            choices=_choices(value.choices),
        )
        for value in undecided[:_MOST_UNDECIDED]
    ]
    return fill(
        "undecided",
        rows=join(rows),
        more=more_of(len(undecided) - _MOST_UNDECIDED, "values", "decisions file"),
        shown=len(rows),
    )


def _hint(value: Undecided) -> Html:
    return fill("hint", country=name(value.country)) if value.country else Html("")


def _choices(choices: Sequence[Choice]) -> Html:
    if not choices:
        return fill("no_choice")
    items = [
        fill(
            "choice",
            label=name(c.label),
            id=name(c.id),
            score=score(c.score),
            wide=gauge(c.score),
            evidence=_evidence(c),
        )
        for c in choices[:_MOST_CHOICES]
    ]
    left = len(choices) - _MOST_CHOICES
    if left > 0:
        items.append(fill("choices_more", count=count(left)))
    return fill("choices", items=join(items))


def _evidence(choice: Choice) -> Html:
    return fill("evidence", text=choice.evidence, label=choice.label) if choice.evidence else Html("")


def files_list(tables: Sequence[TableOutcome]) -> Html:
    """Return the files: how each was read, where it was written, what was odd in it."""
    if not tables:
        return fill("nothing", text="No file was read.")
    items = []
    for table in tables[:_MOST_FILES]:
        notes = [fill("note", text=name(note)) for note in table.notes[:_MOST_NOTES]]
        left = len(table.notes) - _MOST_NOTES
        if left > 0:
            notes.append(fill("notes_more", count=count(left)))
        items.append(
            fill(
                "file",
                source=name(table.source),
                rows=counted(table.rows, "row"),
                form=table.form,
                target=fill("written", target=name(table.target)) if table.target else fill("not_written"),
                notes=fill("notes", items=join(notes)) if notes else fill("no_notes"),
            )
        )
    left = len(tables) - _MOST_FILES
    more = fill("files_more", count=count(left)) if left > 0 else Html("")
    return join([*items, more])


def settings_table(caption: str, values: Mapping[str, str]) -> Html:
    """Return settings or versions, one a line."""
    if not values:
        return Html("")
    rows = [fill("setting", key=key, value=name(value)) for key, value in values.items()]
    return fill("settings", caption=caption, rows=join(rows))


def more_of(left: int, what: str, where: str) -> Html:
    """Return how many are left out of a list, and where they are found; nothing where none is."""
    return fill("more", count=count(left), what=what, where=where) if left > 0 else Html("")
