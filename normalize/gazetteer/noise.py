"""Alias noise: which recorded names are not names, by written rules.

GeoNames' alternate names arrive without their types, so airport codes, phonetic notation and
machine romanisations stand beside real names. Each rule says what it catches, why, and what is
done: "drop" leaves the alias out, "weaken" keeps it with so little weight that alone it seldom makes a match.
Rules see aliases whose source states no language; a main name is never touched, and abbreviations of countries
(UK, UAE) are not weakened. The compiler counts what each rule caught; docs/gazetteer.md shows the counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import regex

__all__ = ["RULES", "NoiseRule", "caught_by"]

_LONGEST = 100  # characters; the longest official place name in the sources has 92


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """One rule; `catches(alias, main name, whether the entity has a name in another script than Latin)`."""

    id: str
    does: Literal["drop", "weaken"]
    why: str
    catches: Callable[[str, str, bool], bool]


_IPA = regex.compile(
    r"[ˈːˑ]|[ɐɑɒɕɖɘɚɛɜɞɟɡɢɣɤɥɦɧɨɪɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕ].*[ɐɑɒɕɘɜɞɟɡɢɤɥɦɪɬɭɮɯɰɱɳɴɶɸɹɺɻɽɾʁʃʄʊʌʍʎʏʐʑʕ]"
)
_CODE = regex.compile(r"[A-Z]{3,4}")
_STUB = regex.compile(r"\p{Latin}{1,2}['’ʼ]?")
_MACHINE = regex.compile(r"[a-z'`’ʼʻ\- .]*[a-z][a-z'`’ʼʻ\- .]*")
_ADDRESS = regex.compile(r"https?:|www\.|\.(?:com|org|net)\b|[<>{}|]")
_LETTER = regex.compile(r"\p{L}")
_QUALIFIED = regex.compile(r".+[,(\[].+")

RULES: tuple[NoiseRule, ...] = (
    NoiseRule("no-letter", "drop", "numbers and signs are no names", lambda a, m, o: not _LETTER.search(a)),
    NoiseRule(
        "broken",
        "drop",
        "a question mark stands for a letter that was lost",
        lambda a, m, o: "?" in a,
    ),
    NoiseRule("address", "drop", "web addresses and markup", lambda a, m, o: bool(_ADDRESS.search(a))),
    NoiseRule(
        "too-long",
        "drop",
        f"over {_LONGEST} characters: a description, not a name",
        lambda a, m, o: len(a) > _LONGEST,
    ),
    NoiseRule(
        "phonetic",
        "drop",
        "phonetic notation (IPA), recognised by stress or length marks, or two of its letters",
        lambda a, m, o: bool(_IPA.search(a)),
    ),
    NoiseRule(
        "machine-romanisation",
        "drop",
        "all lower-case ASCII where the main name has a capital and the entity has a name in another script: "
        "that name letter by letter (kharkwf, ba li); the fold key finds the original and the namesakes stay out",
        lambda a, m, o: o and bool(_MACHINE.fullmatch(a)) and m != m.lower(),
    ),
    NoiseRule(
        "code",
        "weaken",
        "three or four capitals: airport and station codes (HRK, IEV), acronyms (NYC)",
        lambda a, m, o: bool(_CODE.fullmatch(a)) and m != m.upper(),
    ),
    NoiseRule(
        "stub",
        "weaken",
        "one or two Latin letters (Ko for Kyiv, NY)",
        lambda a, m, o: bool(_STUB.fullmatch(a)),
    ),
    NoiseRule(
        "qualified",
        "weaken",
        "a comma or bracket holds context, not name (Paris, Texas)",
        lambda a, m, o: bool(_QUALIFIED.fullmatch(a)),
    ),
)


def caught_by(alias: str, main: str, has_other_script: bool) -> NoiseRule | None:
    """Return the first rule that catches the alias, or None for a real name.

    Args:
        alias: an alternate name, cleaned.
        main: the main name of its entity.
        has_other_script: whether the entity has a name in another script than Latin.

    >>> caught_by("HRK", "Kharkiv", True).id, caught_by("kharkwf", "Kharkiv", True).id
    ('code', 'machine-romanisation')
    >>> caught_by("Kharkow", "Kharkiv", True) is None
    True
    """
    return next((rule for rule in RULES if rule.catches(alias, main, has_other_script)), None)
