"""Rows a second of `normalize csv` beside DuckDB's copy of the same file: python tests/bench/bulk.py [ROWS] [JOBS]

The file has eight columns; its town column holds 50,000 distinct values: 60 % recorded names, 30 % with a letter
changed, 10 % invented by a trigram model of the recorded names. Both write a new file; both run twice, the better run
counts. Needs duckdb.
"""

import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from towns import towns

DISTINCT = 50_000


def write(path: Path, rows: int) -> None:
    """A file of incidents."""
    draw = random.Random(0)
    values = towns(draw, DISTINCT)
    kinds = ("shelling", "air strike", "clash", "protest", "displacement")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,date,town,kind,killed,injured,source,note\n")
        for at in range(rows):
            town = values[draw.randrange(len(values))]
            file.write(
                f"{at:08d},2023-{at % 12 + 1:02d}-{at % 28 + 1:02d},{town},{kinds[at % 5]},{at % 7},{at % 31},"
                f"agency {at % 211},report {at % 9973} of the day\n"
            )


def duckdb_copy(source: Path, target: Path) -> float:
    begun = time.perf_counter()
    con = duckdb.connect()
    con.execute(f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true)) TO '{target}' (HEADER)")
    return time.perf_counter() - begun


def cleaned(source: Path, target: Path, jobs: str) -> float:
    begun = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "normalize",
        "csv",
        str(source),
        "--column",
        "town=place",
        "-o",
        str(target),
        "--jobs",
        jobs,
    ]
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def main(rows: int, jobs: str) -> None:
    with TemporaryDirectory(dir=Path.cwd()) as folder:
        source = Path(folder) / "incidents.csv"
        write(source, rows)
        print(f"{rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB")
        clean = min(cleaned(source, Path(folder) / "cleaned.csv", jobs) for _ in range(2))
        # Before DuckDB runs here: what a process begins with counts as its own until it is another program.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        copy = min(duckdb_copy(source, Path(folder) / "copy.csv") for _ in range(2))
        print(
            f"DuckDB's copy {copy:.1f} s, {rows / copy:,.0f} rows/s; "
            f"normalize csv {clean:.1f} s, {rows / clean:,.0f} rows/s"
        )
        print(f"{copy / clean:.2f} times the copy; peak of the largest process {peak:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000, sys.argv[2] if len(sys.argv) > 2 else "2")
