"""What `scan` finds in an annotated text, held against its table.

python tests/golden/scan/measured.py        # prints what differs, as rows of known-failures.csv and bars.csv
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotations import Marked, Text, texts

from normalize import scan

__all__ = ["FAILURES", "Failure", "Measured", "bars", "failures", "measured"]

HERE = Path(__file__).parent
FAILURES = HERE / "known-failures.csv"


@dataclass(frozen=True)
class Failure:
    """One row of `known-failures.csv`.

    Attributes:
        text: Name of the text.
        start: Code point at which the mention starts.
        mention: Its words.
        how: "missed", "ambiguous" (found without an id) or "wrong" (found with an id that is not its own).
        why: What is known of the reason.
    """

    text: str
    start: int
    mention: str
    how: str
    why: str


@dataclass(frozen=True)
class Measured:
    """What was found in a text.

    Attributes:
        found: The mentions with an id that were found with it, at their offsets.
        failures: (start, words, how) of those that were not, and of all that has an id which it should not have.
    """

    found: tuple[Marked, ...]
    failures: frozenset[tuple[int, str, str]]

    @property
    def wrong(self) -> int:
        """How many have an id that they should not have."""
        return sum(how == "wrong" for _, _, how in self.failures)


@cache
def measured(text: Text) -> Measured:
    """Scan a text, and compare."""
    got = {(mention.start, mention.end): mention.match.id for mention in scan(text.text)}
    asked = [marked for marked in text.mentions if marked.ids and not marked.optional]
    found = tuple(marked for marked in asked if got.get((marked.start, marked.end)) in marked.ids)
    marked_ids = {(marked.start, marked.end): marked.ids for marked in text.mentions}
    failed = {
        (start, text.text[start:end], "wrong")
        for (start, end), id_ in got.items()
        if id_ is not None and id_ not in marked_ids.get((start, end), ())
    }
    for marked in asked:
        at = marked.start, marked.end
        if marked not in found and got.get(at) is None:
            failed.add((marked.start, marked.text, "ambiguous" if at in got else "missed"))
    return Measured(found, frozenset(failed))


def failures() -> list[Failure]:
    """The rows of `known-failures.csv`."""
    with FAILURES.open(encoding="utf-8", newline="") as file:
        return [Failure(**row | {"start": int(row["start"])}) for row in csv.DictReader(file)]


def bars() -> dict[str, tuple[int, int]]:
    """The rows of `bars.csv`: text -> (least found, most wrong)."""
    with (HERE / "bars.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"]: (int(row["found"]), int(row["wrong"])) for row in csv.DictReader(file)}


def _print() -> None:
    for text in texts("dev"):
        for start, mention, how in sorted(measured(text).failures):
            print(f"{text.name},{start},{mention},{how},")
    for text in texts("dev") + texts("held"):
        print(f"{text.name},{len(measured(text).found)},{measured(text).wrong}")


if __name__ == "__main__":
    _print()
