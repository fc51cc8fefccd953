"""`normalize check` beside what reads the same files: python tests/bench/check.py [--distinct 20000] [--runs 5]

A thousand CSV files of a thousand rows, four columns each; a town column draws from distinct names of which 80 % are
recorded, 15 % have a letter changed and 5 % are invented. Then one of the files alone, as after a change to it. Both
are processes of their own, start included; the better of two runs counts for all files, the median of `--runs` for one.
Files are in the memory of the system already. Beside it, on the same files in the same run: a loop of Python's csv
module, and codespell (if it is installed), which looks every word up in a list of misspellings.
"""

import argparse
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
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


def taken(command: list[str], paths: list[str], folder: Path) -> float:
    """Seconds of a command on some files."""
    begun = time.perf_counter()
    done = subprocess.run([*command, *paths], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)
    spent = time.perf_counter() - begun
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
        ours = (0.0, 0.0)
        for what, command in commands.items():
            every = min(taken(command, paths, Path(name)) for _ in range(2))
            one = median(taken(command, paths[:1], Path(name)) for _ in range(runs))
            ours = ours if any(ours) else (every, one)
            print(f"| {what} | {every:.2f} s | {ours[0] / every:.2g} | {one:.2f} s | {ours[1] / one:.2g} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--distinct", type=int, default=20_000, help="distinct names in all files")
    parser.add_argument("--runs", type=int, default=5, help="runs on one file")
    given = parser.parse_args()
    main(given.distinct, given.runs)
