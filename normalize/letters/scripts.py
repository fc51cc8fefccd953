"""Which script a name is written in, as an ISO 15924 code."""

import re
from collections import Counter
from functools import lru_cache

import regex

__all__ = ["SCRIPTS", "SCRIPT_NUMBERS", "script_of"]

# ISO 15924 code -> Unicode script property. The order is the order of the stored codes: append only.
SCRIPTS: dict[str, str] = {
    "Latn": "Latin",
    "Cyrl": "Cyrillic",
    "Grek": "Greek",
    "Arab": "Arabic",
    "Hebr": "Hebrew",
    "Hani": "Han",
    "Hira": "Hiragana",
    "Kana": "Katakana",
    "Hang": "Hangul",
    "Deva": "Devanagari",
    "Beng": "Bengali",
    "Guru": "Gurmukhi",
    "Gujr": "Gujarati",
    "Orya": "Oriya",
    "Taml": "Tamil",
    "Telu": "Telugu",
    "Knda": "Kannada",
    "Mlym": "Malayalam",
    "Sinh": "Sinhala",
    "Thai": "Thai",
    "Laoo": "Lao",
    "Tibt": "Tibetan",
    "Mymr": "Myanmar",
    "Geor": "Georgian",
    "Armn": "Armenian",
    "Ethi": "Ethiopic",
    "Khmr": "Khmer",
    "Mong": "Mongolian",
    "Thaa": "Thaana",
    "Syrc": "Syriac",
    "Tfng": "Tifinagh",
    "Nkoo": "Nko",
    "Olck": "Ol_Chiki",
    "Cans": "Canadian_Aboriginal",
    "Cher": "Cherokee",
    "Java": "Javanese",
    "Goth": "Gothic",
    "Glag": "Glagolitic",
    "Copt": "Coptic",
    "Mtei": "Meetei_Mayek",
    "Yiii": "Yi",
    "Vaii": "Vai",
    "Tale": "Tai_Le",
    "Talu": "New_Tai_Lue",
    "Lana": "Tai_Tham",
    "Cakm": "Chakma",
    "Adlm": "Adlam",
    "Zzzz": "Unknown",  # letters of a script this table lacks
    "Zyyy": "Common",  # no letters at all
}

SCRIPT_NUMBERS = {code: number for number, code in enumerate(SCRIPTS)}  # as they are stored

_NAME = 256  # characters; of what is longer no word is remembered
_ASCII_LETTER = re.compile("[A-Za-z]")
_RUN = regex.compile(
    "|".join(rf"(?P<{code}>\p{{Script={name}}}+)" for code, name in SCRIPTS.items() if code[0] != "Z")
    + r"|(?P<Zzzz>\p{L}+)"
)


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script most letters of `text` are in.

    Japanese mixes Han with kana: any kana makes the whole of it "Kana" or "Hira". Text
    without a letter is "Zyyy"; letters of a script the table lacks are "Zzzz".

    >>> script_of("Куп'янськ"), script_of("Kupiansk"), script_of("ハルキウ市"), script_of("12")
    ('Cyrl', 'Latn', 'Kana', 'Zyyy')
    """
    if text.isascii():
        return "Latn" if _ASCII_LETTER.search(text) else "Zyyy"
    if " " in text and len(text) < _NAME:
        # Names share their words; where all words are in one script, or have no letter, so is the whole.
        found = {*map(_script_of, text.split(" "))}
        found.discard("Zyyy")
        if len(found) == 1:
            return found.pop()
        return _script(text)
    return _script_of(text)


def _script(text: str) -> str:
    letters: Counter[str] = Counter()
    for run in _RUN.finditer(text):
        letters[run.lastgroup or "Zzzz"] += run.end() - run.start()
    if not letters:
        return "Zyyy"
    for kana in ("Kana", "Hira"):
        if letters[kana]:
            return kana
    return min(letters, key=lambda code: (-letters[code], code))


_script_of = lru_cache(maxsize=1 << 16)(_script)
