"""`normalize check` beside what reads the same files: python tests/bench/check.py [--distinct 20000] [--runs 5]

A thousand CSV files of a thousand rows, four columns each; a town column draws from distinct names of which 80 % are
recorded, 15 % have a letter changed and 5 % are invented. Then one of the files alone, as after a change to it. Both
are processes of their own, start included; the better of two runs counts for all files, the median of `--runs` for one.
Nothing is kept between runs, but files are in the memory of the system already. Seconds are those of the clock, and in
brackets of the processor; ratios are of the latter, which other work on the machine disturbs less. Beside it, on the
same files in the same run: a loop of Python's csv module, and codespell (if it is installed), which looks every word
up in a list of misspellings.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from towns import towns

FILES, ROWS = 1_000, 1_000
READ = """
import csv, sys
for name in sys.argv[1:]:
    with open(name, newline="") as file:
        list(csv.reader(file))
"""


def write(folder: Path, distinct: int) -> list[str]:
    """The files; returns their paths."""
    draw = random.Random(0)
    names = towns(draw, distinct, 0.8, 0.15)
    paths = []
    for number in range(FILES):
        path = folder / f"{number:04}.csv"
        rows = (
            f"{number * ROWS + at},2023-{at % 12 + 1:02}-{at % 28 + 1:02},{draw.choice(names)},report {at} of the day\n"
            for at in range(ROWS)
        )
        path.write_text("id,date,town,note\n" + "".join(rows), "utf-8")
        paths.append(str(path))
    return paths


def used() -> float:
    """Seconds of the processor that finished processes took."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def taken(command: list[str], paths: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of a command on some files, by the processor and by the clock."""
    begun, before = time.perf_counter(), used()
    done = subprocess.run([*command, *paths], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)
    spent = used() - before, time.perf_counter() - begun
    if done.returncode not in (0, 1, 65):  # codespell says with 65 that it found something
        raise SystemExit(done.stderr.decode())
    return spent


def main(distinct: int, runs: int) -> None:
    commands = {
        "normalize check": [sys.executable, "-m", "normalize", "check", "--column", "town"],
        "csv.reader": [sys.executable, "-c", READ],
    }
    codespell = shutil.which("codespell", path=str(Path(sys.executable).parent)) or shutil.which("codespell")
    if codespell:
        commands["codespell"] = [codespell]
    with TemporaryDirectory(dir=Path.cwd()) as name:
        paths = write(Path(name), distinct)
        print(f"| | {FILES:,} files of {ROWS:,} rows | normalize / it | one file | normalize / it |")
        print("|---|--:|--:|--:|--:|")
        ours: list[float] = []
        for what, command in commands.items():
            every = min(taken(command, paths, Path(name)) for _ in range(2))
            one = sorted(taken(command, paths[:1], Path(name)) for _ in range(runs))[runs // 2]
            ours = ours or [every[0], one[0]]
            cells = (f"{c:.2f} s ({p:.2f}) | {mine / p:.2g}" for (p, c), mine in zip((every, one), ours, strict=True))
            print(f"| {what} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--distinct", type=int, default=20_000, help="distinct names in all files")
    parser.add_argument("--runs", type=int, default=5, help="runs on one file")
    given = parser.parse_args()
    main(given.distinct, given.runs)
