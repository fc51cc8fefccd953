"""The view of a map: which part of the world is shown, and where a point of it stands on paper."""

import math
from dataclasses import dataclass

from normalize.tables.report.outlines import Box, Point

__all__ = ["WIDTH", "View", "view_of"]

WIDTH = 960
_MARGIN = 0.08
_LEAST_HEIGHT = 6.0  # degrees: a single place is shown with its surroundings
_SHAPE = (0.45, 0.7)  # the least and the greatest height of the map for its width
_ROUND = 1.15  # how much narrower a view has to be before it leaves the customary one, cut at the antimeridian


@dataclass(frozen=True, slots=True)
class View:
    """An equirectangular map, true to scale along the parallel of its middle.

    Attributes:
        box: what is shown, in degrees.
        height: on paper, for a width of `WIDTH`.
    """

    box: Box
    height: float

    def place(self, point: Point) -> Point:
        """Where a (longitude, latitude) stands on paper; the longitude may be that of another turn of the globe.

        >>> view_of([(30.0, 50.0)]).place((30.0, 50.0))
        (480.0, 336.0)
        """
        turned = self.box.west + (point[0] - self.box.west) % 360
        return self.straight((turned, point[1]))

    def straight(self, point: Point) -> Point:
        """Where a point stands on paper that is given in the turn of the view, and may lie beyond its edge."""
        x = (point[0] - self.box.west) / (self.box.east - self.box.west) * WIDTH
        y = (self.box.north - point[1]) / (self.box.north - self.box.south) * self.height
        return round(x, 1), round(y, 1)


def view_of(points: list[Point]) -> View:
    """Return the view that shows all points, with a margin.

    Args:
        points: (longitude, latitude) in degrees, one at least.
    """
    west, east = _longitudes([x for x, _ in points])
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = max(0.2, math.cos(math.radians((south + north) / 2)))  # a degree of longitude for one of latitude
    height = max(_LEAST_HEIGHT, (north - south) * (1 + 2 * _MARGIN))
    width = max(_LEAST_HEIGHT, (east - west) * (1 + 2 * _MARGIN) * scale)
    width = min(max(width, height / _SHAPE[1]), 360 * scale)
    height = max(height, width * _SHAPE[0])
    x, y = (west + east) / 2, (south + north) / 2
    if y + height / 2 > 90 or y - height / 2 < -90:
        y = max(min(y, 90 - height / 2), height / 2 - 90) if height < 180 else 0.0
    box = Box(x - width / scale / 2, y - height / 2, x + width / scale / 2, y + height / 2)
    return View(box, round(WIDTH * height / width, 1))


def _longitudes(values: list[float]) -> tuple[float, float]:
    """(west, east) of the narrowest view that holds all longitudes; across the antimeridian where that is narrower."""
    usual = min(values), max(values)
    ring = sorted({value % 360 for value in values})
    gaps = [(after - before, after) for before, after in zip(ring, [*ring[1:], ring[0] + 360], strict=True)]
    widest, start = max(gaps)
    if (usual[1] - usual[0]) <= (360 - widest) * _ROUND:
        return usual
    west = start % 360
    west = west - 360 if west >= 180 else west
    return west, west + 360 - widest
