"""Reads words whose sound the script does not show, through optional packages.

Chinese characters and kanji are read by dictionary: which of its sounds a character has depends on the
language and on the word. Each reader writes what the rules of a system can go on with: numbered
syllables (bei3jing1) for Mandarin, Jyutping for Cantonese, katakana for Japanese.
"""

import re
import threading
from collections.abc import Callable
from functools import cache
from typing import Final

from normalize.transliteration.extras import optional

__all__ = ["reader"]

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3005\u3007]+")


_WHY: Final = "a system that reads characters by dictionary"


def _mandarin() -> Callable[[str], str]:
    """Numbered pinyin, a space between words; the neutral tone is 5."""
    pinyin = optional("pypinyin", "chinese", _WHY)
    words = optional("pypinyin.seg.mmseg", "chinese", _WHY).seg

    def read(found: re.Match[str]) -> str:
        return " ".join(
            "".join(pinyin.lazy_pinyin(word, style=pinyin.Style.TONE3, neutral_tone_with_five=True, v_to_u=True))
            for word in _grouped(words.cut(found.group()))
        )

    return lambda text: _HAN.sub(read, text)


def _grouped(words: list[str]) -> list[str]:
    """Characters that the dictionary has no word for, put together: an unknown name is one word."""
    grouped: list[str] = []
    open_end = False
    for word in words:
        if len(word) == 1 and open_end:
            grouped[-1] += word
        else:
            grouped.append(word)
        open_end = len(word) == 1
    return grouped


def _cantonese() -> Callable[[str], str]:
    """Jyutping, without spaces inside a run of characters."""
    jyutping = optional("ToJyutping", "cantonese", _WHY)

    def read(found: re.Match[str]) -> str:
        return "".join(sound or character for character, sound in jyutping.get_jyutping_list(found.group()))

    return lambda text: _HAN.sub(read, text)


# SudachiPy takes 49,149 bytes at a time; a piece ends after a full stop, a line or a space where there is one.
_PIECE: Final = re.compile(r"[^。\n ]{0,12000}[。\n ]?")


def _japanese() -> Callable[[str], str]:
    """Katakana for kanji, a space between words; kana stays as it is."""
    dictionary = optional("sudachipy", "japanese", _WHY).Dictionary()
    mine = threading.local()  # a tokenizer serves one thread at a time

    def piece(found: re.Match[str]) -> str:
        if not found.group():
            return ""
        if not hasattr(mine, "tokenizer"):
            mine.tokenizer = dictionary.tokenizer()
        words: list[str] = []
        for word in mine.tokenizer.tokenize(found.group()):
            surface = word.surface()
            if words and surface.strip() and words[-1].strip() and surface[0].isalnum() and words[-1][-1].isalnum():
                words.append(" ")
            words.append(word.reading_form() if _HAN.search(surface) else surface)
        return "".join(words)

    return lambda text: _PIECE.sub(piece, text)


_READERS: Final = {"mandarin": _mandarin, "cantonese": _cantonese, "japanese": _japanese}


@cache
def reader(name: str) -> Callable[[str], str]:
    """The reader of a language: "mandarin", "cantonese" or "japanese".

    Raises `MissingExtraError` when its package is not installed, with what to install.
    """
    return _READERS[name]()
