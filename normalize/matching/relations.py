"""How surely the letters of a query and of a recorded name can be compared through their fold keys."""

from typing import Any

import numpy as np
import numpy.typing as npt

from normalize.letters.scripts import SCRIPT_NUMBERS

__all__ = ["RELATIONS", "relations"]

# The same letters in the same script; the same but for marks; the same letters in two alphabets; the same once
# vowels or readings are lost: Izium, Izium; Kupiańsk, Kupiansk; Izium, Изиум; Bali, 巴黎.
RELATIONS = ("identical", "folded", "romanised", "coarse")

# Scripts that write every sound, so that letter by letter they give one Latin spelling. The others leave out
# vowels (Arabic, Hebrew) or write readings (Han): what agrees there may be a homophone.
_ALPHABETS = np.isin(np.arange(256), [SCRIPT_NUMBERS[s] for s in ("Latn", "Cyrl", "Grek", "Geor", "Armn")])
_READINGS = np.isin(np.arange(256), [SCRIPT_NUMBERS[s] for s in ("Hani", "Hira", "Kana")])

Numbers = npt.NDArray[Any]


def relations(same_letters: npt.NDArray[np.bool_], asked: Numbers, recorded: Numbers) -> npt.NDArray[np.int64]:
    """Return how names agree, or would but for the edits between their keys, as places in `RELATIONS`.

    Args:
        same_letters: whether their letters are equal before folding.
        asked, recorded: the numbers of their scripts, in the order of `SCRIPTS`.
    """
    one_script = (asked == recorded) & ~_READINGS[recorded]
    alphabetic = _ALPHABETS[asked] & _ALPHABETS[recorded]
    return np.select([same_letters, one_script, alphabetic], [0, 1, 2], 3)
