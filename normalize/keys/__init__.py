"""The comparison key: one short ASCII string for all the ways of writing one spelling."""

from normalize.keys.fold import fold

__all__ = ["fold"]
