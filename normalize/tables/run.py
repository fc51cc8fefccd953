"""A run over tables: which files go where, with one ledger for all, and what there is to say afterwards."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from normalize.decisions import NO_DECISIONS, Decisions, read_decisions
from normalize.errors import DecisionsError, GazetteerError, TableError
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.hints import hinted
from normalize.keys import fold
from normalize.kinds import KINDS
from normalize.letters import clean
from normalize.tables.asking import Asked, matches_of
from normalize.tables.clean import Cleaner, Columns
from normalize.tables.files import STDIO, Progress, check_target
from normalize.tables.ledger import Ledger, Used
from normalize.tables.outcome import Choice, Group, Outcome, Spelling, TableOutcome, Undecided
from normalize.tables.registry import Reading, open_sink, open_table
from normalize.tables.review import CHOICES
from normalize.tables.versions import versions_of

__all__ = ["Job", "Settings", "run", "work_file"]

_BINS = 20
_LISTED = 100_000  # undecided values that are told: nobody decides more, and memory has an end
_AT_ONCE = 4096  # undecided values whose candidates are worked out at once


@dataclass(frozen=True, slots=True)
class Job:
    """One table of a run.

    Attributes:
        source: the file, or "-".
        target: where it goes: a file, "-", or None where nothing is written.
        in_place: whether the target may be the source.
        diff: write only which lines change.
    """

    source: str
    target: str | None
    in_place: bool = False
    diff: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told.

    Attributes:
        asked: the columns.
        fields: what is added for each, keys of `asking.FIELDS`.
        replace: whether canonical names take the place of names.
        reading: how tables are read and written.
        gazetteers: files of people's own gazetteers, the later ones win.
        decisions: a decisions file, or None.
        jobs: processes.
        pin: start of the gazetteers' version; another one is refused.
        candidates: whether the outcome shows what undecided values may mean.
    """

    asked: tuple[Asked, ...]
    fields: tuple[str, ...]
    replace: bool = False
    reading: Reading = field(default_factory=Reading)
    gazetteers: tuple[str, ...] = ()
    decisions: str | None = None
    jobs: int = 1
    pin: str | None = None
    candidates: bool = False

    def said(self) -> dict[str, str]:
        """Everything that bears on answers, as text."""
        columns = {
            f"column {one.column}": one.kind + "".join(f", {hint} from {c}" for hint, c in sorted(one.hints.items()))
            for one in self.asked
        }
        given = {"gazetteers": ", ".join(self.gazetteers), "decisions": self.decisions or ""}
        return columns | {"adds": ", ".join(self.fields), "replaces": "yes" if self.replace else "no"} | {
            key: text for key, text in given.items() if text
        }  # fmt: skip


def work_file(target: str) -> Path:
    """Return where the ledger of a run lies while its first output is written."""
    path = Path(target).resolve()
    return path.with_name(f".{path.name}.normalize-work")


def run(
    jobs: Sequence[Job],
    settings: Settings,
    *,
    progress: Callable[[Progress], None] = lambda at: None,
) -> Outcome:
    """Clean tables; return what there is to say.

    Args:
        jobs: the tables, in order.
        settings: what is asked.
        progress: told now and then how far a table is read.

    Raises:
        NormalizeError: a table cannot be read or written, or a column is missing; tables before it are written.
    """
    gazetteers = _gazetteers(settings)
    versions = versions_of(gazetteer for some in gazetteers.values() for gazetteer in some)
    if settings.pin is not None and not versions["gazetteers"].startswith(settings.pin):
        raise GazetteerError(f"pinned to {settings.pin!r}, but installed is {versions['gazetteers']!r}")
    for job in jobs:
        if job.target is not None:
            check_target(job.target, [other.source for other in jobs], in_place=job.in_place)
    files = [job.target for job in jobs if job.target not in (None, STDIO) and not _is_device(str(job.target))]
    stamp = json.dumps([versions, settings.said(), _digest(settings.decisions)])
    ledger = Ledger(work_file(str(files[0])) if files else None, stamp)
    cleaner = Cleaner(gazetteers, settings.fields, settings.replace, ledger, settings.jobs)
    done = False  # what an interrupted run has worked out is kept for the next one
    try:
        tables = tuple(_one(cleaner, job, order, settings, progress) for order, job in enumerate(jobs))
        outcome = _outcome(ledger, tables, settings, gazetteers, versions)
        done = True
    finally:
        ledger.close(keep=not done)
    return outcome


def _one(
    cleaner: Cleaner,
    job: Job,
    order: int,
    settings: Settings,
    progress: Callable[[Progress], None],
) -> TableOutcome:
    wanted = [name for one in settings.asked for name in (one.column, *one.hints.values())]
    with open_table(job.source, settings.reading, wanted, job.target or "") as (table, at):
        columns = Columns.of(table, settings.asked, settings.fields, replace=settings.replace)
        target = job.target if job.target is not None else ""
        with open_sink(target, table, columns.layout, settings.reading, diff=job.diff) as sink:
            rows, notes = cleaner.clean(table, columns, sink, order, lambda: progress(at))
        said = (*notes.said(job.source, table.unit), *sink.notes)
        return TableOutcome(job.source, target, rows, table.form, said, sink.changed)


def _is_device(target: str) -> bool:
    path = Path(target)
    return path.exists() and not path.is_file()


def _digest(path: str | None) -> str:
    try:
        return "" if path is None else hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _gazetteers(settings: Settings) -> dict[str, list[Gazetteer]]:
    """kind -> the gazetteers to ask, with the decisions that were made."""
    own = [Gazetteer.open(path) for path in settings.gazetteers]
    there = settings.decisions is not None and Path(settings.decisions).exists()
    decisions = read_decisions(str(settings.decisions), hinted) if there else NO_DECISIONS
    found = {}
    for kind in dict.fromkeys(one.kind for one in settings.asked):
        family = KINDS[kind]
        found[kind] = [default_gazetteer(family), *(g for g in own if g.kind == family)]
    if idle := [g for g in own if g.kind not in {KINDS[kind] for kind in found}]:
        raise TableError(f"{idle[0].path} holds entities of kind {idle[0].kind!r}, and no column is asked for these")
    _check(decisions, found)
    return {
        kind: [g.deciding(decisions.holding(_held_in(g))) if decisions else g for g in some]
        for kind, some in found.items()
    }


def _held_in(gazetteer: Gazetteer) -> Callable[[str], bool]:
    return lambda id_: gazetteer.find(id_) is not None


def _check(decisions: Decisions, gazetteers: Mapping[str, Sequence[Gazetteer]]) -> None:
    """A decision for an entity that is nowhere would be passed over in silence."""
    for (kind, _, _, name), id_ in decisions.means.items():
        some = gazetteers.get(kind, ()) if kind else [g for every in gazetteers.values() for g in every]
        if (kind in gazetteers or not kind) and not any(g.find(id_) for g in some):
            versions = ", ".join(dict.fromkeys(g.version for g in some))
            raise DecisionsError(f"{decisions.source}: {id_}, decided for {name!r}, is not in {versions}")


def _outcome(
    ledger: Ledger,
    tables: tuple[TableOutcome, ...],
    settings: Settings,
    gazetteers: Mapping[str, Sequence[Gazetteer]],
    versions: Mapping[str, str],
) -> Outcome:
    groups = _groups(ledger, gazetteers) if settings.candidates else ()
    open_ = _named(ledger.undecided()) if settings.candidates else iter(())
    undecided = _undecided(list(islice(open_, _LISTED)), gazetteers)
    unlisted = sum(1 for _ in open_)
    statuses, scores = ledger.statuses(), ledger.scores(_BINS)
    told, resumed = settings.said(), ledger.resumed
    return Outcome(
        tables, statuses, ledger.distinct(), groups, undecided, scores, told, versions, resumed, unlisted
    )  # fmt: skip


def _groups(ledger: Ledger, gazetteers: Mapping[str, Sequence[Gazetteer]]) -> tuple[Group, ...]:
    spellings: dict[tuple[str, str], dict[str, Spelling]] = {}
    for used in ledger.matched():
        some = spellings.setdefault((used.wanted.kind, used.id), {})
        before = some.get(used.wanted.name)
        rows, score = (before.rows, before.score) if before else (0, 0.0)
        some[used.wanted.name] = Spelling(used.wanted.name, rows + used.rows, max(score, used.score))
    groups = []
    for (kind, id_), some in spellings.items():
        entity = next(found for g in reversed(gazetteers[kind]) if (found := g.find(id_)) is not None)
        ordered = tuple(sorted(some.values(), key=lambda s: (-s.rows, s.text)))
        groups.append(
            Group(kind, id_, entity.name, entity.label, entity.country or "", entity.lat, entity.lon, ordered)
        )
    return tuple(sorted(groups, key=lambda g: (-g.rows, g.kind, g.id)))


def _named(undecided: Iterable[Used]) -> Iterator[Used]:
    """Without cells in which there is nothing to decide about."""
    return (used for used in undecided if fold(clean(used.wanted.name)))


def _undecided(used: Sequence[Used], gazetteers: Mapping[str, Sequence[Gazetteer]]) -> tuple[Undecided, ...]:
    found = []
    for low in range(0, len(used), _AT_ONCE):
        some = used[low : low + _AT_ONCE]
        matches = matches_of([one.wanted for one in some], gazetteers)
        for one, match in zip(some, matches, strict=True):
            choices = tuple(
                Choice(c.entity.id, c.entity.label, c.score, str(c.evidence)) for c in match.candidates[:CHOICES]
            )
            found.append(
                Undecided(
                    one.wanted.kind, one.wanted.name, one.wanted.hint("country"), one.status, one.rows, one.first,
                    choices, str(match.evidence), one.wanted.hint("admin"),
                )
            )  # fmt: skip
    return tuple(found)
