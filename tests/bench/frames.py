"""Names in data frames beside the frames' own work: python tests/bench/frames.py [ROWS] | --scale [ROWS …]

The table has eight columns; its town column holds 50,000 distinct values: recorded names, or those of bulk.py ("messy":
60 % recorded names, 30 % with a letter changed, 10 % invented). Polars and DuckDB scan and write it, plainly and with
the id or all four fields added; pandas is compared with `Series.map` and a dict of the same answers. Every run works
the names anew. Runs take turns, the best of three counts, in seconds by the clock and of CPU. `--scale` counts the
statuses of one column of 1, 10 and 100 million rows, in a process of its own each. Needs pandas, polars, duckdb.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import polars as pl
from bulk import DISTINCT, towns

import normalize
import normalize.contrib.duckdb
import normalize.contrib.pandas
import normalize.contrib.polars

RUNS = 3
FILE_ROWS = 1_000_000  # of the file that is read again and again for more rows
Run = Callable[[], object]


def recorded(draw: random.Random, count: int = DISTINCT) -> list[str]:
    """Distinct recorded names."""
    store = normalize.default_gazetteer().store
    every = store.meta["counts"]["names"]
    names = (store.name_text(number) for number in draw.sample(range(every), every))
    found = dict.fromkeys(n for n in names if len(n) > 5 and not set(n) & set('",\n\r'))
    return list(found)[:count]


def table(rows: int, values: list[str], draw: random.Random) -> pl.DataFrame:
    """A table of incidents."""
    at = pl.int_range(rows)
    kinds = pl.Series(["shelling", "air strike", "clash", "protest", "displacement"])
    return pl.DataFrame({"town": draw.choices(values, k=rows)}).select(
        id=at.cast(pl.String).str.zfill(8),
        date=pl.format("2023-{}-{}", at % 12 + 1, at % 28 + 1),
        town=pl.col("town"),
        kind=pl.lit(kinds).gather(at % 5),
        killed=at % 7,
        injured=at % 31,
        source=pl.format("agency {}", at % 211),
        note=pl.format("report {} of the day", at % 9973),
    )


def compare(title: str, runs: dict[str, Run]) -> None:
    """Print how each run does beside the first."""
    best = dict.fromkeys(runs, (float("inf"), float("inf")))
    for _ in range(RUNS):
        for name, run in runs.items():
            clock, cpu = time.perf_counter(), time.process_time()
            run()
            spent = time.perf_counter() - clock, time.process_time() - cpu
            best[name] = min(best[name][0], spent[0]), min(best[name][1], spent[1])
    plain = best[next(iter(runs))]
    for name, spent in best.items():
        ratios = " | ".join(f"{before / after:.2f}" for before, after in zip(plain, spent, strict=True))
        print(f"| {title} | {name} | {spent[0]:.2f} | {spent[1]:.2f} | {ratios} |", flush=True)


def with_polars(source: Path, target: Path) -> dict[str, Run]:
    """Polars: scan and sink."""
    csv = source.suffix == ".csv"

    def run(expr: Callable[[], list[pl.Expr]]) -> Run:
        def work() -> None:
            frame = pl.scan_csv(source) if csv else pl.scan_parquet(source)
            frame = frame.with_columns(expr())
            frame.sink_csv(target) if csv else frame.sink_parquet(target)

        return work

    def all_fields() -> list[pl.Expr]:
        match = pl.col("town").normalize.place()
        return [match.alias("match").struct.json_encode()] if csv else [match.alias("match")]

    return {
        "plain": run(list),
        "id": run(lambda: [pl.col("town").normalize.place(field="id").alias("place")]),
        "struct" + (" as JSON" if csv else ""): run(all_fields),
    }


def with_duckdb(source: Path, target: Path) -> dict[str, Run]:
    """DuckDB: COPY."""

    def run(query: str) -> Run:
        def work() -> None:
            con = duckdb.connect()
            normalize.contrib.duckdb.register(con, kinds=["place"])
            con.execute(f"COPY ({query}) TO '{target}'")

        return work

    def joined(answer: str) -> str:
        distinct = f"SELECT DISTINCT town FROM '{source}'"
        return f"SELECT * FROM '{source}' LEFT JOIN (SELECT town, {answer} AS place FROM ({distinct})) USING (town)"

    return {
        "plain": run(f"SELECT * FROM '{source}'"),
        "id": run(f"SELECT *, normalize_place(town) AS place FROM '{source}'"),
        "struct": run(f"SELECT *, normalize_place_match(town) AS place FROM '{source}'"),
        "id, distinct joined": run(joined("normalize_place(town)")),
        "struct, distinct joined": run(joined("normalize_place_match(town)")),
    }


def with_pandas(series: "pd.Series[str]") -> dict[str, Run]:
    """pandas: `Series.map` of a dict."""
    values = series.unique().tolist()
    ids = dict(zip(values, [m.id for m in normalize.resolve(values)], strict=True))
    return {
        "map": lambda: series.map(ids),
        "id": lambda: series.normalize.place(field="id"),
        "frame": lambda: series.normalize.place(),
    }


def frames(rows: int) -> None:
    print("| what | | s | CPU s | of plain | of its CPU |\n|---|---|--:|--:|--:|--:|")
    for kind, values in (("recorded", recorded(random.Random(0))), ("messy", towns(random.Random(0)))):
        with TemporaryDirectory(dir=Path.cwd()) as folder:
            made = table(rows, values, random.Random(1))
            names = made["town"]
            made.write_parquet(f"{folder}/in.parquet")
            made.write_csv(f"{folder}/in.csv")
            del made
            for form in ("csv", "parquet"):
                source, target = Path(folder, f"in.{form}"), Path(folder, f"out.{form}")
                compare(f"Polars, {form}, {kind}", with_polars(source, target))
                compare(f"DuckDB, {form}, {kind}", with_duckdb(source, target))
        compare(f"pandas, {kind}", with_pandas(pd.Series(names.to_list())))


def scale(sizes: list[int]) -> None:
    print("| rows | distinct | s | CPU s | plain scan, s | peak, MB |\n|--:|--:|--:|--:|--:|--:|")
    with TemporaryDirectory(dir=Path.cwd()) as folder:
        for distinct in (1_000, DISTINCT, 500_000):
            path = f"{folder}/{distinct}.parquet"
            draw = random.Random(0)
            values = recorded(draw, distinct)
            pl.DataFrame({"town": draw.choices(values, k=FILE_ROWS)}).write_parquet(path)
            for rows in sizes:
                command = [sys.executable, __file__, "--once", path, str(rows // FILE_ROWS)]
                said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                figures = f"{said['s']:.1f} | {said['cpu']:.1f} | {said['plain']:.1f} | {said['mb']:,.0f}"
                print(f"| {rows:,} | {distinct:,} | {figures} |", flush=True)


def once(path: str, times: int) -> None:
    frame = pl.scan_parquet([path] * times)
    clock = time.perf_counter()
    frame.select(pl.col("town").str.len_bytes().sum()).collect(engine="streaming")
    plain = time.perf_counter() - clock
    clock, cpu = time.perf_counter(), time.process_time()
    matches = frame.select(match=pl.col("town").normalize.place())
    counted = matches.group_by(pl.col("match").struct.field("status")).len().collect(engine="streaming")
    spent, cpu = time.perf_counter() - clock, time.process_time() - cpu
    assert counted["len"].sum() == times * FILE_ROWS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"plain": plain, "s": spent, "cpu": cpu, "mb": peak}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--once", path, times]:
            once(path, int(times))
        case ["--scale", *sizes]:
            scale([int(size) for size in sizes] or [FILE_ROWS, 10 * FILE_ROWS, 100 * FILE_ROWS])
        case [*rest]:
            frames(int(rest[0]) if rest else 5_000_000)
