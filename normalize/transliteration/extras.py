"""Optional packages: imported where they are used, with what to install when they are missing."""

from importlib import import_module
from types import ModuleType

from normalize.errors import MissingExtraError

__all__ = ["optional"]


def optional(module: str, extra: str, why: str) -> ModuleType:
    """Import `module`, which the extra of that name installs.

    Raises `MissingExtraError`, with what to install, when it is not there.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{why} needs the package {module.partition('.')[0]}; "
            f"install it with: pip install 'normalize-names[{extra}]'"
        ) from error
