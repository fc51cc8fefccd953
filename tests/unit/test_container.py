"""The file format: what is written is read back, and a file that cannot be used says what to do."""

import json
import struct
from pathlib import Path

import pytest

from normalize.errors import GazetteerError, GazetteerFormatError, GazetteerMissingError
from normalize.gazetteer.container import FORMAT, Container, write_container
from normalize.gazetteers import Gazetteer

_SECTIONS = {"numbers": struct.pack("<3I", 1, 2, 3), "empty": b"", "text": "Київ".encode()}
_DO = "reinstall the package, or build the gazetteer again"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.gaz"
    write_container(path, {"name": "some"}, _SECTIONS)
    return path


def test_what_is_written_is_read_back(path: Path) -> None:
    container = Container(path)
    assert {name: bytes(container.raw(name)) for name in _SECTIONS} == _SECTIONS
    assert container.integers("numbers", "I").tolist() == [1, 2, 3]
    assert container.meta["name"] == "some"
    container.verify()


def test_the_same_contents_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.gaz"
    write_container(again, {"name": "some"}, dict(reversed(_SECTIONS.items())))
    assert again.read_bytes() == path.read_bytes()


def test_the_checksum_is_that_of_the_contents(path: Path, tmp_path: Path) -> None:
    other = write_container(tmp_path / "other.gaz", {"name": "some"}, _SECTIONS | {"text": b"Kyiv"})
    assert Container(path).meta["sha256"] != other


@pytest.mark.parametrize("part", [0.0, 0.01, 0.05, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(path: Path, part: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(GazetteerFormatError, match=_DO):
        Container(path)


@pytest.mark.parametrize("missing", [1, 7, 8, 9])
def test_a_file_without_its_last_bytes_is_refused(path: Path, missing: int) -> None:
    path.write_bytes(path.read_bytes()[:-missing])
    with pytest.raises(GazetteerFormatError, match=f"truncated or damaged.*{_DO}"):
        Container(path)


def test_a_file_with_bytes_after_its_end_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(GazetteerFormatError, match=_DO):
        Container(path)


def test_another_version_is_named(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8:12] = struct.pack("<I", FORMAT + 1)
    path.write_bytes(data)
    with pytest.raises(GazetteerFormatError, match=rf"format {FORMAT + 1}.*reads {FORMAT}; {_DO}"):
        Container(path)


@pytest.mark.parametrize("content", [b"", b"id,name\n1,Kyiv\n", b"\0" * 4096, b"NRMLZGAZ"])
def test_what_is_no_gazetteer_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(GazetteerFormatError, match=f"is not a gazetteer; {_DO}"):
        Container(path)


@pytest.mark.parametrize("header", [b"not JSON", b"[]", b"{}", json.dumps({"size": "3"}).encode(), b"\xff\xfe"])
def test_a_damaged_header_is_refused(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "damaged.gaz"
    path.write_bytes(struct.pack("<8sII", b"NRMLZGAZ", FORMAT, len(header)) + header + b"\0" * 64 + b"NRMLZGAZ")
    with pytest.raises(GazetteerFormatError, match=_DO):
        Container(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissingError, match=rf"no gazetteer at .*nowhere\.gaz; {_DO}"):
        Container(tmp_path / "nowhere.gaz")


def test_a_directory_is_no_gazetteer(tmp_path: Path) -> None:
    with pytest.raises(GazetteerFormatError, match=f"cannot be read.*{_DO}"):
        Container(tmp_path)


def test_a_damaged_body_is_found_by_verify(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.rindex("Київ".encode())
    data[at] ^= 1
    path.write_bytes(data)
    container = Container(path)
    with pytest.raises(GazetteerFormatError, match=f"checksum.*{_DO}"):
        container.verify()


def test_gazetteer_open_raises_the_same(path: Path, tmp_path: Path, tiny_path: Path) -> None:
    Gazetteer.open(str(tiny_path)).verify()
    cut = tmp_path / "cut.gaz"
    cut.write_bytes(tiny_path.read_bytes()[:-100])
    for wrong in (cut, tmp_path, tmp_path / "nowhere.gaz"):
        with pytest.raises(GazetteerError, match=_DO):
            Gazetteer.open(wrong)


def test_a_container_without_the_sections_of_a_gazetteer_is_refused(path: Path) -> None:
    with pytest.raises(GazetteerError):
        Gazetteer.open(path)
