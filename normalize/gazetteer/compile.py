"""The compiler: entities to the sections of a gazetteer file. One pass, deterministic.

Every list is sorted by something stable (ids, hashes, texts), never by the order of a set. What there is one of for
every entity or name is an array or a blob: a million entities would not fit into memory as objects.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.gazetteer.columns import Blob, Columns, columns_of
from normalize.gazetteer.container import Spool, write_container
from normalize.gazetteer.equivalents import ACRONYMS, equivalent_sections
from normalize.gazetteer.labelforms import label_forms
from normalize.gazetteer.layout import (
    BLOCK_OF_COUNTRIES,
    BLOCK_OF_FEATURES,
    BLOCK_OF_OTHERS,
    NONE,
    NUMERIC,
    OWN,
    SCHEMES,
    other_ids,
    text_hash,
)
from normalize.gazetteer.nearindex import near_sections
from normalize.gazetteer.ordered import Ordered
from normalize.gazetteer.ragged import Numbers
from normalize.gazetteer.records import FEATURE_KINDS, Record
from normalize.gazetteer.texts import blob_sections, blob_slots, slot_section, text_sections
from normalize.gazetteer.vectorbuild import vector_sections
from normalize.keys import SCALE, Reader, default_encoder, whole_name
from normalize.letters.scripts import SCRIPTS

__all__ = ["compile_columns", "compile_records"]


def _extra(held: Ordered) -> dict[str, bytes]:
    """What few entities have, as text."""
    columns, extra = held.columns, Blob()
    facts = [("born", columns.born.values, columns.born.numbers), ("died", columns.died.values, columns.died.numbers)]
    countries = columns.countries.values
    listed = [len(of) > 1 or bool(of and f"iso3166:{of[0]}" not in held.at) for of in countries]
    numeric = [scheme in NUMERIC for scheme in SCHEMES]
    for row in held.rows:
        pairs = []
        if row in columns.others:
            id_ = columns.ids[row]
            pairs += [f"{k}={v}" for k, v in sorted(columns.others[row].items()) if id_ != f"{k}:{v}"]
        if not numeric[columns.scheme[row]]:
            id_ = columns.ids[row]
            pairs.append(f"id={id_ if columns.scheme[row] == OWN else id_.partition(':')[2]}")
        for fact, years, numbers in facts:
            if numbers[row]:
                pairs.append(f"{fact}={years[numbers[row]]}")
        if listed[columns.countries.numbers[row]]:
            pairs.append(f"countries={'|'.join(countries[columns.countries.numbers[row]])}")
        extra.add("\n".join(pairs))
    return blob_sections("extra", bytes(extra.data), np.frombuffer(extra.lengths, "I"))


def _entity_sections(held: Ordered, kinds: list[str], forms: npt.NDArray[np.uint8]) -> dict[str, bytes]:
    """Everything about entities but their names. Countries are stored as entity numbers of their records."""
    columns, at = held.columns, held.at

    def country(countries: tuple[str, ...]) -> int:
        return at.get(f"iso3166:{countries[0]}", NONE) if len(countries) == 1 else NONE

    def admin(id_: str | None) -> int:
        return at.get(id_ or "", NONE)

    kind_number = {kind: number for number, kind in enumerate(kinds)}
    return _extra(held) | {
        "entity.scheme": held.entity_column(columns.scheme, "B").tobytes(),
        "entity.number": held.entity_column(columns.number, "I").tobytes(),
        "entity.kind": held.mapped(columns.kind, lambda kind: kind_number.get(kind, 0), np.uint8).tobytes(),
        "entity.country": held.mapped(columns.countries, country, np.uint32).tobytes(),
        "entity.admin1": held.mapped(columns.admin1, admin, np.uint32).tobytes(),
        "entity.admin2": held.mapped(columns.admin2, admin, np.uint32).tobytes(),
        "entity.lat": held.entity_column(columns.lat, "i").tobytes(),
        "entity.lon": held.entity_column(columns.lon, "i").tobytes(),
        "entity.population": held.entity_column(columns.population, "I").tobytes(),
        "entity.prominence": held.entity_column(columns.prominence, "d").astype(np.float32).tobytes(),
        "entity.form": forms.tobytes(),
    }


def _name_sections(held: Ordered, langs: list[str]) -> dict[str, bytes]:
    """The names."""
    columns, starts = held.columns, held.columns.texts.starts
    lengths = np.diff(starts)[held.names]
    # The names of an entity stand together.
    many = np.diff(held.starts)
    first = held.first[held.order]
    texts = columns.texts.gathered(starts[first], starts[first + many])
    number = {lang: at for at, lang in enumerate(langs)}
    lang = np.array([number[of or ""] for of in columns.lang.values], np.uint16)[columns.lang.coded[held.names]]
    return blob_sections("name", texts, lengths) | {
        "entity.names": held.starts.astype(np.uint32).tobytes(),
        "name.script": held.name_column(columns.script, "B").tobytes(),
        "name.lang": lang.tobytes(),
        "name.role": held.name_column(columns.role, "B").tobytes(),
        "name.bare": held.name_column(columns.bare, "H").tobytes(),
        "name.slots": blob_slots(texts, lengths),
    }


def _distinct(data: npt.NDArray[np.uint8], starts: Numbers, lengths: Numbers) -> tuple[bytes, Numbers, Numbers]:
    """(the distinct texts by length and bytes, their lengths, the number of each text among them)."""
    number = np.empty(len(lengths), np.int64)
    texts, sizes, count = [], [], 0
    for size in np.unique(lengths).tolist():
        which = np.flatnonzero(lengths == size)
        rows = np.zeros(len(which), "S1")  # of names without a letter
        if size:
            rows = data[starts[which, None] + np.arange(size)].view(f"S{size}").ravel()
        found, inverse = np.unique(rows, return_inverse=True)
        texts.append(found.tobytes()[: size * len(found)])
        sizes.append(np.full(len(found), size))
        number[which] = inverse + count
        count += len(found)
    return b"".join(texts), np.concatenate(sizes) if sizes else np.zeros(0, np.int64), number


def _key_sections(held: Ordered) -> tuple[dict[str, bytes], int]:
    """The keys by length and text, and the names under each; and how many they are."""
    keys = held.columns.keys
    starts = keys.starts
    joined, lengths, key_of = _distinct(
        np.frombuffer(keys.data, np.uint8), starts[held.names], np.diff(starts)[held.names]
    )
    under = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(key_of, minlength=len(lengths)))])
    return blob_sections("key", joined, lengths) | {
        "key.names": under.astype(np.uint32).tobytes(),
        "key.postings": np.argsort(key_of, kind="stable").astype(np.uint32).tobytes(),
        "key.slots": blob_slots(joined, lengths),
        "name.key": key_of.astype(np.uint32).tobytes(),
    } | near_sections(joined, lengths), len(lengths)


def _part_sections(counts: dict[str, int]) -> dict[str, bytes]:
    """How many names have each part: common parts tell little."""
    texts = sorted(counts)
    return text_sections("part", texts) | {
        "part.slots": slot_section(texts),
        "part.count": np.fromiter((counts[text] for text in texts), np.uint32, len(texts)).tobytes(),
    }


def _blocks_of(kind: str, countries: tuple[str, ...]) -> list[str]:
    own = [BLOCK_OF_COUNTRIES] if kind == "country" else []
    own += [BLOCK_OF_FEATURES] if kind in FEATURE_KINDS else []
    return [*countries, *own] or [BLOCK_OF_OTHERS]


def _vectors(held: Ordered) -> tuple[dict[str, bytes], list[str]]:
    """The vectors that are kept, in the order of their names; and the blocks."""
    vectors, numbers = _vectors_by_name(held)
    blocks = _blocks(held, numbers)
    titles = sorted(blocks)
    return vector_sections(vectors, numbers, [blocks[title] for title in titles], SCALE), titles


def _vectors_by_name(held: Ordered) -> tuple[npt.NDArray[np.int8], Numbers]:
    """(vectors, their names), in the order of the names."""
    columns = held.columns
    number = np.empty(len(held.names), np.int64)
    number[held.names] = np.arange(len(held.names))
    numbers = number[np.frombuffer(columns.kept, "I")]
    order = np.argsort(numbers)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    vectors = np.empty((len(order), default_encoder().dimensions), np.int8)
    low = 0
    for at, some in enumerate(columns.vectors):
        vectors[place[low : low + len(some)]] = some
        low += len(some)
        columns.vectors[at] = some[:0].copy()  # they are many: nothing is held twice
    return vectors, numbers[order]


def _blocks(held: Ordered, numbers: Numbers) -> dict[str, Numbers]:
    """The vectors of each block, `numbers` being the names of the vectors."""
    columns = held.columns
    entities = held.order[held.owners[numbers]]
    kinds, countries = columns.kind.values, columns.countries.values
    both = columns.kind.coded[entities].astype(np.int64) * len(countries) + columns.countries.coded[entities]
    pairs, pair = np.unique(both, return_inverse=True)
    by_pair = np.argsort(pair, kind="stable")
    ends = np.cumsum(np.bincount(pair, minlength=len(pairs))).tolist()
    blocks: dict[str, list[Numbers]] = {}
    for of, low, high in zip(pairs.tolist(), [0, *ends], ends, strict=False):
        for block in _blocks_of(kinds[of // len(countries)], countries[of % len(countries)]):
            blocks.setdefault(block, []).append(by_pair[low:high])
    return {block: np.sort(np.concatenate(parts)) for block, parts in blocks.items()}


def _lookup(name: str, hashes: npt.NDArray[np.uint32], entities: Numbers) -> dict[str, bytes]:
    """The sections of (hashes, entities) in the order of the hashes, then of the entities."""
    order = np.lexsort((entities, hashes))
    return {
        f"{name}.hash": hashes[order].astype(np.uint32).tobytes(),
        f"{name}.entity": entities[order].astype(np.uint32).tobytes(),
    }


def _code_sections(held: Ordered) -> dict[str, bytes]:
    """What entities can be looked up by besides their ids."""
    others = held.columns.others
    codes = [
        (text_hash(text), entity)
        for entity, row in enumerate(held.rows if others else ())
        if row in others
        for text in other_ids(others[row])
    ]
    hashes = np.array([code for code, _ in codes], np.uint32)
    return _lookup("code", hashes, np.array([entity for _, entity in codes], np.int64))


def compile_records(records: Iterable[Record], out: Path, meta: dict[str, Any], read: Reader = whole_name) -> str:
    """Compile records to the file `out` and return its checksum; see `compile_columns`.

    Args:
        records: entities with unique ids; of each the first name is the display name.
        out: the file to write.
        meta: what to record about the gazetteer.
        read: how names are taken apart.
    """
    return compile_columns(columns_of(records, read), out, meta, parted=read is not whole_name)


def compile_columns(columns: Columns, out: Path, meta: dict[str, Any], *, parted: bool) -> str:
    """Compile entities to the file `out` and return its checksum.

    Args:
        columns: entities with unique ids, encoded; they are used up.
        out: the file to write.
        meta: what to record about the gazetteer, JSON-able; "name" and "version" are required.
        parted: whether names are taken apart.

    Raises:
        BuildError: an id stands twice.
    """
    held = Ordered(columns)
    kinds = sorted(set(columns.kind.values) - {None})
    langs = ["", *sorted(set(columns.lang.values) - {None})]
    encoder = default_encoder()
    ends = np.cumsum(np.bincount(np.frombuffer(columns.scheme, "B"), minlength=len(SCHEMES)))
    with Spool(out.parent) as sections:
        vectors, blocks = _vectors(held)
        sections.put(vectors)
        del vectors
        forms, labels = label_forms(held)
        sections.put(_entity_sections(held, kinds, forms))
        sections.put(_lookup("label", labels, np.arange(len(held))))
        sections.put(_code_sections(held))
        sections.put(_name_sections(held, langs))
        columns.ids, columns.texts = [], Blob()  # nothing needs them any more
        key_sections, distinct = _key_sections(held)
        sections.put(key_sections)
        del key_sections
        if parted:
            sections.put(_part_sections(columns.counts))
        if columns.acronyms:
            short = (columns.acronyms.get(name, ()) for name in held.names.tolist())
            sections.put(equivalent_sections(ACRONYMS, short))
        meta = {
            **meta,
            "counts": {"entities": len(held), "names": len(held.names), "keys": distinct},
            "encoder": {"version": encoder.version, "dimensions": encoder.dimensions},
            "blocks": blocks,
            "kind_list": kinds,
            "lang_list": langs,
            "script_list": list(SCRIPTS),
            "scheme_end": ends.tolist(),
        }
        return write_container(out, meta, sections)
