"""Countries named by their people ("Ukrainian") and by what lies in them ("Tokyo") in a column of countries."""

from dataclasses import replace

from normalize.evidence import MOST_CANDIDATES
from normalize.gazetteer import Store
from normalize.kinds.demonyms import countries_of, without_citizen
from normalize.matching import weights
from normalize.queries import Query
from normalize.results import Candidate, Evidence, Known, Match, Status

__all__ = ["country_of_people", "or_country_around"]

_SURE = 0.95  # that a word for people of one country means that country


def country_of_people(store: Store, query: Query) -> Match | None:
    """Return the match of a country that is named by its people, or None where the name is no such word.

    Args:
        store: the gazetteer.
        query: "Ukrainian", "British citizen", "сириец".
    """
    word = without_citizen(query.text)
    held = [at for code in sorted(countries_of(word)) if (at := store.find_id(f"iso3166:{code}")) is not None]
    if not held:
        return None
    held.sort(key=lambda at: (-store.prominence(at), at))
    score = round(_SURE / len(held), 4)
    status: Status = "matched" if len(held) == 1 else "ambiguous"
    others = [store.display_name(at) for at in held[1:]]
    steps = (
        *query.steps[:-1],
        f"demonym: {word} is what people and things of {store.display_name(held[0])} are called",
    )
    if others:
        steps = (*steps, f"ambiguous: those of {' and '.join(others)} are called so too")
    found = tuple(Candidate(store.entity(at), score, Evidence("demonym", query.given, word, "", steps)) for at in held)
    return Match(query.given, status, score, Known(found, found[0].evidence), store.version)


def or_country_around(store: Store, match: Match, place: Match) -> Match:
    """Return the match of a country, with the country around what the name means as a place as a candidate.

    It only suggests: the name is that of something else, so it stays unmatched.

    Args:
        store: the gazetteer.
        match: what the name means as a country.
        place: what it means as a place.
    """
    share: dict[str, float] = {}
    for candidate in place.candidates:
        if candidate.entity.country and candidate.entity.kind != "country":
            share[candidate.entity.country] = share.get(candidate.entity.country, 0.0) + candidate.score
    code = max(share, key=lambda c: share[c], default=None)
    country = None if code is None else store.find_id(f"iso3166:{code}")
    if code is None or country is None or place.status == "unmatched":
        return match
    found = store.entity(country)
    inside = next(c for c in place.candidates if c.entity.country == code and c.entity.kind != "country")
    others = tuple(c for c in match.candidates if c.entity != found)
    left = max(0.0, 1 - sum(c.score for c in others))
    score = round(min(share[code] * left, weights().decision.matched_alike - 0.01), 4)
    if len(others) < len(match.candidates) and match.candidates[0].score >= score:
        return match
    step = f"within: {inside.entity.label} lies in {found.label}; it is no recorded name of the country"
    evidence = replace(inside.evidence, relation="within", steps=(*inside.evidence.steps, step))
    candidates = tuple(sorted((*others, Candidate(found, score, evidence)), key=lambda c: -c.score))
    known = Known(candidates[:MOST_CANDIDATES], candidates[0].evidence)
    return Match(match.query, "unmatched", candidates[0].score, known, store.version)
