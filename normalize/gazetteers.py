"""A gazetteer with the verbs on it: the packaged ones, files, people's own rows."""

import shutil
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from normalize.decisions import NO_DECISIONS, Beside, Decisions, read_decisions
from normalize.entities import Entity
from normalize.errors import ArgumentError, DecisionsError, GazetteerError, UnknownIdError, UnknownKindError
from normalize.gazetteer import Store
from normalize.gazetteer.packaged import packaged
from normalize.hints import HINTS, admin_id, hinted, read_about, read_hints
from normalize.inputs import column_of, values_of
from normalize.kinds import KINDS
from normalize.letters import clean
from normalize.named import NOTHING_KNOWN
from normalize.own import build_rows
from normalize.queries import NO_HINTS, Hints
from normalize.resolve import Hint, resolve_again, resolve_name, resolve_names
from normalize.results import Match, Mention
from normalize.rows import rows_of_table
from normalize.scanning.names import Name
from normalize.scanning.scanner import Source, scan_text

__all__ = ["FAMILIES", "Gazetteer", "default_gazetteer"]

FAMILIES = ("place", "person", "org")
_ABOUT = ("country", "born")
_COUNTRY = Hints(kinds=frozenset({"country"}))


class Gazetteer:
    """A gazetteer of places, of people, or of organisations, open, with the verbs on it.

    >>> gazetteer = default_gazetteer()
    >>> gazetteer.place("Купянск").label
    'Kupiansk, Kharkiv Oblast, Ukraine'
    """

    __slots__ = ("__weakref__", "_decisions", "_notes", "_store")

    def __init__(self, store: Store, decisions: Decisions = NO_DECISIONS, notes: tuple[str, ...] = ()) -> None:
        self._store = store
        self._decisions = decisions
        self._notes = notes

    @classmethod
    def open(cls, path: str | Path) -> "Gazetteer":
        """Open a compiled gazetteer file; it is memory-mapped, not read.

        Raises:
            GazetteerError: the file is missing, truncated, or of another format version.
        """
        return cls(Store(Path(path)))

    @classmethod
    def build(cls, rows: Any, kind: str = "place", *, name: str = "mine", jobs: int = 1) -> "Gazetteer":
        """Compile rows to a gazetteer; it lies in a temporary file until it is saved.

        Args:
            rows: dicts, or a pandas, Polars or Arrow table, with the columns `id` and `name`, and any of `aliases` (a
                list, or one string split on "|"), `kind`, `country` (codes or names, split on "|"), `admin` (an id of
                a row), `lat`, `lon` (degrees), `population`, `born`, `died` (years).
            kind: what they are: "place", "person" or "org".
            name: what to call the gazetteer.
            jobs: processes to read names in, for a hundred thousand rows and more; the gazetteer is the same. As always
                with `multiprocessing`, a script that asks for several stands under `if __name__ == "__main__"`.

        Returns:
            The gazetteer; its `notes` say what was odd about rows that were kept.

        Raises:
            BuildError: rows that cannot be read: the message names each.
            ArgumentError: rows that are no rows, or jobs that are no number of processes.
            UnknownKindError: another kind.

        >>> mine = Gazetteer.build([{"id": "d7", "name": "Depot 7", "aliases": "Депо 7|Склад № 7"}])
        >>> mine.place("депо 7").id
        'd7'
        """
        if kind not in FAMILIES:
            raise UnknownKindError(f"kind={kind!r} is none of {', '.join(FAMILIES)}")
        _check_jobs(jobs)
        folder = Path(mkdtemp(prefix="normalize-"))
        try:
            path = folder / "gazetteer.gaz"
            numbered = ((f"row {number}", row) for number, row in enumerate(rows_of_table(rows), 1))
            notes = build_rows(numbered, kind, path, name, jobs)
            built = cls(Store(path), notes=tuple(map(str, notes)))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(built._store, shutil.rmtree, folder, ignore_errors=True)
        return built

    def save(self, path: str | Path) -> None:
        """Write the gazetteer to a file, which `Gazetteer.open` opens.

        Raises:
            GazetteerError: the file cannot be written.
        """
        target = Path(path)
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(self.path, part)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise GazetteerError(f"cannot write {path}: {error.strerror}; choose another place") from None

    def deciding(self, decisions: str | Path | Iterable[Mapping[str, str]] | Decisions) -> "Gazetteer":
        """Return the same gazetteer with decisions made by hand, which every verb honours.

        Args:
            decisions: a CSV file with the columns `name`, and `id` (the entity it means) or `never` (ids it does not
                mean, joined by "|"; "*" for all), or rows with them. `kind`, `country` and `admin` say what is asked
                for and which hints a decision holds for; empty, it holds for all.

        Raises:
            DecisionsError: they cannot be read, contradict each other, or name an entity that is not held.

        >>> decided = default_gazetteer().deciding([{"name": "the front town", "id": "geonames:703656"}])
        >>> decided.place("the front town").label
        'Kupiansk, Kharkiv Oblast, Ukraine'
        """
        read = decisions if isinstance(decisions, Decisions) else read_decisions(decisions, hinted)
        if missing := sorted(id_ for id_ in set(read.means.values()) if self._store.find_id(id_) is None):
            raise DecisionsError(f"{read.source}: {missing[0]} is not in the gazetteer {self.version}")
        return Gazetteer(self._store, read, self._notes)

    def __repr__(self) -> str:
        return f"<Gazetteer {self.version}, {len(self):,} entities>"

    def __len__(self) -> int:
        return len(self._store)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd about the rows it was built from, each with its place."""
        return self._notes

    @property
    def kind(self) -> str:
        """What it is a gazetteer of: "place", "person" or "org"."""
        return self._store.family

    @property
    def version(self) -> str:
        """Name, version and the start of the checksum."""
        return self._store.version

    @property
    def path(self) -> Path:
        """The file it is read from."""
        return self._store.path

    @property
    def store(self) -> Store:
        """The open file, for code that reads entities by number."""
        return self._store

    @property
    def meta(self) -> dict[str, Any]:
        """What the file says of itself: sources, counts, noise rules, checksum."""
        return dict(self._store.meta)

    def verify(self) -> None:
        """Read the whole file and compare its checksum.

        Raises:
            GazetteerFormatError: its contents are not those that were written.
        """
        self._store.verify()

    def ids(self) -> Iterable[str]:
        """Yield the canonical id of every entity, in stored order."""
        return map(self._store.id, range(len(self._store)))

    def find(self, id: str) -> Entity | None:
        """Return the entity with a canonical id, or with another scheme's id recorded for it, or None."""
        at = self._store.find_id(id.strip()) if isinstance(id, str) else None
        at = self._store.find_id(clean(id)) if at is None and isinstance(id, str) else at
        return None if at is None else self._store.entity(at)

    def entity(self, id: str) -> Entity:
        """See `normalize.entity`."""
        found = self.find(id)
        if found is None:
            raise UnknownIdError(f"{id!r} is not in the gazetteer {self.version}; ids look like 'geonames:703656'")
        return found

    def place(
        self,
        name: object,
        *,
        country: str | None = None,
        admin: str | None = None,
        near: tuple[float, float] | str | None = None,
        kinds: Sequence[str] | None = None,
        lang: str | None = None,
    ) -> Match:
        """See `normalize.place`."""
        self._must_hold("place")
        return self._one(name, read_hints(self._store, country, admin, near, kinds, lang), "place")

    def country(self, name: object) -> Match:
        """See `normalize.country`."""
        self._must_hold("country")
        return self._one(name, _COUNTRY, "country")

    def person(self, name: object, *, country: str | None = None, born: int | None = None) -> Match:
        """See `normalize.person`."""
        self._must_hold("person")
        return self._one(name, read_about(country, born), "person")

    def org(self, name: object, *, country: str | None = None) -> Match:
        """See `normalize.org`."""
        self._must_hold("org")
        return self._one(name, read_about(country, None), "org")

    def _must_hold(self, kind: str) -> None:
        if kind not in KINDS:
            raise UnknownKindError(f"kind={kind!r} cannot be resolved; the kinds are {', '.join(KINDS)}")
        if KINDS[kind] != self.kind:
            raise UnknownKindError(f"the gazetteer {self.version} holds kind {self.kind!r}, not {KINDS[kind]!r}")

    def _beside(self, kind: str, hints: Hint) -> Beside:
        if isinstance(hints, Hints):
            codes = () if hints.country is None else self._store.country_codes(hints.country)
            return Beside(kind, codes[0] if codes else "", admin_id(self._store, hints.admin))
        return Beside(kind, hints.country or "")

    def _one(self, name: object, hints: Hint, kind: str) -> Match:
        if not self._decisions:
            return resolve_name(self._store, name, hints)
        return self._as_decided(name, lambda: resolve_name(self._store, name, hints), self._beside(kind, hints))

    def _as_decided(self, name: object, look: Callable[[], Match], beside: Beside) -> Match:
        """The match of a name where people decided about some."""
        if (decided := self._decisions.decided(name, beside)) is not None:
            return self._decisions.matched(str(name), self.entity(decided), self.version)
        return self._decisions.without_never(look(), beside)

    def resolve(
        self,
        names: Iterable[object],
        kind: str | None = None,
        *,
        context: Literal["document"] | None = None,
        jobs: int = 1,
        **hints: Any,
    ) -> list[Match]:
        """See `normalize.resolve`; `kind` is what the gazetteer holds where it is left out."""
        kind = self.kind if kind is None else kind
        _check_jobs(jobs)
        self._must_hold(kind)
        if context not in (None, "document"):
            raise ArgumentError(f'context={context!r} is unknown; it is None or "document"')
        values = values_of(names)
        read = self._hints(kind, len(values), hints)
        jointly = context == "document" and self.kind == "place"
        matches = resolve_names(self._store, values, read, jointly=jointly, jobs=jobs)
        if not self._decisions:
            return matches
        every = [read] * len(values) if isinstance(read, Hint) else read
        beside = {hints: self._beside(kind, hints) for hints in set(every)}
        return [
            self._as_decided(name, lambda match=match: match, beside[hints])  # type: ignore[misc]
            for name, hints, match in zip(values, every, matches, strict=True)
        ]

    def scan(
        self,
        text: str,
        *,
        kinds: Sequence[str] | None = None,
        lang: str | None = None,
        recall: bool = False,
        spans: Sequence[tuple[int, int, str]] | None = None,
    ) -> list[Mention]:
        """See `normalize.scan`; only what this gazetteer holds is looked for."""
        return scan_text(text, [self.source()], kinds, lang, recall=recall, spans=spans)

    def source(self) -> Source:
        """Return the gazetteer as texts are read with it."""

        def resolved(names: Sequence[Name]) -> list[Match]:
            texts, kinds = zip(*names, strict=True)
            if self.kind != "place" and not self._decisions:
                return resolve_again(self._store, texts)
            if any(kinds):
                return self.resolve(texts, context="document", kinds=kinds)
            return self.resolve(texts, context="document")

        return Source(self._store, resolved)

    def _hints(self, kind: str, count: int, hints: dict[str, Any]) -> Hint | list[Hint]:
        """The hints of each row; each distinct combination is read once."""
        taken = HINTS if KINDS[kind] == "place" else _ABOUT
        if unknown := set(hints) - set(taken):
            raise ArgumentError(
                f"{sorted(unknown)[0]}= is no hint of kind {kind!r}; its hints are {', '.join(h + '=' for h in taken)}"
            )
        if kind == "country" and hints.get("kinds") is not None:
            raise ArgumentError('kinds= says nothing beside kind="country"; leave it out')
        nothing: Hint = {"place": NO_HINTS, "country": _COUNTRY}.get(kind, NOTHING_KNOWN)
        if not hints:
            return nothing
        columns = [column_of(hint, hints.get(hint), count) for hint in taken]
        read: dict[Any, Hint] = {}
        rows = []
        for row in zip(*columns, strict=True):
            if row not in read:
                read[row] = self._read(kind, row)
            rows.append(read[row])
        return rows

    def _read(self, kind: str, row: tuple[Any, ...]) -> Hint:
        if KINDS[kind] != "place":
            country, born = row
            return read_about(country, born)
        said = read_hints(self._store, *row)
        return replace(said, kinds=_COUNTRY.kinds) if kind == "country" else said


def _check_jobs(jobs: object) -> None:
    if not isinstance(jobs, int) or jobs < 1:
        raise ArgumentError(f"jobs={jobs!r} must be a whole number of processes, 1 or more")


@cache
def default_gazetteer(kind: str = "place") -> Gazetteer:
    """Return the gazetteer that ships with the package, opened on first use.

    Args:
        kind: "place", "person" or "org".

    Raises:
        GazetteerMissingError: the package was not installed from a wheel that holds it.
        UnknownKindError: another kind.
    """
    if kind not in KINDS:
        raise UnknownKindError(f"kind={kind!r} cannot be resolved; the kinds are {', '.join(KINDS)}")
    return Gazetteer(packaged(KINDS[kind]))
