"""One reader a source; each returns `Record` rows and reads nothing but its own files."""

from importlib.util import find_spec
from pathlib import Path

from normalize.errors import BuildError

__all__ = ["package_file"]


def package_file(package: str, *parts: str) -> Path:
    """Return the path of a data file inside an installed package, without importing the package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise BuildError(f"the package {package!r} is not installed; see [build-system] in pyproject.toml")
    path = Path(spec.submodule_search_locations[0], *parts)
    if not path.exists():
        raise BuildError(f"{package} no longer holds {'/'.join(parts)}; pin the version in pyproject.toml")
    return path
