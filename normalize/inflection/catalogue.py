"""Which languages are known, and which of them a name may be written in."""

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from normalize.inflection.endings import Endings
from normalize.inflection.files import read_language
from normalize.languages import find_language

__all__ = ["inflects", "languages_of", "of_language", "paths"]

_FOLDER = Path(str(files("normalize.inflection"))) / "languages"
_SUFFIX = ".paradigms"


def paths() -> tuple[Path, ...]:
    """Return the files of the languages, in the order of their codes."""
    return tuple(sorted(_FOLDER.glob(f"*{_SUFFIX}")))


@cache
def _all() -> tuple[Endings, ...]:
    return tuple(Endings(read_language(path)) for path in paths())


@cache
def _by_code() -> dict[str, tuple[Endings, ...]]:
    found: dict[str, tuple[Endings, ...]] = {}
    for endings in _all():
        for code in endings.language.codes:
            found[code] = (*found.get(code, ()), endings)
    return found


def inflects(lang: str | None) -> bool:
    """Return whether endings of a language are known here.

    Args:
        lang: ISO 639-1 or 639-3 code; None is no language.

    >>> inflects("uk"), inflects("ja")
    (True, False)
    """
    return lang in _by_code()


@lru_cache(maxsize=256)
def of_language(code: str) -> tuple[Endings, ...]:
    """Return the tables of a language, one an alphabet; none where it is not known here.

    Raises:
        UnknownLanguageError: the code is that of no language.
    """
    known = _by_code()
    if found := known.get(code):
        return found
    language = find_language(code)
    return known.get(language.alpha_2 or language.alpha_3, ())


def languages_of(letters: frozenset[str]) -> tuple[Endings, ...]:
    """Return the languages whose alphabets hold all of some small letters, in the order of their codes."""
    return tuple(endings for endings in _all() if letters <= endings.language.letters)
