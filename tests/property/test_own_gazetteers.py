"""What stays true of any gazetteer that people build of their own names."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from normalize import Gazetteer
from normalize.keys import fold
from normalize.letters import clean

KINDS = ("place", "person", "org")
names = st.text(st.sampled_from("abcdeiknorstuvАБВДЕИКНОРСТУåéüşيمحدصع李王안김 -'."), min_size=2, max_size=24).filter(
    lambda text: bool(fold(clean(text)))
)
rows = st.lists(st.tuples(names, st.lists(names, max_size=2)), min_size=1, max_size=6)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def built(entities: list[tuple[str, list[str]]], kind: str) -> Gazetteer:
    return Gazetteer.build(
        [{"id": f"e:{at}", "name": name, "aliases": aliases} for at, (name, aliases) in enumerate(entities)], kind
    )


@few
@given(rows, st.sampled_from(KINDS))
def test_ids_and_labels_find_their_entity(entities: list[tuple[str, list[str]]], kind: str) -> None:
    gazetteer = built(entities, kind)
    for id in gazetteer.ids():
        assert [m.id for m in gazetteer.resolve([id, gazetteer.entity(id).label])] == [id, id]


@few
@given(rows, st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_order_of_rows_and_size_of_a_batch_decide_nothing(
    entities: list[tuple[str, list[str]]], kind: str, random: object
) -> None:
    gazetteer = built(entities, kind)
    asked = [name for name, aliases in entities for name in (name, *aliases)]
    every = [{"id": f"e:{at}", "name": name, "aliases": aliases} for at, (name, aliases) in enumerate(entities)]
    random.shuffle(every)  # type: ignore[attr-defined]
    again = Gazetteer.build(every, kind)
    assert again.version == gazetteer.version
    assert gazetteer.resolve(asked) == [gazetteer.resolve([name])[0] for name in asked]


@few
@given(rows, st.sampled_from(KINDS), names)
def test_case_space_and_unicode_form_decide_nothing(
    entities: list[tuple[str, list[str]]], kind: str, name: str
) -> None:
    gazetteer = built(entities, kind)
    plain = clean(name)
    assume(plain.upper().lower() == plain.lower())
    one, other = gazetteer.resolve([plain, f"  {plain}\u200b "])
    assert (one.status, one.first_id, one.score) == (other.status, other.first_id, other.score)


@few
@given(rows, st.sampled_from(KINDS), names)
def test_scores_are_probabilities(entities: list[tuple[str, list[str]]], kind: str, name: str) -> None:
    for match in built(entities, kind).resolve([name]):
        assert 0 <= match.score <= 1
        assert sum(candidate.score for candidate in match.candidates) <= 1.01
        assert str(match.evidence)
