"""The notation of a transliteration rule, and its parts.

A rule says what is written for what, and where::

    щ > shch                       a letter for a letter or several
    ь > ∅                          a letter that is dropped
    є > ye / ^ _                   only at the start of a word
    г > v / о|е _ {о-final}        between these: alternatives with |, classes in {braces} or [brackets]
    ∅ > a / {consonant} _ !{sign}  inserted where nothing stands; ! negates a side

``/ left _ right`` is the notation linguists use for context. ``^`` is the start and ``$`` the end of a
word (letters, marks, digits and the apostrophe inside a word belong to it), ``^^`` and ``$$`` those of a line.
A backslash takes the next character literally, ``\\s`` is a space and ``\\u0301`` or ``\\u{1E030}`` a code point;
a dotted circle (◌) carries a combining mark for the eye and is not part of the rule.
A class in the target stands for each of its members ([佳假價] > 가), and in the output for the one that was met:
``เ{consonant} > {consonant}e`` writes a vowel after the letter it is written before.
"""

import itertools
import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["EVERYWHERE", "Atom", "Context", "Rule", "RuleSyntaxError", "parse_class", "parse_rules"]

_TOKEN = re.compile(
    r"""\\u(?P<code>[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\}) | \\s(?P<space>) | \\(?P<literal>.)
      | \{(?P<name>[^{}\s]+)\} | \[(?P<set>(?:\\.|[^\]])+)\] | (?P<edge>\^\^?|\$\$?) | (?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPLIT = re.compile(r"\s{2,}|\t")
_DOTTED_CIRCLE = "\u25cc"
_NOTHING = "∅"


class RuleSyntaxError(ValueError):
    """A line that is not in the notation; the reader of the file adds its name and line."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One place in a context: any of `characters`, or an `edge` ("^", "$", "^^", "$$") of no width."""

    characters: frozenset[str] = frozenset()
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What must (or, negated, must not) stand on one side: alternatives, each a sequence of atoms."""

    alternatives: tuple[tuple[Atom, ...], ...] = ()
    negated: bool = False

    def __bool__(self) -> bool:
        return bool(self.alternatives)


EVERYWHERE: Final = Context()


@dataclass(frozen=True, slots=True)
class Rule:
    """`target` is written `output` between `left` and `right`; `line` is where the file says so."""

    target: str
    output: str
    left: Context = EVERYWHERE
    right: Context = EVERYWHERE
    line: int = 0

    @property
    def contextual(self) -> bool:
        """Whether the rule holds only in some places."""
        return bool(self.left or self.right)


def _text(part: str, members: dict[str, str]) -> str:
    """Undo the escapes of a target or an output, with a member for each class; NFC, as the text it will meet."""
    if part == _NOTHING:
        return ""
    plain = []
    for found in _TOKEN.finditer(part):
        if found["edge"]:
            raise RuleSyntaxError(f"edges stand in a context, not in {part!r}; \\ takes a sign as it is")
        if (name := found["name"] or found["set"]) and name not in members:
            raise RuleSyntaxError(f"the class {found.group()} in the output is not in the target of {part!r}")
        plain.append(members[name] if name else _character(found))
    return unicodedata.normalize("NFC", "".join(plain))


def _character(found: re.Match[str]) -> str:
    if found["code"]:
        code = int(found["code"].strip("{}"), 16)
        if code > sys.maxunicode or 0xD800 <= code < 0xE000:
            raise RuleSyntaxError(f"{found.group()} is no character")
        return chr(code)
    if found["space"] is not None:
        return " "
    if found["literal"]:
        return found["literal"]
    return "" if found["char"] == _DOTTED_CIRCLE else found["char"]


def parse_class(members: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
    """The characters of a class: written one after the other, with ranges (а-я) and other {classes}.

    A ``-{name}`` takes the characters of another class away.

    >>> sorted(parse_class("a-c {vowel}", {"vowel": frozenset("ou")}))
    ['a', 'b', 'c', 'o', 'u']
    """
    chosen: set[str] = set()
    removed: set[str] = set()
    tokens = [found for found in _TOKEN.finditer(members) if (found["char"] or "x") not in (" ", "\t", _DOTTED_CIRCLE)]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        minus = token["char"] == "-" and at + 1 < len(tokens)
        if minus and tokens[at + 1]["name"]:
            removed |= _named(tokens[at + 1]["name"], classes)
            at += 2
        elif minus and at and not tokens[at - 1]["name"]:
            first, last = _character(tokens[at - 1]), _character(tokens[at + 1])
            if last < first:
                raise RuleSyntaxError(f"the range {first}-{last} runs backwards")
            chosen.update(map(chr, range(ord(first), ord(last) + 1)))
            at += 2
        elif token["name"]:
            chosen |= _named(token["name"], classes)
            at += 1
        else:
            if character := _character(token):
                chosen.add(character)
            at += 1
    # NFC, as the text; a letter that NFC takes apart (क़) is no single place and cannot be in a class.
    whole = {unicodedata.normalize("NFC", c) for c in chosen - removed}
    if broken := sorted(c for c in whole if len(c) != 1):
        raise RuleSyntaxError(f"not one character in NFC: {', '.join(map(ascii, broken))}; write it as an alternative")
    if not whole:
        raise RuleSyntaxError("a class with no characters")
    return frozenset(whole)


def _named(name: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
    if name not in classes:
        raise RuleSyntaxError(f"no class {{{name}}} is defined above; write: class {name} = …")
    return classes[name]


def _context(part: str, classes: dict[str, frozenset[str]]) -> Context:
    part = part.strip()
    if not part:
        return EVERYWHERE
    negated = part.startswith("!")
    if negated:
        part = part[1:]
    alternatives: list[tuple[Atom, ...]] = []
    atoms: list[Atom] = []
    for found in _TOKEN.finditer(part):
        if found["char"] == "|":
            alternatives.append(tuple(atoms))
            atoms = []
        elif found["char"] == "!":
            raise RuleSyntaxError("! negates a whole side and stands at its beginning")
        elif found["edge"]:
            atoms.append(Atom(edge=found["edge"]))
        elif found["name"]:
            atoms.append(Atom(_named(found["name"], classes)))
        elif found["set"]:
            atoms.append(Atom(parse_class(found["set"], classes)))
        elif not (found["char"] or "").isspace() and (character := _character(found)):
            atoms.extend(Atom(frozenset(c)) for c in unicodedata.normalize("NFC", character))
    alternatives.append(tuple(atoms))
    if not all(alternatives):
        raise RuleSyntaxError(f"an empty alternative in the context {part!r}")
    return Context(tuple(alternatives), negated)


def parse_rules(line: str, classes: dict[str, frozenset[str]], number: int = 0) -> list[Rule]:
    """The rules of one line; two or more spaces separate them.

    Raises `RuleSyntaxError` for what is not in the notation.

    >>> [(rule.target, rule.output) for rule in parse_rules("а > a   щ > shch", {})]
    [('а', 'a'), ('щ', 'shch')]
    """
    return [rule for part in _SPLIT.split(line.strip()) for rule in _rules(part, classes, number)]


def _rules(part: str, classes: dict[str, frozenset[str]], number: int) -> list[Rule]:
    what, slash, where = part.partition(" / ")
    target, arrow, output = (side.strip() for side in what.partition(" > "))
    if not arrow or not target or not output:
        raise RuleSyntaxError(f"{part!r} is not a rule; write: target > output / left _ right (∅ for nothing)")
    left, gap, right = where.partition("_")
    if " > " in output or re.search(r"(?<!\\)_", right):
        raise RuleSyntaxError(f"{part!r} has two > or two _; two or more spaces separate rules, \\_ is the sign itself")
    if slash and not gap:
        raise RuleSyntaxError(f"the context {where!r} lacks the _ that stands for the target")
    around = _context(left, classes), _context(right, classes)
    if slash and not any(around):
        raise RuleSyntaxError(f"the context {where!r} is empty; leave out the /")
    sets: dict[str, frozenset[str]] = {}
    for found in _TOKEN.finditer(target):
        if found["name"]:
            sets[found["name"]] = _named(found["name"], classes)
        elif found["set"]:
            sets[found["set"]] = parse_class(found["set"], classes)
    chosen = itertools.product(*map(sorted, sets.values()))
    rules = []
    for members in chosen:
        member = dict(zip(sets, members, strict=True))
        rules.append(Rule(_text(target, member), _text(output, member), *around, number))
    if not rules[0].target and not any(around):
        raise RuleSyntaxError("an insertion needs a context")
    return rules
