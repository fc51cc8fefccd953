"""Letters of one script posing as letters of another (Latin "a" in a Cyrillic word, and the reverse).

The pairs are those of Unicode's confusables data (UTS #39) that look the same in common fonts
and are typed for each other in practice; capitals and small letters are listed apart because
В looks like B while в does not look like b.
"""

import re
import unicodedata

import regex

__all__ = ["repair_words"]

_PAIRS = {
    ("Latn", "Cyrl"): "aаeеoоpрcсyуxхiіjјsѕhһdԁqԛwԝæӕ" + "AАBВEЕKКMМHНOОPРCСTТYУXХIІJЈSЅQԚWԜÆӔ",
    ("Latn", "Grek"): "oοvνuυaαiιßβ" + "AΑBΒEΕZΖHΗIΙKΚMΜNΝOΟPΡTΤYΥXΧ",
    ("Cyrl", "Grek"): "оοаα" + "АΑВΒЕΕНΗІΙКΚМΜОΟРΡТΤУΥХΧ",
}


def _tables() -> dict[tuple[str, str], dict[int, str]]:
    """(from script, to script) -> a table for str.translate."""
    tables: dict[tuple[str, str], dict[int, str]] = {}
    for (one, other), pairs in _PAIRS.items():
        twins = list(zip(pairs[::2], pairs[1::2], strict=True))
        tables[one, other] = {ord(a): b for a, b in twins}
        tables[other, one] = {ord(b): a for a, b in twins}
    return tables


_TABLES = _tables()
_ONE_SCRIPT = regex.compile(r"[\p{Script=Cyrillic}'\p{M}]+|[\p{Script=Latin}'\p{M}]+|[\p{Script=Greek}'\p{M}]+")
_WORD = regex.compile(r"[\p{L}\p{M}'’ʼ]+")
_LETTERS = {
    "Latn": regex.compile(r"\p{Script=Latin}"),
    "Cyrl": regex.compile(r"\p{Script=Cyrillic}"),
    "Grek": regex.compile(r"\p{Script=Greek}"),
}


# A letter of one script next to one of another, over marks and apostrophes: without it nothing is mixed.
_LATN, _CYRL, _GREK = "A-Za-z\u00aa-\u024f\u1e00-\u1eff", "\u0400-\u052f\u1c80-\u1c8f", "\u0370-\u03ff\u1f00-\u1fff"
_BETWEEN = "['’ʼ\u0300-\u036f]{0,8}"
_MIXED = re.compile(
    f"[{_LATN}]{_BETWEEN}[{_CYRL}{_GREK}]|[{_CYRL}]{_BETWEEN}[{_LATN}{_GREK}]|[{_GREK}]{_BETWEEN}[{_LATN}{_CYRL}]"
)


def _repair_word(word: str) -> str:
    """Move the posing letters of one word to the script of the others, where all of them have a twin there."""
    if _ONE_SCRIPT.fullmatch(word):
        return word
    whole, word = word, unicodedata.normalize("NFD", word)  # marks apart, so that ï poses as ї like i as і
    counts = {code: len(found) for code, pattern in _LETTERS.items() if (found := pattern.findall(word))}
    if len(counts) < 2:
        return whole
    # Most letters first; on a tie the non-Latin script, whose users type Latin letters by accident.
    for home in sorted(counts, key=lambda code: (-counts[code], code == "Latn", code)):
        moved = word
        for guest in counts:
            if guest != home:
                moved = moved.translate(_TABLES[guest, home])
        if not any(_LETTERS[guest].search(moved) for guest in counts if guest != home):
            return unicodedata.normalize("NFC", moved)
    return whole


def repair_words(text: str) -> str:
    """Return `text` with look-alike letters moved to the script of the word they stand in.

    A word is repaired only when every letter of the smaller script has a twin in the other,
    so genuinely mixed words (iPhone-ом aside) stay as they are.

    >>> repair_words("Xapкiв") == "Харків"
    True
    """
    if not _MIXED.search(text):
        return text
    return _WORD.sub(lambda found: _repair_word(found.group()), text)
