"""Maps of the package interscript that are not held here, for those who ask for them by name."""

import re
from importlib.metadata import version
from typing import Final

from normalize.errors import UnknownSystem
from normalize.transliteration.engine import Pass
from normalize.transliteration.extras import optional
from normalize.transliteration.files import ID, System

__all__ = ["PREFIX", "external_romaniser", "external_system"]

PREFIX: Final = "interscript:"


def _load(name: str) -> tuple[Pass, "re.Match[str]"]:
    interscript = optional("interscript", "interscript", "a system by the name interscript:…")
    id = name.removeprefix(PREFIX)
    found = ID.fullmatch(id)  # an id, never a path: the package would run the file
    if not found:
        raise UnknownSystem(f"{id!r} is no id of an interscript map")
    try:
        interscript.load_map(id)
    except FileNotFoundError:
        raise UnknownSystem(f"interscript has no map {id!r} either") from None
    return lambda text: str(interscript.transliterate(id, text)), found


def external_system(name: str) -> System:
    """What is known of the map ``interscript:<id>``.

    Raises `UnknownSystem` when interscript has none, `MissingExtraError` when it is not installed.
    """
    _, found = _load(name)
    return System(
        id=name,
        name=f"interscript's map {name.removeprefix(PREFIX)}",
        source=f"interscript {version('interscript')}",
        year=None,
        authority=found["authority"],
        language=found["language"],
        source_script=found["source"],
        target_script=found["target"],
        reversible=False,
        unknown="this map is not held here and was not checked",
    )


def external_romaniser(name: str) -> Pass:
    """The rules of the map ``interscript:<id>``, run by interscript."""
    return _load(name)[0]
