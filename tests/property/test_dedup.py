"""What holds of clusters whatever the names are."""

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_text, recorded_names

from normalize import Cluster, dedup, resolve

_lists = st.lists(recorded_names() | any_text, max_size=14)


@settings(max_examples=60)
@given(_lists, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(names: list[str], random: object) -> None:
    other = list(names)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert dedup(names) == dedup(other)
    assert dedup(names, gazetteer=None) == dedup(other, gazetteer=None)


@settings(max_examples=60)
@given(_lists)
def test_every_name_is_in_one_cluster(names: list[str]) -> None:
    for found in (dedup(names), dedup(names, gazetteer=None)):
        held = [name for cluster in found for name in cluster.names]
        assert sorted(held) == sorted({name for name in names if name.strip()})
        for cluster in found:
            assert cluster.representative in cluster.names
            assert _joined(cluster) == set(cluster.names)
            assert len(cluster.links) == len(cluster.names) - 1


def _joined(cluster: Cluster) -> set[str]:
    """What the links reach from the first name."""
    reached = {cluster.names[0]}
    for _ in cluster.links:
        for link in cluster.links:
            if {link.a, link.b} & reached:
                reached |= {link.a, link.b}
    return reached


@settings(max_examples=60)
@given(_lists)
def test_no_cluster_has_two_ids_and_no_id_two_clusters(names: list[str]) -> None:
    found = dedup(names)
    for cluster in found:
        ids = {match.id for match in resolve(cluster.names)} - {None}
        assert ids == ({cluster.id} if cluster.id else set())
    ids_of = [cluster.id for cluster in found if cluster.id]
    assert len(ids_of) == len(set(ids_of))


@settings(max_examples=60)
@given(_lists)
def test_the_names_of_a_cluster_are_one_cluster(names: list[str]) -> None:
    for cluster in dedup(names):
        assert [again.names for again in dedup(cluster.names)] == [cluster.names]
