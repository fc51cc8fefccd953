"""Which systems there are, and the compiled rules of each."""

import difflib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from normalize.errors import NotReversibleError, SystemFileError, UnknownSystem
from normalize.languages import find_language
from normalize.transliteration.engine import Pass
from normalize.transliteration.external import PREFIX, external_romaniser, external_system
from normalize.transliteration.files import System, SystemFile, read_header, read_system
from normalize.transliteration.steps import chain, reverse_rules
from normalize.transliteration.words import within_words

__all__ = ["find", "looks_over_spaces", "passes", "paths", "romaniser", "system_file", "systems"]

_FOLDER = Path(str(files("normalize.transliteration"))) / "systems"
_SUFFIX = ".rules"
_ID = re.compile(r"[\w.-]+")  # never a path


def paths() -> Iterator[Path]:
    """The files of the systems held here, by id."""
    return iter(sorted(_FOLDER.glob(f"*{_SUFFIX}")))


@cache
def _all() -> dict[str, System]:
    return {path.stem: read_header(path) for path in paths()}


@cache
def _aliases() -> dict[str, str]:
    """Alias, and id with its scripts exchanged, in small letters -> id."""
    named: dict[str, str] = {}
    for system in _all().values():
        for alias in (system.id, *system.aliases):
            if (other := named.setdefault(alias.lower(), system.id)) != system.id:
                raise SystemFileError(f"{_FOLDER / system.id}{_SUFFIX}:1: alias {alias!r} belongs to {other} already")
    return named


def systems(lang: str | None = None, script: str | None = None, authority: str | None = None) -> tuple[System, ...]:
    """The systems held here, by id; `lang` (ISO 639-1 or 639-3), `script` (ISO 15924, the one read) and
    `authority` (the first part of the id) choose among them.

    >>> [str(system) for system in systems(lang="uk", authority="ua")]
    ['ua-ukr-Cyrl-Latn-1996', 'ua-ukr-Cyrl-Latn-2007', 'ua-ukr-Cyrl-Latn-2010']
    """
    language = None if lang is None else find_language(lang).alpha_3
    return tuple(
        system
        for system in _all().values()
        if (language is None or system.language == language)
        and (script is None or system.source_script.lower() == script.lower())
        and (authority is None or system.authority == authority.lower())
    )


@cache
def find(name: str) -> System:
    """The system of an id or an alias, in any case.

    Raises `UnknownSystem`, naming the nearest ids.

    >>> find("ukr-2010").id
    'ua-ukr-Cyrl-Latn-2010'
    """
    wanted = name.strip()
    if wanted.startswith(PREFIX):
        return external_system(wanted)
    if _ID.fullmatch(wanted) and (path := _FOLDER / f"{wanted}{_SUFFIX}").is_file():
        return read_header(path)  # an id needs no look at the other files
    known = _aliases()
    wanted = wanted.lower()
    if wanted in known:
        return _all()[known[wanted]]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
    hint = f"; the nearest are {', '.join(dict.fromkeys(known[n] for n in near))}" if near else ""
    raise UnknownSystem(f"no system is called {name!r}{hint}. `normalize transliterate --list` lists all")


@cache
def system_file(id: str) -> SystemFile:
    """The file of a system, read and checked."""
    return read_system(_FOLDER / f"{id}{_SUFFIX}")


@cache
def romaniser(id: str, reverse: bool = False) -> Pass:
    """The compiled rules of a system, or of its way back.

    Raises `NotReversibleError` for the way back of a system that has none.
    """
    if reverse and not find(id).reversible:
        raise NotReversibleError(f"{id} cannot be undone: {find(id).unknown}")
    if id.startswith(PREFIX):
        return external_romaniser(id)
    return reverse_rules(system_file(id)) if reverse else chain(system_file(id), romaniser)


def passes(id: str) -> int:
    """How many times the rules of a system go over a text, those of systems it uses included."""
    if id.startswith(PREFIX):
        return 1
    return sum(
        passes(step.removeprefix("use ")) if isinstance(step, str) and step.startswith("use ") else 1
        for step in system_file(id).steps
    )


def looks_over_spaces(id: str) -> bool:
    """Whether some rule of a system needs to see more than one word."""
    return id.startswith(PREFIX) or not within_words(system_file(id), system_file)
