"""Coasts, borders and areas of countries within a view, from `outlines.json` (made by tests/bench/outlines.py)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from normalize.tables.report.markup import read

__all__ = ["Box", "Point", "areas_within", "lines_within", "middle", "size"]

Point = tuple[float, float]
_TURNS = (-720.0, -360.0, 0.0, 360.0, 720.0)  # an area that crosses the antimeridian is kept in one piece


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds in degrees; east of the antimeridian, longitudes go on beyond 180."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, points: list[Point], turn: float = 0.0) -> bool:
        """Whether the bounds of points, `turn` degrees further east, overlap these."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        apart = max(xs) + turn < self.west or min(xs) + turn > self.east or max(ys) < self.south or min(ys) > self.north
        return not apart

    def grown(self, part: float) -> "Box":
        """These bounds with a margin of a part of their size on every side."""
        x, y = part * (self.east - self.west), part * (self.north - self.south)
        return Box(self.west - x, self.south - y, self.east + x, self.north + y)


def areas_within(box: Box) -> Iterator[tuple[str, list[Point]]]:
    """Yield (name of the country, ring) of all land in a box, cut to it."""
    _, areas = _world()
    for country, rings in areas:
        for ring in rings:
            for turn in _TURNS:
                if box.meets(ring, turn):
                    cut = _cut([(x + turn, y) for x, y in ring], box)
                    if len(cut) > 2:
                        yield country, cut


def lines_within(box: Box) -> Iterator[tuple[str, list[Point]]]:
    """Yield (kind, points) of the lines in a box: those of their steps that may be seen in it."""
    lines, _ = _world()
    for kind, line in lines:
        for turn in _TURNS:
            if not box.meets(line, turn):
                continue
            run: list[Point] = []
            for a, b in pairwise(line):
                if not box.meets([a, b], turn):
                    if run:
                        yield kind, run
                    run = []
                else:
                    run = run or [(a[0] + turn, a[1])]
                    run.append((b[0] + turn, b[1]))
            if run:
                yield kind, run


def size(ring: list[Point]) -> float:
    """Return the area of a ring in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def middle(ring: list[Point]) -> Point:
    """Return the centre of gravity of a ring."""
    doubled = x = y = 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        doubled, x, y = doubled + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return (x / (3 * doubled), y / (3 * doubled)) if doubled else ring[0]


@cache
def _world() -> tuple[list[tuple[str, list[Point]]], list[tuple[str, list[list[Point]]]]]:
    """(kind, points) of every line, (country, rings) of every area."""
    file = json.loads(read("outlines.json"))
    lines = [(kind, _points(steps)) for kind, *steps in file["lines"]]
    areas = [(country, [_ring(ring, lines) for ring in rings]) for country, *rings in file["areas"]]
    return lines, areas


def _points(steps: list[int]) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 100, y / 100))
    return points


def _ring(numbers: list[int], lines: list[tuple[str, list[Point]]]) -> list[Point]:
    """The points of a ring, each line in the turn of the globe in which the one before it ends."""
    ring: list[Point] = []
    for number in numbers:
        line = lines[number][1] if number >= 0 else lines[~number][1][::-1]
        turn = 360 * round((ring[-1][0] - line[0][0]) / 360) if ring else 0
        ring.extend((x + turn, y) for x, y in line)
    if abs(ring[-1][0] - ring[0][0]) > 180:  # round a pole: the source has but one such, Antarctica
        ring += [(ring[-1][0], -90.0), (ring[0][0], -90.0)]
    return ring


def _cut(ring: list[Point], box: Box) -> list[Point]:
    """The part of a ring within a box (Sutherland and Hodgman 1974)."""
    for axis, bound, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1)):
        kept: list[Point] = []
        for a, b in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            a_in, b_in = sign * (a[axis] - bound) >= 0, sign * (b[axis] - bound) >= 0
            if a_in != b_in:
                part = (bound - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
            if b_in:
                kept.append(b)
        ring = kept
    return ring
