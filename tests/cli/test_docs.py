"""What the documentation shows is what happens."""

import doctest
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from running import run

from normalize.gazetteers import default_gazetteer

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands(page: Path) -> list[tuple[str, str]]:
    """(command, output) of every `$ normalize …` line of a page's console blocks."""
    found: list[tuple[str, str]] = []
    for block in CONSOLE.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                command, output = found[-1]
                found[-1] = command, output + line + "\n"
    return found


@pytest.mark.parametrize(("command", "output"), [c for page in PAGES for c in commands(page)])
def test_commands_print_what_is_shown(command: str, output: str) -> None:
    program, *args = shlex.split(command)
    assert program == "normalize"
    assert run(*args, cwd=ROOT).stdout.decode() == output


# The sections of this page stand alone, each for those who have its library.
INTEGRATIONS = ROOT / "docs" / "integrations.md"
NEEDS = {
    "pandas": ["pandas"],
    "Polars": ["polars"],
    "DuckDB": ["duckdb", "pyarrow"],
    "Apache Spark": ["pyspark", "pyarrow"],
}


@pytest.mark.parametrize("page", [page for page in PAGES if page != INTEGRATIONS], ids=lambda p: p.name)
def test_python_examples(page: Path) -> None:
    failures, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert failures == 0


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("title", NEEDS)
def test_examples_of_integrations(title: str) -> None:
    for module in NEEDS[title]:
        pytest.importorskip(module, reason=f"{module} is not installed")
    if title == "Apache Spark" and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs a Java runtime; none is here")
    text = INTEGRATIONS.read_text("utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    examples = doctest.DocTestParser().get_doctest(text, {}, title, str(INTEGRATIONS), 0)
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_every_section_of_integrations_is_run() -> None:
    assert re.findall(r"^## (.*)$", INTEGRATIONS.read_text("utf-8"), re.MULTILINE) == list(NEEDS)


def test_the_quick_start_has_two_commands_that_set_themselves_up() -> None:
    section = (ROOT / "README.md").read_text("utf-8").split("## Quick start")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        assert block.count("\n") == 1
        assert block.startswith("python3 -m venv ")


def test_the_gazetteer_page_states_the_counts_of_the_gazetteer() -> None:
    page = (ROOT / "docs" / "gazetteer.md").read_text("utf-8")
    meta = default_gazetteer().meta
    stated = set()
    for line in page.splitlines():
        first, *cells = (cell.strip(" `") for cell in line.strip("|").split("|"))
        stated.update((first, cell) for cell in cells)
    totals = {"names": meta["counts"]["names"], "keys": meta["counts"]["keys"], "all": meta["counts"]["entities"]}
    for name, count in {**meta["kinds"], **meta["noise"], **totals}.items():
        assert (name, f"{count:,}") in stated


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
