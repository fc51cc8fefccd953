"""What answers came from: the versions a report and a side file name."""

from collections.abc import Iterable

from normalize import __version__
from normalize.gazetteers import Gazetteer
from normalize.keys import default_encoder
from normalize.matching import weights

__all__ = ["versions_of"]


def versions_of(gazetteers: Iterable[Gazetteer]) -> dict[str, str]:
    """Return the versions of the package, of the gazetteers that are asked, of the weights and of the name encoder."""
    return {
        "normalize": __version__,
        "gazetteers": "; ".join(dict.fromkeys(gazetteer.version for gazetteer in gazetteers)),
        "weights": weights().version,
        "name encoder": str(default_encoder().version),
    }
