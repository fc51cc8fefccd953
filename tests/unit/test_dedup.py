"""Clusters: what joins names, what keeps them apart, what stands for them."""

from pathlib import Path

import numpy as np
import pytest

from normalize import Cluster, Gazetteer, dedup
from normalize.clusters.candidates import Neighbours
from normalize.clusters.decided import read_merges
from normalize.clusters.heaps import LARGEST, heaps_of
from normalize.clusters.linkage import Bars, linked
from normalize.clusters.representative import representative
from normalize.errors import ArgumentError, DecisionsError, NameTypeError, UnknownKindError


def together(clusters: list[Cluster]) -> set[tuple[str, ...]]:
    return {cluster.names for cluster in clusters if len(cluster.names) > 1}


def test_names_of_one_id_are_one_cluster(tiny: Gazetteer) -> None:
    found = dedup(["Izium", "Ізюм", "Kupyansk"], gazetteer=tiny)
    assert [(c.names, c.id, c.representative) for c in found] == [
        (("Izium", "Ізюм"), "geonames:707292", "Izium"),
        (("Kupyansk",), "geonames:703656", "Kupyansk"),
    ]
    (link,) = found[0].links
    assert (link.a, link.b, link.evidence.relation) == ("Izium", "Ізюм", "id")
    assert found[0].label == "Izium, Kharkiv Oblast, Ukraine"


def test_without_a_gazetteer_nothing_has_an_id() -> None:
    found = dedup(["Kupyansk", "Куп'янськ", "Novoselivka", "Novoselytsia"], gazetteer=None)
    assert together(found) == {("Kupyansk", "Куп'янськ")}
    assert all(cluster.id is None for cluster in found)
    assert found[0].links[0].evidence.steps[-1].startswith("alike: ")


def test_what_differs_beside_the_names_keeps_them_apart() -> None:
    names = ["Kupyansk", "Купянск", "KUPYANSK"]
    assert together(dedup(names, gazetteer=None, same=["UA", "RU", None])) != {tuple(names)}
    one, other = dedup(names[:2], gazetteer=None, same=["UA", "RU"])
    assert one.names != other.names
    assert together(dedup(names[:2], gazetteer=None, same=["UA", "ua "])) == {("Kupyansk", "Купянск")}
    far = [(49.7, 37.6), (55.0, 37.6)]
    assert not together(dedup(names[:2], gazetteer=None, near=far))
    assert together(dedup(names[:2], gazetteer=None, near=far, within_km=1000))
    assert together(dedup(names[:2], gazetteer=None, near=[far[0], None]))


def test_one_spelling_of_two_places_is_in_two_clusters() -> None:
    found = dedup(["Lyman", "Lyman"], gazetteer=None, same=["UA", "US"])
    assert [cluster.names for cluster in found] == [("Lyman",), ("Lyman",)]


def test_decisions_join_and_part(tiny: Gazetteer, tmp_path: Path) -> None:
    file = tmp_path / "merges.csv"
    file.write_text("a,b,same\nBahmut,Artemivsk,yes\nIzium,Ізюм,no\nKupyansk,Izium,\n", "utf-8")
    names = ["Bahmut", "Artemivsk", "Izium", "Ізюм"]
    found = dedup(names, gazetteer=None, decisions=file)
    assert together(found) == {("Artemivsk", "Bahmut")}
    assert found[0].links[0].evidence.relation == "decided"
    parted = dedup(names, gazetteer=tiny, decisions=file)
    assert {("Izium",), ("Ізюм",)} <= {cluster.names for cluster in parted}


def test_a_decision_cannot_join_two_ids(tiny: Gazetteer) -> None:
    with pytest.raises(DecisionsError, match=r"geonames:703656 and geonames:707292"):
        dedup(["Kupyansk", "Izium"], gazetteer=tiny, decisions=[{"a": "Kupyansk", "b": "Izium", "same": "yes"}])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"a": "A", "b": "B", "same": "perhaps"}], "row 1: same='perhaps'"),
        ([{"a": "A", "b": "A", "same": "no"}], "needs two spellings"),
        ([{"a": "A", "b": "B", "same": "no"}, {"a": "B", "b": "A", "same": "yes"}], "decided otherwise at 1"),
    ],
)
def test_decisions_that_say_nothing_clear_are_refused(rows: list[dict[str, str]], said: str) -> None:
    with pytest.raises(DecisionsError, match=said):
        read_merges(rows)


def test_a_decisions_file_must_have_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "merges.csv"
    file.write_text("a,same\n", "utf-8")
    with pytest.raises(DecisionsError, match="need a column b"):
        read_merges(file)
    with pytest.raises(DecisionsError, match="cannot read"):
        read_merges(tmp_path / "none.csv")


def test_people_and_organisations_are_compared_by_their_parts() -> None:
    people = ["Volodymyr Tkachenko-Lys", "Tkachenko-Lys, Volodymyr", "Olena Tkachenko-Lys"]
    assert together(dedup(people, "person", gazetteer=None)) == {tuple(sorted(people[:2]))}
    orgs = ["Romashka Trading LLC", "ООО Romashka Trading", "Vasilek Trading LLC"]
    assert [len(c.names) for c in dedup(orgs, "org", gazetteer=None)] in ([2, 1], [1, 2])


def test_nulls_are_left_out_and_names_without_letters_stay_alone() -> None:
    found = dedup(["--", None, "", float("nan"), "?!", "Izium"], gazetteer=None)
    assert sorted(cluster.names for cluster in found) == [("--",), ("?!",), ("Izium",)]
    assert dedup([], gazetteer=None) == []


def test_wrong_arguments_say_what_is_wrong() -> None:
    with pytest.raises(NameTypeError, match="must be a string"):
        dedup([7], gazetteer=None)
    with pytest.raises(NameTypeError):
        dedup("Izium")
    with pytest.raises(UnknownKindError):
        dedup(["Izium"], "ship")
    with pytest.raises(ArgumentError, match="same= has 1"):
        dedup(["Izium", "Lyman"], gazetteer=None, same=["UA"])
    with pytest.raises(ArgumentError, match="degrees"):
        dedup(["Izium"], gazetteer=None, near=[(99, 0)])
    with pytest.raises(ArgumentError, match="no hint"):
        dedup(["Izium"], gazetteer=None, born=1900)
    with pytest.raises(ArgumentError, match="counts="):
        dedup(["Izium"], gazetteer=None, counts=[0])
    with pytest.raises(ArgumentError, match="jobs=0"):
        dedup(["Izium"], gazetteer=None, jobs=0)
    with pytest.raises(ArgumentError, match="at_least="):
        dedup(["Izium"], gazetteer=None, at_least=2)


def test_unlike_ends_of_a_chain_are_not_joined() -> None:
    likeness = {(0, 1): 0.9, (1, 2): 0.88, (0, 2): 0.1}

    def score(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.array([likeness[min(a, b), max(a, b)] for a, b in zip(one.tolist(), other.tolist(), strict=True)])

    assert linked(np.array([0, 1]), np.array([1, 2]), score, Bars(0.5, 0.3)) == [[0, 1]]
    assert linked(np.array([0, 1]), np.array([1, 2]), score, Bars(0.4, 0.0)) == [[0, 1, 2]]


def test_a_heap_of_many_keeps_its_likeliest_pairs() -> None:
    chain = np.arange(200)
    likely = np.where(chain % 2, 0.8, 0.95)  # 0 = 1, 2 = 3 and so on
    names, starts = heaps_of(chain, chain + 1, likely)
    heap = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    of = dict(zip(names.tolist(), heap.tolist(), strict=True))
    assert sorted(of) == list(range(201))
    assert np.diff(starts).max() <= LARGEST
    assert all(of[at] == of[at + 1] for at in range(0, 200, 2))


def test_the_number_of_jobs_changes_no_pair() -> None:
    vectors = np.random.default_rng(1).integers(-90, 90, (20_500, 16)).astype(np.int8)
    asking = np.ones(len(vectors), np.bool_)
    keys = [""] * len(vectors)
    one, other = (np.stack(Neighbours(keys, vectors, asking, jobs).alike()) for jobs in (1, 3))
    assert one.shape[1] > len(vectors)
    assert np.array_equal(one, other)


def test_a_heap_of_many_is_cut_not_compared_whole() -> None:
    count = 500
    one, other = np.arange(count - 1), np.arange(1, count)
    asked = 0

    def score(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(a)
        return np.where(np.abs(a - b) == 1, 0.9, 0.0)

    clusters = linked(one, other, score, Bars(0.8, 0.5))
    assert asked < 60 * count
    assert all(len(cluster) == 2 for cluster in clusters)


@pytest.mark.parametrize(
    ("counts", "display", "expected"),
    [
        ({"Kiev": 9, "Kyiv": 1}, "Kyiv", "Kyiv"),
        ({"Kiev": 9, "Kyiv": 1}, "Kyyiv", "Kiev"),
        ({"Київ": 2, "Kyiv": 2, "Киев": 1}, None, "Київ"),
        ({"KYIV": 1, "Kyiv": 1, "kyiv": 1}, None, "Kyiv"),
        ({"St Denis": 1, "Saint Denis": 1}, None, "Saint Denis"),
    ],
)
def test_the_representative_follows_the_rules(counts: dict[str, int], display: str | None, expected: str) -> None:
    assert representative(counts, display) == expected


def test_counts_decide_the_representative() -> None:
    (cluster,) = dedup(["Kupyansk", "Купянск"], gazetteer=None, counts=[1, 5])
    assert cluster.representative == "Купянск"
