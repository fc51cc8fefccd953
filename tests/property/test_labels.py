"""Every entity of the default gazetteer is found by its label and by its id."""

import pytest

from normalize import entity, place
from normalize.gazetteers import default_gazetteer

PARTS = 16


@pytest.mark.parametrize("part", range(PARTS))
def test_label_and_id_lead_back_to_the_entity(part: int) -> None:
    store = default_gazetteer().store
    wrong = []
    for at in range(part, len(store), PARTS):
        id_, label = store.id(at), store.label(at)
        if place(label).id != id_ or place(id_).id != id_:
            wrong.append((id_, label))
    assert wrong == []


def test_labels_are_unique() -> None:
    store = default_gazetteer().store
    labels = [store.label(at) for at in range(len(store))]
    assert len(set(labels)) == len(labels)


def test_the_match_carries_the_label_it_is_found_by() -> None:
    match = place("Kupyansk")
    assert match.label == "Kupiansk, Kharkiv Oblast, Ukraine"
    assert place(match.label).id == match.id
    assert entity(match.id).label == match.label
