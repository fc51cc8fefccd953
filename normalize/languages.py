"""Language codes as people write them."""

from functools import cache
from typing import NamedTuple

from normalize.errors import UnknownLanguageError

__all__ = ["Language", "find_language"]


class Language(NamedTuple):
    """A language of ISO 639-3, with its two-letter code where it has one."""

    alpha_3: str
    alpha_2: str | None
    name: str


def find_language(code: str) -> Language:
    """The language of an ISO 639-1 or 639-3 code.

    Raises `UnknownLanguageError`.

    >>> find_language("uk")
    Language(alpha_3='ukr', alpha_2='uk', name='Ukrainian')
    """
    if not isinstance(code, str):
        raise UnknownLanguageError(f"a language is an ISO 639 code, not {type(code).__name__}")
    return _find(code)


@cache
def _find(code: str) -> Language:
    import pycountry  # its tables are read only when a language is named

    wanted = code.strip().lower()
    found = None
    if wanted.isalpha() and len(wanted) in (2, 3):
        found = pycountry.languages.get(**{"alpha_2" if len(wanted) == 2 else "alpha_3": wanted})
    if found is None:
        raise UnknownLanguageError(f'lang={code!r} is no ISO 639-1 or 639-3 code; Ukrainian is "uk" or "ukr"')
    return Language(found.alpha_3, getattr(found, "alpha_2", None), found.name)
