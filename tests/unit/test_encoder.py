"""The name encoder: the same bits everywhere, alone or in a batch, and names of one place close together."""

import numpy as np
import pytest

from normalize.errors import ModelError
from normalize.keys import SCALE, Encoder, default_encoder, fold
from normalize.keys.grams import BUCKETS, LONGEST, grams, skeleton, written

_NAMES = [
    "Kharkiv",
    "Харків",
    "Khar'kov",
    "خاركيف",
    "哈尔科夫",
    "ハルキウ",
    "Χάρκοβο",
    "X",
    "Nova Kakhovka",
    "नई दिल्ली",
]


def _encode(*names: str) -> np.ndarray:
    return default_encoder().encode(names, [fold(name) for name in names])


def _cosine(a: str, b: str) -> float:
    one, other = _encode(a, b).astype(int)
    return float(one @ other) / SCALE**2


def test_vectors_are_what_they_were() -> None:
    """The bits are part of every compiled gazetteer; a change means another model."""
    table = ((np.arange(BUCKETS * 4, dtype=np.int64) * 2654435761) >> 7) % 255 - 127
    encoder = Encoder(table.astype(np.int8).reshape(BUCKETS, 4))
    assert encoder.version == "f5c9611f.2"
    assert encoder.encode(["Харків", "Kyiv"], ["kharkiv", "kyiv"]).tolist() == [
        [56, -127, 127, -116],
        [-85, 23, -42, 127],
    ]


def test_a_batch_gives_what_each_alone_gives() -> None:
    together = _encode(*_NAMES * 3)
    for name, vector in zip(_NAMES * 3, together, strict=True):
        assert (_encode(name)[0] == vector).all()


def test_nothing_to_encode_gives_no_rows() -> None:
    assert _encode().shape == (0, default_encoder().dimensions)


def test_a_name_without_letters_has_no_direction() -> None:
    assert not default_encoder().encode([""], [""]).any()


def test_a_vector_has_its_length() -> None:
    length = np.sqrt((_encode(*_NAMES).astype(float) ** 2).sum(1))
    assert length == pytest.approx(SCALE, rel=0.05)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jarmolynzi", "Ярмолинці"),
        ("コベリャキー", "Kobelyaky"),
        ("Tschernihiw", "Чернігів"),
        ("Sjtsjastja", "Щастя"),
        ("دير الزور", "Deir ez-Zor"),
    ],
)
def test_spellings_by_other_rules_are_closer_than_other_names(name: str, other: str) -> None:
    assert _cosine(name, other) > max(_cosine(name, wrong) for wrong in ("Kharkiv", "Londres", "上海", "Yaroslavl"))


def test_only_the_beginning_of_a_very_long_name_is_read() -> None:
    long = "a" * LONGEST
    assert (_encode(long) == _encode(long + "b" * 100)).all()


def test_case_and_punctuation_do_not_matter() -> None:
    assert (_encode("Куп'янськ") == _encode("КУП'ЯНСЬК")).all()
    assert (_encode("Deir ez-Zor") == _encode("deirezzor")).all()


def test_grams_of_a_name_are_told_by_reading_and_order() -> None:
    rows = [set(row.tolist()) for _, row in grams([written("Лев")], ["lev"])]
    assert len(rows) == 8
    assert sum(map(len, rows)) == len(set.union(*rows))


@pytest.mark.parametrize("key", ["kharkiv", "charkow", "harkif"])
def test_a_skeleton_keeps_consonants(key: str) -> None:
    assert skeleton(key) in ("krkv", "rkf")


@pytest.mark.parametrize(
    "table", [np.zeros((4, 4), np.int8), np.zeros((BUCKETS, 3), np.int8), np.zeros((BUCKETS, 4), np.float32)]
)
def test_another_table_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ModelError):
        Encoder(table)
