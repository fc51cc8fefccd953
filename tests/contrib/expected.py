"""What an integration must answer: what `normalize.resolve` does, and null for a null."""

from collections.abc import Sequence
from typing import Any

import normalize


def expected(names: Sequence[str | None], kind: str = "place", **given: Any) -> list[dict[str, Any] | None]:
    """The structs of a column of names."""
    matches = normalize.resolve(names, kind, **given)
    return [
        None if name is None else {"id": m.id, "name": m.name, "score": m.score, "status": m.status}
        for name, m in zip(names, matches, strict=True)
    ]
