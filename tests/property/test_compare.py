"""`compare` whatever the names."""

from hypothesis import given
from strategies import any_text, recorded_names

import normalize

names = any_text | recorded_names()


@given(names, names)
def test_it_is_symmetric_whatever_the_names(a: str, b: str) -> None:
    one, other = normalize.compare(a, b), normalize.compare(b, a)
    assert one == other
    assert 0.0 <= one.score <= 1.0


@given(names)
def test_a_name_is_itself_if_it_has_a_letter(name: str) -> None:
    assert normalize.compare(name, name).same == bool(normalize.key(name))
