"""Hints as people have them, turned into numbers of a gazetteer."""

import re
from collections.abc import Collection
from functools import lru_cache
from numbers import Real
from typing import Any

from normalize.errors import (
    ArgumentError,
    UnknownAdminError,
    UnknownCountryError,
    UnknownKindError,
)
from normalize.gazetteer import Store
from normalize.gazetteer.packaged import packaged
from normalize.keys import fold
from normalize.kinds.class_words import without_class_word
from normalize.kinds.place import KIND_SYNONYMS
from normalize.languages import find_language
from normalize.letters import clean
from normalize.matching import Preferences
from normalize.named import NOTHING_KNOWN, About
from normalize.queries import NO_HINTS, Hints
from normalize.resolve import is_null, resolve_name
from normalize.results import Match

__all__ = ["HINTS", "admin_id", "hinted", "read_about", "read_hints"]

_SURE = 0.97
_LONGEST_CODE = 3  # signs of a subdivision's code after that of its country

# GeoNames writes first-level code 00, or none, where a place is assigned to no subdivision: only the country is known.
_NO_ADMIN = re.compile(r"([A-Z]{2})\.(?:00)?")
HINTS = ("country", "admin", "near", "kinds", "lang")
_COUNTRY = Hints(kinds=frozenset({"country"}))


def read_hints(store: Store, country: object, admin: object, near: object, kinds: object, lang: object) -> Hints:
    """Return the hints of one name; nulls and empty strings say nothing.

    Raises:
        ArgumentError: a hint that cannot be understood; its subclass says which.
    """
    if country is None and admin is None and near is None and kinds is None and lang is None:
        return NO_HINTS
    country_at = None if _says_nothing(country) else _country(store, country)
    if isinstance(admin, str) and (found := _NO_ADMIN.fullmatch(admin.strip())):
        country_at, admin = country_at if country_at is not None else _country(store, found[1]), None
    hints = Hints(
        country_at,
        None if _says_nothing(admin) else _admin(store, admin, country_at),
        None if kinds is None else _kinds(store, kinds),
        Preferences(
            None if _says_nothing(near) else _near(store, near),
            None if _says_nothing(lang) else _lang(lang),
        ),
    )
    return NO_HINTS if hints == NO_HINTS else hints


def _says_nothing(hint: object) -> bool:
    return is_null(hint) or (isinstance(hint, str) and not hint.strip())


def _country(store: Store, hint: object) -> int | None:
    """The country of a hint; None in a gazetteer without countries, where a country that there is rules nothing out."""
    if not isinstance(hint, str):
        raise UnknownCountryError(f"country= takes a code or a name, not {type(hint).__name__}")
    own = "country" not in store.kinds
    found = _country_of_text(packaged("place") if own else store, hint)
    if found is None:
        raise UnknownCountryError(
            f"country={hint[:80]!r} is no ISO 3166 code and no known name of a country; "
            "leave it out where the country is not known"
        )
    return None if own else found


@lru_cache(maxsize=1 << 12)
def _country_of_text(store: Store, hint: str) -> int | None:
    return _surely(store, resolve_name(store, hint, _COUNTRY))


def _surely(store: Store, match: Match) -> int | None:
    """The entity a hint means. A hint that is only like a name must be very like it: it rules out everything else."""
    if not match or (match.evidence.relation == "alike" and match.score < _SURE):
        return None
    return store.find_id(str(match.id))


def _admin(store: Store, hint: object, country: int | None) -> frozenset[int]:
    if not isinstance(hint, str):
        raise UnknownAdminError(f"admin= takes a name, a code or an id, not {type(hint).__name__}")
    found = _admin_of_text(store, hint, country)
    if not found:
        raise UnknownAdminError(
            f"admin={hint[:80]!r} is no known subdivision{' of that country' if country is not None else ''}; "
            'give a name, an ISO 3166-2 code ("UA-63"), a GeoNames code ("UA.07") or an entity id'
        )
    return found


@lru_cache(maxsize=1 << 12)
def _admin_of_text(store: Store, hint: str, country: int | None) -> frozenset[int]:
    """Every subdivision the hint may name: several have the same name, and any of them will do."""
    text = clean(hint)
    at = store.find_id(text)
    if at is not None:
        return frozenset({at})
    if country is not None and text.isalnum() and len(text) <= _LONGEST_CODE:  # "TX" beside a country
        code = store.country_codes(country)[0]
        coded = {store.find_id(f"{code}-{text.upper()}"), store.find_id(f"{code}.{text.upper()}")}
        if found := {at for at in coded if at is not None and store.country(at) == country}:
            return frozenset(found)  # ISO 3166 and GeoNames may give one code to two of them: any of these will do
    texts = [text, *(rest for rest, kinds, _ in without_class_word(text) if "subdivision" in kinds)]
    for candidate in texts:
        owners = {store.owner(n) for n in store.find_key(fold(candidate))}
        found = {e for e in owners if store.kind(e) == "subdivision" and country in (None, store.country(e))}
        if found:
            return frozenset(found)
    at = _surely(store, resolve_name(store, hint, Hints(country=country, kinds=frozenset({"subdivision"}))))
    return frozenset() if at is None else frozenset({at})


def _near(store: Store, hint: Any) -> tuple[float, float]:
    if isinstance(hint, str):
        at = store.find_id(clean(hint))
        position = None if at is None else store.position(at)
        if position is None:
            raise ArgumentError(f"near={hint[:80]!r} is no id of an entity with a position; give (lat, lon) in degrees")
        return position
    try:
        lat, lon = hint
    except (TypeError, ValueError):
        raise ArgumentError(f"near={hint!r} must be (lat, lon) in degrees, or an entity id") from None
    numbers = isinstance(lat, Real) and isinstance(lon, Real)
    if not (numbers and -90 <= float(lat) <= 90 and -180 <= float(lon) <= 360):
        raise ArgumentError(f"near={hint!r}: latitude lies in -90..90 and longitude in -180..180 degrees")
    return float(lat), float(lon)


def _kinds(store: Store, hint: object) -> frozenset[str]:
    if isinstance(hint, str) or not isinstance(hint, Collection) or not all(isinstance(k, str) for k in hint):
        raise UnknownKindError(f"kinds={hint!r} must be a tuple or list of kinds, such as ('city', 'river')")
    kinds = frozenset(KIND_SYNONYMS.get(kind.lower(), kind.lower()) for kind in hint)
    if unknown := kinds - set(store.kinds):
        raise UnknownKindError(
            f"the gazetteer holds no kind {sorted(unknown)[0]!r}; its kinds are {', '.join(store.kinds)}"
        )
    return kinds


def _lang(hint: object) -> str:
    language = find_language(hint if isinstance(hint, str) else repr(hint))
    return language.alpha_2 or language.alpha_3


def hinted(country: str, admin: str) -> tuple[str, str]:
    """Return the ISO 3166 code of a country and the id of a subdivision in it, by any name; "" for what is unknown."""
    places = packaged("place")
    at = _country_of_text(places, country) if country.strip() else None
    found = _admin_of_text(places, admin, at) if admin.strip() else frozenset()
    return places.country_codes(at)[0] if at is not None else "", admin_id(places, found)


def admin_id(store: Store, admin: frozenset[int] | None) -> str:
    """Return the id that stands for a subdivision hint: the highest of those it may name; "" without one."""
    return store.id(min(admin, key=lambda at: (len(store.admins(at)), at))) if admin else ""


def read_about(country: object, born: object) -> About:
    """Return what is known of a person or organisation besides the name; nulls and empty strings say nothing.

    Raises:
        ArgumentError: a country that is none, a year that is none.
    """
    if country is None and born is None:
        return NOTHING_KNOWN
    code = None
    if not _says_nothing(country):
        places = packaged("place")
        at = _country(places, country)
        code = None if at is None else places.country_codes(at)[0]
    return About(code, None if _says_nothing(born) else _year(born))


def _year(born: Any) -> int:
    try:
        year = int(born)
    except (TypeError, ValueError):
        year = -1
    if isinstance(born, bool) or not 0 < year < 2200:
        raise ArgumentError(f"born={born!r} must be a year, such as 1978")
    return year
