"""The vector index: exact search in a block, near-exact search over all."""

from pathlib import Path

import numpy as np
import pytest

from normalize.gazetteer.container import Container, write_container
from normalize.gazetteer.layout import STORED_SCALE
from normalize.gazetteer.vectorbuild import different, vector_sections
from normalize.gazetteer.vectors import VectorIndex

_SCALE = 256
_ROWS = 6000


def _unit(rng: np.random.Generator, count: int) -> np.ndarray:
    vectors = rng.normal(size=(count, 16))
    return np.clip(np.rint(vectors / np.linalg.norm(vectors, axis=1)[:, None] * _SCALE), -127, 127).astype(np.int8)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return _unit(np.random.default_rng(0), _ROWS)


@pytest.fixture(scope="module")
def index(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    path: Path = tmp_path_factory.mktemp("vectors") / "vectors.gaz"
    half = _ROWS // 2
    blocks = [range(half), range(half, _ROWS), range(0, _ROWS, 100)]  # the last overlaps the others
    write_container(path, {}, vector_sections(vectors, np.arange(_ROWS) * 10, blocks, _SCALE))
    return VectorIndex(Container(path), 16)


def _expected(vectors: np.ndarray, asked: np.ndarray, rows: np.ndarray, most: int) -> list[int]:
    stored = np.rint(vectors * (STORED_SCALE / _SCALE)).astype(int)
    products = stored[rows] @ asked.astype(int)
    return rows[np.lexsort((rows, -products))][:most].tolist()


@pytest.mark.parametrize("most", [1, 7, 50])
def test_a_block_is_searched_exactly(index: VectorIndex, vectors: np.ndarray, most: int) -> None:
    asked = _unit(np.random.default_rng(1), 9)
    query, row, product = index.among(asked, slice(0, _ROWS // 2), most)
    for at in range(9):
        mine = query == at
        assert row[mine].tolist() == _expected(vectors, asked[at], np.arange(_ROWS // 2), most)
        assert (np.diff(product[mine]) <= 0).all()


def test_chosen_rows_are_searched_exactly(index: VectorIndex, vectors: np.ndarray) -> None:
    asked, rows = _unit(np.random.default_rng(2), 3), np.arange(3, _ROWS, 7)
    query, row, _ = index.among(asked, rows, 5)
    assert row[query == 1].tolist() == _expected(vectors, asked[1], rows, 5)


def test_no_rows_no_answer(index: VectorIndex) -> None:
    assert [len(part) for part in index.among(_unit(np.random.default_rng(2), 3), slice(0, 0), 5)] == [0, 0, 0]


def test_all_lists_together_are_exact(index: VectorIndex, vectors: np.ndarray) -> None:
    asked = _unit(np.random.default_rng(3), 5)
    query, row, _ = index.anywhere(asked, 20, probes=1 << 20)
    for at in range(5):
        assert row[query == at].tolist() == _expected(vectors, asked[at], np.arange(_ROWS), 20)


def test_some_lists_find_most(index: VectorIndex, vectors: np.ndarray) -> None:
    asked = vectors[::60]  # names that are recorded
    query, row, _ = index.anywhere(asked, 1, probes=8)
    assert (row == np.arange(_ROWS)[::60]).mean() > 0.95
    assert query.tolist() == list(range(len(asked)))


def test_one_at_a_time_gives_the_same(index: VectorIndex) -> None:
    asked = _unit(np.random.default_rng(4), 12)
    query, row, product = index.anywhere(asked, 10, probes=16)
    for at in range(12):
        _, alone, product_alone = index.anywhere(asked[at : at + 1], 10, probes=16)
        assert row[query == at].tolist() == alone.tolist()
        assert product[query == at].tolist() == product_alone.tolist()


def test_a_row_of_two_blocks_is_found_once_anywhere(index: VectorIndex, vectors: np.ndarray) -> None:
    _, row, _ = index.anywhere(vectors[:1], 50, probes=1 << 20)
    assert len(set(index.name[row].tolist())) == 50


def test_names_like_an_earlier_one_of_their_entity_go() -> None:
    one, other = _unit(np.random.default_rng(5), 2)
    kept = different(np.stack([one, one, other, one]), [0, 3, 4])
    assert kept.tolist() == [True, False, True, True]
