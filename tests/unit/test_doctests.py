"""Every example in a docstring runs."""

import doctest
import importlib
import pkgutil

import pytest

import normalize
from normalize.errors import MissingExtraError

# They need the packages a gazetteer is compiled from, which an installed wheel does without.
COMPILER = ("normalize.gazetteer.sources", "normalize.build", "normalize.hatch_hook", "normalize.gazetteer.default")
MODULES = [m.name for m in pkgutil.walk_packages(normalize.__path__, "normalize.") if not m.name.startswith(COMPILER)]


@pytest.mark.parametrize("name", ["normalize", *MODULES])
def test_examples(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except MissingExtraError as missing:
        pytest.skip(str(missing))
    failures, _ = doctest.testmod(module)
    assert failures == 0
