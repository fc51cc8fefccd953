"""Runs the rules of one pass over a text.

A pass reads its text once, left to right. At each place the longest target that fits is taken, among equals
the one with a context, among those the first written; contexts look at the text as the pass found it.
The notation has no repetition, so matching looks at a bounded number of characters for each place
and the time is linear in the text.

Rules are written in small letters and hold for capitals too (щ > shch: Щука Shchuka, ЩУКА SHCHUKA);
a rule that is written with a capital stands for itself.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from normalize.transliteration.rules import Context, Rule

__all__ = ["INSIDE", "Pass", "compile_pass"]

Pass = Callable[[str], str]
INSIDE: Final = "\u02bc"  # the apostrophe that is a letter of its word
_INHERENT: Final = "\ue0fe"  # stands for the inserted vowel; these two are for private use, and in no result
_FEW: Final = 4  # letters
_DELETE: Final = "\ue0ff"  # takes back the inserted vowel before it


def _edges(rules: Iterable[Rule]) -> dict[str, str]:
    """The patterns of the edges. A word goes on over letters, figures, and the marks the rules know of."""
    sides = [atom for rule in rules for side in (rule.left, rule.right) for one in side.alternatives for atom in one]
    known = {c for rule in rules for c in rule.target} | {c for atom in sides for c in atom.characters}
    marks = "\u0300-\u036f" + "".join(sorted(c for c in known if unicodedata.category(c)[0] == "M"))
    return {
        "^": rf"(?<![^\W_])(?<![{marks}])(?<![^\W_]{INSIDE})",
        "$": rf"(?![^\W_]|[{marks}]|{INSIDE}[^\W_])",
        "^^": r"(?<![^\n])",
        "$$": r"(?![^\n])",
    }


def _set(characters: Iterable[str]) -> str:
    chosen = sorted(characters)
    if len(chosen) == 1:
        return re.escape(chosen[0])
    return "[" + "".join(re.escape(c) for c in chosen) + "]"


def _any_case(characters: frozenset[str]) -> frozenset[str]:
    return characters | {u for c in characters if len(u := c.upper()) == 1 and u.lower() == c}


def _look(context: Context, behind: str | None, edge: dict[str, str]) -> str:
    """The context as look-around; `behind` is the pattern of the target a look-behind has to step over."""
    sides: list[str] = []
    for atoms in context.alternatives:
        edges = "".join(edge[a.edge] for a in atoms if a.edge)
        letters = "".join(_set(_any_case(a.characters)) for a in atoms if not a.edge)
        if behind is None:
            sides.append((f"(?={letters}{edges})" if edges else f"(?={letters})") if letters else edges)
        elif edges:
            sides.append(f"(?<={edges}{letters}{behind})")
        else:
            sides.append(f"(?<={letters}{behind})")
    body = sides[0] if len(sides) == 1 else f"(?:{'|'.join(sides)})"
    return f"(?!{body})" if context.negated else body


def _capitalise(text: str) -> str:
    """The first cased letter of an output as a capital."""
    for at, character in enumerate(text):
        if character.lower() != character.upper():
            return (
                text[:at] + (character.title() if len(character.title()) == 1 else character.upper()) + text[at + 1 :]
            )
    return text


def _letters(text: str) -> int:
    return sum(not unicodedata.combining(c) for c in text)


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the single capital text[start:end] stands in a word of capitals: Щ in ЩУКА, not in Щука or Щ."""
    after = text[end : end + 2].lstrip(INSIDE)
    if after[:1].isalpha():
        return after[0].isupper()
    return text[max(0, start - 2) : start].rstrip(INSIDE)[-1:].isupper()


def _expand(rules: Iterable[Rule], cased: bool) -> tuple[dict[str, str], list[Rule], set[int]]:
    """Small-letter rules with their capitals: a table of single letters, the other rules, and which
    of those have to look at the word for their case (by position)."""
    simple: dict[str, str] = {}
    others: list[Rule] = []
    by_case: set[int] = set()
    exact = {rule.target for rule in rules if rule.target != rule.target.lower()}
    for rule in rules:
        single = len(rule.target) == 1
        if single and not rule.contextual:
            simple[rule.target] = rule.output
        else:
            others.append(rule)
        upper = rule.target.upper()
        if not cased or upper == rule.target or upper.lower() != rule.target or len(upper) != len(rule.target):
            continue  # no capital, or one of another letter (Σ of ς, Ι of the iota below)
        if single:
            if upper in exact and not rule.contextual:
                continue
            if _letters(rule.output) <= 1 or rule.output.upper() == _capitalise(rule.output):
                if rule.contextual:
                    others.append(replace(rule, target=upper, output=_capitalise(rule.output)))
                else:
                    simple[upper] = _capitalise(rule.output)
            else:
                by_case.add(len(others))
                others.append(replace(rule, target=upper))
        else:
            for first in {rule.target[0].upper(), rule.target[0]}:
                for rest in {rule.target[1:].upper(), rule.target[1:]}:
                    if (variant := first + rest) != rule.target and variant not in exact:
                        by_case.add(len(others))
                        others.append(replace(rule, target=variant))
    return simple, others, by_case


def _insertion(rules: list[Rule]) -> tuple[list[Rule], tuple[frozenset[str], str, frozenset[str]] | None]:
    """Set apart the insertion that an abugida needs (∅ > a / {consonant} _ !{sign}): after, what, unless before."""
    plain: list[Rule] = []
    inherent = None
    targets = {rule.target[-1] for rule in rules if rule.target}
    firsts = {rule.target[0] for rule in rules if rule.target}
    for rule in rules:
        after = _one_class(rule.left)
        unless = _one_class(rule.right)
        if (
            not rule.target
            and not inherent
            and after
            and unless
            and rule.right.negated
            and not rule.left.negated
            and after <= targets
            and unless <= firsts
            and not after & unless
        ):
            inherent = after, rule.output, unless
        else:
            plain.append(rule)
    return plain, inherent


def _one_class(context: Context) -> frozenset[str] | None:
    if len(context.alternatives) == 1 and len(context.alternatives[0]) == 1:
        return context.alternatives[0][0].characters or None
    return None


def _pattern(others: list[Rule], edge: dict[str, str]) -> tuple[re.Pattern[str], list[int]]:
    """One pattern of all the rules; the number of the group that matched says which rule it was."""
    ranked = sorted(range(len(others)), key=lambda i: (-len(others[i].target), not others[i].contextual, i))
    by_first: dict[str, list[int]] = defaultdict(list)
    for i in ranked:
        by_first[others[i].target[:1]].append(i)
    order = [-1]
    branches: list[str] = []
    for first in sorted(by_first, key=lambda c: (c != "", c)):  # insertions come before the letter they precede
        ends: list[str] = []
        for i in by_first[first]:
            rule, target = others[i], re.escape(others[i].target)
            left = _look(rule.left, target, edge) if rule.left else ""
            right = _look(rule.right, None, edge) if rule.right else ""
            ends.append(re.escape(rule.target[1:]) + left + right + "()")
            order.append(i)
        branches.append(re.escape(first) + (ends[0] if len(ends) == 1 else f"(?:{'|'.join(ends)})"))
    return re.compile("|".join(branches)), order


def _replacing(simple: dict[str, str]) -> Pass:
    pairs = tuple(simple.items())

    def apply(text: str) -> str:
        for letter, output in pairs:
            text = text.replace(letter, output)
        return text

    return apply


def compile_pass(rules: Iterable[Rule], cased: bool = False) -> Pass:
    """Return a function that applies `rules` to a text (in NFC or NFD, as the rules are written).

    >>> from normalize.transliteration.rules import parse_rules
    >>> apply = compile_pass(parse_rules("щ > shch  у > u  к > k  а > a", {}), cased=True)
    >>> apply("щука"), apply("Щука"), apply("ЩУКА")
    ('shchuka', 'Shchuka', 'SHCHUKA')
    """
    plain, inherent = _insertion(list(rules))
    vowel = ""
    if inherent:
        after, vowel, unless = inherent
        # a after every consonant, and a mark before every sign that takes it away again: three passes in C
        plain = [
            replace(
                rule,
                output=(_DELETE if rule.target[:1] in unless else "")
                + rule.output
                + (_INHERENT if rule.target[-1:] in after else ""),
            )
            for rule in plain
        ]
    simple, others, by_case = _expand(plain, cased)
    edge = _edges(plain)
    pattern, order = _pattern(others, edge) if others else (None, [])
    outputs = [others[i].output if i >= 0 else "" for i in order]
    if pattern and set("".join(outputs)) & set(simple):
        # What the pattern writes, the table would read again: let the pattern do all of it.
        others += [Rule(target, output) for target, output in simple.items()]
        pattern, order = _pattern(others, edge)
        outputs = [others[i].output if i >= 0 else "" for i in order]
        simple = {}
    if not pattern and len(simple) <= _FEW and not inherent and not set("".join(simple.values())) & set(simple):
        return _replacing(simple)  # a search for each letter in C, where a table would look at every letter
    cases = frozenset(at for at, i in enumerate(order) if i in by_case)
    table = str.maketrans(simple)

    def write(found: re.Match[str]) -> str:
        number = found.lastindex or 0
        output = outputs[number]
        if number not in cases:
            return output
        target = found.group()
        if len(target) > 1:
            capital = sum(map(str.isupper, target))
            if capital > 1:
                return output.upper()
            return _capitalise(output) if target[0].isupper() else output
        return output.upper() if _in_capitals(found.string, *found.span()) else _capitalise(output)

    def apply(text: str) -> str:
        if pattern:
            text = pattern.sub(write, text)
        if table:
            text = text.translate(table)
        if vowel:
            text = text.replace(_INHERENT + _DELETE, "").replace(_DELETE, "").replace(_INHERENT, vowel)
        return text

    return apply
