"""What the service says of itself."""

from typing import Any

from normalize import __version__
from normalize.server.extend import SETTINGS
from normalize.server.served import Served, type_json

__all__ = ["manifest"]

_SPACE = "urn:normalize:entity"  # ids are CURIEs of several authorities: they need no space to be told apart
_PREVIEW = {"width": 430, "height": 300}
_AT_ONCE = 50  # queries in a batch that is answered in a second or two


def manifest(served: Served, base: str) -> dict[str, Any]:
    """Return the manifest.

    Args:
        served: what is served.
        base: where the service is reached, without a slash at its end.
    """

    def suggested(what: str) -> dict[str, str]:
        return {
            "service_url": base,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": base,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.1", "0.2"],
        "name": "normalize" + "".join(f" + {g.meta['name']}" for g in served.own),
        "identifierSpace": _SPACE,
        "schemaSpace": f"{_SPACE}#properties",
        "serviceVersion": f"{__version__}; {served.version}",
        "defaultTypes": [type_json(served.types[family], served.types) for family in served.families],
        "view": {"url": f"{base}/entity?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", **_PREVIEW},
        "suggest": {what: suggested(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/extend/propose"},
            "property_settings": SETTINGS,
        },
        "batchSize": _AT_ONCE,
    }
