"""The compiler: records to the sections of a gazetteer file. One pass, deterministic.

Every list is sorted by something stable (ids, hashes, texts), never by the order of a set.
"""

import re
from collections import Counter, defaultdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from normalize.errors import BuildError
from normalize.gazetteer.container import write_container
from normalize.gazetteer.equivalents import ACRONYMS, equivalent_sections
from normalize.gazetteer.labels import choose_forms, label_key, label_text
from normalize.gazetteer.layout import (
    BLOCK_OF_COUNTRIES,
    BLOCK_OF_FEATURES,
    BLOCK_OF_OTHERS,
    DEGREE,
    NO_POSITION,
    NONE,
    NUMERIC,
    OWN,
    ROLES,
    SCHEMES,
    UPPER,
    letters_hash,
    other_ids,
    text_hash,
)
from normalize.gazetteer.nearindex import near_sections
from normalize.gazetteer.records import FEATURE_KINDS, Record
from normalize.gazetteer.texts import slot_section, text_sections
from normalize.gazetteer.vectorbuild import different, vector_sections
from normalize.keys import SCALE, Encoder, Reader, default_encoder, fold, whole_name
from normalize.keys.acronyms import acronyms
from normalize.letters import bare, clean, script_of
from normalize.letters.scripts import SCRIPTS

__all__ = ["compile_records"]

# Namesakes with less than this share of a country's people do not make its one-word label doubtful.
_SAME_PLACE_SHARE = 0.01
_NUMBER = re.compile("[1-9][0-9]*", re.ASCII)


def _id_order(record: Record) -> tuple[int, int, str]:
    """(scheme, number, the rest) of an id: what is not written as ids of a scheme are is somebody's own."""
    scheme, _, local = record.id.partition(":")
    if scheme in NUMERIC:
        digits = local.removeprefix(NUMERIC[scheme])
        if f"{NUMERIC[scheme]}{digits}" == local and _NUMBER.fullmatch(digits) and int(digits) < NONE:
            return SCHEMES.index(scheme), int(digits), local
    elif scheme in SCHEMES[:OWN] and local and local == (local.upper() if scheme in UPPER else local.lower()):
        return SCHEMES.index(scheme), 0, local
    return OWN, 0, record.id


def _entity_sections(records: list[Record], at: dict[str, int], kinds: list[str], forms: list[int]) -> dict[str, bytes]:
    """Everything about entities but their names. Countries are stored as entity numbers of their records."""
    orders = [_id_order(r) for r in records]
    extra = []
    for record in records:
        pairs = [f"{k}={v}" for k, v in sorted(record.ids.items()) if record.id != f"{k}:{v}"]
        scheme, _, local = _id_order(record)
        if SCHEMES[scheme] not in NUMERIC:
            pairs.append(f"id={local}")
        pairs.extend(
            f"{fact}={year}" for fact, year in (("born", record.born), ("died", record.died)) if year is not None
        )
        if len(record.countries) > 1 or (record.countries and f"iso3166:{record.countries[0]}" not in at):
            pairs.append(f"countries={'|'.join(record.countries)}")
        extra.append("\n".join(pairs))

    def column(values: Any, dtype: Any) -> bytes:
        return np.fromiter(values, dtype, len(records)).tobytes()

    def country(record: Record) -> int:
        return at.get(f"iso3166:{record.countries[0]}", NONE) if len(record.countries) == 1 else NONE

    def degrees(angle: float | None) -> int:
        return NO_POSITION if angle is None else round(angle * DEGREE)

    return text_sections("extra", extra) | {
        "entity.scheme": column((o[0] for o in orders), np.uint8),
        "entity.number": column((o[1] for o in orders), np.uint32),
        "entity.kind": column((kinds.index(r.kind) for r in records), np.uint8),
        "entity.country": column((country(r) for r in records), np.uint32),
        "entity.admin1": column((at.get(r.admin1 or "", NONE) for r in records), np.uint32),
        "entity.admin2": column((at.get(r.admin2 or "", NONE) for r in records), np.uint32),
        "entity.lat": column((degrees(r.lat) for r in records), np.int32),
        "entity.lon": column((degrees(r.lon) for r in records), np.int32),
        "entity.population": column((NONE if r.population is None else r.population for r in records), np.uint32),
        "entity.prominence": column((r.prominence for r in records), np.float32),
        "entity.form": column(forms, np.uint8),
    }


def _name_sections(records: list[Record], langs: list[str]) -> dict[str, bytes]:
    """The names."""
    scripts = list(SCRIPTS)
    starts, texts, script, lang, role = [0], [], [], [], []
    for record in records:
        for text, language, its_role in record.names:
            texts.append(text)
            script.append(scripts.index(script_of(text)))
            lang.append(langs.index(language) if language else 0)
            role.append(ROLES.index(its_role))
        starts.append(len(texts))
    return text_sections("name", texts) | {
        "entity.names": np.array(starts, np.uint32).tobytes(),
        "name.script": np.array(script, np.uint8).tobytes(),
        "name.lang": np.array(lang, np.uint16).tobytes(),
        "name.role": np.array(role, np.uint8).tobytes(),
        "name.bare": np.fromiter((letters_hash(bare(text)) for text in texts), "<u2", len(texts)).tobytes(),
        "name.slots": slot_section(texts),
    }


def _key_sections(keys: list[str]) -> tuple[dict[str, bytes], int]:
    """The keys by length and text, and the names under each; and how many they are."""
    under: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        under[key].append(number)
    order = sorted(under, key=lambda k: (len(k.encode()), k.encode()))
    texts = [k.encode() for k in order]
    starts = np.fromiter(accumulate((len(under[k]) for k in order), initial=0), np.uint32, len(order) + 1)
    postings = np.fromiter((n for k in order for n in under[k]), np.uint32, int(starts[-1]))
    key_of = np.empty(len(keys), np.uint32)
    key_of[postings] = np.repeat(np.arange(len(order), dtype=np.uint32), np.diff(starts))
    joined = b"".join(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return text_sections("key", order) | {
        "key.names": starts.tobytes(),
        "key.postings": postings.tobytes(),
        "key.slots": slot_section(order),
        "name.key": key_of.tobytes(),
    } | near_sections(joined, lengths), len(order)


def _read_names(records: list[Record], read: Reader) -> tuple[list[str], list[str], Counter[str], list[frozenset[str]]]:
    """(key of every name, what the encoder reads of it, how many names have each part, acronyms of every name)."""
    keys, texts, short = [], [], []
    counts: Counter[str] = Counter()
    for record in records:
        for text, _, _ in record.names:
            name = read(text)
            keys.append(name.key)
            texts.append(name.text)
            short.append(acronyms(name.initials))
            if read is not whole_name:
                counts.update({part.key for part in name.parts})
    return keys, texts, counts, short


def _part_sections(counts: Counter[str]) -> dict[str, bytes]:
    """How many names have each part: common parts tell little."""
    texts = sorted(counts)
    return text_sections("part", texts) | {
        "part.slots": slot_section(texts),
        "part.count": np.fromiter((counts[text] for text in texts), np.uint32, len(texts)).tobytes(),
    }


def _blocks_of(record: Record) -> list[str]:
    own = [BLOCK_OF_COUNTRIES] if record.kind == "country" else []
    own += [BLOCK_OF_FEATURES] if record.kind in FEATURE_KINDS else []
    return [*record.countries, *own] or [BLOCK_OF_OTHERS]


def _vectors(records: list[Record], texts: list[str], encoder: Encoder) -> tuple[dict[str, bytes], list[str]]:
    """The vectors of names that are no noise, without those much like another of their entity; and the blocks."""
    names = [(number, entity) for number, entity in enumerate(e for e, r in enumerate(records) for _ in r.names)]
    roles = [role for r in records for _, _, role in r.names]
    names = [(n, e) for n, e in names if roles[n] != "weak"]
    read = [texts[n] for n, _ in names]
    vectors = encoder.encode(read, [fold(text) for text in read])
    owners = np.array([e for _, e in names], np.int64)
    keep = different(vectors, np.searchsorted(owners, np.arange(len(records) + 1)).tolist())
    kept = [pair for pair, stays in zip(names, keep.tolist(), strict=True) if stays]
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, (_, entity) in enumerate(kept):
        for block in _blocks_of(records[entity]):
            blocks[block].append(at)
    titles = sorted(blocks)
    numbers = np.array([n for n, _ in kept], np.int64)
    return vector_sections(vectors[keep], numbers, [blocks[t] for t in titles], SCALE), titles


def _lookup(pairs: list[tuple[str, int]]) -> tuple[bytes, bytes]:
    """(hashes, entities) of texts, in the order of the hashes."""
    rows = sorted((text_hash(text), entity) for text, entity in pairs)
    hashes = np.array([h for h, _ in rows], np.uint32)
    return hashes.tobytes(), np.array([e for _, e in rows], np.uint32).tobytes()


def _label_forms(records: list[Record], at: dict[str, int]) -> tuple[list[int], list[str]]:
    """The label form and the label key of every entity."""
    by_key: dict[str, list[int]] = defaultdict(list)
    own_key = [fold(clean(r.name)) for r in records]
    for entity, key in enumerate(own_key):
        by_key[key].append(entity)
    any_name = {
        fold(text) for r in records for text, _, role in r.names if r.kind not in FEATURE_KINDS and role != "weak"
    }

    def within(inner: Record, outer: Record) -> bool:
        return outer.id in (inner.admin1, inner.admin2) or (
            outer.kind == "country" and inner.countries == outer.countries
        )

    def start(entity: int) -> int:
        """Whether a label of one part would be taken for something else."""
        record = records[entity]
        if parents(entity)[1:] != ["", ""]:
            return 0
        if record.kind in FEATURE_KINDS:
            return 2 if own_key[entity] in any_name else 0
        bar = record.prominence * _SAME_PLACE_SHARE
        rivals = (records[e] for e in by_key[own_key[entity]] if e != entity)
        return 2 if any(r.prominence >= bar and not within(r, record) for r in rivals) else 0

    def parents(entity: int) -> list[str]:
        record = records[entity]
        own = [record.admin2, record.admin1]
        names = [records[at[id_]].name if id_ in at else "" for id_ in own]
        one = len(record.countries) == 1 and record.kind not in ("country", "river", "sea")
        country = at.get(f"iso3166:{record.countries[0]}") if one else None
        return [*names, records[country].name if country is not None else ""]

    def label_at(entity: int, form: int) -> str:
        record = records[entity]
        return label_key(clean(label_text(record.name, record.kind, record.id, parents(entity), form)))

    def keeper(group: list[int]) -> int | None:
        """The one city among subdivisions that are that city seen as a district."""
        cities = [e for e in group if records[e].kind == "city"]
        rest = [records[e] for e in group if records[e].kind != "city"]
        alone = len(cities) == 1 and all(r.kind == "subdivision" and within(records[cities[0]], r) for r in rest)
        return cities[0] if alone else None

    forms = choose_forms(label_at, keeper, [start(e) for e in range(len(records))])
    return forms, [label_at(e, form) for e, form in enumerate(forms)]


def compile_records(records: list[Record], out: Path, meta: dict[str, Any], read: Reader = whole_name) -> str:
    """Compile records to the file `out` and return its checksum.

    Args:
        records: entities with unique ids; of each the first name is the display name.
        out: the file to write.
        meta: what to record about the gazetteer, JSON-able; "name" and "version" are required.
        read: how names are taken apart.

    Raises:
        BuildError: an id stands twice.
    """
    records = sorted(records, key=_id_order)
    at = {record.id: entity for entity, record in enumerate(records)}
    if len(at) < len(records):
        raise BuildError("an id stands twice among the records")
    kinds = sorted({r.kind for r in records})
    langs = ["", *sorted({lang for r in records for _, lang, _ in r.names if lang})]
    forms, labels = _label_forms(records, at)
    keys, texts, counts_of_parts, short = _read_names(records, read)
    key_sections, distinct = _key_sections(keys)
    encoder = default_encoder()
    vectors, blocks = _vectors(records, texts, encoder)
    sections = _entity_sections(records, at, kinds, forms) | _name_sections(records, langs) | key_sections | vectors
    sections["label.hash"], sections["label.entity"] = _lookup([(key, e) for e, key in enumerate(labels)])
    sections |= _part_sections(counts_of_parts) if read is not whole_name else {}
    sections |= equivalent_sections(ACRONYMS, short) if any(short) else {}
    others = [(text, e) for e, record in enumerate(records) for text in other_ids(record.ids)]
    sections["code.hash"], sections["code.entity"] = _lookup(others)
    schemes = [_id_order(r)[0] for r in records]
    counts = {
        "entities": len(records),
        "names": sum(len(r.names) for r in records),
        "keys": distinct,
    }
    meta = {
        **meta,
        "counts": counts,
        "encoder": {"version": encoder.version, "dimensions": encoder.dimensions},
        "blocks": blocks,
        "kind_list": kinds,
        "lang_list": langs,
        "script_list": list(SCRIPTS),
        "scheme_end": [sum(s <= i for s in schemes) for i in range(len(SCHEMES))],
    }
    return write_container(out, meta, sections)
