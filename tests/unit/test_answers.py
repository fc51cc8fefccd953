"""Answers kept in the gazetteer are those of the pipeline."""

import sys
from pathlib import Path

import numpy as np
import pytest

import normalize
from normalize import Match
from normalize.answers import answers_of
from normalize.errors import ArgumentError
from normalize.gazetteer import Store
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.own import with_answers
from normalize.queries import NO_HINTS, Hints
from normalize.resolve import _worked


def _again(store: Store, name: str, hints: Hints) -> Match:
    return _worked(store, [(name, hints)])[0]


@pytest.fixture(scope="module")
def kept(tiny_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    out = tmp_path_factory.mktemp("answers") / "kept.gaz"
    with_answers(tiny_path, out)
    return Gazetteer.open(out)


@pytest.mark.parametrize(
    "name", ["Kupiansk", "Купянск", "Ukraine", "Lyman", "Лиман", "Oskil", "Kupyansk", "nowhere", ""]
)
def test_a_kept_answer_is_that_of_the_pipeline(kept: Gazetteer, tiny: Gazetteer, name: str) -> None:
    one, other = kept.place(name), tiny.place(name)
    assert (one.status, one.id, one.score) == (other.status, other.id, other.score)
    assert [c.entity.id for c in one.candidates] == [c.entity.id for c in other.candidates]
    assert one.evidence == other.evidence


def test_recorded_names_are_kept(kept: Gazetteer) -> None:
    assert answers_of(kept.store).find("Kupiansk", _again) is not None
    assert answers_of(kept.store).find("Kupianskk", _again) is None


def test_half_a_surrogate_pair_is_no_recorded_name(kept: Gazetteer) -> None:
    assert answers_of(kept.store).find("\ud83d", _again) is None


def test_a_gazetteer_without_answers_has_none(tiny: Gazetteer) -> None:
    assert answers_of(tiny.store).find("Kupiansk", _again) is None


def test_the_default_gazetteer_keeps_what_the_pipeline_says() -> None:
    store = default_gazetteer().store
    numbers = np.random.default_rng(0).integers(0, store.meta["counts"]["names"], 1500)
    names = [store.name_text(int(n)) for n in numbers]
    anew = _worked(store, [(name, NO_HINTS) for name in names])
    for name, match in zip(names, anew, strict=True):
        found = answers_of(store).find(name, _again)
        assert found is not None, name
        assert (found.status, found.score, found.first_id) == (match.status, match.score, match.first_id), name


def test_other_processes_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are made small here, so that several are worked at once."""
    monkeypatch.setattr(sys.modules["normalize.resolve"], "_AT_ONCE", 4)
    names = [
        "Kharkivv",
        "Jarmolynzi",
        "Xyzzyville",
        "Izium",
        "Springfield",
        "Lvivv",
        "Odesssa",
        None,
        "Kyyiv",
        "Minskk",
    ]
    alone = normalize.resolve(names, country=["UA"] * 7 + [None] * 3)
    together = normalize.resolve(names, country=["UA"] * 7 + [None] * 3, jobs=2)
    assert together == alone
    assert [m.first_id for m in together] == [m.first_id for m in alone]


@pytest.mark.parametrize("jobs", [0, -1, 1.5, "2"])
def test_jobs_are_a_number_of_processes(jobs: object) -> None:
    with pytest.raises(ArgumentError):
        normalize.resolve(["Kyiv"], jobs=jobs)  # type: ignore[arg-type]
