"""Texts with their mentions marked, as one HTML file that needs nothing but a browser."""

from normalize.texts.page.page import PageWriter

__all__ = ["PageWriter"]
