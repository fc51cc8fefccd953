"""A gazetteer of a handful of entities, compiled once, and the default one."""

from pathlib import Path

import pytest

from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.records import Record
from normalize.gazetteers import Gazetteer, default_gazetteer


@pytest.fixture(scope="session")
def tiny_records() -> list[Record]:
    """A country, two subdivisions, four towns of which two are namesakes, and a river with no GeoNames id."""
    return [
        Record(
            "iso3166:UA",
            "country",
            [("Ukraine", "en", "main"), ("Україна", "uk", "alias")],
            {"iso3166_1_alpha3": "UKR", "wikidata": "Q212"},
            ("UA",),
            prominence=40e6,
        ),
        Record(
            "geonames:706482",
            "subdivision",
            [("Kharkiv Oblast", "en", "main"), ("Харківська область", "uk", "alias")],
            {"iso3166_2": "UA-63", "geonames_admin": "UA.07"},
            ("UA",),
            prominence=2e6,
        ),
        Record("geonames:709716", "subdivision", [("Donetsk Oblast", "en", "main")], {}, ("UA",), prominence=4e6),
        _town(703656, "Kupiansk", "geonames:706482", 49.71, 37.61, 27_169, "Куп'янськ", "Kupyansk"),
        _town(707292, "Izium", "geonames:706482", 49.21, 37.26, 45_884, "Ізюм"),
        _town(1, "Lyman", "geonames:709716", 48.99, 37.8, 20_066, "Лиман"),
        _town(2, "Lyman", "geonames:706482", 49.6, 36.5, 4_008, "Лиман"),
        Record(
            "normalize:river/oskil",
            "river",
            [("Oskil", "en", "main"), ("Оскіл", "uk", "alias")],
            {},
            ("UA", "RU"),
            lat=49.5,
            lon=37.8,
            prominence=3_000.0,
        ),
    ]


def _town(number: int, name: str, admin: str, lat: float, lon: float, people: int, *aliases: str) -> Record:
    return Record(
        f"geonames:{number}",
        "city",
        [(name, "en", "main"), *((alias, None, "alias") for alias in aliases)],
        {},
        ("UA",),
        admin,
        lat=lat,
        lon=lon,
        population=people,
        prominence=float(people),
    )


@pytest.fixture(scope="session")
def tiny_path(tiny_records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled file of `tiny_records`."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.gaz"
    compile_records(tiny_records, path, {"name": "tiny", "version": "1"})
    return path


@pytest.fixture(scope="session")
def tiny(tiny_path: Path) -> Gazetteer:
    """The gazetteer of `tiny_records`, open."""
    return Gazetteer.open(tiny_path)


@pytest.fixture(scope="session")
def world() -> Gazetteer:
    """The default gazetteer."""
    return default_gazetteer()
