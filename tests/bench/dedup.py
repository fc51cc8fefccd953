"""`dedup` beside keying: clusters drawn from the gazetteer's aliases, hard negatives among them; time for many names.

    python tests/bench/dedup.py [--names 5000] [--entities 1500] [--seed 1]
    python tests/bench/dedup.py --without                         # a gazetteer that lacks these entities: minutes
    python tests/bench/dedup.py --kind person|org [--half 0]      # aliases of the packaged people or organisations
    python tests/bench/dedup.py --time 1000000 [--gazetteer]      # distinct recorded names; CPU seconds, peak memory

Entities are those the name encoder was not trained on (the checksum of their id, as in `train_encoder.py`), and, for a
third of them, hard negatives: main names (and one alias) of other entities that are most alike theirs under another
key, in the same country where there are any. No key stands in two entities. Half of the entities of a draw are for
fitting (`--fit`), the other half, and other seeds, for reporting. Peers are OpenRefine's keyings, written here.
"""

import argparse
import random
import re
import resource
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from zlib import crc32

from anyascii import anyascii

from normalize import Gazetteer, dedup
from normalize.gazetteers import default_gazetteer
from normalize.keys import default_encoder, fold
from normalize.letters import clean

HELD_OUT = 64
Gold = dict[str, str]  # name -> id


def draw(names: int, entities: int, seed: int, half: int) -> Gold:
    """Return names with the id of their entity, from one half of the entities the encoder has not seen."""
    store = default_gazetteer().store
    rng = random.Random(seed)
    held = [at for at in range(len(store)) if crc32(store.id(at).encode()) % (2 * HELD_OUT) == half * HELD_OUT]
    rng.shuffle(held)
    gold: Gold = {}
    owner: dict[str, str] = {}

    def take(at: int, most: int) -> bool:
        """Take an entity: its main name, and aliases up to `most`; not where a key is another's."""
        id_ = store.id(at)
        texts = [n.text for n in store.names_of(at) if n.role != "weak" and fold(clean(n.text))]
        texts = list(dict.fromkeys(map(clean, texts)))
        if not texts or any(owner.get(fold(text), id_) != id_ for text in texts):
            return False
        some = [texts[0], *rng.sample(texts[1:], min(most - 1, len(texts) - 1))]
        for text in some:
            gold[text] = id_
        for text in texts:
            owner[fold(text)] = id_
        return True

    wanted = entities * 2 // 3
    each = (names - (entities - wanted) * 2) / wanted  # names an entity, on average
    taken: list[int] = []
    for at in held:
        if len(taken) == wanted:
            break
        due = names - (entities - wanted) * 2 - len(gold)
        most = max(2, round(due / (wanted - len(taken)) * rng.choice((0.7, 1.0, 1.4, 2.0))))
        if len(store.names_of(at)) >= 2 and take(at, min(most, round(5 * each))):
            taken.append(at)
    rng.shuffle(taken)
    hard = 0
    for at in taken:
        if hard == entities - wanted:
            break
        text = clean(store.display_name(at))
        vector = default_encoder().encode([text], [fold(text)])
        _, row, _ = store.vectors.anywhere(vector, 40)
        alike = [store.owner(int(store.vectors.name[r])) for r in row.tolist()]
        country = store.country_codes(at)
        alike = [e for e in dict.fromkeys(alike) if store.id(e) not in owner.values() and e != at]
        alike.sort(key=lambda e: store.country_codes(e) != country)
        hard += any(take(e, 2) for e in alike[:6])
    return gold


# -- measures


def pairwise(gold: Mapping[str, str], clusters: Iterable[Sequence[str]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of names."""
    sizes = Counter(gold.values())
    wanted = sum(n * (n - 1) // 2 for n in sizes.values())
    right = given = 0
    for names in clusters:
        own = Counter(gold[name] for name in names if name in gold)
        total = sum(own.values())
        given += total * (total - 1) // 2
        right += sum(n * (n - 1) // 2 for n in own.values())
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


# -- peers


def _keyed(names: Iterable[str], key: Callable[[str], str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[key(name)].append(name)
    return list(groups.values())


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", name.strip().lower()) if not unicodedata.combining(c))
    return re.sub(r"[^\w\s]", "", plain).split()


def fingerprint(name: str) -> str:
    """OpenRefine's fingerprint: lower case, no marks or punctuation, words sorted, each once."""
    return " ".join(sorted(set(_words(name))))


def ngrams(name: str) -> str:
    """OpenRefine's n-gram fingerprint: the two-letter sequences, sorted, each once."""
    joined = "".join(_words(name))
    return "".join(sorted({joined[at : at + 2] for at in range(max(1, len(joined) - 1))}))


def phonetic(name: str) -> str:
    """Soundex of each word."""
    return " ".join(sorted({_soundex(word) for word in _words(name)}))


def phonetic_latin(name: str) -> str:
    """The same of the romanised name, which OpenRefine does not do."""
    return phonetic(anyascii(name))


_CODES = {c: d for d, some in zip("123456", ("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), strict=True) for c in some}


def _soundex(word: str) -> str:
    code, last = word[:1], _CODES.get(word[:1], "")
    for letter in word[1:]:
        digit = _CODES.get(letter, "" if letter in "aeiouy" else last)
        if digit and digit != last:
            code += digit
        last = digit
    return code if not word.isascii() else (code + "000")[:4]


PEERS = {
    "fingerprint": fingerprint,
    "n-gram fingerprint": ngrams,
    "soundex": phonetic,
    "soundex of romanised": phonetic_latin,
    "fold key": lambda name: fold(clean(name)),
}


# -- runs


def quality(names: int, entities: int, seed: int, half: int) -> None:
    """Print precision, recall and F1 of `dedup` and its peers."""
    gold = draw(names, entities, seed, half)
    given = sorted(gold)
    print(f"{len(gold):,} names of {len(set(gold.values())):,} entities; pairwise precision, recall, F1")
    for title, key in PEERS.items():
        print("{:40} {:.3f} {:.3f} {:.3f}".format(title, *pairwise(gold, _keyed(given, key))))
    ways = {"dedup": {}, "dedup, no gazetteer": {"gazetteer": None}}
    ways |= {f"dedup, no gazetteer, at_least={at}": {"gazetteer": None, "at_least": at} for at in (0.6, 0.7, 0.9)}
    for title, how in ways.items():
        found = pairwise(gold, (cluster.names for cluster in dedup(given, **how)))
        print("{:40} {:.3f} {:.3f} {:.3f}".format(title, *found))


def named(kind: str, seed: int, half: int) -> None:
    """Print precision, recall and F1 of `dedup` without a gazetteer, on five names each of people or organisations."""
    store, rng = default_gazetteer(kind).store, random.Random(seed)
    owners: dict[str, set[str]] = defaultdict(set)
    for at in range(len(store)):
        if crc32(store.id(at).encode()) % 2 == half:
            first, *rest = dict.fromkeys(clean(name.text) for name in store.names_of(at) if name.role != "weak")
            for text in (first, *rng.sample(rest, min(4, len(rest)))):
                owners[text].add(store.id(at))
    gold = {text: min(ids) for text, ids in owners.items() if len(ids) == 1}
    print(f"{len(gold):,} names of {len(set(gold.values())):,} entities")
    for at_least in (None, 0.5, 0.6, 0.7, 0.8, 0.9):
        found = pairwise(gold, (c.names for c in dedup(sorted(gold), kind, gazetteer=None, at_least=at_least)))
        print("{:40} {:.3f} {:.3f} {:.3f}".format(f"{kind}, at_least={at_least}", *found))


def without(names: int, entities: int, seed: int, half: int) -> None:
    """Print the same of `dedup` with a gazetteer that was compiled without the entities of the draw."""
    gold = draw(names, entities, seed, half)
    given, left_out = sorted(gold), set(gold.values())
    store = default_gazetteer().store
    rows = [
        {
            "id": entity.id,
            "name": entity.name,
            "aliases": [name.text for name in entity.names if name.text != entity.name],
            "country": entity.country,
            "lat": entity.lat,
            "lon": entity.lon,
            "population": entity.population,
        }
        for entity in map(store.entity, range(len(store)))
        if entity.id not in left_out
    ]
    print(f"{len(gold):,} names of {len(left_out):,} entities that {len(rows):,} others are recorded without")
    lacking = Gazetteer.build(rows, jobs=2)
    for at_least in (None, 0.9):
        clusters = dedup(given, gazetteer=lacking, at_least=at_least, jobs=2)
        wrong = sum(
            cluster.id is not None and any(gold[n] != cluster.id for n in cluster.names) for cluster in clusters
        )
        found = pairwise(gold, (cluster.names for cluster in clusters))
        title = f"dedup, lacking them, at_least={at_least}"
        print("{:40} {:.3f} {:.3f} {:.3f}".format(title, *found), f"{wrong:,} clusters with a wrong id")


def timing(count: int, gazetteer: bool, jobs: int) -> None:
    """Print what `count` distinct recorded names cost."""
    store = default_gazetteer().store
    texts: dict[str, None] = {}
    order = list(range(len(store)))
    random.Random(1).shuffle(order)
    for at in order:
        texts.update((name.text, None) for name in store.names_of(at))
        if len(texts) >= count:
            break
    names = list(texts)[:count]
    del texts, order
    before, wall = time.process_time(), time.perf_counter()
    clusters = dedup(names, jobs=jobs) if gazetteer else dedup(names, gazetteer=None, jobs=jobs)
    cpu, wall = time.process_time() - before, time.perf_counter() - wall
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak = sum(used.ru_maxrss for used in both) / 2**20
    several = sum(len(cluster.names) > 1 for cluster in clusters)
    print(f"{len(names):,} names, {several:,} clusters of several: {cpu:.0f} s CPU, {wall:.0f} s, peak {peak:.2f} GB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=5000)
    parser.add_argument("--entities", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", type=int, default=1)
    parser.add_argument("--time", type=int)
    parser.add_argument("--gazetteer", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kind", choices=("place", "person", "org"), default="place")
    parser.add_argument("--without", action="store_true")
    given = parser.parse_args()
    if given.time:
        timing(given.time, given.gazetteer, given.jobs)
    elif given.kind != "place":
        named(given.kind, given.seed, given.half)
    elif given.without:
        without(given.names, given.entities, given.seed, given.half)
    else:
        quality(given.names, given.entities, given.seed, given.half)
