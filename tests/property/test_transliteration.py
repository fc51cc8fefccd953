"""What holds for any text: the way back, pass-through, Unicode forms, bounded rules."""

import re
import unicodedata
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.errors import MissingExtraError
from normalize.letters.runs import in_script
from normalize.transliteration import catalogue, systems, transliterate
from normalize.transliteration.engine import compile_pass
from normalize.transliteration.steps import alphabet

IDS = [system.id for system in systems()]
REVERSIBLE = [system.id for system in systems() if system.reversible]
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
WRITTEN = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


def test_there_are_reversible_systems() -> None:
    assert len(REVERSIBLE) >= 5


@pytest.mark.parametrize("id", REVERSIBLE)
@given(data=st.data())
def test_what_was_written_by_a_reversible_system_comes_back(id: str, data: st.DataObject) -> None:
    letters = sorted(alphabet(catalogue.system_file(id)))
    text = data.draw(st.text(st.sampled_from([*letters, " ", "-", ".", "1"]), max_size=30))
    text = unicodedata.normalize("NFC", text)
    there = transliterate(text, id)
    assert transliterate(there, id, reverse=True) == text


@pytest.mark.parametrize("id", IDS)
@settings(max_examples=30)  # for each of several hundred systems
@given(text=WRITTEN)
def test_any_text_is_taken_and_given_back_in_nfc(id: str, text: str) -> None:
    try:
        result = transliterate(text, id)
    except MissingExtraError as error:
        pytest.skip(str(error))
    assert unicodedata.is_normalized("NFC", result)
    assert transliterate(unicodedata.normalize("NFD", text), id) == result


@pytest.mark.parametrize("id", IDS)
def test_decomposed_samples_are_the_same_text(id: str) -> None:
    """Random text seldom spells a word; the samples do."""
    for sample in catalogue.system_file(id).samples:
        try:
            assert transliterate(unicodedata.normalize("NFD", sample.text), id) == sample.result
        except MissingExtraError as error:
            pytest.skip(str(error))


WORD_BY_WORD = [id for id in IDS if not catalogue.looks_over_spaces(catalogue.system_file(id))]
COMPANY = ["Paris", "Ста\u0301рый", "Xарків", "1", ";", "،", "–", "Αθήνα", "12а", "ʹ", "d’Arc", "\u0301", "東"]


@pytest.mark.parametrize("id", WORD_BY_WORD)
@settings(max_examples=10)
@given(data=st.data())
def test_a_word_is_written_alike_in_any_company(id: str, data: st.DataObject) -> None:
    own = [word for sample in catalogue.system_file(id).samples for word in sample.text.split(" ") if word]
    words = data.draw(st.lists(st.sampled_from(own + COMPANY), min_size=1, max_size=12))
    assert transliterate(" ".join(words), id) == " ".join(transliterate(word, id) for word in words)


@pytest.mark.parametrize("id", [id for id in IDS if "-Latn-Latn-" not in id and "-Latn-Cyrl-" not in id])
@settings(max_examples=20)
@given(text=st.text(st.characters(codec="latin-1"), max_size=40))
def test_text_in_another_script_passes_through(id: str, text: str) -> None:
    try:
        assert transliterate(text, id) == text
    except MissingExtraError as error:
        pytest.skip(str(error))


@given(text=WRITTEN)
def test_without_a_system_any_text_is_taken_too(text: str) -> None:
    try:
        told = transliterate(text, explain=True)
    except MissingExtraError as error:
        pytest.skip(str(error))
    assert told.text == text
    assert all(letter in told.result for letter in told.uncovered)
    assert set(told.uncovered) <= {c for s in told.systems for c in in_script(told.result, s.source_script)}


def _repeats(tree: object) -> bool:
    """Whether a parsed pattern repeats anything. (Operations are compared by identity: they equal small numbers.)"""
    if isinstance(tree, _parser.SubPattern):
        return any(_repeats(item) for item in tree)
    if isinstance(tree, tuple | list):
        return any(any(part is repeat for repeat in _REPEATS) or _repeats(part) for part in tree)
    return False


@pytest.mark.parametrize("id", IDS)
def test_no_rule_can_backtrack_without_bound(id: str) -> None:
    """The compiled patterns hold no repetition at all, so each place costs a bounded number of steps."""
    for step in catalogue.system_file(id).steps:
        if not isinstance(step, str):
            apply = compile_pass(step, catalogue.find(id).cased)
            patterns = [cell.cell_contents for cell in apply.__closure__ or ()]
            for pattern in patterns:
                if isinstance(pattern, re.Pattern):
                    assert not _repeats(_parser.parse(pattern.pattern))


@pytest.mark.parametrize("id", ["ua-ukr-Cyrl-Latn-2010", "bgnpcgn-rus-Cyrl-Latn-1947", "iso-inc-Deva-Latn-15919-2001"])
@pytest.mark.parametrize("seed", ["є", "щ", "'", "а'", "क्", "  ", "А", "а\u0301\u0316", "а\u0301", "\u0301\u0316"])
def test_a_megabyte_of_one_thing_is_written_like_a_little_of_it(id: str, seed: str) -> None:
    """What is long is no different from what is short, apart from the ends."""
    short, long = transliterate(seed * 50, id), transliterate(seed * (1_000_000 // len(seed.encode())), id)
    assert long[:20] == short[:20]
    assert long[-20:] == short[-20:]
