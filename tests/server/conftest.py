"""The service in this process, without a network, and as a process of its own on a free port."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from asking import Client

from normalize.gazetteers import Gazetteer
from normalize.server import Limits, Served
from normalize.server.app import create_app

DEPOTS = [
    {"id": "d7", "name": "Depot 7", "aliases": "Депо 7|Склад № 7", "kind": "depot", "country": "UA",
     "lat": 49.7, "lon": 37.6},
    {"id": "<d>&8", "name": "<b>Depot</b> 8", "kind": "depot", "country": "UA"},
]  # fmt: skip


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gazetteer file of one's own."""
    path = tmp_path_factory.mktemp("own") / "depots.gaz"
    Gazetteer.build(DEPOTS, name="depots").save(path)
    return path


@pytest.fixture(scope="session")
def client(own: Path) -> Client:
    """A client of the service in this process."""
    limits = Limits(body=200_000, upload=1_000_000)
    return Client(create_app(Served.open([own]), limits, gazetteers=[str(own)]))


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where `normalize serve` listens."""
    command = [sys.executable, "-m", "normalize", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/reconcile", line)
        assert found, line
        try:
            yield found[1]
        finally:
            process.terminate()
            process.wait(20)
