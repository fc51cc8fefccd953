"""The gazetteer: entities, their names, and the ways to find them; and how such a file is built."""

from normalize.gazetteer.store import Store

__all__ = ["Store"]
