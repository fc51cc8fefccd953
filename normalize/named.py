"""People and organisations: names are taken apart, looked for whole and in any order, and compared part by part.

The way of a batch: keys of the parts that are recorded; where none is, those of base forms, names one edit away and
names whose vectors are alike; of the entities so met all names, aligned with the query (`normalize.matching.alignment`)
and scored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from math import log

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from normalize.gazetteer import Store
from normalize.gazetteer.layout import ROLES, STORED_SCALE, letters_hash
from normalize.gazetteer.packaged import packaged
from normalize.gazetteer.ragged import Numbers, places, spread
from normalize.inflection import BaseForm, base_forms
from normalize.keys import SCALE, Encoder, NameParts, Part, fold
from normalize.keys.acronyms import SHORTEST
from normalize.kinds import READERS
from normalize.kinds.person import same_family
from normalize.letters import bare, script_of
from normalize.letters.scripts import SCRIPT_NUMBERS
from normalize.matching import ALIGNED, AlignedNames, Pairs, Ranked, rank, weighed, weights
from normalize.matching.relations import relations

__all__ = [
    "NAMED",
    "NOTHING_KNOWN",
    "NOT_NAMED",
    "About",
    "Beside",
    "Found",
    "align_in",
    "aligned_names",
    "family_encoder",
    "find_named",
]

Floats = npt.NDArray[np.float64]
_NAMES = 80  # names like a query whose entities are looked at
_ENTITIES = 24  # the likest of them, of which
_ALIASES = 6  # names, those closest by their letters, are aligned
_SMALL = 250_000  # names that are compared one by one; of more, those in the nearest lists
_EQUIVALENT = 0.9  # how surely two parts that are recorded as forms of one name are so
_ROMANISED = 0.8  # two that are recorded as spellings of one East Asian name
_PET_FORM = 0.7  # and a name and its pet form, which is no identity
_COMMON = 0.75  # how much less the commonest part tells than one that nobody else has
_LEAST_RARITY = 0.25


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a person or organisation besides the name.

    Attributes:
        country: ISO 3166-1 alpha-2 code.
        born: year.
    """

    country: str | None = None
    born: int | None = None


NOTHING_KNOWN = About()


@dataclass(eq=False)
class Beside:
    """Queries beside recorded names.

    Attributes:
        store: the gazetteer.
        pairs: the names met; `reading` is the place of the query in `asked`.
        asked: the queries, taken apart.
        about: what is known besides of each.
    """

    store: Store
    pairs: Pairs
    asked: Sequence[NameParts]
    about: Sequence[About]

    @cached_property
    def aligned(self) -> AlignedNames:
        """The names, aligned."""
        read = READERS[self.store.family]
        names, where = np.unique(self.pairs.name, return_inverse=True)
        once = [read(self.store.name_text(n)) for n in names.tolist()]
        recorded = [once[at] for at in where.tolist()]
        asked = [self.asked[r] for r in self.pairs.reading.tolist()]
        return aligned_names(asked, recorded, self.store.family, rarity_in(self.store))

    def role(self, name: str) -> Floats:
        """Whether the recorded name has a role."""
        answer: Floats = (self.store.columns.name_role[self.pairs.name] == ROLES.index(name)).astype(np.float64)
        return answer

    @cached_property
    def queries(self) -> Numbers:
        """The numbers of the queries that met anything, ascending."""
        return np.unique(self.pairs.query)

    def facts(self, value: Callable[[About, int], float]) -> Floats:
        """What is known besides, of each pair."""
        known = {at for at, about in enumerate(self.about) if about != NOTHING_KNOWN}
        found = np.zeros(len(self.pairs))
        for row, reading in enumerate(self.pairs.reading.tolist()):
            if reading in known:
                found[row] = value(self.about[reading], int(self.pairs.entity[row]))
        return found

    def of_query(self, value: Callable[[NameParts], float]) -> Floats:
        """A number of each query that met anything."""
        return np.array([value(self.asked[at]) for at in self.queries.tolist()])


def aligned_names(
    one: Sequence[NameParts], other: Sequence[NameParts], family: str, rarity: Callable[[str], float]
) -> AlignedNames:
    """Return names of one family side by side, ready to compare."""
    return AlignedNames(one, other, family_encoder(), weights().part, related_in(family), rarity)


def family_encoder() -> Encoder:
    """Return the encoder that parts and names of people and organisations are compared by."""
    return packaged("person").encoder


def align_in(store: Store, name: NameParts, number: int) -> AlignedNames:
    """Return a name beside a recorded one."""
    recorded = READERS[store.family](store.name_text(number))
    return aligned_names([name], [recorded], store.family, rarity_in(store))


@cache
def related_in(family: str) -> Callable[[Part, Part], float]:
    """Return how surely two parts are forms of one name, of the people that a family names."""
    store = packaged("person")
    relations = ((store.equivalents, _EQUIVALENT), (store.romanised, _ROMANISED), (store.pet_forms, _PET_FORM))

    @lru_cache(maxsize=1 << 16)
    def groups(key: str) -> frozenset[tuple[float, int]]:
        return frozenset((sure, group) for held, sure in relations for group in held.groups(key))

    def related(a: Part, b: Part) -> float:
        one, other = groups(a.key), groups(b.key)
        known = 0.0 if one.isdisjoint(other) else max(sure for sure, _ in one & other)
        return max(known, same_family(a.key, b.key))

    return related if family == "person" else lambda a, b: 0.0


def rarity_in(store: Store) -> Callable[[str], float]:
    """Return how much a part tells, from how many names of the gazetteer have it."""
    every = log(2 + store.meta["counts"]["names"])
    count = store.part_counts

    def rarity(key: str) -> float:
        return max(_LEAST_RARITY, 1 - _COMMON * log(1 + max(count(key) - 1, 0)) / every)

    return rarity


def _of_aligned(feature: Callable[[AlignedNames], Floats]) -> Callable[[Beside], Floats]:
    return lambda b: feature(b.aligned)


def _born(about: About, born: int | None) -> float:
    return 0.0 if about.born is None or born is None else (1.0 if abs(about.born - born) <= 1 else -1.0)


def _same_country(store: Store) -> Callable[[About, int], float]:
    def same(about: About, entity: int) -> float:
        held = store.country_codes(entity)
        return 0.0 if about.country is None or not held else (1.0 if about.country in held else -1.0)

    return same


# Inputs of the score, by name: of a candidate, and of "none of these".
NAMED: Mapping[str, Callable[[Beside], Floats]] = {
    **{name: _of_aligned(feature) for name, feature in ALIGNED.items()},
    "alias": lambda b: b.role("alias"),
    "weak": lambda b: b.role("weak"),
    "inflected": lambda b: (b.pairs.reading != b.pairs.query).astype(np.float64),
    "same_text": lambda b: (b.aligned.whole.closeness == 1.0).astype(np.float64),
    "known": lambda b: np.log10(1.0 + b.store.columns.prominence[b.pairs.entity].astype(np.float64)),
    "born": lambda b: b.facts(lambda about, e: _born(about, b.store.born(e))),
    "country": lambda b: b.facts(_same_country(b.store)),
}
NOT_NAMED: Mapping[str, Callable[[Beside], Floats]] = {
    "bias": lambda b: np.ones(len(b.queries)),
    "one_part": lambda b: b.of_query(lambda n: float(len(n.parts) == 1)),
    "parts": lambda b: b.of_query(lambda n: float(min(len(n.parts), 6))),
    "few_letters": lambda b: b.of_query(lambda n: max(6.0 - len(n.key), 0.0)),
    "many": lambda b: np.full(len(b.queries), log(2 + b.store.meta["counts"]["entities"])),
}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found for a batch.

    Attributes:
        beside: the names that were asked for, then base forms of them, beside what they met.
        ranked: the candidates in order.
        forms: for each of the base forms in `beside` what it is.
    """

    beside: Beside
    ranked: Ranked
    forms: Mapping[int, BaseForm]


def find_named(store: Store, texts: Sequence[str], about: Sequence[About]) -> Found:
    """Return the candidates of names of people or organisations, ranked.

    Args:
        store: a gazetteer of that family.
        texts: cleaned names.
        about: what is known besides, of each.
    """
    read = READERS[store.family]
    asked = [read(text) for text in texts]
    exact = _exact(store, asked, texts)
    left = np.setdiff1d(np.arange(len(asked)), exact.query)
    inflected, forms, of = _inflected(store, texts, left)
    others = _closest_aliases(
        store, asked, Pairs.joined([how(store, asked, left) for how in (_near, _spelled, _alike)])
    )
    asked += [read(form.text) for form in forms.values()]
    about = [*about, *(about[at] for at in of)]
    beside = Beside(store, Pairs.joined([exact, inflected, others]), asked, about)
    tier = weights().named[store.family]
    logit = weighed(tier.candidate, NAMED, beside) if len(beside.pairs) else np.zeros(0)
    outside = weighed(tier.outside, NOT_NAMED, beside) if len(beside.pairs) else np.zeros(0)
    return Found(beside, rank(beside.pairs, beside.queries, logit, outside, _never_same), forms)


def _inflected(store: Store, texts: Sequence[str], left: Numbers) -> tuple[Pairs, dict[int, BaseForm], list[int]]:
    """What base forms of some names met: the pairs, the forms by their number after the names, the name of each."""
    read = READERS[store.family]
    found = [
        (at, form)
        for at in left.tolist()
        for form in base_forms(texts[at])
        if store.find_key_number(read(form.text).key) is not None
    ]
    of, forms = [at for at, _ in found], [form for _, form in found]
    pairs = _exact(store, [read(form.text) for form in forms], [form.text for form in forms])
    numbered = replace(pairs, query=np.array(of, np.int64)[pairs.query], reading=pairs.reading + len(texts))
    return numbered, dict(enumerate(forms, len(texts))), of


def _never_same(one: Numbers, other: Numbers, same_key: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.zeros(len(one), bool)


def _pairs(store: Store, query: Numbers, name: Numbers, edits: int, cosine: Floats) -> Pairs:
    return Pairs(query, query, name, store.columns.owners(name), np.full(len(name), edits), cosine)


def _exact(store: Store, asked: Sequence[NameParts], texts: Sequence[str]) -> Pairs:
    """The names whose parts are those of the query, in any order; of each entity the one that agrees best."""
    found = [(at, key) for at, name in enumerate(asked) if (key := store.find_key_number(name.key)) is not None]
    which, name = store.columns.names_under(np.array([key for _, key in found], np.int64))
    query = np.array([at for at, _ in found], np.int64)[which]
    columns, entity = store.columns, store.columns.owners(name)
    letters = np.array([letters_hash(bare(text)) for text in texts], np.uint16)
    script = np.array([SCRIPT_NUMBERS[script_of(text)] for text in texts], np.uint8)
    how = relations(columns.name_bare[name] == letters[query], script[query], columns.name_script[name])
    order = np.lexsort((name, columns.name_role[name], how, entity, query))
    query, name, entity = query[order], name[order], entity[order]
    first = (np.diff(query, prepend=-1) != 0) | (np.diff(entity, prepend=-1) != 0)
    return _pairs(store, query[first], name[first], 0, np.ones(int(first.sum())))


def _near(store: Store, asked: Sequence[NameParts], left: Numbers) -> Pairs:
    which, key = store.near.find([asked[at].key for at in left.tolist()])
    of, name = store.columns.names_under(key)
    return _pairs(store, left[which][of], name, 1, np.full(len(name), np.nan))


def _spelled(store: Store, asked: Sequence[NameParts], left: Numbers) -> Pairs:
    """The names that the query, or a word of it, may be the acronym of."""
    found = [
        (at, name)
        for at in left.tolist()
        for part in asked[at].parts
        if part.role == "acronym" and len(part.key) >= SHORTEST
        for name in sorted(store.acronyms.groups(part.key))
    ]
    query, name = (np.array([pair[side] for pair in found], np.int64) for side in (0, 1))
    return _pairs(store, query, name, -1, np.full(len(name), np.nan))


def _alike(store: Store, asked: Sequence[NameParts], left: Numbers) -> Pairs:
    """The names whose vectors are likest."""
    texts = [asked[at].text for at in left.tolist()]
    vectors = store.encoder.encode(texts, [fold(text) for text in texts])
    index = store.vectors
    if len(index) <= _SMALL:
        which, row, product = index.among(vectors, slice(None), _NAMES)
    else:
        which, row, product = index.anywhere(vectors, _NAMES)
    name = index.name[row].astype(np.int64)
    return _pairs(store, left[which], name, -1, product.astype(np.float64) / (SCALE * STORED_SCALE))


def _closest_aliases(store: Store, asked: Sequence[NameParts], met: Pairs) -> Pairs:
    """Of the likest entities of each query those names that are closest by their letters."""
    if not len(met):
        return met
    likeness = np.where(np.isnan(met.cosine), 2.0, met.cosine)  # an edit away: before all others
    order = np.lexsort((met.entity, -likeness, met.query))
    seen = met[order]
    _, first = np.unique((seen.query << 32) | seen.entity, return_index=True)
    seen = seen[np.sort(first)]
    seen = seen[places(seen.query) < _ENTITIES]
    columns = store.columns
    start = columns.names[seen.entity].astype(np.int64)
    row, name = spread(start, columns.names[seen.entity + 1] - start)
    wanted = [asked[r].key for r in seen.query[row].tolist()]
    closeness = cpdist(wanted, store.keys.many(columns.key[name]), scorer=OSA.normalized_similarity, dtype=np.float64)
    # A name in the script of the query says more than its romanisation, and vectors hear what letters do not.
    order = np.lexsort((name, -np.asarray(closeness), row))
    row, name = row[order], name[order]
    met_itself = name == seen.name[row]
    kept = (places(row) < _ALIASES) | met_itself
    row, name = row[kept], name[kept]
    query = seen.query[row]
    return replace(seen[row], name=name, reading=query, edits=np.full(len(name), -1))
