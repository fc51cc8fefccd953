"""`normalize serve` as a process, over a real socket, asked by clients that others wrote."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from asking import check

COMMAND = [sys.executable, "-m", "normalize", "serve"]
# The client is older than NumPy 2, which calls its NaN otherwise.
COLUMN = """
import json, sys
import numpy, pandas
numpy.NaN = numpy.nan
from reconciler import reconcile
table = pandas.read_csv("seeds/kupiansk-front.csv", dtype=str, keep_default_na=False)
table = table.drop_duplicates("place")
found = reconcile(table["place"], type_id="place", property_mapping={"country": table["country"]},
                  reconciliation_endpoint=sys.argv[1])
print(json.dumps({row.input_value: [row.id, bool(row.match)] for row in found.itertuples()}))
"""


def test_a_column_is_reconciled_by_the_client_of_pypi(address: str) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", COLUMN, f"{address}/reconcile"], capture_output=True, text=True, cwd=root, timeout=300
    )
    if "No module named 'reconciler'" in ran.stderr:
        pytest.skip("reconciler is not installed")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["Куп'янськ"] == ["geonames:703656", True]
    assert found["Kharkov"] == ["geonames:706483", True]
    assert found["Türkiye"] == ["iso3166:TR", True]
    assert found["Kaltenmoorsk"][1] is False
    command = [sys.executable, "-m", "normalize", "csv", "seeds/kupiansk-front.csv", "--column", "place=place"]
    table = subprocess.run(
        [*command, "--country-column", "country"], capture_output=True, text=True, cwd=root, check=True
    ).stdout
    rows = [line.split(",") for line in table.splitlines()[1:] if '"' not in line]
    surely = {row[4]: row[7] for row in rows if row[-1] == "matched"}
    assert len(surely) > 40
    assert {name: found[name] for name in surely} == {name: [id_, True] for name, id_ in surely.items()}


def test_the_running_service_answers(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        manifest = client.get("/").json()
        check("manifest", manifest)
        assert manifest["preview"]["url"].startswith(f"{address}/preview")
        assert "server" not in client.get("/").headers
        assert client.post("/reconcile", data={"queries": "{"}).status_code == 400
        assert client.post("/reconcile", content=b"x" * 5_000_000).status_code == 413
        longest = client.get(f"/reconcile?queries={'x' * 65_000}")
        assert longest.status_code == 400
        assert client.head("/").status_code == 200


def test_it_listens_on_this_machine_only(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_it_stops_when_it_is_told_to(number: int, code: int) -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        assert "/review" in process.stderr.readline()
        os.kill(process.pid, number)
        said = process.stderr.read()
        assert process.wait(30) == code
    assert "Traceback" not in said


def test_clients_that_go_away_leave_no_trace() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        port = int(address.rpartition(":")[2].partition("/")[0])
        for head in ("Content-Length: 900", "Transfer-Encoding: chunked"):
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
                for path in ("/reconcile", "/review/columns"):
                    with socket.create_connection(("127.0.0.1", port)) as client:
                        said = f"POST {path} HTTP/1.1\r\nHost: x\r\n{head}\r\nContent-Type: {kind}\r\n\r\n"
                        client.sendall(said.encode() + b"5\r\n--x\r\n")
        assert httpx.get(address).status_code == 200
        process.terminate()
        said = process.stderr.read()
    assert said.count("\n") == 1, said  # where the review page is


def test_several_processes_answer_on_one_port_and_stop_together() -> None:
    with subprocess.Popen([*COMMAND, "--port", "0", "--jobs", "2"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        queries = json.dumps({"q0": {"query": "Kupyansk", "type": "place"}})
        for _ in range(4):  # each on a connection of its own
            answer = httpx.post(address, data={"queries": queries}, timeout=60)
            assert answer.json()["q0"]["result"][0]["id"] == "geonames:703656"
        process.terminate()
        said = process.stderr.read()  # ends when the last of them has closed it
        assert process.wait(30) == 128 + signal.SIGTERM
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "no.such.host.invalid"], "choose another --port or --host"),
        (["--gazetteer", "nowhere.gaz"], "nowhere.gaz"),
        (["--public-url", "here"], "must be an address"),
        (["--allow-origin", "http://a/b"], "must be an origin"),
        (["--port", "99999"], "99999"),
        (["--max-batch", "10"], "10"),
    ],
)
def test_what_it_cannot_do_is_said(options: list[str], said: str) -> None:
    ran = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_port_that_is_taken_is_said(address: str) -> None:
    port = address.rpartition(":")[2]
    ran = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert f"cannot serve on 127.0.0.1:{port}" in ran.stderr


def test_without_its_extra_it_says_what_to_install() -> None:
    hide = "import sys; sys.modules['starlette'] = None; from normalize.cli import main; sys.exit(main(['serve']))"
    ran = subprocess.run([sys.executable, "-c", hide], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert "pip install 'normalize-names[serve]'" in ran.stderr
