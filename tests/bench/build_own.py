"""Time and memory to build a gazetteer of one's own: python tests/bench/build_own.py [ROWS] [KIND] [JOBS]

Names are put together from parts of the curated people (or places of the packaged gazetteer), with a fixed seed. Prints
seconds, entities a second, the peak of resident memory, and the rate of look-ups of names with a letter changed.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from normalize import Gazetteer, default_gazetteer
from normalize.own import build_rows


def rows(count: int, kind: str, draw: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    held = default_gazetteer(kind)
    names = [held.entity(id).name for _, id in zip(range(20_000), held.ids(), strict=False)]
    parts = sorted({part for name in names for part in name.split(" ") if len(part) > 2})
    for at in range(count):
        words = 2 if kind == "person" else draw.choice((1, 2))
        name = " ".join(draw.choice(parts) for _ in range(words)) + f" {at % 97}"
        yield f"row {at}", {"id": f"e{at}", "name": name, "aliases": name.upper()[:-1]}


def main(count: int, kind: str, jobs: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.gaz"
        begun = time.perf_counter()
        build_rows(rows(count, kind, random.Random(0)), kind, path, "own", jobs)
        seconds = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{count:,} {kind}s: {seconds:.1f} s, {count / seconds:,.0f} a second, peak {peak:,.0f} MB "
              f"(and {workers:,.0f} MB a worker), file {path.stat().st_size / 1e6:.0f} MB")  # fmt: skip
        asked = [row["name"][:3] + "x" + row["name"][4:] for _, row in rows(1_000, kind, random.Random(0))]
        gazetteer = Gazetteer.open(path)
        gazetteer.resolve(asked[:20])
        begun = time.perf_counter()
        found = gazetteer.resolve(asked)
        print(f"{1_000 / (time.perf_counter() - begun):,.0f} misspelt names a second, {sum(map(bool, found))} matched")


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    main(int(given.get(1, 100_000)), given.get(2, "person"), int(given.get(3, 2)))
