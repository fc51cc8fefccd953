"""The hook under the real pre-commit, in repositories of its own.

Hooks of `language: python` are installed by pre-commit, which needs an index of packages. From a mirror, as
docs/pre-commit.md describes it, that takes seconds: NORMALIZE_TEST_WHEEL names the wheel it gets. From the project's
source it compiles the gazetteers, which takes minutes: NORMALIZE_TEST_HOOK_INSTALL=1 asks for that.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from running import run

from normalize import __version__

ROOT = Path(__file__).parents[2]
TOWNS = "id,town\n1,Kupyansk\n2,Kupiansk\n3,Kupiansk\n"
FIXED = TOWNS.replace("Kupyansk", "Kupiansk")
PRE_COMMIT = [sys.executable, "-m", "pre_commit"] if find_spec("pre_commit") else [shutil.which("pre-commit") or ""]

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(not PRE_COMMIT[0], reason="pre-commit is not installed"),
]
WHEEL = os.environ.get("NORMALIZE_TEST_WHEEL")
MIRROR = pytest.param(
    "mirror", marks=pytest.mark.skipif(not WHEEL, reason="installs a wheel: NORMALIZE_TEST_WHEEL names it")
)
SOURCE = pytest.param(
    "source",
    marks=pytest.mark.skipif(
        os.environ.get("NORMALIZE_TEST_HOOK_INSTALL") != "1" or not (ROOT / ".git").exists(),
        reason="compiles the project: set NORMALIZE_TEST_HOOK_INSTALL=1, in a clone",
    ),
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Nothing of the user's git and of this checkout's paths: a hook has an environment of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for who in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
    return kept | own


def git(*args: str, cwd: Path, env: dict[str, str]) -> None:
    subprocess.run(["git", *args], cwd=cwd, env=env, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, env: dict[str, str]) -> Path:
    """A repository with a table in which a town is spelled in two ways."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git("init", "-q", cwd=folder, env=env)
    (folder / "towns.csv").write_text(TOWNS)
    (folder / "notes.txt").write_text("Kupyansk\n")
    git("add", "-A", cwd=folder, env=env)
    return folder


def pre_commit(*args: str, cwd: Path, env: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run([*PRE_COMMIT, *args, "--color=never"], cwd=cwd, env=env, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def configured(repository: Path, text: str, env: dict[str, str]) -> None:
    (repository / ".pre-commit-config.yaml").write_text(text)
    git("add", "-A", cwd=repository, env=env)


def local(args: str, more: str = "") -> str:
    entry = f"'{sys.executable}' -m normalize check"
    return f"""repos:
  - repo: local
    hooks:
      - id: normalize-dedup
        name: normalize check
        entry: "{entry}"
        language: system
        files: \\.csv$
        args: {args}
        {more}
"""


def fails_repairs_passes(repository: Path, env: dict[str, str], text: str, fixing: str) -> None:
    configured(repository, text, env)
    code, said = pre_commit("run", "--all-files", cwd=repository, env=env)
    assert code == 1, said
    assert 'towns.csv:2:3: "Kupyansk" is another spelling of "Kupiansk" at towns.csv:3:3' in said
    configured(repository, fixing, env)
    code, said = pre_commit("run", "--all-files", cwd=repository, env=env)
    assert code == 1, said
    assert "files were modified by this hook" in said
    assert (repository / "towns.csv").read_text() == FIXED
    assert (repository / "notes.txt").read_text() == "Kupyansk\n"
    git("add", "-A", cwd=repository, env=env)
    code, said = pre_commit("run", "--all-files", cwd=repository, env=env)
    assert code == 0, said
    assert "Passed" in said


def local_env(env: dict[str, str]) -> dict[str, str]:
    return env | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_a_local_hook(repository: Path, env: dict[str, str]) -> None:
    texts = local("[--column, town]"), local("[--column, town, --fix]")
    fails_repairs_passes(repository, local_env(env), *texts)


def test_a_commit_is_refused_until_it_is_repaired(repository: Path, env: dict[str, str]) -> None:
    env = local_env(env)
    configured(repository, local("[--column, town]"), env)
    assert pre_commit("install", cwd=repository, env=env)[0] == 0
    commit = ["git", "commit", "-qm", "towns"]
    refused = subprocess.run(commit, cwd=repository, env=env, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "towns.csv:2:3" in refused.stdout + refused.stderr
    (repository / "towns.csv").write_text(FIXED)
    git("add", "-A", cwd=repository, env=env)
    subprocess.run(commit, cwd=repository, env=env, check=True, capture_output=True)


def test_without_file_names_the_config_says_what_is_read(repository: Path, env: dict[str, str]) -> None:
    env = local_env(env)
    (repository / "towns.csv").write_text("town\nKupyansk\n")
    (repository / "more.csv").write_text("town\nKupiansk\nKupiansk\n")
    (repository / ".normalize.toml").write_text('[[check]]\nfiles = ["*.csv"]\ncolumns = ["town"]\n')
    configured(repository, local("[]", "pass_filenames: false"), env)
    code, said = pre_commit("run", "--files", "more.csv", cwd=repository, env=env)
    assert code == 1, said
    assert 'towns.csv:2:1: "Kupyansk" is another spelling of "Kupiansk" at more.csv:2:1' in said


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps installed hooks: one installation serves all tests of a run."""
    return tmp_path_factory.mktemp("cache")


@dataclass
class Hooks:
    """A repository that has the hook.

    Attributes:
        folder: where it is.
        rev: what pre-commit checks out.
        env: in which pre-commit installs it.
    """

    folder: Path
    rev: str
    env: dict[str, str]


@pytest.fixture(params=[MIRROR, SOURCE])
def hooks(request: pytest.FixtureRequest, tmp_path: Path, env: dict[str, str]) -> Hooks:
    env = {name: value for name, value in env.items() if name != "PYTHONPATH"}
    if request.param == "source":
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
        return Hooks(ROOT, head.stdout.strip(), env)
    folder = tmp_path / "mirror"
    folder.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    (folder / "pyproject.toml").write_text(mirror_project())
    git("init", "-q", cwd=folder, env=env)
    git("add", "-A", cwd=folder, env=env)
    git("commit", "-qm", "mirror", cwd=folder, env=env)
    git("tag", f"v{__version__}", cwd=folder, env=env)
    only = tmp_path / "constraints.txt"  # that very file, whatever an index has under its name
    only.write_text(f"normalize-names @ {Path(WHEEL or '').resolve().as_uri()}\n")
    return Hooks(folder, f"v{__version__}", env | {"PIP_CONSTRAINT": str(only)})


def mirror_project() -> str:
    """The pyproject.toml of a mirror, as the documentation shows it."""
    page = (ROOT / "docs" / "pre-commit.md").read_text("utf-8")
    [found] = [block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "normalize-names==" in block]
    assert f"normalize-names=={__version__}" in found
    return str(found)


def test_a_file_url(repository: Path, hooks: Hooks, cache: Path) -> None:
    def of_url(args: str) -> str:
        hook = f"      - id: normalize-dedup\n        args: {args}\n"
        return f"repos:\n  - repo: {hooks.folder.as_uri()}\n    rev: {hooks.rev}\n    hooks:\n{hook}"

    env = hooks.env | {"PRE_COMMIT_HOME": str(cache)}
    fails_repairs_passes(repository, env, of_url("[--column, town]"), of_url("[--column, town, --fix]"))


def test_try_repo(repository: Path, hooks: Hooks) -> None:
    (repository / ".normalize.toml").write_text('[[check]]\ncolumns = ["town"]\n')
    (repository / "towns.yaml").write_text("- Kupyansk\n")
    git("add", "-A", cwd=repository, env=hooks.env)
    tried = "try-repo", str(hooks.folder), "normalize-dedup", "--all-files", "--ref", hooks.rev
    code, said = pre_commit(*tried, cwd=repository, env=hooks.env)
    assert code == 1, said
    assert 'towns.csv:2:3: "Kupyansk" is another spelling of "Kupiansk" at towns.csv:3:3' in said
    assert 'towns.yaml:1:3: "Kupyansk" is another spelling of "Kupiansk" at towns.csv:3:3' in said
    assert run("check", "towns.csv", "towns.yaml", "--fix", cwd=repository).returncode == 0
    assert (repository / "towns.yaml").read_text() == "- Kupiansk\n"
    git("add", "-A", cwd=repository, env=hooks.env)
    code, said = pre_commit(*tried, cwd=repository, env=hooks.env)
    assert code == 0, said
