"""The map of the places found, as SVG: dots sized by rows over coasts and borders."""

import math
from collections.abc import Iterable

from normalize.tables.outcome import Group
from normalize.tables.report.markup import Html, fill, join
from normalize.tables.report.numbers import counted
from normalize.tables.report.outlines import Point, areas_within, lines_within, middle, size
from normalize.tables.report.view import WIDTH, View, view_of

__all__ = ["places_map"]

_TITLED = 1_500  # dots with a tooltip; the rest are drawn as points
_NAMED = 24  # names written beside the largest dots
_LARGEST, _SMALLEST = 11.0, 2.4  # radius of a dot
_CROWD = 300  # more dots than that are drawn smaller
_APART = 0.8  # how far apart the points of an outline are on paper
_STEPS = (0.25, 0.5, 1, 2, 5, 10, 15, 30, 45)  # degrees between the lines of the grid
_EM, _RISE = 11.5, 0.35  # size of a name, as page.css has it; from its middle down to its baseline, in ems
_LETTER = 6.2  # width of a letter of a label
_LARGE = 2.0  # how much larger names are on a narrow screen, which shows only those that have room for it
_NAMED_LARGE = 12  # of the largest dots, those whose names may be so
_LONGEST = 40  # letters of a name on the map

_Area = tuple[float, float, float, float]  # left, top, right, bottom on paper


def places_map(groups: Iterable[Group]) -> Html:
    """Return the map of those entities that have a position, or a sentence where none has."""
    placed = [
        (group, lon, lat)
        for group in groups
        if (lon := _degrees(group.lon, 180)) is not None
        if (lat := _degrees(group.lat, 90)) is not None
    ]
    if not placed:
        return fill("no_map")
    placed.sort(key=lambda entry: (-entry[0].rows, entry[0].kind, entry[0].id))
    view = view_of([(lon, lat) for _, lon, lat in placed])
    points = [view.place((lon, lat)) for _, lon, lat in placed]
    most = placed[0][0].rows or 1
    largest = _LARGEST * min(1.0, (_CROWD / len(placed)) ** 0.25)
    taken: list[_Area] = []
    for (group, _, _), (x, y) in zip(placed[:_NAMED], points, strict=False):
        taken.append((x - (r := _radius(group.rows, most, largest)), y - r, x + r, y + r))
    dots = [
        fill(
            "dot",
            x=x,
            y=y,
            r=_radius(group.rows, most, largest),
            kind=group.kind,
            title=f"{group.label}: {counted(group.rows, 'row')}",
        )
        for (group, _, _), (x, y) in zip(placed[:_TITLED], points, strict=False)
    ]
    names = _names([group for group, _, _ in placed[: 4 * _NAMED]], points, most, largest, taken, view)
    rest = Html("".join(f"M{x} {y}h0" for x, y in sorted({(round(x), round(y)) for x, y in points[_TITLED:]})))
    return fill(
        "map",
        width=WIDTH,
        height=view.height,
        about=f"Map of {counted(len(placed), 'entity', 'entities')} with a position",
        land=_land(view),
        grid=_grid(view),
        coast=_lines(view, "coast"),
        border=_lines(view, "border"),
        disputed=_lines(view, "disputed"),
        countries=_countries(view, taken),
        rest=rest,
        dots=join(dots),
        names=names,
        placed=counted(len(placed), "entity", "entities"),
        most=counted(most, "row"),
    )


def _degrees(value: float | None, bound: int) -> float | None:
    return value if value is not None and math.isfinite(value) and abs(value) <= bound else None


def _radius(rows: int, most: int, largest: float) -> float:
    """Of a dot whose area shows the rows."""
    return round(max(_SMALLEST * largest / _LARGEST, largest * math.sqrt(max(rows, 0) / most)), 1)


def _land(view: View) -> Html:
    return Html("".join(f"M{_path(view, ring)}Z" for _, ring in areas_within(view.box.grown(0.02))))


def _lines(view: View, kind: str) -> Html:
    return Html("".join(f"M{_path(view, line)}" for found, line in lines_within(view.box) if found == kind))


def _path(view: View, points: list[Point]) -> str:
    """Points on paper, as far as they can be told apart there; each but the first from the one before it."""
    x, y = (round(10 * c) for c in view.straight(points[0]))
    path = [f"{x / 10:g} {y / 10:g}l"]
    for at, point in enumerate(points):
        tx, ty = (round(10 * c) for c in view.straight(point))
        if math.hypot(tx - x, ty - y) >= 10 * _APART or at == len(points) - 1:
            path.append(f"{(tx - x) / 10:g} {(ty - y) / 10:g} ")
            x, y = tx, ty
    return "".join(path).strip()


def _grid(view: View) -> Html:
    """Meridians and parallels, with their degrees at the edge."""
    box = view.box
    step = next((s for s in _STEPS if (box.east - box.west) / s <= 8), 60)
    pieces = []
    for i in range(math.ceil(box.west / step), math.floor(box.east / step) + 1):
        degrees = (i * step + 180) % 360 - 180
        x = view.straight((i * step, 0))[0]
        label = _side(degrees, "E", "W") if 30 < x < WIDTH - 20 else ""
        pieces.append(fill("meridian", x=x, bottom=view.height, at=view.height - 6, label=label))
    for i in range(math.ceil(box.south / step), math.floor(box.north / step) + 1):
        if abs(i * step) <= 90:
            y = view.straight((0, i * step))[1]
            pieces.append(fill("parallel", y=y, right=WIDTH, at=y - 3, label=_side(i * step, "N", "S")))
    return join(pieces)


def _side(degrees: float, positive: str, negative: str) -> str:
    return f"{abs(degrees):g}°" + ("" if degrees in (0, -180) else positive if degrees > 0 else negative)


def _countries(view: View, taken: list[_Area]) -> Html:
    """Names of the countries that have room for theirs."""
    largest: dict[str, list[Point]] = {}
    for country, ring in areas_within(view.box):
        if country not in largest or size(ring) > size(largest[country]):
            largest[country] = ring
    pieces = []
    for country, ring in sorted(largest.items(), key=lambda entry: (-size(entry[1]), entry[0])):
        paper = [view.straight(point) for point in ring]
        room = max(x for x, _ in paper) - min(x for x, _ in paper)
        x, y = middle(paper)
        half = len(country) * _LETTER * 0.62
        area = (x - half, y - 9, x + half, y + 5)
        if 2 * half < room and size(paper) > 2_000 and _free(area, taken, view):
            pieces.append(fill("country", x=round(x, 1), y=round(y, 1), name=country.upper()))
    return join(pieces)


def _names(groups: list[Group], points: list[Point], most: int, largest: float, taken: list[_Area], view: View) -> Html:
    """Names beside the largest dots, as far as they do not run into one another."""
    pieces: list[Html] = []
    for at, (group, point) in enumerate(zip(groups, points, strict=False)):
        if group.kind == "country" or len(group.name) > _LONGEST or len(pieces) == _NAMED:
            continue
        for scale in (_LARGE, 1.0) if at < _NAMED_LARGE else (1.0,):
            place = _beside(point, group.name, scale, _radius(group.rows, most, largest) + 2, taken, view)
            if place:
                dx, dy, anchor = place
                room = "roomy" if scale > 1 else "tight"
                x, y = point
                pieces.append(fill("label", x=x, y=y, dx=dx, dy=dy, anchor=anchor, room=room, name=group.name))
                break
    return join(pieces)


def _beside(
    point: Point, name: str, scale: float, out: float, taken: list[_Area], view: View
) -> tuple[float, float, str] | None:
    """(right, down, which end of the text is there) for a name near a point, in ems; None where all sides are taken."""
    x, y = point
    wide = scale * _LETTER * sum(2 if ord(letter) > 0x1100 else 1 for letter in name)
    high = scale * 6
    for left, height, anchor in (
        (x + out, y, "start"),
        (x - out - wide, y, "end"),
        (x - wide / 2, y - out - high, "middle"),
        (x - wide / 2, y + out + high, "middle"),
    ):
        if _free((left, height - high, left + wide, height + high), taken, view):
            at = {"start": left, "end": left + wide, "middle": x}[anchor]
            return round((at - x) / _EM, 2), round((height - y) / _EM + _RISE, 2), anchor
    return None


def _free(area: _Area, taken: list[_Area], view: View) -> bool:
    """Whether nothing stands in an area of the map; from now on something does."""
    left, top, right, bottom = area
    if left < 0 or top < 0 or right > WIDTH or bottom > view.height - 16:
        return False
    if any(left < r and l < right and top < b and t < bottom for l, t, r, b in taken):  # noqa: E741
        return False
    taken.append(area)
    return True
