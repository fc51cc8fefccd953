"""Invariants of `place` and `resolve` on names that are recorded."""

import os
import random
import re
import subprocess
import sys
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import (
    APOSTROPHES,
    HYPHENS,
    INVISIBLE,
    LATIN_FOR_CYRILLIC,
    any_text,
    cyrillic_names,
    recorded_names,
)

from normalize import Match, place, resolve
from normalize.letters import clean

WORD = re.compile(r"[^\W\d_]+")


def decision(match: Match) -> tuple[str, str | None, float, tuple[str, ...]]:
    """What a user sees of a match, the reason aside."""
    return match.status, match.id, match.score, tuple(c.entity.id for c in match.candidates)


@given(
    recorded_names(),
    st.sampled_from(["NFC", "NFD", "NFKC"]),
    st.sampled_from(["", " ", "  ", "\t", "\u00a0"]),
    st.sampled_from(APOSTROPHES),
    st.sampled_from(HYPHENS),
    st.sampled_from(["", *INVISIBLE]),
)
def test_the_answer_does_not_depend_on_typing(
    name: str, form: str, space: str, apostrophe: str, hyphen: str, invisible: str
) -> None:
    typed = "".join(apostrophe if c in APOSTROPHES else hyphen if c in HYPHENS else c for c in name)
    typed = space + unicodedata.normalize(form, typed.replace(" ", " " + space)) + space + invisible
    assert decision(place(typed)) == decision(place(name))


@given(recorded_names(), st.sampled_from([str.upper, str.lower, str.title]))
def test_the_answer_does_not_depend_on_case(name: str, change: type[str]) -> None:
    assert decision(place(change(name))) == decision(place(name))


@given(cyrillic_names(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_latin_letters_posing_as_cyrillic(name: str, rng: random.Random) -> None:
    typed = "".join(c.translate(LATIN_FOR_CYRILLIC) if rng.random() < 0.4 else c for c in name)
    # A word that is all Latin now, or that has no letter only Cyrillic has, poses perfectly: nothing can tell.
    words = zip(WORD.findall(typed), WORD.findall(name), strict=True)
    assume(
        all(
            w == n or any(c == d and c.translate(LATIN_FOR_CYRILLIC) == c for c, d in zip(w, n, strict=True))
            for w, n in words
        )
    )
    assert clean(typed) == clean(name)
    assert decision(place(typed)) == decision(place(name))


@given(any_text)
def test_any_text_gets_an_answer(text: str) -> None:
    match = place(text)
    assert match.status in ("matched", "ambiguous", "unmatched")
    assert 0.0 <= match.score <= 1.0
    assert bool(match) == (match.id is not None) == (match.status == "matched")
    scores = [c.score for c in match.candidates]
    assert sum(scores) <= 1.0 + 1e-9
    assert all(0.0 <= s <= 1.0 for s in scores)


@given(st.lists(recorded_names() | any_text, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_and_batch_size_do_not_matter(names: list[str], rng: random.Random) -> None:
    together = resolve(names)
    assert together == [place(n) for n in names]
    order = list(range(len(names)))
    rng.shuffle(order)
    assert resolve([names[i] for i in order]) == [together[i] for i in order]


PRINT_ANSWERS = """
import normalize
names = ["Kupyansk", "Springfield", "Novoselivka", "Kharkow", "Сан-Хосе", "巴黎", "Georgia", "Xyzzy", "Куп'янск"]
print([(m.status, m.score, [c.entity.id for c in m.candidates], str(m.evidence)) for m in normalize.resolve(names)])
"""


def test_every_process_gives_the_same_answer() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ANSWERS],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1
