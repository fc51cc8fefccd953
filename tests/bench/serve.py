"""The service under load: python tests/bench/serve.py [CLIENTS] [SECONDS] [JOBS]

Starts `normalize serve` and asks it from as many connections at once as there are clients, each asking again as soon
as it is answered: batches of ten names of places (six recorded, three with a letter changed, one of no place), one
batch in ten without a type, and suggestions and previews between them. Prints what was not answered with 200, how
long answers took, the processor time that the service had (a busy machine gives it little), and its memory before and
after each quarter of the time.
"""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlencode

from normalize import default_gazetteer

NAMES = 240  # few enough that all are asked again and again: memory that grows then is lost
LETTERS = "abcdefghijklmnoprstuvz"
Times = dict[str, list[float]]


def names_of(draw: random.Random) -> list[list[str]]:
    """Batches of ten names."""
    store = default_gazetteer("place").store
    numbers = draw.sample(range(store.meta["counts"]["names"]), NAMES)
    recorded = [store.name_text(number) for number in numbers]
    latin = [name for name in recorded if name.isascii() and len(name) > 5]
    changed = [name[:at] + draw.choice(LETTERS) + name[at + 1 :] for name in latin for at in [len(name) // 2]]
    batches = []
    for low in range(0, NAMES - 6, 6):
        made = "".join(draw.choice(LETTERS) for _ in range(9))
        batches.append([*recorded[low : low + 6], *draw.sample(changed, 3), made])
    return batches


def request_of(draw: random.Random, batches: list[list[str]]) -> tuple[str, bytes]:
    """(what it is, a request)."""
    names = draw.choice(batches)
    way = draw.random()
    if way < 0.1:
        return (
            "suggest",
            f"GET /suggest/entity?{urlencode({'prefix': names[0][:4]})} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        )
    if way < 0.15:
        at = draw.choice(["geonames:703656", "iso3166:UA", "geonames:706483"])
        return "preview", f"GET /preview?{urlencode({'id': at})} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    typed = {} if way < 0.235 else {"type": "place"}
    queries = {f"q{at}": {"query": name, **typed} for at, name in enumerate(names)}
    body = urlencode({"queries": json.dumps(queries)}).encode()
    head = f"POST /reconcile HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    return ("batch" if typed else "batch without a type"), head.encode() + body


async def ask(port: int, seed: int, until: float, batches: list[list[str]], times: Times, said: Counter[str]) -> None:
    """One client."""
    draw = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        kind, request = request_of(draw, batches)
        began = time.perf_counter()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            size = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(size[1]) if size else 0)
        except (OSError, asyncio.IncompleteReadError) as error:
            said[type(error).__name__] += 1
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        said[head.split(" ", 2)[1]] += 1
        times[kind].append(time.perf_counter() - began)
    writer.close()


def memory(process: int) -> tuple[float, float]:
    """(MB of their own, MB of mapped files) that a process and its children hold."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    own = mapped = 0
    for one in (process, *children):
        status = Path(f"/proc/{one}/status").read_text()
        found = dict(re.findall(r"(RssAnon|RssFile):\s+(\d+)", status))
        own, mapped = own + int(found["RssAnon"]), max(mapped, int(found["RssFile"]))
    return own / 1024, mapped / 1024


def worked(process: int) -> float:
    """Seconds of processor time of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ticks = 0
    for one in (process, *children):
        parts = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def load(port: int, process: int, clients: int, seconds: float) -> None:
    """Ask, and print what came of it."""
    times: Times = defaultdict(list)
    said: Counter[str] = Counter()
    batches = names_of(random.Random(1))
    until = time.monotonic() + seconds
    asking = [asyncio.create_task(ask(port, at, until, batches, times, said)) for at in range(clients)]
    held, spent = [memory(process)], worked(process)
    for _ in range(4):
        await asyncio.sleep(seconds / 4)
        held.append(memory(process))
    await asyncio.gather(*asking)
    spent = worked(process) - spent
    every = sorted(t for some in times.values() for t in some)
    others = {status: count for status, count in said.items() if status != "200"}
    print(f"{clients} clients, {seconds:g} s: {len(every):,} answers, {len(every) / seconds:.0f} a second")
    print(f"processor time of the service: {spent:.0f} s, {1000 * spent / max(1, len(every)):.0f} ms an answer")
    print(f"not 200: {others or 'none'}")
    for kind, some in {**times, "all": every}.items():
        some = sorted(some)
        middle, late = some[len(some) // 2], some[min(len(some) - 1, len(some) * 99 // 100)]
        print(f"{kind:22} {len(some):6,}   p50 {middle * 1000:6.0f} ms   p99 {late * 1000:6.0f} ms")
    shown = "; ".join(f"{own:.0f} and {mapped:.0f} mapped" for own, mapped in held)
    print(f"memory in MB at first, and after each quarter: {shown}")


def main() -> None:
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    jobs = sys.argv[3] if len(sys.argv) > 3 else "1"
    command = [sys.executable, "-m", "normalize", "serve", "--port", "0", "--jobs", jobs]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r":(\d+)/reconcile", process.stderr.readline())
        assert found
        try:
            asyncio.run(load(int(found[1]), process.pid, clients, seconds))
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
