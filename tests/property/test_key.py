"""Invariants of the key: stable, and blind to how a name was typed."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from strategies import APOSTROPHES, HYPHENS, INVISIBLE, any_text, recorded_names

from normalize import key
from normalize.letters import clean

texts = any_text | recorded_names()


@given(texts)
def test_the_key_of_a_key_is_that_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(texts)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(recorded_names(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_unicode_form_does_not_matter(name: str, form: str) -> None:
    assert key(unicodedata.normalize(form, name)) == key(name)


@given(recorded_names())
def test_case_does_not_matter(name: str) -> None:
    assert key(name.upper()) == key(name.lower()) == key(name)


@given(recorded_names(), st.text(" \t\u00a0\u3000\n", max_size=3), st.sampled_from([" ", "  ", "\t", "\u00a0"]))
def test_white_space_does_not_matter(name: str, around: str, between: str) -> None:
    assert key(around + name.replace(" ", between) + around) == key(name)


@given(recorded_names(), st.sampled_from(APOSTROPHES), st.sampled_from(HYPHENS))
def test_kinds_of_apostrophe_and_hyphen_do_not_matter(name: str, apostrophe: str, hyphen: str) -> None:
    typed = "".join(apostrophe if c in APOSTROPHES else hyphen if c in HYPHENS else c for c in name)
    assert key(typed) == key(name)


@given(recorded_names(), st.sampled_from(INVISIBLE), st.integers(0, 30))
def test_invisible_characters_do_not_matter(name: str, character: str, at: int) -> None:
    at = min(at, len(name))
    assert key(name[:at] + character + name[at:]) == key(name)


@given(texts)
def test_a_key_is_lower_case_letters_and_digits(text: str) -> None:
    # "Cn": letters of a newer Unicode than this Python's own tables, which `regex` knows already.
    assert all(unicodedata.category(c)[0] in "LMN" or unicodedata.category(c) == "Cn" for c in key(text))
    assert key(text) == key(text).casefold()
