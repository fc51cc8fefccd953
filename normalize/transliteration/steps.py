"""Puts the steps of a system together, there and back."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from normalize.errors import SystemFileError
from normalize.transliteration.engine import INSIDE, Pass, compile_pass
from normalize.transliteration.files import SystemFile
from normalize.transliteration.readers import reader
from normalize.transliteration.rules import Rule

__all__ = ["alphabet", "chain", "reverse_rules"]

# The sign first, then what is around it: a search for one of a few characters skips the rest of a text in C.
_APOSTROPHE_INSIDE = re.compile(r"['’‘`´′＇](?<=[^\W\d_].)(?=[^\W\d_])")
_FIRST = re.compile(r"(?<![^\W_])(?<![^\W_]['’ʼ‘])([ʿʾʻʼ]?)([^\W\d_])")


def _capital(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    if before and unicodedata.combining(before):
        return found.group()
    return found[1] + found[2].title()


def _capitalise(text: str) -> str:
    """The first letter of each word as a capital."""
    return _FIRST.sub(_capital, text)


_FUNCTIONS: Final[dict[str, Pass]] = {
    "compose": lambda text: unicodedata.normalize("NFC", text),
    "decompose": lambda text: unicodedata.normalize("NFD", text),
    "lowercase": str.lower,
    "capitalise": _capitalise,
}


def chain(whole: SystemFile, other: Callable[[str], Pass]) -> Pass:
    """One function of all the steps; `other` gives the rules of a system that a step uses."""
    passes: list[Pass] = []
    if any(INSIDE in rule.target for step in whole.steps if not isinstance(step, str) for rule in step):
        passes.append(lambda text: _APOSTROPHE_INSIDE.sub(INSIDE, text))
    for step in whole.steps:
        if not isinstance(step, str):
            passes.append(compile_pass(step, whole.system.cased))
        elif step in _FUNCTIONS:
            passes.append(_FUNCTIONS[step])
        elif step.startswith("read "):
            passes.append(reader(step.removeprefix("read ")))
        else:
            passes.append(other(step.removeprefix("use ")))
    if len(passes) == 1:
        return passes[0]

    def apply(text: str) -> str:
        for step in passes:
            text = step(text)
        return text

    return apply


def reverse_rules(whole: SystemFile) -> Pass:
    """The way back, from the same rules.

    Raises `SystemFileError` when the file calls itself reversible and two letters are written alike.
    """
    turned: dict[str, Rule] = {}
    for rule in _only_pass(whole):
        if not rule.output:
            raise SystemFileError(f"{whole.path}:{rule.line}: what is dropped cannot come back; reversible: no")
        if other := turned.get(rule.output):
            both = f"{other.output!r} and {rule.target!r} are both {rule.output!r}"
            raise SystemFileError(f"{whole.path}:{rule.line}: {both}; reversible: no")
        turned[rule.output] = Rule(rule.output, rule.target, line=rule.line)
    return compile_pass(turned.values(), whole.system.cased)


def _only_pass(whole: SystemFile) -> tuple[Rule, ...]:
    rules = [step for step in whole.steps if not isinstance(step, str)]
    others = {step for step in whole.steps if isinstance(step, str)} - {"compose", "decompose"}
    if len(rules) != 1 or others or any(rule.contextual for rule in rules[0]):
        raise SystemFileError(f"{whole.path}:1: only one pass of rules without contexts can be turned round")
    return rules[0]


def alphabet(whole: SystemFile) -> frozenset[str]:
    """The letters of a reversible system that come back as they were, capitals among them.

    >>> from normalize.transliteration.catalogue import system_file
    >>> "щ" in alphabet(system_file("iso-rus-Cyrl-Latn-9-1995"))
    True
    """
    letters = {rule.target: rule.output for rule in _only_pass(whole) if len(rule.target) == 1}
    capitals = {
        upper
        for letter, output in letters.items()
        if whole.system.cased and len(upper := letter.upper()) == 1 and output.upper() != output
    }
    return frozenset(letters) | capitals
