"""NFC in linear time, whatever the text."""

import re
import unicodedata
from functools import cache
from typing import Final

from normalize.letters.runs import LIVING, as_class

__all__ = ["compose"]

_MANY: Final = 32  # marks on one letter; no writing system comes near


@cache
def _many_marks() -> "re.Pattern[str]":
    marks = "".join(c for c in LIVING if unicodedata.combining(c))
    return re.compile(f"[{as_class(marks)}]{{{_MANY},}}")


def _in_order(found: re.Match[str]) -> str:
    apart = "".join(unicodedata.normalize("NFD", mark) for mark in found.group())
    return "".join(sorted(apart, key=unicodedata.combining))


def compose(text: str) -> str:
    """Return `text` in NFC.

    `unicodedata.normalize` sorts the marks of a letter one by one, which takes hours for a letter with a million
    of them; such runs are put in canonical order first.

    >>> compose("и\\u0306")
    'й'
    """
    return unicodedata.normalize("NFC", _many_marks().sub(_in_order, text))
