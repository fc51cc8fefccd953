"""Carries a text through a system: NFC, repair, the words in its script, the rules, NFC again."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias, overload

from normalize.errors import ArgumentError, NameTypeError, NotReversibleError
from normalize.languages import find_language
from normalize.letters.compose import compose
from normalize.letters.confusables import repair_words
from normalize.letters.runs import in_script, map_runs, odd_character, own_character, plain_text
from normalize.transliteration.catalogue import find, looks_over_spaces, passes, reads_signs, romaniser, system_file
from normalize.transliteration.engine import Pass
from normalize.transliteration.external import PREFIX, external_romaniser
from normalize.transliteration.files import System, SystemFile
from normalize.transliteration.guess import customary, guess
from normalize.transliteration.steps import chain, reverse_rules
from normalize.transliteration.words import around_odd_words, by_word

__all__ = [
    "Choice",
    "Transliteration",
    "apply_chosen",
    "apply_system",
    "carrier",
    "choose",
    "explained",
    "forget",
    "transliterate",
]


@dataclass(frozen=True, slots=True)
class Transliteration:
    """What became of a text, and why. `str()` of it is the result.

    `systems` are those applied, one for each script where none was named, and `reasons` say why each was
    chosen. `uncovered` are the letters that no rule covers and that stand in the result as they were,
    `untouched` the words in scripts the systems do not read, `repaired` whether look-alike letters of
    another script were put right first.
    """

    text: str
    result: str
    systems: tuple[System, ...]
    reasons: tuple[str, ...]
    uncovered: tuple[str, ...]
    untouched: tuple[str, ...]
    repaired: bool

    def __str__(self) -> str:
        return self.result


Choice: TypeAlias = tuple[System, str]  # a system, and why it was chosen
_QUICK: Final = 2  # passes
_WORD: Final = re.compile(r"[^ \t\r\n]+")


def carrier(whole: SystemFile, reverse: bool = False) -> Pass:
    """Text to text, for one system: what is nothing but its script goes straight through the rules, and the
    rest is composed, repaired and parted first, word by word where no rule looks over a space.

    A word is changed when it holds a character of the script, with the signs in it; other words stay.
    """
    system = whole.system
    script = system.target_script if reverse else system.source_script
    shape = looks_over_spaces(whole), passes(whole), reads_signs(whole)  # reads every system that is used
    change = reverse_rules(whole) if reverse else chain(whole, romaniser)
    return _carrying(script, change, reverse, *shape)


def _carrying(script: str, change: Pass, reverse: bool, over_spaces: bool, passes: int, signs: bool) -> Pass:
    composed = unicodedata.normalize
    plain = plain_text(script).fullmatch
    own = own_character(script).search

    def straight(text: str) -> str:
        return composed("NFC", change(text))

    def run(text: str) -> str:
        # Coming back, ʹ and ʺ are letters that belong to no script.
        return change(text) if reverse or own(text) else text

    def mended(found: re.Match[str]) -> str:
        repaired = repair_words(found.group())
        return repaired if own(repaired) else found.group()

    def with_care(text: str) -> str:
        if plain(text) and not reverse:
            return straight(text)
        text = compose(text)
        if repair_words(text) != text:
            text = _WORD.sub(mended, text)
        return composed("NFC", map_runs(text, script, run))

    if reverse:
        return with_care
    light = passes <= _QUICK  # few passes cost less than looking words up
    direct = over_spaces or (light and not signs)
    if over_spaces:
        careful: Pass = with_care
    elif direct:
        careful = around_odd_words(straight, with_care, odd_character(script))
    else:
        careful = by_word(with_care)

    def carry(text: str) -> str:
        if plain(text):
            return composed("NFC", change(text)) if direct or (light and text.isalpha()) else careful(text)
        return careful(text) if own(text) else compose(text)

    return carry


@cache
def _carrier(id: str, reverse: bool) -> Pass:
    """The carrier of a system held here, or of one of interscript's that was asked for by name."""
    if id.startswith(PREFIX):
        if reverse:
            raise NotReversibleError(f"{id} cannot be undone here")
        return _carrying(find(id).source_script, external_romaniser(id), False, True, 1, True)
    whole = system_file(id)
    if reverse and not whole.system.reversible:
        raise NotReversibleError(f"{id} cannot be undone: {whole.system.unknown}")
    return carrier(whole, reverse)


def forget() -> None:
    """Empty the caches of words and of compiled systems; the results stay the same."""
    _carrier.cache_clear()


def apply_system(text: str, system: System, reverse: bool = False) -> str:
    """Return `text` as `system` writes it, or, with `reverse`, what was so written.

    What is in another script than the one the system reads stays as it is. The result is in NFC.

    >>> apply_system("Щука (pike)", find("ua-ukr-Cyrl-Latn-2010"))
    'Shchuka (pike)'
    """
    return _carrier(system.id, reverse)(text)


@overload
def transliterate(
    text: str,
    system: str | System | None = ...,
    *,
    lang: str | None = ...,
    reverse: bool = ...,
    explain: Literal[False] = ...,
) -> str: ...


@overload
def transliterate(
    text: str,
    system: str | System | None = ...,
    *,
    lang: str | None = ...,
    reverse: bool = ...,
    explain: Literal[True],
) -> Transliteration: ...


def transliterate(
    text: str,
    system: str | System | None = None,
    *,
    lang: str | None = None,
    reverse: bool = False,
    explain: bool = False,
) -> str | Transliteration:
    """Write `text` in another script, by a named system.

    Args:
        text: any text; what is in another script than the system reads stays as it is.
        system: the id of a system (``"ua-ukr-Cyrl-Latn-2010"``), one of its aliases (``"ukr-2010"``), or a
            `System`. Without it, the romanisation customary for the language.
        lang: the language of the text, ISO 639-1 or 639-3, where no system is named. Without either, the
            language is guessed from script and letters, script by script; `explain` says what was guessed.
        reverse: go back, from what the system writes to what it reads; only where the system is reversible.
        explain: return a `Transliteration` with the systems, the reasons, and what no rule covered.

    Returns:
        The text in NFC, or a `Transliteration`.

    Raises:
        UnknownSystem: no system of that name, or none customary for the language; names the nearest.
        UnknownLanguageError: `lang` is no ISO 639 code.
        NotReversibleError: `reverse` of a system that cannot be undone.
        MissingExtraError: the system reads words by dictionary and the package for it is not installed.
        ArgumentError: `system` and `lang` at once, or `reverse` without a system.
        NameTypeError: `text` is not a string.

    >>> transliterate("Щука, ЩУКА", "ua-ukr-Cyrl-Latn-2010")
    'Shchuka, SHCHUKA'
    >>> transliterate("Харків", lang="uk")
    'Kharkiv'
    >>> transliterate("Ŝuka", "iso-rus-Cyrl-Latn-9-1995", reverse=True)
    'Щука'
    """
    if type(system) is str and type(text) is str and lang is None and not explain:
        return _carrier(find(system).id, reverse)(text)  # what pipelines call a million times
    if not isinstance(text, str):
        raise NameTypeError(f"text must be a string, not {type(text).__name__}; leave nulls out")
    if system is not None and lang is not None:
        raise ArgumentError("give a system or a language, not both: a system is for one language already")
    if reverse and system is None:
        raise ArgumentError("reverse needs the system that the text was written by")
    chosen = choose(text, system, lang)
    result = apply_chosen(text, chosen, reverse)
    return explained(text, result, chosen, reverse) if explain else result


def choose(text: str, system: str | System | None, lang: str | None) -> dict[str, Choice]:
    """The systems for a text, by the script each reads, and why: the one named, the customary, or the guessed.

    >>> {script: (str(system), why) for script, (system, why) in choose("Київ", None, "uk").items()}
    {'Cyrl': ('ua-ukr-Cyrl-Latn-2010', 'customary for ukr')}
    """
    if system is not None:
        found = system if isinstance(system, System) else find(_name(system))
        return {found.source_script: (found, "named")}
    text = repair_words(compose(text))
    choices = guess(text) if lang is None else customary(find_language(lang).alpha_3, text)
    return {choice.script: (find(choice.system), choice.reason) for choice in choices}


def apply_chosen(text: str, chosen: Mapping[str, Choice], reverse: bool = False) -> str:
    """Carry `text` through each of the `chosen` systems.

    >>> apply_chosen("Київ", choose("Київ", None, "uk"))
    'Kyiv'
    """
    result = compose(text)
    for system, _ in chosen.values():
        result = apply_system(result, system, reverse)
    return result


def _name(system: object) -> str:
    if not isinstance(system, str):
        raise ArgumentError(f"system must be an id, an alias or a System, not {type(system).__name__}")
    return system


def explained(text: str, result: str, chosen: Mapping[str, Choice], reverse: bool = False) -> Transliteration:
    """What became of a text that `apply_chosen` made `result` of.

    >>> explained("Київ Paris", "Kyiv Paris", choose("Київ", None, "uk")).untouched
    ('Paris',)
    """
    composed = compose(text)
    rest = repaired = repair_words(composed)
    systems = [system for system, _ in chosen.values()]
    scripts = [system.target_script if reverse else system.source_script for system in systems]
    written = {system.source_script if reverse else system.target_script for system in systems}
    for script in scripts:
        rest = _WORD.sub(lambda found, script=script: _rest(found.group(), script), rest)  # type: ignore[misc]
    return Transliteration(
        text=text,
        result=result,
        systems=tuple(systems),
        reasons=tuple(reason for _, reason in chosen.values()),
        uncovered=tuple(
            dict.fromkeys(c for script in scripts if script not in written for c in in_script(result, script))
        ),
        untouched=tuple(word for word in rest.split() if any(c.isalpha() for c in word)),
        repaired=repaired != composed,
    )


def _rest(word: str, script: str) -> str:
    """What is left of a word when the stretches with characters of a script are taken away."""
    own = own_character(script).search
    return map_runs(word, script, lambda run: " " if own(run) else run)
