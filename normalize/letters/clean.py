"""Clean-up: what every later stage may rely on.

`clean` keeps what a reader sees (case, marks, punctuation) and unifies what a reader cannot
see or would not tell apart. `bare` goes on to what identifies a name: letters, marks and
digits only, case-folded, in the script they were written in.
"""

import re
import unicodedata
from functools import lru_cache

import regex

from normalize.letters.confusables import repair_words

__all__ = ["bare", "clean"]

_APOSTROPHES = "'’‘ʼ`ʻʽʹˊˋʾʿ′‵՚＇´ꞌ"
_HYPHENS = "-‐‑‒–—―−⁃﹘﹣－"
_UNIFY = {ord(c): "'" for c in _APOSTROPHES} | {ord(c): "-" for c in _HYPHENS}
# NFKC takes a free-standing accent apart into a space and a combining mark; what was meant is an apostrophe.
_SPACED_ACCENT = re.compile(" [\u0300\u0301\u0313\u0314]")
# Format characters (zero-width, bidi, soft hyphen, tags), variation selectors and fillers are invisible.
_UNSEEN = r"\p{Cf}\p{Variation_Selector}\u034f\u115f\u1160\u3164\uffa0\ufffc\ufffd\p{Cn}\p{Co}"
_INVISIBLE = regex.compile(rf"[{_UNSEEN}]+")
_SPACE = regex.compile(r"[\s\p{Cc}\p{Z}]+")
_NOT_NAME = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_NOT_ASCII_NAME = re.compile("[^a-z0-9]+")
_NAME = 256  # characters; of what is longer no word is remembered
# One look that spares most names the whole treatment.
_SUSPECT = regex.compile(
    rf"[{re.escape(_APOSTROPHES[1:] + _HYPHENS[1:])}{_UNSEEN}\p{{Cs}}\p{{Cc}}\p{{Z}}--[ ]]"
    r"|^ |  | $| [\u0300\u0301\u0313\u0314]",
    regex.VERSION1,
)


def _join_surrogates(text: str) -> str:
    """Put split surrogate pairs together and drop lone ones: neither can be written as UTF-8."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def clean(text: str) -> str:
    """Return `text` as it was meant: NFC letters, one kind of apostrophe, hyphen and space, nothing invisible.

    Lone surrogates, unassigned and private-use characters are dropped, compatibility forms (full-width letters,
    ligatures) replaced, and look-alike letters moved to the script of their word.
    Applying it twice changes nothing.

    >>> clean("  Kup’\\u200byans‘k ")
    "Kup'yans'k"
    """
    if text.isascii():
        return _SPACE.sub(" ", text.replace("`", "'")).strip()
    if not _SUSPECT.search(text) and unicodedata.is_normalized("NFKC", text):
        return unicodedata.normalize("NFC", repair_words(text))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = _join_surrogates(text)
    # Removing an invisible character can bring a letter and its mark together, hence two rounds of NFKC.
    for _ in range(2):
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_UNIFY))
    text = _SPACED_ACCENT.sub("'", text.translate(_UNIFY))
    return unicodedata.normalize("NFC", repair_words(_SPACE.sub(" ", text).strip()))


def bare(cleaned: str) -> str:
    """Return the letters, marks and digits of an already cleaned name, case-folded, in their own script.

    >>> bare("Saint-Denis (Réunion)")
    'saintdenisréunion'
    """
    if cleaned.isascii():
        return _NOT_ASCII_NAME.sub("", cleaned.lower())
    if " " in cleaned and len(cleaned) < _NAME:  # nothing reaches over a space, and names share their words
        return "".join(map(_bare_word, cleaned.split(" ")))
    return _bare(cleaned)


def _bare(cleaned: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cleaned.casefold()).casefold())
    # İ and ı: lower-casing a Turkish capital leaves a dotted i with another dot, upper-casing loses the dotless one.
    return _NOT_NAME.sub("", folded.replace("i\u0307", "i").replace("ı", "i"))


_bare_word = lru_cache(maxsize=1 << 16)(_bare)
