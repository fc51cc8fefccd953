"""Which language a text is probably in, by its script and letters, and the system customary for it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from normalize.errors import UnknownSystem
from normalize.letters.runs import COMPOSITE, in_script
from normalize.letters.scripts import SCRIPTS

__all__ = ["Guess", "Orthography", "customary", "guess", "orthographies"]


@dataclass(frozen=True, slots=True)
class Guess:
    """A system chosen for the letters of one script, and why."""

    system: str
    language: str
    script: str
    reason: str


@dataclass(frozen=True, slots=True)
class Orthography:
    """The system customary for a language, and the letters of its orthography (none: all of the script)."""

    system: str
    letters: frozenset[str]


@cache
def orthographies() -> dict[str, dict[str, Orthography]]:
    """Script -> language -> its letters and customary system, in the order to try them."""
    text = files("normalize.transliteration").joinpath("languages.toml").read_text("utf-8")
    return {
        script: {
            language: Orthography(entry["system"], frozenset(entry["letters"])) for language, entry in languages.items()
        }
        for script, languages in tomllib.loads(text).items()
    }


def _scripts(text: str) -> list[str]:
    """The scripts of a text, Latin apart; kana and Han together are Japanese, Hangul and Han Korean."""
    present = [code for code in SCRIPTS if code not in ("Latn", "Zzzz", "Zyyy") and in_script(text, code)]
    for whole in ("Jpan", "Kore", "Hrkt"):
        parts = COMPOSITE[whole]
        mixed = [code for code in parts if code in present]
        if mixed and (len(mixed) > 1 or whole == "Hrkt"):
            present = [code for code in present if code not in parts] + [whole]
    return present


def guess(text: str) -> list[Guess]:
    """A customary system for each script of `text` but Latin, the language guessed from the letters.

    >>> [(choice.language, choice.system) for choice in guess("Куп'янськ і Київ")]
    [('ukr', 'ua-ukr-Cyrl-Latn-2010')]
    """
    choices = []
    text = "".join(sorted(set(text)))  # which letters there are decides, not where
    for script in _scripts(text):
        languages = orthographies().get(script, {})
        letters = frozenset(c.lower() for c in in_script(text, script))
        fitting = [name for name, known in languages.items() if not known.letters or letters <= known.letters]
        # Letters no orthography holds all of: the one that holds most.
        if not fitting and languages:
            fitting = [max(languages, key=lambda name: len(letters & languages[name].letters))]
        if not fitting:
            continue
        language = fitting[0]
        others = f"; the letters fit {', '.join(fitting[1:])} too" if fitting[1:] else ""
        choices.append(
            Guess(languages[language].system, language, script, f"{language} guessed from script {script}{others}")
        )
    return choices


def customary(language: str, text: str) -> list[Guess]:
    """The customary system of a language (ISO 639-3), for the script it stands in here.

    Raises `UnknownSystem` when no system is customary for the language.

    >>> customary("bel", "Мінск")[0].system
    'by-bel-Cyrl-Latn-2007'
    """
    known = [script for script, languages in orthographies().items() if language in languages]
    if not known:
        raise UnknownSystem(f"no system is customary for {language!r}; name one of `normalize transliterate --list`")
    text = "".join(sorted(set(text)))
    wanted = [script for script in _scripts(text) if script in known]
    # Kanji alone look like Chinese; what the caller says about the language settles how they are read.
    if not wanted and in_script(text, "Hani"):
        wanted = [script for script in known if "Hani" in COMPOSITE.get(script, ())]
    return [
        Guess(orthographies()[script][language].system, language, script, f"customary for {language}")
        for script in wanted
    ]
