"""Pages about entities: their names by script, where they lie, and how we know."""

from collections.abc import Iterable

import pycountry

from normalize.entities import Entity, Name
from normalize.gazetteers import Gazetteer
from normalize.results import Match
from normalize.server.limits import RequestError
from normalize.server.maps import map_of
from normalize.server.markup import Html, fill, listed
from normalize.server.properties import PROPERTIES
from normalize.server.served import Served
from normalize.tables.report.markup import name as shown

__all__ = ["entity_page", "flyout"]

_FEW = 8  # names of one script on a small page
_MANY = 500
_PAGE = """<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="stylesheet" href="static/page.css">
</head>
<body class="$size">
<main>
<h1>$name</h1>
<p class="what">$what</p>
$facts
$map
<h2>Names</h2>
$names
<h2>How we know</h2>
$evidence
</main>
</body>
</html>
"""


def entity_page(served: Served, id_: str, query: str, *, small: bool) -> str:
    """Return the page about an entity.

    Args:
        served: where to look.
        id_: of the entity.
        query: a name for which it was a candidate, or "": the page says how the two met.
        small: show some names of each script.

    Raises:
        RequestError: there is no such entity.
    """
    found = served.find(id_)
    if found is None:
        raise RequestError("no entity has this id", 404)
    entity, gazetteer = found
    return fill(
        _PAGE,
        title=entity.label,
        size="small-page" if small else "whole-page",
        name=shown(entity.name),
        what=f"{served.types_of(entity, gazetteer.kind)[0]['name']} · {entity.label}",
        facts=listed(list(_facts(served, entity)), "facts"),
        map=map_of(entity),
        names=_names(entity, _FEW if small else _MANY),
        evidence=listed(list(_evidence(entity, gazetteer, query)), "evidence"),
    )


def _facts(served: Served, entity: Entity) -> Iterable[Html]:
    yield fill("<code>$id</code>", id=entity.id)
    for scheme, id_ in entity.ids.items():
        if f"{scheme}:{id_}" != entity.id:
            yield fill("$scheme <code>$id</code>", scheme=scheme.replace("_", " "), id=id_)
    for id_ in entity.admin:
        if (within := served.find(id_)) is not None:
            yield fill("in $name", name=shown(within[0].name))
    if entity.population is not None:
        yield fill("$count inhabitants", count=f"{entity.population:,}")
    for said, year in (("born", entity.born), ("died", entity.died)):
        if year is not None:
            yield fill("$said $year", said=said, year=str(year))


def _names(entity: Entity, most: int) -> Html:
    """The names by script: that of the display name first."""
    scripts: dict[str, dict[str, Name]] = {}
    for one in entity.names:
        scripts.setdefault(one.script, {}).setdefault(one.text, one)
    rows = []
    for script, names in scripts.items():
        some = [_name(one) for one in list(names.values())[:most]]
        if len(names) > most:
            some.append(fill("… and $count more", count=str(len(names) - most)))
        rows.append(fill("<dt>$script</dt><dd>$names</dd>", script=_script(script), names=listed(some, "names")))
    return Html(f"<dl>{''.join(rows)}</dl>")


def _name(one: Name) -> Html:
    if one.lang is None:
        return shown(one.text)
    return fill('$name <span class="lang">$lang</span>', name=shown(one.text), lang=one.lang)


def _script(code: str) -> str:
    found = pycountry.scripts.get(alpha_4=code)
    return code if found is None or code == "Zyyy" else str(found.name).partition(" (")[0]


def _evidence(entity: Entity, gazetteer: Gazetteer, query: str) -> Iterable[Html]:
    """How a name led here, where one is given, and where the entity is recorded."""
    for match in _matches(gazetteer, query) if query.strip() else ():
        for candidate in match.candidates:
            if candidate.entity.id == entity.id:
                yield fill("$query: $score", query=shown(query), score=f"probability {candidate.score:.3f}")
                yield from (fill("$step", step=step) for step in candidate.evidence.steps)
    yield fill("recorded in $version", version=gazetteer.version)


def _matches(gazetteer: Gazetteer, query: str) -> list[Match]:
    return gazetteer.resolve([query])


def flyout(served: Served, what: str, id_: str) -> str:
    """Return a few words about an entity, a type or a property, as HTML.

    Raises:
        RequestError: there is no such thing.
    """
    if what == "entity" and (found := served.find(id_)) is not None:
        entity = found[0]
        also = list(dict.fromkeys(n.text for n in entity.names if n.text != entity.name))[:_FEW]
        return fill("<p><strong>$name</strong><br>$label</p><p>$also</p>",
                    name=entity.name, label=entity.label, also=", ".join(also))  # fmt: skip
    if what == "type" and (type_ := served.types.get(id_)) is not None:
        broader = ", ".join(served.types[one].name for one in type_.broader)
        about = f"a kind of {broader.lower()}" if broader else "of any kind"
        return fill("<p><strong>$name</strong><br>$about</p>", name=type_.name, about=about)
    if what == "property" and (one := PROPERTIES.get(id_)) is not None:
        return fill("<p><strong>$name</strong><br>$about</p>", name=one.name, about=one.description)
    raise RequestError("there is nothing of this id", 404)
