"""Where a text is in one script and where in another."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

import regex

from normalize.letters.scripts import SCRIPTS

__all__ = ["COMPOSITE", "LIVING", "as_class", "in_script", "map_runs", "odd_character", "own_character", "plain_text"]

# Codes for writing that takes several scripts, or a style of one (ISO 15924).
COMPOSITE: Final = {
    "Hrkt": ("Hira", "Kana"),
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani",),
    "Hant": ("Hani",),
    "Geok": ("Geor",),
}


def _property(script: str) -> str:
    """The script as a set for the regex module."""
    return "".join(rf"\p{{Script={SCRIPTS[code]}}}" for code in COMPOSITE.get(script, (script,)))


@cache
def _own(script: str) -> "regex.Pattern[str]":
    return regex.compile(rf"[{_property(script)}]")


# Where letters, marks and signs of living scripts are; beyond are only more Chinese characters, which need no class.
LIVING: Final = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x1F000))))
_JAMO: Final = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")  # NFC puts them together
_MORE_HAN: Final = "\\U00020000-\\U0003ffff"


@cache
def _signs() -> str:
    """What is no letter: marks, figures, punctuation, spaces, controls, modifier letters.

    Of the basic plane only: a class with ranges beyond it is no bitmap, and ten times as slow.
    """
    return "".join(
        c for c in LIVING if c <= "\uffff" and unicodedata.category(c) not in ("Lu", "Ll", "Lt", "Lo", "Cn", "Co")
    )


@cache
def _foreign(script: str) -> "re.Pattern[str]":
    """Letters of other scripts. The class is written out for `re`, which looks a character up in a bitmap."""
    return re.compile(f"([^{own_character(script).pattern[1:-1]}{as_class(_signs())}]+)")


def as_class(characters: str) -> str:
    """The members of a character class for `re`, as ranges.

    >>> as_class("abc")
    '\\\\U00000061-\\\\U00000063'
    """
    ranges: list[list[int]] = []
    for code in map(ord, characters):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{a:08x}" if a == b else f"\\U{a:08x}-\\U{b:08x}" for a, b in ranges)


def in_script(text: str, script: str) -> list[str]:
    """The characters of `text` that belong to `script` (ISO 15924), in their order.

    >>> in_script("Київ (Kyiv)", "Cyrl")
    ['К', 'и', 'ї', 'в']
    """
    return _own(script).findall(text)


@cache
def _plain_classes(script: str) -> tuple[str, str]:
    """The letters of a script that are NFC as they stand, and signs: neither has marks."""
    letters = (c for c in _own(script).findall(LIVING) if unicodedata.category(c)[0] != "M" and not _JAMO.match(c))
    own = as_class("".join(c for c in letters if unicodedata.is_normalized("NFC", c)))
    return own, as_class(
        "".join(
            c
            for c in _signs()
            if unicodedata.category(c)[0] != "M" and unicodedata.is_normalized("NFC", c) and not _own(script).match(c)
        )
    )


@cache
def plain_text(script: str) -> "re.Pattern[str]":
    """Text that needs no preparation, whole: NFC letters of `script`, one at least, and signs, but no marks.

    >>> bool(plain_text("Cyrl").fullmatch("Київ, 2024!")), bool(plain_text("Cyrl").fullmatch("Київ (Kyiv)"))
    (True, False)
    """
    own, signs = _plain_classes(script)
    return re.compile(f"[{signs}]*[{own}][{own}{signs}]*")


@cache
def own_character(script: str) -> "re.Pattern[str]":
    """A character of `script`, its figures and marks included.

    >>> own_character("Deva").search("in 1947: १९४७").group()
    '१'
    """
    more = _MORE_HAN if "Hani" in COMPOSITE.get(script, (script,)) else ""
    return re.compile(f"[{as_class(''.join(_own(script).findall(LIVING)))}{more}]")


@cache
def odd_character(script: str) -> "re.Pattern[str]":
    """A character that is in no plain text of `script`: a mark, or a letter of another script.

    >>> odd_character("Cyrl").search("Київ (Kyiv)").group()
    'K'
    """
    return re.compile(f"[^{''.join(_plain_classes(script))}]")


def map_runs(text: str, script: str, change: Callable[[str], str]) -> str:
    """Apply `change` to each stretch that holds no letter of another script than `script`, signs included.

    >>> map_runs("the Дніпро river", "Cyrl", lambda run: f"<{run}>")
    'the< Дніпро >river'
    """
    pieces = _foreign(script).split(text)
    if len(pieces) == 1:
        return change(text)
    pieces[::2] = [change(piece) if piece else piece for piece in pieces[::2]]
    return "".join(pieces)
