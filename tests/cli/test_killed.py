"""Runs that are killed leave the target as it was, and the next run goes on from there to the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import COMMAND, run

from normalize import default_gazetteer

ASKED = ("--column", "town=place", "--jobs", "1")


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of several thousand misspelt towns."""
    store, draw = default_gazetteer().store, random.Random(7)
    names = [store.name_text(n) for n in draw.sample(range(store.meta["counts"]["names"]), 12_000)]
    names = [n for n in names if len(n) > 6 and n.isascii() and n.replace(" ", "").isalpha()]
    towns = [name[:3] + draw.choice("aeiou") + name[4:] for name in names]
    path = tmp_path_factory.mktemp("messy") / "in.csv"
    path.write_text("n,town\n" + "".join(f"{at},{towns[at % len(towns)]}\n" for at in range(150_000)), "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(messy: Path) -> tuple[bytes, float]:
    """The output of a run that nobody disturbs, and the seconds it takes."""
    begun = time.monotonic()
    out = messy.with_name("whole.csv")
    assert run("csv", messy, *ASKED, "-o", out).returncode == 0
    return out.read_bytes(), time.monotonic() - begun


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("how", ["KILL", "TERM", "INT"])
def test_killed_at_any_moment(messy: Path, whole: tuple[bytes, float], tmp_path: Path, seed: int, how: str) -> None:
    if how != "KILL" and seed > 1:
        return
    expected, seconds = whole
    out = tmp_path / "out.csv"
    out.write_text("what was here before\n", "utf-8")
    delay = random.Random(f"{seed} {how}").uniform(0.05, 0.95) * seconds
    with subprocess.Popen([*COMMAND, "csv", str(messy), *ASKED, "-o", str(out)], stderr=subprocess.PIPE) as process:
        while how != "KILL" and process.poll() is None and not (tmp_path / ".out.csv.normalize-work").exists():
            time.sleep(0.01)  # before that Python itself is told, which says so at length
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(getattr(signal, f"SIG{how}"))
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert out.read_bytes() in (expected, b"what was here before\n")
    assert process.returncode or out.read_bytes() == expected
    again = run("csv", messy, *ASKED, "-o", out)
    assert again.returncode == 0
    assert out.read_bytes() == expected
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "out.csv.provenance.json"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_what_was_worked_out_is_not_worked_again(messy: Path, whole: tuple[bytes, float], tmp_path: Path) -> None:
    out, pipe = tmp_path / "out.csv", tmp_path / "in.csv"
    os.mkfifo(pipe)
    with subprocess.Popen([*COMMAND, "csv", str(pipe), *ASKED, "-o", str(out)], stderr=subprocess.DEVNULL) as process:
        header, rows = messy.read_bytes().split(b"\n", 1)
        with pipe.open("wb") as file:
            file.write(header + b"\n" + rows * 4)
            file.flush()
            part = tmp_path / ".out.csv.part"
            while not part.exists() or part.stat().st_size < 1_000_000:  # it writes rows, and waits for more of them
                assert process.poll() is None
                time.sleep(0.05)
            process.kill()
            process.wait()
    pipe.unlink()
    assert not out.exists()
    again = run("csv", messy, *ASKED, "-o", out)
    assert "names were answered by a run that was interrupted" in again.stderr.decode()
    assert out.read_bytes() == whole[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "out.csv.provenance.json"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_workers_end_with_the_run(messy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    command = [*COMMAND, "csv", str(messy), "--column", "town=place", "--jobs", "2", "-o", str(out)]

    def children(of: int) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (OSError, IndexError):
                continue
            if entry.name.isdecimal() and int(fields[1]) == of and fields[0] != "Z":
                found.append(int(entry.name))
        return found

    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        started: list[int] = []
        while process.poll() is None and len(started) < 3:  # two workers and what minds their shared memory
            started = children(process.pid)
            time.sleep(0.01)
        time.sleep(0.5)
        process.kill()
    assert len(started) == 3
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
