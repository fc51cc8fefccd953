"""Countries named by what lies in them: "Tokyo" in a column of countries."""

from dataclasses import replace

from normalize.evidence import MOST_CANDIDATES
from normalize.gazetteer import Store
from normalize.matching import weights
from normalize.results import Candidate, Known, Match

__all__ = ["or_country_around"]


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
