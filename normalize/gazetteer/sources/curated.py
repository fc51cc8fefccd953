"""The reviewed files in `gazetteers/`: features no package holds, country ids, preferred display names."""

import csv
from collections.abc import Iterator
from pathlib import Path

from normalize.errors import BuildError
from normalize.gazetteer.records import FEATURE_KINDS, RANK_PROMINENCE, Record

__all__ = ["CountryIds", "read_country_ids", "read_features", "read_preferred", "rows_of"]

_FILES = (
    "rivers", "seas", "straits", "lakes", "mountains", "islands", "bases", "airports", "regions", "historical",
)  # fmt: skip
CountryIds = dict[str, dict[str, str]]


def rows_of(path: Path, columns: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (place in the file, row); refuse a file whose header is not `columns`."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if ",".join(reader.fieldnames or ()) != columns:
            raise BuildError(f"{path}:1: the columns must be {columns}")
        for row in reader:
            if None in row or None in row.values():
                raise BuildError(f"{path}:{reader.line_num}: the row does not have one cell a column")
            yield f"{path}:{reader.line_num}", row


def read_country_ids(folder: Path) -> CountryIds:
    """Return ISO alpha-2 -> {"wikidata": …, "iso3166_2": …} from `countries/countries.csv`."""
    rows = rows_of(folder / "countries" / "countries.csv", "code,wikidata,iso3166_2,source")
    return {row["code"]: {k: row[k] for k in ("wikidata", "iso3166_2") if row[k]} for _, row in rows}


def read_preferred(folder: Path) -> dict[str, tuple[str, str]]:
    """Return canonical id -> (display name, language) from `places/preferred.csv`."""
    rows = rows_of(folder / "places" / "preferred.csv", "id,name,lang,source,reviewed")
    return {row["id"]: (row["name"], row["lang"]) for _, row in rows}


def read_features(folder: Path) -> list[tuple[Record, str | None]]:
    """Return the curated features, each with the ISO 3166-2 code it lies in, or None."""
    columns = "id,kind,name,countries,admin,lat,lon,rank,geonames,wikidata,source,reviewed,note"
    features: dict[str, tuple[Record, str | None]] = {}
    for file in _FILES:
        for where, row in rows_of(folder / "places" / f"{file}.csv", columns):
            if row["kind"] not in FEATURE_KINDS:
                raise BuildError(f"{where}: kind {row['kind']!r} is none of {', '.join(FEATURE_KINDS)}")
            if row["id"] in features:
                raise BuildError(f"{where}: {row['id']} stands twice")
            try:
                lat, lon, prominence = float(row["lat"]), float(row["lon"]), RANK_PROMINENCE[int(row["rank"])]
            except (ValueError, KeyError) as error:
                raise BuildError(f"{where}: lat, lon and rank (1 to 5) must be numbers: {error}") from None
            record = Record(row["id"], row["kind"], lat=lat, lon=lon, prominence=prominence)
            record.countries = tuple(c for c in row["countries"].split("|") if c)
            record.ids = {k: row[k] for k in ("geonames", "wikidata") if row[k]}
            record.names.append((row["name"], "en", "main"))
            features[row["id"]] = record, row["admin"] or None
    for where, row in rows_of(folder / "places" / "names.csv", "id,name,lang,source"):
        if row["id"] not in features:
            raise BuildError(f"{where}: {row['id']} is in none of the feature files")
        record, _ = features[row["id"]]
        if (row["name"], row["lang"], "main") not in record.names:
            record.names.append((row["name"], row["lang"], "alias"))
    return list(features.values())
