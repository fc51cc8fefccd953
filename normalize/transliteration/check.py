"""Checks system files as their authors need it: every sample, and the way back.

``python -m normalize.transliteration.check [FILE…]`` names file and line of whatever is wrong;
without files it checks all the systems held here.
"""

import itertools
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from normalize.errors import NormalizeError
from normalize.transliteration import catalogue
from normalize.transliteration.files import SystemFile, read_system
from normalize.transliteration.steps import alphabet
from normalize.transliteration.text import carrier

__all__ = ["check", "main"]

_SAMPLES = 5


def check(whole: SystemFile) -> Iterator[str]:
    """What is wrong with a system, each as ``file:line: problem``; nothing when all is well.

    Every sample must come out as written, a reversible system's samples must come back, no two of its letters
    may run together so that the way back misreads them, and there are at least five samples.
    """
    system = whole.system
    there = carrier(whole)
    if len(whole.samples) < _SAMPLES:
        yield f"{whole.path}:1: {len(whole.samples)} samples; at least {_SAMPLES} are needed"
    for sample in whole.samples:
        result = there(sample.text)
        if result != sample.result:
            yield f"{whole.path}:{sample.line}: {sample.text!r} is written {result!r}, not {sample.result!r}"
    if not system.reversible:
        return
    back = carrier(whole, reverse=True)
    letters = sorted(alphabet(whole))
    for pair in map("".join, itertools.product(letters, repeat=2)):
        if back(there(pair)) != unicodedata.normalize("NFC", pair):
            problem = f"{pair!r} is written {there(pair)!r} and comes back as {back(there(pair))!r}"
            yield f"{whole.path}:1: {problem}; reversible: no"
            return


def main(paths: list[str]) -> int:
    """Check the files at `paths`, or all; print what is wrong and return how much that is."""
    problems = 0
    for path in map(Path, paths) if paths else catalogue.paths():
        try:
            found = list(check(read_system(path)))
        except NormalizeError as error:
            found = [str(error)]
        for problem in found:
            print(problem)
        problems += len(found)
    print(f"{problems} problems", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
