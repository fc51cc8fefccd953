"""What a page may load: nothing but what is in it."""

import base64
import hashlib

__all__ = ["policy"]

_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


def policy(style: str, script: str) -> str:
    """Return the Content Security Policy of a page with one style and one script in it, which their hashes name."""
    return _POLICY.format(style=_hash(style), script=_hash(script))


def _hash(text: str) -> str:
    """The source expression of an inline element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
