"""The comparison key: one short ASCII string for all the ways of writing one spelling; and the vector of a name."""

from normalize.keys.encoder import SCALE, Encoder, default_encoder
from normalize.keys.fold import fold, fold_letters
from normalize.keys.parts import NameParts, Part, Reader, Role, whole_name

__all__ = [
    "SCALE",
    "Encoder",
    "NameParts",
    "Part",
    "Reader",
    "Role",
    "default_encoder",
    "fold",
    "fold_letters",
    "whole_name",
]
