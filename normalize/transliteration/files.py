"""Reads a system from its file.

A file is named for the system (``ua-ukr-Cyrl-Latn-2010.rules``): a header, the steps in their order, and
the samples that show it works::

    name: Ukrainian national system
    source: Cabinet of Ministers of Ukraine, resolution No. 55, 27 January 2010
    year: 2010
    language: ukr
    reversible: no
    unknown: the soft sign and the apostrophe are dropped and cannot be restored

    class vowel = аеєиіїоуюя

    [rules]
    а > a   б > b
    є > ye / ^ _

    [samples: the table of the resolution]
    Алушта > Alushta

Steps are ``[rules]`` (several are passes one after the other), ``[use other-system-id]``, ``[read language]``
(words whose sound only a dictionary knows, through an optional package), and the named functions
``[compose]``, ``[decompose]``, ``[lowercase]`` and ``[capitalise]`` (each word).
Lines that begin with ``#`` are comments. Anything else is refused, with the file and the line.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from normalize.errors import SystemFileError
from normalize.letters.runs import COMPOSITE
from normalize.letters.scripts import SCRIPTS
from normalize.transliteration.rules import Rule, RuleSyntaxError, parse_class, parse_rules

__all__ = ["FUNCTIONS", "ID", "READERS", "Sample", "System", "SystemFile", "read_header", "read_system"]

FUNCTIONS: Final = ("compose", "decompose", "lowercase", "capitalise")
READERS: Final = ("mandarin", "cantonese", "japanese")
# authority-language-Source-Target-year, as ISO 24229 writes ids; never a path
ID: Final = re.compile(
    r"(?P<authority>[a-z]+)-(?P<language>[a-z]{3})-(?P<source>[A-Z][a-z]{3})-(?P<target>[A-Z][a-z]{3})-[\w.-]+"
)
_HEADER = re.compile(r"(?P<key>[a-z][a-z-]*):\s*(?P<value>.*)")
_CLASS = re.compile(r"class\s+(?P<name>\S+)\s*=\s*(?P<members>.+)")
_SECTION = re.compile(r"\[(?P<word>[a-z]+)(?::?\s+(?P<rest>.*))?\]")
_REQUIRED: Final = ("name", "source", "year", "language", "reversible", "unknown")
_OPTIONAL: Final = ("url", "alias", "case", "note", "checked", "differs", "script")


@dataclass(frozen=True, slots=True)
class Sample:
    """One example of a system: `text` is written `result`; `origin` is where that stands."""

    text: str
    result: str
    origin: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class System:
    """A romanisation system, or another from script to script, as its file describes it.

    `str(system)` is its id. `language` is ISO 639-3, the scripts ISO 15924; `unknown` says what the
    source script does not write, so that no rule can know it; `differs` where another well-known
    implementation writes ordinary words otherwise, and why the table is followed here.
    """

    id: str
    name: str
    source: str
    year: int | None
    authority: str
    language: str
    source_script: str
    target_script: str
    reversible: bool
    unknown: str
    aliases: tuple[str, ...] = ()
    url: str = ""
    note: str = ""
    checked: str = ""
    differs: str = ""
    cased: bool = False

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class SystemFile:
    """A whole file: the description, the steps and the samples.

    A step is a tuple of rules, or a string: a function's name, "use " and the id of a system, or
    "read " and the name of a reader.
    """

    system: System
    steps: tuple[tuple[Rule, ...] | str, ...]
    samples: tuple[Sample, ...]
    path: Path


_BICAMERAL: Final = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geok", "Copt", "Glag", "Cher", "Adlm"})


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.header: dict[str, str] = {}
        self.line_of: dict[str, int] = {}

    def fail(self, number: int, problem: str) -> SystemFileError:
        return SystemFileError(f"{self.path}:{number}: {problem}")

    def read_header(self) -> int:
        """Fill `header`; return the number of the first line after it."""
        last = ""
        for number, line in enumerate(self.lines, 1):
            if line.startswith("#") or not line.strip():
                continue
            if line[0] in " \t" and last:
                self.header[last] += " " + line.strip()
                continue
            found = _HEADER.fullmatch(line.rstrip())
            if not found:
                return number
            last = found["key"]
            if last not in _REQUIRED + _OPTIONAL:
                known = ", ".join(_REQUIRED + _OPTIONAL)
                raise self.fail(number, f"unknown key {last!r}; the keys are {known}")
            if last in self.header:
                raise self.fail(number, f"{last!r} is given twice")
            self.header[last] = found["value"].strip()
            self.line_of[last] = number
        return len(self.lines) + 1

    def system(self) -> System:
        named = ID.fullmatch(self.path.stem)
        if not named:
            raise self.fail(1, "the file's name is not authority-language-Source-Target-year, as ISO 24229 writes ids")
        if missing := [key for key in _REQUIRED if not self.header.get(key)]:
            raise self.fail(1, f"the header lacks {', '.join(missing)}")
        head = self.header
        if not re.fullmatch(r"[a-z]{3}", head["language"]):
            raise self.fail(self.line_of["language"], f"{head['language']!r} is not an ISO 639-3 code")
        if head["reversible"] not in ("yes", "no"):
            raise self.fail(self.line_of["reversible"], "reversible is yes or no")
        if not re.fullmatch(r"\d{4}|unknown", head["year"]):
            raise self.fail(self.line_of["year"], "year is four digits, or unknown")
        if head.get("case", "letters") not in ("letters", "none"):
            raise self.fail(self.line_of["case"], "case is letters or none")
        source_script = head.get("script", named["source"])
        for script in (source_script, named["target"]):
            if script not in SCRIPTS and script not in COMPOSITE:
                raise self.fail(1, f"{script!r} is no script known here (ISO 15924)")
        cased = source_script in _BICAMERAL and head.get("case") != "none"
        return System(
            id=self.path.stem,
            name=head["name"],
            source=head["source"],
            year=None if head["year"] == "unknown" else int(head["year"]),
            authority=named["authority"],
            language=head["language"],
            source_script=source_script,
            target_script=named["target"],
            reversible=head["reversible"] == "yes",
            unknown=head["unknown"],
            aliases=tuple(head.get("alias", "").replace(",", " ").split()),
            url=head.get("url", ""),
            note=head.get("note", ""),
            checked=head.get("checked", ""),
            differs=head.get("differs", ""),
            cased=cased,
        )

    def body(self, first: int) -> tuple[list[tuple[Rule, ...] | str], list[Sample]]:
        classes: dict[str, frozenset[str]] = {}
        steps: list[list[Rule] | str] = []
        samples: list[Sample] = []
        section, origin = "", ""
        for number, line in enumerate(self.lines[first - 1 :], first):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            if found := _CLASS.fullmatch(text):
                try:
                    classes[found["name"]] = parse_class(found["members"], classes)
                except RuleSyntaxError as error:
                    raise self.fail(number, str(error)) from error
            elif (found := _SECTION.fullmatch(text)) and found["word"] in (
                "rules",
                "use",
                "read",
                "samples",
                *FUNCTIONS,
            ):
                section, origin = found["word"], found["rest"] or ""
                if section == "rules":
                    steps.append([])
                elif section == "use":
                    if not origin:
                        raise self.fail(number, "[use] names the system whose rules follow: [use other-system-id]")
                    steps.append(f"use {origin}")
                elif section == "read":
                    if origin not in READERS:
                        raise self.fail(number, f"no reader {origin!r}; there are {', '.join(READERS)}")
                    steps.append(f"read {origin}")
                elif section == "samples":
                    if not origin:
                        raise self.fail(number, "say where the samples stand: [samples: the resolution's table]")
                elif origin:
                    raise self.fail(number, f"[{section}] takes nothing more")
                else:
                    steps.append(section)
            elif section == "rules":
                self._rules(text, number, classes, steps)
            elif section == "samples":
                given, arrow, result = text.partition(" > ")
                if not arrow:
                    raise self.fail(number, f"{text!r} is not a sample; write: text > result")
                samples.append(Sample(_nfc(given.strip()), _nfc(result.strip()), origin, number))
            else:
                raise self.fail(number, f"{text!r} is no header line, class, [section] or rule")
        return [step if isinstance(step, str) else tuple(step) for step in steps], samples

    def _rules(self, text: str, number: int, classes: dict[str, frozenset[str]], steps: list[list[Rule] | str]) -> None:
        rules = steps[-1]
        assert not isinstance(rules, str)
        try:
            new = parse_rules(text, classes, number)
        except RuleSyntaxError as error:
            raise self.fail(number, str(error)) from error
        for rule in new:
            # The first rule wins, so a second one for the same place could never be reached.
            for other in rules:
                same = rule.target == other.target
                if same and (rule.left, rule.right) == (other.left, other.right):
                    raise self.fail(number, f"{rule.target!r} is unreachable: line {other.line} has it already")
            rules.append(rule)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _open(path: Path) -> _Reader:
    try:
        return _Reader(path, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SystemFileError(f"{path}: {error}") from error


def read_header(path: Path) -> System:
    """The description of a system, without its rules.

    Raises `SystemFileError` when the header is wrong.
    """
    reader = _open(path)
    reader.read_header()
    return reader.system()


def read_system(path: Path) -> SystemFile:
    """Read and check a whole file.

    Raises `SystemFileError`, with file and line, for an unknown key, a rule that is not in the
    notation or can never be reached.
    """
    reader = _open(path)
    first = reader.read_header()
    system = reader.system()
    steps, samples = reader.body(first)
    if not steps:
        raise reader.fail(len(reader.lines), "the file has no [rules] and no [use]")
    return SystemFile(system, tuple(steps), tuple(samples), path)
