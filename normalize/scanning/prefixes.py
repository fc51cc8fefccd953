"""Words that are written together with the name after them: Arabic "and", Hebrew "in"."""

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["PREFIXES", "without_prefix"]

# Language -> what may stand before a name without a space, the longest first. Standard grammar: Arabic wa-, fa-, bi-,
# li-, ka- (li- swallows the alif of the article: لل), Hebrew ve-, be-, le-, mi-, she-, ha-, ke-.
PREFIXES: Final[Mapping[str, Sequence[str]]] = {
    "ar": ("وال", "فال", "بال", "كال", "ولل", "لل", "وب", "ول", "فب", "و", "ف", "ب", "ل", "ك"),
    "he": ("וב", "ול", "ומ", "וה", "שב", "של", "ו", "ב", "ל", "מ", "ה", "ש", "כ"),
}
_ARTICLE: Final = "ال"
_LEAST: Final = 3  # letters of a name that is left


def without_prefix(name: str, prefixes: Sequence[str]) -> tuple[int, str]:
    """Return (code points taken off, what is left) of a name; (0, name) where nothing hangs on it.

    The Arabic article stays with the name.

    >>> without_prefix("وأوكرانيا", PREFIXES["ar"]), without_prefix("والعراق", PREFIXES["ar"])
    ((1, 'أوكرانيا'), (1, 'العراق'))
    """
    for prefix in prefixes:
        if name.startswith(prefix):
            taken = prefix.removesuffix(_ARTICLE) if prefix.endswith(_ARTICLE) else prefix
            rest = name[len(taken) :]
            if prefix.endswith("لل"):
                rest = _ARTICLE + rest
            if len(rest) >= _LEAST:
                return len(taken), rest
    return 0, name
