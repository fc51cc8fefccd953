"""Which systems there are, and the compiled rules of each."""

import difflib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from normalize.errors import ArgumentError, SystemFileError, UnknownSystem
from normalize.languages import find_language
from normalize.letters.runs import own_character
from normalize.transliteration.engine import Pass
from normalize.transliteration.external import PREFIX, external_system
from normalize.transliteration.files import System, SystemFile, read_header, read_system
from normalize.transliteration.rules import Rule
from normalize.transliteration.steps import chain
from normalize.transliteration.words import within_words

__all__ = [
    "GROUPS",
    "find",
    "looks_over_spaces",
    "passes",
    "paths",
    "reads_signs",
    "romaniser",
    "system_file",
    "systems",
]

_FOLDER = Path(str(files("normalize.transliteration"))) / "systems"
_SUFFIX = ".rules"
# ISO 639-5 codes, for standards that hold for all languages of a script
GROUPS = {"inc": "Indo-Aryan languages", "dra": "Dravidian languages"}


def paths() -> Iterator[Path]:
    """The files of the systems held here, by id."""
    return iter(sorted(_FOLDER.glob(f"*{_SUFFIX}")))


@cache
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in paths())


@cache
def _all() -> dict[str, System]:
    return {path.stem: read_header(path) for path in paths()}


@cache
def _aliases() -> dict[str, str]:
    """Id and aliases, in small letters -> id."""
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
    for value in (lang, script, authority):
        if value is not None and not isinstance(value, str):
            raise ArgumentError(f"lang, script and authority are strings, not {type(value).__name__}")
    language = lang if lang in GROUPS or lang is None else find_language(lang).alpha_3
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
    if wanted in _names():
        return read_header(_FOLDER / f"{wanted}{_SUFFIX}")  # an id needs no look at the other files
    known = _aliases()
    wanted = wanted.lower()
    if wanted in known:
        return _all()[known[wanted]]
    near = difflib.get_close_matches(wanted[:100], known, n=3, cutoff=0.6)
    hint = f"; the nearest are {', '.join(dict.fromkeys(known[n] for n in near))}" if near else ""
    raise UnknownSystem(f"no system is called {name[:100]!r}{hint}. `normalize transliterate --list` lists all")


@cache
def system_file(id: str) -> SystemFile:
    """The file of a system, read and checked."""
    return read_system(_FOLDER / f"{id}{_SUFFIX}")


@cache
def romaniser(id: str) -> Pass:
    """The compiled rules of a system."""
    return chain(system_file(id), romaniser)


def _steps(whole: SystemFile, users: tuple[str, ...] = ()) -> Iterator[tuple[Rule, ...] | str]:
    """The steps of a system, with those of the systems it uses in their place."""
    if whole.system.id in users:
        raise SystemFileError(f"{whole.path}:1: the system uses itself: {' → '.join((*users, whole.system.id))}")
    for step in whole.steps:
        if isinstance(step, str) and step.startswith("use "):
            used = step.removeprefix("use ")
            if used not in _names():
                raise SystemFileError(f"{whole.path}:1: [use {used}]: there is no such system")
            yield from _steps(system_file(used), (*users, whole.system.id))
        else:
            yield step


def passes(whole: SystemFile) -> int:
    """How many times the rules of a system go over a text, those of systems it uses included."""
    return sum(1 for _ in _steps(whole))


def looks_over_spaces(whole: SystemFile) -> bool:
    """Whether some rule of a system needs to see more than one word."""
    return not within_words(_steps(whole))


def reads_signs(whole: SystemFile) -> bool:
    """Whether some rule of a system is for a sign, such as a question mark, and not for a letter of its script."""
    own = own_character(whole.system.source_script).search
    rules = (rule for step in _steps(whole) if not isinstance(step, str) for rule in step)
    return any(
        rule.target and not own(rule.target) and all(unicodedata.category(c)[0] not in "LM" for c in rule.target)
        for rule in rules
    )
