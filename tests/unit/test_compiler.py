"""The compiler's ways of doing at once what is said one by one: they give what the plain way gives."""

import random
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from normalize.gazetteer.columns import Blob, Coded
from normalize.gazetteer.container import Container, Spool, write_container
from normalize.gazetteer.labels import FORMS, choose_forms
from normalize.gazetteer.texts import slot_section
from normalize.gazetteer.vectorbuild import different
from normalize.own import build_rows

_NONE = 0xFFFFFFFF


def _slots_one_by_one(texts: list[str]) -> list[int]:
    size = 1 << max(4, (len(texts) * 3 // 2).bit_length())
    slots, held = [_NONE] * size, set()
    for number, text in enumerate(texts):
        if text in held:
            continue
        held.add(text)
        at = crc32(text.encode()) % size
        while slots[at] != _NONE:
            at = (at + 1) % size
        slots[at] = number
    return slots


@pytest.mark.parametrize("count", [0, 1, 2, 11, 1365, 5000])
def test_texts_put_in_at_once_stand_as_if_put_in_one_by_one(count: int) -> None:
    draw = random.Random(count)
    texts = [f"{draw.randrange(count * 2)} ж" for _ in range(count)]
    assert np.frombuffer(slot_section(texts), "<u4").tolist() == _slots_one_by_one(texts)


def test_texts_of_one_hash_are_told_apart() -> None:
    # crc32 is linear: these four have one hash in pairs.
    assert crc32(b"plumless") == crc32(b"buckeroo")
    texts = ["plumless", "buckeroo", "plumless", "x"]
    assert np.frombuffer(slot_section(texts), "<u4").tolist() == _slots_one_by_one(texts)


def test_labels_of_one_hash_are_no_namesakes() -> None:
    labels = [["plumless", "a"], ["buckeroo", "b"], ["x", "plumless"], ["x", "c"]]
    for row in labels:
        row += [f"{row[1]} {form}" for form in range(2, len(FORMS))]
    forms = choose_forms(lambda entity, form: labels[entity][form], lambda group: None, [0, 0, 0, 0])
    assert forms == [1, 0, 2, 1]  # the third comes to the label of the first: both go on


@pytest.mark.parametrize("many", [2, 3, 8, 9, 20])
def test_vectors_are_left_out_as_one_by_one(many: int) -> None:
    rng = np.random.default_rng(many)
    centre = rng.integers(-90, 90, (40, 1, 64))
    vectors = np.clip(centre + rng.integers(-36, 36, (40, many, 64)), -127, 127).astype(np.int8)
    expected = []
    for own in vectors.astype(np.float32):
        length = np.sqrt((own * own).sum(1)).clip(1.0)
        alike = own @ own.T >= 0.86 * length[:, None] * length[None]
        kept: list[int] = []
        for at in range(many):
            if not alike[at, kept].any():
                kept.append(at)
        expected.append([at in kept for at in range(many)])
    found = different(vectors.reshape(-1, 64), np.arange(0, 40 * many + 1, many))
    assert found.reshape(40, many).tolist() == expected
    assert 0 < found.sum() < found.size


def test_columns_are_joined_by_value() -> None:
    one, other = Coded(), Coded()
    for value in (None, "a", "b"):
        one.add(value)
    for value in ("b", None, "c"):
        other.add(value)
    one.absorb(other)
    assert [one.values[number] for number in one.numbers] == [None, "a", "b", "b", None, "c"]
    one.forget({"b"})
    assert [one.values[number] for number in one.numbers] == [None, "a", None, None, None, "c"]
    assert list(one.those({"a", "c"})) == [(1, "a"), (5, "c")]


def test_texts_of_blobs_keep_their_place() -> None:
    one, other = Blob(), Blob()
    one.add("Київ")
    assert one[0] == "Київ"
    other.add("")
    other.add("Kyiv")
    one.absorb(other)
    assert [one[at] for at in range(len(one))] == ["Київ", "", "Kyiv"]


def test_a_spool_gives_the_file_that_the_sections_give(tmp_path: Path) -> None:
    sections = {"b": b"12345", "a": b"", "c": b"x" * 100}
    with Spool(tmp_path) as spool:
        spool.put(sections)
        assert write_container(tmp_path / "one.gaz", {}, spool) == write_container(tmp_path / "two.gaz", {}, sections)
    assert (tmp_path / "one.gaz").read_bytes() == (tmp_path / "two.gaz").read_bytes()
    assert bytes(Container(tmp_path / "one.gaz").raw("c")) == sections["c"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.gaz", "two.gaz"]


def test_the_file_and_what_is_said_are_the_same_in_several_processes(tmp_path: Path) -> None:
    parts = ["Anna", "Borys", "Іван", "Kowalska", "Гончар", "Öz"]
    draw = random.Random(3)
    rows = []
    for number in range(20_000):
        name, alias = (f"{draw.choice(parts)} {draw.choice(parts)} {draw.randrange(30_000)}" for _ in range(2))
        rows.append((f"row {number}", {"id": f"p{number}", "name": name, "aliases": f"{alias}|!"}))
    said = [build_rows(iter(rows), "person", tmp_path / f"{jobs}.gaz", "p", jobs) for jobs in (1, 2)]
    assert said[0] == said[1]
    assert said[0]
    assert (tmp_path / "1.gaz").read_bytes() == (tmp_path / "2.gaz").read_bytes()
