"""What a gazetteer has under a key, as far as a text needs it to tell a mention from a word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log10
from typing import Final, Literal, cast

from normalize.gazetteer import Store
from normalize.gazetteer.layout import NONE, ROLES, letters_hash
from normalize.keys import NameParts, fold
from normalize.kinds import READERS
from normalize.kinds.class_words import without_class_word
from normalize.kinds.org import org_role, org_words
from normalize.kinds.person import person_role
from normalize.letters import bare, clean, script_of
from normalize.letters.scripts import SCRIPT_NUMBERS

__all__ = ["NOT_RECORDED", "REGIONS", "Lookup", "Recorded", "lookup_in"]

REGIONS: Final = frozenset({"subdivision", "country"})

_WEAK: Final = ROLES.index("weak")
_ALIAS: Final = ROLES.index("alias")
_LATIN: Final = SCRIPT_NUMBERS["Latn"]  # of main names
_MANY: Final = 400  # names under one key that are looked at
_FEW_PEOPLE: Final = 300.0
_KEPT: Final = 1 << 16  # spans a gazetteer whose answers are kept
_COUNTRY: Final = 2  # letters of the meaning "of this country" among the parts of an organisation's name
_TELLING: Final = 3  # generic words that tell an organisation from others: International Atomic Energy Agency

Part = Literal["name", "initial", "generic", "particle", ""]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The names under one key.

    Attributes:
        people: logarithm (base 10) of how many people the best known entity with a name like this one stands for.
        kind: its kind.
        main: whether the name is its main name or its display name, or in another script than that.
        langs: the languages that names written like this are recorded in.
        same_letters: whether a name is written with these very letters, marks included.
        same_script: whether a name is written in this script.
        stops: whether it is recorded with a full stop at its end.
        by_class: whether a class word in it says the kind: "Oskil River"; it may be recorded without that word.
        entities: how many entities have the name.
        top: number of the best known of them.
        around: numbers of the countries and first-level subdivisions that they lie in, of places.
        regions: numbers of those of them that are countries and subdivisions.
    """

    people: float
    kind: str
    main: bool
    langs: frozenset[str]
    same_letters: bool
    same_script: bool
    stops: bool
    by_class: bool
    entities: int
    top: int
    around: frozenset[int]
    regions: frozenset[int]


NOT_RECORDED: Final = Recorded(0.0, "", False, frozenset(), False, False, False, False, 0, -1, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Lookup:
    """How spans of a text are looked up in a gazetteer.

    Attributes:
        family: what it is a gazetteer of.
        has: whether a key is recorded; None where it is not.
        find: what is recorded under a span: its text, the keys of its words joined ("" where the names of the family
            may stand in another order), and whether its first or last word says what kind of place it is.
        part: what a word may be in names of people and organisations, "" where it is in none.
    """

    family: str
    has: Callable[[str], int | None]
    find: Callable[[str, str, bool], Recorded | None]
    part: Callable[[str], Part]


@lru_cache(maxsize=16)
def lookup_in(store: Store) -> Lookup:
    """Return what looks spans of text up in a gazetteer; answers are kept, as many as a long text needs."""
    find = _find_place(store) if store.family == "place" else _find_named(store)
    return Lookup(store.family, store.find_key_number, find, lru_cache(_KEPT)(_part_of(store)))


def _under(store: Store, text: str, key: str, wanted: frozenset[str] | None = None) -> Recorded | None:
    """The names recorded under a key, of entities of some kinds."""
    number = store.find_key_number(key)
    if number is None:
        return None
    columns = store.columns
    low, high = int(columns.key_names[number]), int(columns.key_names[number + 1])
    script, letters = SCRIPT_NUMBERS[script_of(text)], letters_hash(bare(text))
    best: tuple[bool, bool, float, bool] | None = None
    kind, top = "", -1
    same_letters = stops = False
    owners, regions, langs = set(), set(), set()
    for name in columns.postings[low : min(high, low + _MANY)].tolist():
        role = int(columns.name_role[name])
        owner = store.owner(name)
        of = store.kinds[columns.kind[owner]]
        if role == _WEAK or (wanted is not None and of not in wanted):
            continue
        owners.add(owner)
        if of in REGIONS:
            regions.add(owner)
        written = int(columns.name_script[name]) == script
        exact = written and int(columns.name_bare[name]) == letters
        same_letters |= exact
        if exact:
            langs.add(store.langs[columns.name_lang[name]])
        stops = stops or (exact and store.name_text(name).endswith("."))
        rank = exact, written, log10(float(columns.prominence[owner]) + _FEW_PEOPLE), role < _ALIAS or script != _LATIN
        if best is None or rank > best:
            best, kind, top = rank, of, owner
    if best is None:
        return None
    around = frozenset(at for owner in owners for at in (int(columns.admin1[owner]), int(columns.country[owner])))
    return Recorded(
        people=best[2],
        kind=kind,
        main=best[3],
        langs=frozenset(langs),
        same_letters=same_letters,
        same_script=best[1],
        stops=stops,
        by_class=wanted is not None,
        entities=len(owners),
        top=top,
        around=around - {NONE},
        regions=frozenset(regions),
    )


def _find_place(store: Store) -> Callable[[str, str, bool], Recorded | None]:
    held = frozenset(store.kinds)

    @lru_cache(_KEPT)
    def under(span: str, classed: bool) -> Recorded | None:
        text = clean(span)
        found = _under(store, text, fold(text))
        if found is None or not classed:
            return found
        return replace(found, by_class=any(found.kind in kinds for _, kinds, _ in without_class_word(text)))

    @lru_cache(_KEPT)
    def under_class(span: str) -> Recorded | None:
        for rest, kinds, _ in without_class_word(clean(span)):
            if "city" in kinds:  # Izium city, Stadt Charkiw: the name is what is left
                continue
            if kinds & held and (found := _under(store, rest, fold(rest), kinds & held)) is not None:
                return found
        return None

    def find(span: str, key: str, classed: bool) -> Recorded | None:
        found = under(span, classed) if store.find_key_number(key) is not None else None
        return under_class(span) if found is None and classed else found

    return find


def _find_named(store: Store) -> Callable[[str, str, bool], Recorded | None]:
    read = org_words if store.family == "org" else READERS[store.family]

    @lru_cache(_KEPT)
    def under(span: str) -> Recorded | None:
        text = clean(span)
        parts = read(text)
        found = _under(store, text, parts.key) if parts.key else None
        return None if found is None or (_vague(parts) and not (found.main or found.same_letters)) else found

    def find(span: str, key: str, classed: bool) -> Recorded | None:
        return None if key and store.find_key_number(key) is None else under(span)

    return find


def _vague(parts: NameParts) -> bool:
    """Whether all is generic, and little: no name, no country, no phrase with a link: Armed Forces."""
    generic = [part for part in parts.parts if part.role == "generic"]
    telling = any(part.role not in ("generic", "particle") for part in parts.parts)
    return not telling and len(parts.parts) < _TELLING and all(len(part.key) != _COUNTRY for part in generic)


def _part_of(store: Store) -> Callable[[str], Part]:
    role: Callable[[str], str] = person_role if store.family == "person" else org_role

    def part_of(word: str) -> Part:
        text = clean(word)
        own = role(text)
        if own in ("particle", "generic", "initial"):
            return cast(Part, own)
        return "name" if own == "name" and store.part_counts(fold(text)) else ""

    return part_of
