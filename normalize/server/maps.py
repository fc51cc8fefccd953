"""Where a place lies, as a small map."""

import math
from functools import lru_cache

from normalize.entities import Entity
from normalize.server.markup import Html, fill, join
from normalize.tables.report.outlines import Point, areas_within, lines_within, middle, size
from normalize.tables.report.view import WIDTH, View, view_of

__all__ = ["map_of"]

_APART = 1.5  # how far apart the points of an outline are on paper
_FAR = {"country": 8.0, "subdivision": 3.0, "sea": 8.0, "river": 4.0}  # degrees around it that are shown at least
_KEPT = 256  # maps: the outlines of the whole world are looked through for each
_LETTER = 23.0  # width of a letter of a country's name on paper
_MAP = """<svg class="map" viewBox="0 0 $width $height" role="img" aria-label="$about">
<rect class="sea" width="$width" height="$height"/><path class="land" fill-rule="evenodd" d="$land"/>
<path class="coast" d="$coast"/><path class="border" d="$border"/>$countries
<circle cx="$x" cy="$y" r="13"/></svg>
<p class="small">$about. Made with Natural Earth.</p>"""


def map_of(entity: Entity) -> Html:
    """Return the map of an entity with its surroundings; nothing where its position is not known."""
    if entity.lat is None or entity.lon is None or not (abs(entity.lat) <= 90 and abs(entity.lon) <= 180):
        return Html("")
    return _map(entity.name, entity.lat, entity.lon, _FAR.get(entity.kind, 0.0))


@lru_cache(maxsize=_KEPT)
def _map(name: str, lat: float, lon: float, far: float) -> Html:
    view = view_of([(lon - far, max(-90.0, lat - far)), (lon + far, min(90.0, lat + far))])
    lines = [(kind, Html(f"M{_path(view, line)}")) for kind, line in lines_within(view.box)]
    x, y = view.place((lon, lat))
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return fill(
        _MAP,
        width=str(WIDTH),
        height=f"{view.height:g}",
        about=f"{name} at {abs(lat):.2f}° {north}, {abs(lon):.2f}° {east}",
        land=Html("".join(f"M{_path(view, ring)}Z" for _, ring in areas_within(view.box.grown(0.02)))),
        coast=join([line for kind, line in lines if kind == "coast"]),
        border=join([line for kind, line in lines if kind != "coast"]),
        countries=_countries(view),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
    )


def _countries(view: View) -> Html:
    """Names of the countries that have room for theirs."""
    largest: dict[str, list[Point]] = {}
    for country, ring in areas_within(view.box):
        if size(ring) > size(largest.get(country, ring[:1])):
            largest[country] = ring
    texts = []
    for country, ring in sorted(largest.items()):
        paper = [view.straight(point) for point in ring]
        xs, ys = [x for x, _ in paper], [y for _, y in paper]
        room = len(country) * _LETTER
        if max(xs) - min(xs) > room and max(ys) - min(ys) > 4 * _LETTER:
            x, y = min(max(middle(paper)[0], room / 2), WIDTH - room / 2), middle(paper)[1]
            texts.append(fill('<text x="$x" y="$y">$country</text>', x=f"{x:.0f}", y=f"{y:.0f}", country=country))
    return join(texts)


def _path(view: View, points: list[Point]) -> str:
    """Points on paper, as far as they can be told apart there."""
    x, y = view.straight(points[0])
    path = [f"{x:.1f} {y:.1f}"]
    for at, point in enumerate(points):
        to_x, to_y = view.straight(point)
        if math.hypot(to_x - x, to_y - y) >= _APART or at == len(points) - 1:
            path.append(f"L{to_x:.1f} {to_y:.1f}")
            x, y = to_x, to_y
    return "".join(path)
