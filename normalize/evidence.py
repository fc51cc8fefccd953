"""Why a candidate stands where it does, as sentences, put together only when they are read."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from normalize.entities import Entity
from normalize.gazetteer import Store
from normalize.inflection import BaseForm
from normalize.keys import NameParts
from normalize.matching import Pairs, Ranked
from normalize.matching.relations import RELATIONS, relations
from normalize.named import About, align_in
from normalize.queries import Hints, Query, Reading, prepare
from normalize.results import Candidate, Evidence, Status

__all__ = ["MOST_CANDIDATES", "Ordered", "OrderedNames", "OrderedPlaces"]

MOST_CANDIDATES = 10


def _recorded(store: Store, number: int) -> str:
    name = store.name(number)
    where = f"{name.script}, {name.lang}" if name.lang else name.script
    return f"the recorded {name.role} name {name.text} ({where})"


def _relation(store: Store, number: int, bare: int, script: int) -> str:
    """How a recorded name agrees with what was asked, when their keys are equal."""
    same = np.array([store.columns.name_bare[number] == bare])
    return RELATIONS[int(relations(same, np.array([script]), store.columns.name_script[[number]])[0])]


def _met(store: Store, reading: Reading, number: int, edits: int, cosine: float) -> tuple[str, str, str]:
    """(relation, recorded key, the sentence that says which recorded name was met, and how)."""
    key = store.keys[int(store.columns.key[number])]
    recorded = _recorded(store, number)
    if edits == 0:
        relation = _relation(store, number, reading.bare, reading.script)
        return relation, key, f"{relation}: this is the key of {recorded}"
    apart = f"{edits} edit{'s' if edits > 1 else ''}"
    if math.isnan(cosine):
        return "near", key, f"near: {apart} from {key}, the key of {recorded}"
    return (
        "alike",
        key,
        f"alike: {cosine:.2f} by its n-grams to a name of the entity; closest is {recorded}, {apart} from {key}",
    )


def _hints(store: Store, hints: Hints) -> str:
    said = []
    if hints.country is not None:
        said.append(f"country {store.display_name(hints.country)}")
    if hints.admin is not None:
        said.append("admin " + " or ".join(sorted({store.display_name(a) for a in hints.admin})))
    if hints.kinds is not None:
        said.append("kind " + " or ".join(sorted(hints.kinds)))
    if hints.wants.near is not None:
        said.append("near {:.4g}, {:.4g}".format(*hints.wants.near))
    if hints.wants.lang is not None:
        said.append(f"language {hints.wants.lang}")
    if hints.wants.around or hints.wants.around_countries:
        said.append("the other names of the document")
    return ", ".join(said)


def _closest(store: Store, reading: Reading, entity: int, number: int) -> int:
    """Of the entity's names under one key, the one that agrees best with what was asked: Куп'янськ before Kupiansk."""
    columns = store.columns
    first, end = int(columns.names[entity]), int(columns.names[entity + 1])
    names = first + np.flatnonzero(columns.key[first:end] == columns.key[number])
    same = columns.name_bare[names] == reading.bare
    how = relations(same, np.full(len(names), reading.script), columns.name_script[names])
    return int(names[np.lexsort((names, columns.name_role[names], how))[0]])


@dataclass(frozen=True, slots=True, eq=False)
class Ordered(ABC):
    """The candidates of one query, not yet put together.

    Attributes:
        store: the gazetteer.
        given: the name as it was given.
        ranked: the candidates of a batch of queries.
        at: place of this query in `ranked.queries`.
        status: what was decided.
        bar: the score from which it would have been matched.
    """

    store: Store
    given: str
    ranked: Ranked
    at: int
    status: Status
    bar: float

    @abstractmethod
    def _found(self, pairs: Pairs, row: int) -> tuple[str, int, str, list[str]]:
        """(relation, number of the recorded name, its key or "", the steps that led to it)."""

    def _rows(self) -> range:
        start = int(self.ranked.start[self.at])
        return range(start, min(int(self.ranked.start[self.at + 1]), start + MOST_CANDIDATES))

    def _score(self, row: int) -> float:
        return round(float(self.ranked.score[row]), 4)

    def _evidence(self, row: int) -> Evidence:
        pairs = self.ranked.pairs
        relation, number, key, steps = self._found(pairs, row)
        rows = self._rows()
        other = rows[1] if row == rows[0] and len(rows) > 1 else rows[0]
        if other != row:
            label = self.store.label(int(pairs.entity[other]))
            steps.append(f"{'next' if row == rows[0] else 'first'}: {label} with {self._score(other):.2f}")
        if row == rows[0] and self.status != "matched":
            steps.append(self._verdict(rows))
        return Evidence(relation, self.given, self.store.name(number).text, key, tuple(steps))

    def _verdict(self, rows: range) -> str:
        """Why the first candidate is not the answer."""
        if self.status == "unmatched":
            first = self._score(rows[0])
            return f"unmatched: no recorded name is likely to be meant ({first:.2f} for the first candidate)"
        if len(rows) > 1 and self._score(rows[1]) > self._score(rows[0]) / 3:
            return "ambiguous: several may be meant, and none is clearly ahead"
        return f"ambiguous: {self._score(rows[0]):.2f} is below {self.bar:.2f}, from which an answer is given"

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, best first."""
        entity = self.ranked.pairs.entity
        return tuple(
            Candidate(self.store.entity(int(entity[row])), self._score(row), self._evidence(row))
            for row in self._rows()
        )

    def evidence(self) -> Evidence:
        """Why the first stands there."""
        return self._evidence(self._rows()[0])

    def id(self) -> str:
        """The canonical id of the first candidate."""
        return self.store.id(int(self.ranked.pairs.entity[self._rows()[0]]))

    def display_name(self) -> str:
        """The display name of the first candidate."""
        return self.store.display_name(int(self.ranked.pairs.entity[self._rows()[0]]))

    def entity(self) -> Entity:
        """The first candidate's entity."""
        return self.store.entity(int(self.ranked.pairs.entity[self._rows()[0]]))


@dataclass(frozen=True, slots=True, eq=False)
class OrderedPlaces(Ordered):
    """Places.

    Attributes:
        readings: the readings that `ranked` numbers.
    """

    readings: Sequence[Reading]

    def _found(self, pairs: Pairs, row: int) -> tuple[str, int, str, list[str]]:
        reading = self.readings[int(pairs.reading[row])]
        number, edits = int(pairs.name[row]), int(pairs.edits[row])
        if edits == 0:
            number = _closest(self.store, reading, int(pairs.entity[row]), number)
        relation, key, step = _met(self.store, reading, number, edits, float(pairs.cosine[row]))
        relation = relation if reading.form is None else "inflected"
        steps = [*reading.steps, step]
        if hints := _hints(self.store, reading.hints):
            steps.append(f"hint: {hints}")
        return relation, number, key, steps


@dataclass(frozen=True, slots=True, eq=False)
class OrderedNames(Ordered):
    """People and organisations.

    Attributes:
        query: the name after clean-up.
        names: what `ranked` numbers: names taken apart, and base forms of them.
        forms: those base forms, by their number.
        about: what is known besides it.
    """

    query: Query
    names: Sequence[NameParts]
    forms: Mapping[int, BaseForm]
    about: About

    def _found(self, pairs: Pairs, row: int) -> tuple[str, int, str, list[str]]:
        number = int(pairs.name[row])
        recorded = _recorded(self.store, number)
        cleaned = self.query.steps[:-1]  # the key of the whole name says nothing here
        name, form = self.names[int(pairs.reading[row])], self.forms.get(int(pairs.reading[row]))
        steps = [*cleaned, *(() if form is None else form.steps), *name.taken]
        if pairs.edits[row] == 0:
            bare, script = (self.query if form is None else prepare(form.text)).letters
            relation = _relation(self.store, number, bare, script)
            steps.append(f"{relation}: its parts are those of {recorded}")
        else:
            relation = "alike"
            aligned = align_in(self.store, name, number)
            met = ", ".join(f"{a.text} ~ {b.text} {likeness:.2f}" for a, b, likeness in aligned.taken(0))
            left = [part.text for part in aligned.unmet(0)[0]]
            rest = f"; {' '.join(left)} is not in it" if left else ""
            steps.append(f"parts: {met or 'none agree'}{rest}; closest is {recorded}")
        said = [f"country {self.about.country}"] if self.about.country else []
        said += [f"born {self.about.born}"] if self.about.born else []
        if said:
            steps.append(f"hint: {', '.join(said)}")
        return relation if form is None else "inflected", number, name.key, steps
