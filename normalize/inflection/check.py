"""Checks files of paradigms as their authors need it: every sample must be found.

``python -m normalize.inflection.check [FILE…]`` names file and line of whatever is wrong; without files it checks all
the languages held here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from normalize.errors import NormalizeError
from normalize.inflection.catalogue import paths
from normalize.inflection.endings import Endings
from normalize.inflection.files import read_language
from normalize.inflection.names import MOST_FORMS, forms_in, letters_of

__all__ = ["check", "main"]

_SAMPLES = 5


def check(path: Path) -> Iterator[str]:
    """What is wrong with a file, each as ``file:line: problem``; nothing when all is well.

    The base form of every sample must be among those found for it, its letters in the alphabet, and there are at least
    five samples.

    Raises:
        ParadigmFileError: the file cannot be read.
    """
    language = read_language(path)
    endings = Endings(language)
    if len(language.samples) < _SAMPLES:
        yield f"{path}:1: {len(language.samples)} samples; at least {_SAMPLES} are needed"
    for sample in language.samples:
        found = [form.text for form in forms_in(sample.form, [endings])]
        assert len(found) <= MOST_FORMS
        if sample.base not in found:
            yield f"{path}:{sample.line}: {sample.base!r} is not among the base forms of {sample.form!r}: {found}"
        if foreign := sorted(letters_of(sample.form + sample.base) - language.letters):
            yield f"{path}:{sample.line}: {''.join(foreign)} is not in the alphabet"


def main(arguments: list[str]) -> int:
    """Check the files, or all; return 1 when anything is wrong."""
    problems: list[str] = []
    for path in map(Path, arguments) if arguments else paths():
        try:
            problems += check(path)
        except (NormalizeError, OSError) as error:
            problems.append(str(error))
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
