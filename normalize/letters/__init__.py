"""The first stage: letters as they were meant, whatever keyboard, encoding or clipboard did to them."""

from normalize.letters.clean import bare, clean
from normalize.letters.scripts import script_of

__all__ = ["bare", "clean", "script_of"]
