"""Reads what is known of a language's inflection from its file.

A file is named for the language (`uk.paradigms`). It is written as a grammar writes it, from the nominative to the
other cases, and read backwards by `endings`::

    name: Ukrainian
    source: standard school grammar, the four declensions of nouns and the two groups of adjectives
    language: uk ukr
    letters: абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'
    fixed: на над під
    cases: genitive dative accusative instrumental locative

    class C = бвгґджзйклмнпрстфхцчшщ

    [nouns]
    m  Cів  Cова  Cову/Cовові  =  Cовом  Cові     # Харків

    [adjectives]
    m  ий   ого   ому          =  им     ому/ім

    [samples]
    Харкові > Харків

A line of a table holds the gender (`m`, `f`, `n`, `p` for the plural, `-` where the language has none), the ending
of the nominative, and that of each case in the order of `cases`. `/` parts endings that both occur, `=` is the
nominative again, `-` none. A capital Latin letter is a class: one letter of it, the same wherever it stands in the
line. What is likelier stands higher in the file. `[surnames]` are nouns that agree with a first name as adjectives do.

`fixed` lists words after which nothing in a name changes (Ростов-на-Дону), `joining` those between words that change
(Bośnia i Hercegowina), `compounds` the endings of words that stay before a hyphen (Івано-Франківськ). `[samples]` are
forms and what must be found for them, among others. For a second alphabet `tables: hr` takes over the tables of
another file, and `spelling: a а, b б, …` writes them in other letters.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final

from normalize.errors import ParadigmFileError

__all__ = ["GENDERS", "Language", "Line", "Sample", "read_language"]

_HEADER = re.compile(r"(?P<key>[a-z]+):\s*(?P<value>.*)")
_CLASS = re.compile(r"class (?P<name>[A-Z]) = (?P<members>\S+)")
_REQUIRED: Final = ("name", "source", "language", "letters")
_OPTIONAL: Final = ("fixed", "joining", "compounds", "cases", "tables", "spelling")
_TABLES: Final = {"nouns": "noun", "adjectives": "adjective", "surnames": "surname"}
GENDERS: Final = ("m", "f", "n", "p", "-")
_NONE, _SAME = "-", "="


@dataclass(frozen=True, slots=True)
class Line:
    """One form of one paradigm.

    Attributes:
        word: "noun", "adjective" or "surname".
        gender: "m", "f", "n", "p" (plural) or "-" (the language has none).
        case: its name.
        base: ending of the nominative; capitals are classes.
        form: ending in this case.
    """

    word: str
    gender: str
    case: str
    base: str
    form: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A form, and the base form that must be among those found for it."""

    form: str
    base: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Language:
    """What a file says.

    Attributes:
        codes: ISO 639 codes it is asked for by, the two-letter one first.
        name: English name.
        source: where the tables are from.
        letters: small letters of its names, apostrophe included where one is written.
        fixed: small words after which nothing changes.
        joining: small words between words that change.
        compounds: endings of words that stay before a hyphen.
        classes: letters of each class.
        lines: all forms, in the order of the file.
        samples: what must hold.
    """

    codes: tuple[str, ...]
    name: str
    source: str
    letters: frozenset[str]
    fixed: frozenset[str]
    joining: frozenset[str]
    compounds: tuple[str, ...]
    classes: Mapping[str, str]
    lines: tuple[Line, ...]
    samples: tuple[Sample, ...]

    @property
    def code(self) -> str:
        """The first of its codes."""
        return self.codes[0]


def read_language(path: Path) -> Language:
    """Return what a file says of its language.

    Raises:
        ParadigmFileError: a line that cannot be read, with the file and its number.
    """
    header: dict[str, str] = {}
    classes: dict[str, str] = {}
    lines: list[Line] = []
    samples: list[Sample] = []
    section = ""
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        try:
            if line.startswith("[") and line.endswith("]"):
                section = line[1:-1]
                if section not in _TABLES and section != "samples":
                    raise ValueError(f"no section is named {section!r}")
            elif section in _TABLES:
                lines += _paradigm(_TABLES[section], line.split(), header["cases"].split(), classes)
            elif section == "samples":
                form, arrow, base = line.partition(" > ")
                if not arrow:
                    raise ValueError("a sample is written: form > base form")
                samples.append(Sample(form.strip(), base.strip(), number))
            elif found := _CLASS.fullmatch(line):
                classes[found["name"]] = found["members"]
            elif (found := _HEADER.fullmatch(line)) and found["key"] in (*_REQUIRED, *_OPTIONAL):
                header[found["key"]] = found["value"]
            else:
                raise ValueError(f"cannot be read: {line!r}")
        except (ValueError, KeyError) as error:
            raise ParadigmFileError(f"{path}:{number}: {error}") from None
    if missing := [key for key in _REQUIRED if key not in header]:
        raise ParadigmFileError(f"{path}:1: without {', '.join(missing)}")
    if "tables" in header:
        other = read_language(path.with_stem(header["tables"]))
        spelling = [(old, new) for old, new in (pair.split() for pair in header["spelling"].split(","))]
        classes = {name: _spelled(members, spelling) for name, members in other.classes.items()} | classes
        lines = [_line_spelled(line, spelling) for line in other.lines]
    return Language(
        codes=tuple(header["language"].split()),
        name=header["name"],
        source=header["source"],
        letters=frozenset(header["letters"]),
        fixed=frozenset(header.get("fixed", "").split()),
        joining=frozenset(header.get("joining", "").split()),
        compounds=tuple(header.get("compounds", "").split()),
        classes=classes,
        lines=tuple(lines),
        samples=tuple(samples),
    )


def _paradigm(word: str, cells: list[str], cases: list[str], classes: Mapping[str, str]) -> Iterator[Line]:
    """The forms of one line of a table."""
    gender, base, *forms = cells
    if gender not in GENDERS:
        raise ValueError(f"a gender is one of {', '.join(GENDERS)}, not {gender!r}")
    if len(forms) != len(cases):
        raise ValueError(f"{len(forms)} endings for {len(cases)} cases")
    for name in {letter for cell in cells[1:] for letter in cell if "A" <= letter <= "Z"}:
        if name not in classes:
            raise ValueError(f"no class is named {name}")
    for case, cell in zip(cases, forms, strict=True):
        if cell != _NONE:
            for form in cell.split("/"):
                yield Line(word, gender, case, base, base if form == _SAME else form)


def _spelled(text: str, spelling: Sequence[tuple[str, str]]) -> str:
    """Letters of one alphabet in another; longer ones (lj) stand first in the table."""
    for old, new in spelling:
        text = text.replace(old, new)
    return text


def _line_spelled(line: Line, spelling: Sequence[tuple[str, str]]) -> Line:
    return Line(line.word, line.gender, line.case, _spelled(line.base, spelling), _spelled(line.form, spelling))


def expanded(line: Line, classes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield a form without classes: (letters one of which stands before the ending, ending, that of the nominative).

    A class that begins both endings, and stands nowhere else in them, need not be written out: it only says what
    stands before. "" where any letter may.
    """
    form, base, before = line.form, line.base, ""
    first = form[:1]
    if first in classes and base[:1] == first and form.count(first) == base.count(first) == 1:
        form, base, before = form[1:], base[1:], classes[first]
    free = sorted({letter for letter in form + base if letter in classes})
    for letters in product(*(classes[letter] for letter in free)):
        table = str.maketrans(dict(zip(free, letters, strict=True)))
        yield before, form.translate(table), base.translate(table)
