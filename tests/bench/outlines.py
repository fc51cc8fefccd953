"""Makes outlines.json: coasts and borders of the world, small enough to ship, for the map of the report.

    python tests/bench/outlines.py countries-50m.json > normalize/tables/report/outlines.json

Source. `countries-50m.json` is of the npm package world-atlas 2.0.2 (ISC, Mike Bostock): Natural Earth 4.1.0, Admin 0
countries 1:50m (public domain), as TopoJSON. What is done, in this order:

1. Parts of a country that ISO 3166-2 lists under another one go to that one (`_LISTED_ELSEWHERE`), because the
   gazetteer follows ISO 3166; a line that then has one country on both sides is left out.
2. Islands and lakes smaller than `_LEAST` are dropped, but for the largest part of each country.
3. Lines are simplified (Visvalingam and Whyatt 1993: the point that spans the least triangle goes first); where lines
   meet stays as it is, so that neighbours still fit. Coordinates are rounded to hundredths of a degree.
4. A line is a "coast" (one country beside it), a "border" (two), or "disputed": of a country without an ISO 3166 code.

The file is TopoJSON in spirit: `lines` are [kind, x, y, dx, dy, dx, dy, …] in hundredths of a degree, longitude first,
which goes on beyond 180 degrees where a line crosses the antimeridian;
`areas` are [name, ring, ring, …], the largest first, and a ring lists its lines in order, ~n being line n backwards.
"""

import heapq
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

Point = tuple[float, float]
Ring = tuple[int, ...]

_LEAST = 0.03  # square degrees, about 350 km² at the equator
_SPARE = 0.002  # square degrees: the triangle of a point that is left out
_LISTED_ELSEWHERE = {(34.2, 45.3): "Ukraine"}  # a point of Crimea and Sevastopol: UA-43 and UA-40


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    countries = topology["objects"]["countries"]["geometries"]
    coded = {c["properties"]["name"] for c in countries if pycountry.countries.get(numeric=c.get("id", ""))}
    areas = _kept(_areas(countries, arcs), arcs)
    sides: dict[int, list[str]] = defaultdict(list)
    for name, rings in areas.items():
        for ring in rings:
            for line in ring:
                sides[max(line, ~line)].append(name)
    numbers = {arc: number for number, arc in enumerate(sorted(sides))}
    lines = [[_kind(sides[arc], coded), *_steps(_simplified(arcs[arc]))] for arc in numbers]
    shapes = [
        [name, *([numbers[a] if a >= 0 else ~numbers[~a] for a in ring] for ring in rings)]
        for name, rings in sorted(areas.items())
    ]
    _write(lines, shapes)


def _degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * kx + tx, y * ky + ty))
    return _unwound(points)


def _areas(countries: list[dict[str, Any]], arcs: list[list[Point]]) -> dict[str, list[Ring]]:
    areas: dict[str, list[Ring]] = defaultdict(list)
    for country in countries:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in polygons:
            outer = _points(polygon[0], arcs)
            listed = [name for point, name in _LISTED_ELSEWHERE.items() if _inside(point, outer)]
            name = listed[0] if listed else country["properties"]["name"]
            areas[name].extend(tuple(ring) for ring in polygon)
    return {name: _joined(rings) for name, rings in areas.items()}


def _joined(rings: list[Ring]) -> list[Ring]:
    """The rings of one country, those that share a line made one ring without it."""
    rings = list(rings)
    for a in range(len(rings)):
        for b in range(len(rings)):
            shared = [] if a == b else [line for line in rings[a] if ~line in rings[b]]
            if shared:
                at, back = rings[a].index(shared[0]), rings[b].index(~shared[0])
                rest = rings[b][back + 1 :] + rings[b][:back]
                rings[a] = rings[a][:at] + rest + rings[a][at + 1 :]
                del rings[b]
                return _joined(rings)
    return rings


def _kept(areas: dict[str, list[Ring]], arcs: list[list[Point]]) -> dict[str, list[Ring]]:
    kept = {}
    for name, rings in areas.items():
        sized = sorted(((_size(_points(ring, arcs)), ring) for ring in rings), reverse=True)
        kept[name] = [ring for at, (size, ring) in enumerate(sized) if at == 0 or size >= _LEAST]
    return kept


def _points(ring: Ring | list[int], arcs: list[list[Point]]) -> list[Point]:
    return _unwound([point for a in ring for point in (arcs[a] if a >= 0 else arcs[~a][::-1])])


def _unwound(points: list[Point]) -> list[Point]:
    """Points whose longitudes go on beyond the antimeridian, where the source begins again from the other side."""
    turn = 0.0
    unwound = points[:1]
    for a, b in pairwise(points):
        turn += 360 if b[0] - a[0] < -180 else -360 if b[0] - a[0] > 180 else 0
        unwound.append((b[0] + turn, b[1]))
    return unwound


def _size(points: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in _sides(points))) / 2


def _inside(point: Point, points: list[Point]) -> bool:
    x, y = point
    return (
        sum(
            (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for a, b in _sides(points)
        )
        % 2
        == 1
    )


def _sides(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(points, points[1:] + points[:1], strict=True)


def _kind(names: list[str], coded: set[str]) -> str:
    if len(set(names)) < 2:
        return "coast"
    return "border" if coded.issuperset(names) else "disputed"


def _simplified(points: list[Point]) -> list[Point]:
    """Points without those whose triangle with their neighbours is less than `_SPARE`; an island keeps four."""
    least = 5 if points[0] == points[-1] else 2
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    gone: set[int] = set()

    def triangle(i: int) -> float:
        a, b, c = points[before[i]], points[i], points[after[i]]
        return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2

    queue = [(triangle(i), i) for i in range(1, len(points) - 1)]
    heapq.heapify(queue)
    while queue and len(points) - len(gone) > least:
        size, i = heapq.heappop(queue)
        if i in gone or size != triangle(i):
            continue  # measured again since: another entry holds its size
        if size >= _SPARE:
            break
        gone.add(i)
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(points) - 1:
                heapq.heappush(queue, (triangle(j), j))
    return [point for i, point in enumerate(points) if i not in gone]


def _steps(points: list[Point]) -> list[int]:
    rounded = [(round(x * 100), round(y * 100)) for x, y in points]
    steps = list(rounded[0])
    for a, b in pairwise(rounded):
        if a != b:
            steps += (b[0] - a[0], b[1] - a[1])
    return steps


def _write(lines: list[list[Any]], shapes: list[list[Any]]) -> None:
    head = {
        "title": "Coasts and borders of the world",
        "source": "Natural Earth 4.1.0, Admin 0 countries 1:50m, by way of world-atlas 2.0.2; simplified",
        "made_by": "tests/bench/outlines.py",
        "license": "Natural Earth: public domain; world-atlas: ISC, copyright 2013-2019 Michael Bostock",
        "attribution": "Made with Natural Earth.",
        "note": "Borders as Natural Earth draws them, but for areas that ISO 3166-2 lists under another country.",
    }
    print("{")
    for key, value in head.items():
        print(f"{json.dumps(key)}: {json.dumps(value)},")
    for key, rows in (("lines", lines), ("areas", shapes)):
        print(f'"{key}": [')
        print(",\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in rows))
        print("]," if key == "lines" else "]")
    print("}")


if __name__ == "__main__":
    main()
