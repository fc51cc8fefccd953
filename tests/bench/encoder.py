"""What the name encoder finds, by script, and what it costs: the figures of docs/encoder.md.

    OMP_NUM_THREADS=1 python tests/bench/encoder.py

Entities the encoder was not trained on (held out by the checksum of their id as in train_encoder.py): the names of each
are asked, script by script, and the display names of all of them are what may be found. Prints Markdown.
"""

from time import perf_counter
from zlib import crc32

import numpy as np

from normalize.gazetteers import default_gazetteer
from normalize.keys import default_encoder, fold

HELD_OUT = 64
FEW = 30  # names; scripts with fewer are left out


def main() -> None:
    store, encoder = default_gazetteer().store, default_encoder()
    held = [e for e in range(len(store)) if crc32(store.id(e).encode()) % HELD_OUT == 0]
    shown = [store.display_name(e) for e in held]
    table = encoder.encode(shown, [fold(name) for name in shown]).astype(np.float32)
    asked: dict[str, list[tuple[str, int]]] = {}
    for at, e in enumerate(held):
        seen = {fold(shown[at])}
        for name in store.names_of(e)[1:]:
            key = fold(name.text)
            if name.role != "weak" and key not in seen:  # what the key finds needs no vector
                seen.add(key)
                asked.setdefault(name.script, []).append((name.text, at))
    print(f"| script | names | found first among {len(held):,} | found among the first five |\n|---|--:|--:|--:|")
    for script, pairs in sorted(asked.items(), key=lambda item: -len(item[1])):
        if len(pairs) < FEW:
            continue
        vectors = encoder.encode([name for name, _ in pairs], [fold(name) for name, _ in pairs])
        likeness = vectors.astype(np.float32) @ table.T
        gold = np.array([at for _, at in pairs])
        place = (likeness > likeness[np.arange(len(gold)), gold][:, None]).sum(1)
        print(f"| {script} | {len(pairs):,} | {(place == 0).mean():.2f} | {(place < 5).mean():.2f} |")
    names = [name for pairs in asked.values() for name, _ in pairs]
    keys = [fold(name) for name in names]
    best = min(_seconds(lambda: encoder.encode(names, keys)) for _ in range(3))
    print(f"\n{1e6 * best / len(names):.1f} µs a name in a batch of {len(names):,}, one core.")


def _seconds(work: object) -> float:
    start = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - start


if __name__ == "__main__":
    main()
