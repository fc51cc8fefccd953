"""Words that are written together with a name: Arabic "and" before it, Korean particles behind it."""

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["has_clitics", "without_clitics"]

# Language -> what may stand before a name without a space, the longest first. Standard grammar: Arabic wa-, fa-, bi-,
# li-, ka- (li- swallows the alif of the article: لل), Hebrew ve-, be-, le-, mi-, she-, ha-, ke-.
_BEFORE: Final[Mapping[str, Sequence[str]]] = {
    "ar": ("وال", "فال", "بال", "كال", "ولل", "لل", "وب", "ول", "فب", "و", "ف", "ب", "ل", "ك"),
    "he": ("וב", "ול", "ומ", "וה", "שב", "של", "ו", "ב", "ל", "מ", "ה", "ש", "כ"),
}
# The same behind a name: Korean particles of case and topic.
_BEHIND: Final[Mapping[str, Sequence[str]]] = {
    "ko": (
        "에서는",
        "으로는",
        "에게서",
        "이라고",
        "에서",
        "에는",
        "으로",
        "에게",
        "까지",
        "부터",
        "이나",
        "라고",
        "처럼",
        "보다",
        "의",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "에",
        "로",
        "와",
        "과",
        "도",
        "만",
    ),
}
_ARTICLE: Final = "ال"
_LEAST: Final = 3  # letters of a name that is left where something stood before it,
_LEAST_SYLLABLES: Final = 2  # and behind it


def has_clitics(lang: str) -> bool:
    """Return whether words are written together with names in a language."""
    return lang in _BEFORE or lang in _BEHIND


def without_clitics(name: str, lang: str) -> tuple[int, str, int]:
    """Return (code points taken off before, what is left, those taken off behind) of a name.

    The Arabic article stays with the name.

    >>> without_clitics("وأوكرانيا", "ar"), without_clitics("서울에서", "ko")
    ((1, 'أوكرانيا', 0), (0, '서울', 2))
    """
    for prefix in _BEFORE.get(lang, ()):
        if name.startswith(prefix):
            taken = prefix.removesuffix(_ARTICLE) if prefix.endswith(_ARTICLE) else prefix
            rest = name[len(taken) :]
            if prefix.endswith("لل"):
                rest = _ARTICLE + rest
            if len(rest) >= _LEAST:
                return len(taken), rest, 0
    for suffix in _BEHIND.get(lang, ()):
        if name.endswith(suffix) and len(name) - len(suffix) >= _LEAST_SYLLABLES:
            return 0, name[: -len(suffix)], len(suffix)
    return 0, name, 0
