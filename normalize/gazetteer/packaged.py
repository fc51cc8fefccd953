"""The gazetteers that ship with the package: places, people, organisations."""

from functools import cache
from importlib.resources import as_file, files

from normalize.errors import GazetteerMissingError
from normalize.gazetteer.store import Store

__all__ = ["PACKAGED", "packaged"]

PACKAGED = {"place": "places.gaz", "person": "people.gaz", "org": "orgs.gaz"}


@cache
def packaged(family: str) -> Store:
    """Return the gazetteer of a family that ships with the package, opened on first use.

    Args:
        family: "place", "person" or "org".

    Raises:
        GazetteerMissingError: the package was not installed from a wheel that holds it.
    """
    with as_file(files("normalize").joinpath("data", PACKAGED[family])) as path:
        if not path.exists():
            raise GazetteerMissingError(
                f"{path} is missing: it is compiled when the wheel is built; install with `pip install .`, "
                "or run `python -m normalize.build normalize/data`"
            )
        return Store(path)
