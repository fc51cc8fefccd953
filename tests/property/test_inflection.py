"""Invariants of base forms, and of looking names up by them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from strategies import HYPHENS, any_text, recorded_names

from normalize import place
from normalize.inflection import MOST_FORMS, base_forms
from normalize.inflection.catalogue import paths
from normalize.inflection.files import read_language
from normalize.letters import clean

LANGUAGES = [read_language(path) for path in paths()]
SAMPLES = [(language.code, sample.form) for language in LANGUAGES for sample in language.samples]
CODES = st.sampled_from([None, *sorted({language.code for language in LANGUAGES}), "en", "ja"])


@given(st.one_of(any_text, recorded_names()), CODES)
def test_base_forms_are_few_and_other_than_the_name(text: str, lang: str | None) -> None:
    found = base_forms(text, lang)
    assert len(found) <= MOST_FORMS
    assert len({form.text for form in found}) == len(found)
    for form in found:
        assert form.text != clean(text)
        assert form.text.strip()
        assert form.changes
        assert len(form.steps) == len(form.changes)
    assert base_forms.__wrapped__(text, lang) == found


@given(st.sampled_from(SAMPLES), st.sampled_from(["NFC", "NFD", "NFKC"]), st.sampled_from(HYPHENS))
def test_base_forms_do_not_depend_on_how_letters_are_written(sample: tuple[str, str], form: str, hyphen: str) -> None:
    lang, text = sample
    written = unicodedata.normalize(form, f" {text.replace('-', hyphen)} ")
    assert base_forms(written, lang) == base_forms(text, lang)


@given(recorded_names(), CODES)
def test_a_language_leaves_the_evidence_replayable(name: str, lang: str | None) -> None:
    match = place(name, lang=lang)
    for candidate in match.candidates:
        if candidate.evidence.relation == "inflected":
            assert any(step.split(" ")[0] in {code for code, _ in SAMPLES} for step in candidate.evidence.steps)
