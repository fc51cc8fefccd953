"""The annotated texts say what their tables say, with ids the gazetteers hold."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from annotations import read, texts

import normalize

_ALL = texts("dev") + texts("held")


@pytest.mark.parametrize("text", _ALL, ids=lambda text: text.name)
def test_ids_are_in_the_gazetteers_under_that_kind(text):
    for mention in text.mentions:
        assert bool(mention.ids) == bool(mention.kind), mention
        if mention.ids:
            assert normalize.entity(mention.ids[0]).kind == mention.kind, mention
        for other in mention.ids[1:]:
            assert normalize.entity(other).id == other


@pytest.mark.parametrize("text", _ALL, ids=lambda text: text.name)
def test_mentions_do_not_overlap_but_where_they_are_optional(text):
    required = [mention for mention in text.mentions if not mention.optional]
    for before, after in pairwise(required):
        assert before.end <= after.start, (before, after)


@pytest.mark.parametrize("text", _ALL, ids=lambda text: text.name)
def test_no_row_stands_twice(text):
    path = Path(__file__).parent / f"{text.name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["mention"], row["nth"], row["note"].startswith("optional:")) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))


def test_a_mention_inside_a_longer_one_does_not_count(tmp_path):
    (tmp_path / "en-x.txt").write_text("Kharkiv region. Kharkiv, Kharkivka and Kharkiv’s\n", "utf-8")
    (tmp_path / "en-x.csv").write_text(
        "mention,kind,id,nth,note\n"
        "Kharkiv region,subdivision,a,*,\nKharkiv,city,b,2,\nKharkiv,city,b,1,optional: inside\n",
        "utf-8",
    )
    found = [(mention.start, mention.end, mention.optional) for mention in read(tmp_path / "en-x.txt").mentions]
    assert found == [(0, 14, False), (0, 7, True), (39, 46, False)]


def test_a_mention_that_is_not_there_is_an_error(tmp_path):
    (tmp_path / "en-x.txt").write_text("Kharkiv\n", "utf-8")
    (tmp_path / "en-x.csv").write_text("mention,kind,id,nth,note\nKharkiv,city,b,2,\n", "utf-8")
    with pytest.raises(ValueError, match="Kharkiv"):
        read(tmp_path / "en-x.txt")


def test_the_texts_are_many_and_of_many_languages():
    assert len(_ALL) >= 14
    assert len({text.lang for text in _ALL}) >= 7
    assert len(texts("held")) >= 5
