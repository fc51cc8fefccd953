"""Names are read word by word and the words remembered: it gives what reading the whole at once gives."""

from anyascii import anyascii
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text, recorded_names

from normalize.keys import fold
from normalize.keys.fold import fold_letters
from normalize.kinds.org import _ASCII_WORD as ORG_ASCII
from normalize.kinds.org import _WORD as ORG_WORD
from normalize.kinds.person import _ASCII_WORD as PERSON_ASCII
from normalize.kinds.person import _WORD as PERSON_WORD
from normalize.letters import bare, clean, script_of
from normalize.letters.clean import _bare
from normalize.letters.scripts import _script

texts = st.lists(any_text | recorded_names(), max_size=4).map(lambda words: clean(" ".join(words)))
ascii_texts = st.text(st.characters(max_codepoint=127), max_size=30)


@given(texts)
def test_letters_of_a_name_are_those_of_its_words(text: str) -> None:
    assert bare(text) == _bare(text)


@given(texts)
def test_the_key_of_a_name_is_that_of_its_letters(text: str) -> None:
    letters = _bare(text)
    assert fold(text) == fold_letters(letters)
    if text.isascii():
        assert anyascii(letters) == letters


@given(texts)
def test_the_script_of_a_name_is_that_of_its_words(text: str) -> None:
    assert script_of(text) == _script(text)


@given(ascii_texts)
def test_words_of_plain_letters_are_words(text: str) -> None:
    assert PERSON_ASCII.findall(text) == PERSON_WORD.findall(text)
    assert ORG_ASCII.findall(text) == ORG_WORD.findall(text)
