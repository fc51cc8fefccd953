"""What is known of a query beside a candidate, as numbers with names: the inputs of the score.

A feature is one function from the compared pairs to one number a pair (`CANDIDATE`) or a query (`OUTSIDE`); which are
used, and how much each counts, stands in `weights.toml`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from normalize.gazetteer import Store
from normalize.gazetteer.layout import DEGREE, NO_POSITION, NONE, ROLES
from normalize.gazetteer.ragged import held
from normalize.gazetteer.records import FEATURE_KINDS
from normalize.keys.grams import skeleton
from normalize.letters.scripts import SCRIPTS
from normalize.matching.pairs import Pairs, Preferences
from normalize.matching.relations import RELATIONS, relations

__all__ = ["CANDIDATE", "OUTSIDE", "Compared"]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]

_EARTH_KM = 12_742.0  # mean diameter
_NEAR_KM = 30.0  # at this distance from the hinted point a place is half as likely
_FEW_PEOPLE = 300.0  # what a place of unknown size counts
_LATIN = list(SCRIPTS).index("Latn")


@dataclass(eq=False)
class Compared:
    """Pairs, and what is known of their readings.

    Attributes:
        store: the gazetteer.
        pairs: the pairs; `reading` numbers index the following.
        keys: fold keys of the readings.
        bare, script: hash of the letters, and number of the script, of each reading.
        want: for each reading a place in `wants`.
        wants: distinct soft hints.
        hinted: for each reading whether anything says where it lies (a country or closer), whether a subdivision or a
            position does, and whether a kind was given.
        changed: for each reading whether it is a base form put in the place of the name as it stands.
    """

    store: Store
    pairs: Pairs
    keys: Sequence[str]
    bare: Numbers
    script: Numbers
    want: Numbers
    wants: Sequence[Preferences]
    hinted: npt.NDArray[np.bool_]
    changed: npt.NDArray[np.bool_]

    @cached_property
    def queries(self) -> Numbers:
        """The numbers of the queries that met anything, ascending."""
        return np.unique(self.pairs.query)

    @cached_property
    def first(self) -> Numbers:
        """For each of them its first reading."""
        order = np.lexsort((self.pairs.reading, self.pairs.query))
        found: Numbers = self.pairs.reading[order][np.searchsorted(self.pairs.query[order], self.queries)]
        return found

    @cached_property
    def relation(self) -> Numbers:
        """How each pair agrees, as a place in `RELATIONS`."""
        columns, pairs = self.store.columns, self.pairs
        same = columns.name_bare[pairs.name] == self.bare[pairs.reading]
        return relations(same, self.script[pairs.reading], columns.name_script[pairs.name])

    @cached_property
    def people(self) -> Floats:
        """Logarithm of the people that each candidate stands for."""
        return np.log10(self.store.columns.prominence[self.pairs.entity].astype(np.float64) + _FEW_PEOPLE)

    @cached_property
    def in_places_around(self) -> npt.NDArray[np.bool_]:
        """Whether each candidate lies in a subdivision that other mentions of the text lie in."""
        return _inside(self, lambda wants: wants.around)

    @cached_property
    def _texts(self) -> tuple[list[str], list[str]]:
        recorded = self.store.keys.many(self.store.columns.key[self.pairs.name])
        return [self.keys[r] for r in self.pairs.reading.tolist()], recorded

    @cached_property
    def closeness(self) -> Floats:
        """1 when the keys are equal, 0 when every letter differs."""
        asked, recorded = self._texts
        longer = np.array([max(len(a), len(b), 1) for a, b in zip(asked, recorded, strict=True)])
        answer: Floats = 1.0 - np.maximum(self.pairs.edits, 0) / longer
        return answer

    @cached_property
    def beginning(self) -> Floats:
        """Jaro-Winkler similarity of the keys: letters in common, the beginning counting more."""
        return np.asarray(cpdist(*self._texts, scorer=JaroWinkler.similarity, dtype=np.float64))

    @cached_property
    def within(self) -> Floats:
        """Whether one key holds the other whole."""
        return np.array([float(a in b or b in a) for a, b in zip(*self._texts, strict=True)])

    @cached_property
    def skeletons(self) -> Floats:
        """Closeness of the keys without vowels, letters for like sounds made one."""
        one, other = ([skeleton(key) for key in keys] for keys in self._texts)
        return np.asarray(cpdist(one, other, scorer=OSA.normalized_similarity, dtype=np.float64))

    @cached_property
    def longer_by(self) -> Floats:
        """Share of the longer key that the shorter one lacks."""
        return np.array([abs(len(a) - len(b)) / max(len(a), len(b), 1) for a, b in zip(*self._texts, strict=True)])

    @cached_property
    def length(self) -> Numbers:
        """Letters of the key, of each reading."""
        return np.fromiter(map(len, self.keys), np.int64, len(self.keys))


def _people(c: Compared) -> Floats:
    return c.people


@lru_cache(maxsize=64)
def _kinds(store: Store, kinds: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which of the kinds of a gazetteer are among some."""
    return np.array([kind in kinds for kind in store.kinds], bool)


def _kind_of(c: Compared, *kinds: str) -> npt.NDArray[np.bool_]:
    answer: npt.NDArray[np.bool_] = _kinds(c.store, kinds)[c.store.columns.kind[c.pairs.entity]]
    return answer


def _kind(*kinds: str) -> Callable[[Compared], Floats]:
    def of_kind(c: Compared) -> Floats:
        # A hint that says what kind it is has already left the others out: no kind is likelier then.
        answer: Floats = (_kind_of(c, *kinds) & ~c.hinted[c.pairs.reading, 2]).astype(np.float64)
        return answer

    return of_kind


def _relation(name: str) -> Callable[[Compared], Floats]:
    return lambda c: (c.relation == RELATIONS.index(name)).astype(np.float64)


def _role(name: str) -> Callable[[Compared], Floats]:
    return lambda c: (c.store.columns.name_role[c.pairs.name] == ROLES.index(name)).astype(np.float64)


def _language(c: Compared) -> tuple[Numbers, Numbers]:
    """For each pair the number of the language that was said, -2 where none was, and of that of the recorded name."""
    langs: Sequence[str] = c.store.langs
    wanted = np.array([-2 if not w.lang else langs.index(w.lang) if w.lang in langs else -1 for w in c.wants], np.int64)
    return wanted[c.want[c.pairs.reading]], c.store.columns.name_lang[c.pairs.name].astype(np.int64)


def _other_language(c: Compared) -> Floats:
    if not any(w.lang for w in c.wants):
        return np.zeros(len(c.pairs))
    wanted, held = _language(c)
    answer: Floats = ((wanted != -2) & (held != 0) & (held != wanted)).astype(np.float64)
    return answer


def _own_language(c: Compared) -> Floats:
    if not any(w.lang for w in c.wants):
        return np.zeros(len(c.pairs))
    wanted, held = _language(c)
    answer: Floats = ((held != 0) & (held == wanted)).astype(np.float64)
    return answer


def _language_said(c: Compared) -> npt.NDArray[np.bool_]:
    answer: npt.NDArray[np.bool_] = np.array([bool(w.lang) for w in c.wants], bool)[c.want[c.pairs.reading]]
    return answer


def _inflected(c: Compared) -> Floats:
    """Whether a base form met the name, in the language that was said."""
    if not c.changed.any():
        return np.zeros(len(c.pairs))
    return (c.changed[c.pairs.reading] & _language_said(c)).astype(np.float64)


def _inflected_unsaid(c: Compared) -> Floats:
    """Whether a base form met the name, in any language that its letters leave: chance meets more."""
    if not c.changed.any():
        return np.zeros(len(c.pairs))
    return (c.changed[c.pairs.reading] & ~_language_said(c)).astype(np.float64)


def _of_few_letters(value: Callable[[Compared], Floats]) -> Callable[[Compared], Floats]:
    return lambda c: value(c) * np.maximum(7.0 - c.length[c.pairs.reading], 0.0)


def _distance(c: Compared) -> Floats:
    """Minus the logarithm of 1 + (km / 30)²: 0 at the hinted point."""
    points = np.array([w.near or (np.nan, np.nan) for w in c.wants], np.float64).reshape(-1, 2)
    found = np.zeros(len(c.pairs))
    lat, lon = points[c.want[c.pairs.reading]].T
    asked = ~np.isnan(lat)
    if not asked.any():
        return found
    columns, entity = c.store.columns, c.pairs.entity[asked]
    placed = columns.lat[entity] != NO_POSITION
    there = np.radians(np.stack([columns.lat[entity], columns.lon[entity]]) / float(DEGREE))
    here = np.radians(np.stack([lat[asked], lon[asked]]))
    apart = np.sin((there - here) / 2) ** 2
    half = apart[0] + np.cos(there[0]) * np.cos(here[0]) * apart[1]
    km = np.where(placed, _EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(half))), _EARTH_KM)
    found[asked] = -np.log(1 + (km / _NEAR_KM) ** 2)
    return found


def _inside(c: Compared, entities: Callable[[Preferences], frozenset[int]]) -> npt.NDArray[np.bool_]:
    """Whether each candidate lies in one of the countries and subdivisions that its wants name."""
    columns, entity = c.store.columns, c.pairs.entity
    around = np.array([(at << 32) | of for at, wants in enumerate(c.wants) for of in entities(wants)], np.int64)
    around.sort()
    want = c.want[c.pairs.reading] << 32
    country = columns.country[entity]
    found: npt.NDArray[np.bool_] = (
        held(want | columns.admin1[entity], around)
        | held(want | columns.admin2[entity], around)
        | (held(want | country, around) & (country != entity))
    )
    return found


def _same_admin(c: Compared) -> Floats:
    return c.in_places_around.astype(np.float64)


def _same_country(c: Compared) -> Floats:
    return (_inside(c, lambda w: w.around_countries) & ~c.in_places_around).astype(np.float64)


def _around_namesake(c: Compared) -> Floats:
    """Whether the candidate is a subdivision around a town that is a candidate too: New York, New York.

    A district in the same first-level subdivision as the town counts: sources seldom say which district a town is in.
    """
    columns, pairs = c.store.columns, c.pairs
    town = _kind_of(c, "city")
    query = pairs.query[town] << 32
    first = query | columns.admin1[pairs.entity[town]]
    around = np.sort(np.concatenate([first, query | columns.admin2[pairs.entity[town]]]))
    itself = held((pairs.query << 32) | pairs.entity, around)
    admin1 = columns.admin1[pairs.entity]
    beside = held((pairs.query << 32) | admin1, np.sort(first)) & (admin1 != NONE) & ~town
    answer: Floats = (itself | beside).astype(np.float64)
    return answer


def _alias(c: Compared) -> Floats:
    """Whether the name is an alias; for a town the main name of its district (Warszawa, of Warsaw) is none."""
    columns, pairs = c.store.columns, c.pairs
    role = columns.name_role[pairs.name]
    district = _kind_of(c, "subdivision") & (role <= ROLES.index("main"))
    named = np.sort((pairs.query[district] << 32) | pairs.entity[district])
    query = pairs.query << 32
    after = held(query | columns.admin1[pairs.entity], named) | held(query | columns.admin2[pairs.entity], named)
    answer: Floats = ((role == ROLES.index("alias")) & ~(after & _kind_of(c, "city"))).astype(np.float64)
    return answer


def _above(value: Callable[[Compared], Floats], bar: float) -> Callable[[Compared], Floats]:
    return lambda c: np.maximum(value(c) - bar, 0.0)


def _anywhere(value: Callable[[Compared], Floats]) -> Callable[[Compared], Floats]:
    """The same where nothing says in which country or near what it lies: then the better known is meant."""
    return lambda c: value(c) * ~c.hinted[c.pairs.reading, 0]


def _cosine(c: Compared) -> Floats:
    return c.pairs.cosine


def _crossing(c: Compared) -> Floats:
    answer: Floats = (c.script[c.pairs.reading] != c.store.columns.name_script[c.pairs.name]).astype(np.float64)
    return answer


CANDIDATE: Mapping[str, Callable[[Compared], Floats]] = {
    "folded": _relation("folded"),
    "romanised": _relation("romanised"),
    "coarse": _relation("coarse"),
    "alias": _alias,
    "weak": _role("weak"),
    "other_language": _other_language,
    "own_language": _own_language,
    "inflected": _inflected,
    "inflected_unsaid": _inflected_unsaid,
    "inflected_few_letters": _of_few_letters(_inflected),
    "inflected_unsaid_few_letters": _of_few_letters(_inflected_unsaid),
    "subdivision": _kind("subdivision"),
    "country": _kind("country"),
    "feature": _kind(*FEATURE_KINDS),
    "people": _people,
    "people_above_100000": _above(_people, 5.0),
    "around_namesake": _around_namesake,
    "people_anywhere": _anywhere(_people),
    "people_above_100000_anywhere": _anywhere(_above(_people, 5.0)),
    "subdivision_anywhere": _anywhere(_kind("subdivision")),
    "distance": _distance,
    "same_admin": _same_admin,
    "same_country": _same_country,
    "crossing": _crossing,
    "cosine": _cosine,
    **{f"cosine_above_{bar}": _above(_cosine, bar) for bar in (0.5, 0.6, 0.7, 0.8, 0.9)},
    "cosine_across": lambda c: c.pairs.cosine * _crossing(c),
    "cosine_of_letters": lambda c: c.pairs.cosine * np.minimum(c.length[c.pairs.reading], 12) / 12,
    "closeness": lambda c: c.closeness,
    **{f"closeness_above_{bar}": _above(lambda c: c.closeness, bar) for bar in (0.4, 0.6, 0.8)},
    "closeness_across": lambda c: c.closeness * _crossing(c),
    "closeness_of_letters": lambda c: c.closeness * np.minimum(c.length[c.pairs.reading], 12) / 12,
    "both": lambda c: c.closeness * c.pairs.cosine,
    "skeletons": lambda c: c.skeletons,
    "skeletons_above_0.8": _above(lambda c: c.skeletons, 0.8),
    "beginning": lambda c: c.beginning,
    "beginning_above_0.8": _above(lambda c: c.beginning, 0.8),
    "within": lambda c: c.within,
    "longer_by": lambda c: c.longer_by,
    "beginning_anywhere": _anywhere(lambda c: c.beginning),
    "skeletons_anywhere": _anywhere(lambda c: c.skeletons),
    "cosine_anywhere": _anywhere(_cosine),
    "closeness_anywhere": _anywhere(lambda c: c.closeness),
    "same_key": lambda c: (c.pairs.edits == 0).astype(np.float64),
    "one_edit": lambda c: (c.pairs.edits == 1).astype(np.float64),
    "edit_of_few": lambda c: np.maximum(8.0 - c.length[c.pairs.reading], 0.0) * (c.pairs.edits == 1),
}


def _letters(c: Compared) -> Floats:
    return np.minimum(c.length[c.first], 12).astype(np.float64)


def _in_document(c: Compared) -> Floats:
    """Whether other names of the document speak for their surroundings: they do so for what is not recorded too."""
    around = np.array([bool(w.around or w.around_countries) for w in c.wants], bool)
    answer: Floats = around[c.want[c.first]].astype(np.float64)
    return answer


OUTSIDE: Mapping[str, Callable[[Compared], Floats]] = {
    "bias": lambda c: np.ones(len(c.queries)),
    "letters": _letters,
    "few_letters": lambda c: np.maximum(6.0 - _letters(c), 0.0),
    "country_given": lambda c: c.hinted[c.first, 0].astype(np.float64),
    "place_given": lambda c: c.hinted[c.first, 1].astype(np.float64),
    "kind_given": lambda c: c.hinted[c.first, 2].astype(np.float64),
    "in_document": _in_document,
    "other_script": lambda c: (c.script[c.first] != _LATIN).astype(np.float64),
}
