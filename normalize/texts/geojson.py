"""The places of a run as GeoJSON. Source: RFC 7946."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from normalize.tables.jsontext import encoded
from normalize.texts.entities import Tallied, Tally
from normalize.texts.found import Scanned
from normalize.texts.sources import Source

__all__ = ["GeoJsonWriter", "feature"]


def feature(one: Tallied) -> Mapping[str, Any]:
    """Return a place with a position as a feature: a point, longitude first, in WGS 84."""
    meant = one.meant
    lon = None if meant.lon is None else meant.lon - 360 if meant.lon > 180 else meant.lon  # people's own may be east
    return {
        "type": "Feature",
        "id": meant.id,
        "geometry": {"type": "Point", "coordinates": [lon, meant.lat]},
        "properties": {
            "name": meant.name,
            "label": meant.label,
            "kind": meant.kind,
            "country": meant.country,
            "score": meant.score,
            "mentions": one.mentions,
            "spellings": [text for text, _ in one.written()],
            "files": list(one.files),
        },
    }


class GeoJsonWriter:
    """A feature a place that is matched, the most mentioned first."""

    shows_texts = False

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._tally = Tally()

    def begin(self, source: Source) -> None:
        """Places say their files."""

    def add(self, scanned: Scanned) -> None:
        """Count a document's places."""
        places = [one for one in scanned.found if one.meant.family == "place"]
        self._tally.add(places, scanned.document.source.name)

    def close(self) -> Sequence[str]:
        """Write the places; return how many could not be."""
        every = self._tally.entities()
        matched = [one for one in every if one.meant.id is not None]
        placed = [one for one in matched if one.meant.lat is not None and one.meant.lon is not None]
        self._out.write(b'{"type": "FeatureCollection", "features": [')
        for at, one in enumerate(placed):
            self._out.write((",\n" if at else "\n").encode() + encoded(feature(one)).encode("utf-8"))
        self._out.write(b"\n]}\n" if placed else b"]}\n")
        notes = []
        if len(placed) < len(matched):
            notes.append(f"{len(matched) - len(placed):,} places have no recorded position and are not on the map")
        if len(matched) < len(every):
            notes.append(f"{len(every) - len(matched):,} names are ambiguous and are not on the map")
        return notes
