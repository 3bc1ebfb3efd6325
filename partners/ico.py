"""The Czech company number."""

from __future__ import annotations

WEIGHTS = (8, 7, 6, 5, 4, 3, 2)


def is_valid_ico(ico: str) -> bool:
    """Say whether `ico` has eight digits and the right control digit.

    Rule: weighted sum of the first seven digits modulo 11; 11 minus the remainder, its last
    digit, is the eighth (Czech Statistical Office).
    """
    if len(ico) != 8 or not (ico.isascii() and ico.isdigit()):
        return False
    remainder = sum(int(d) * w for d, w in zip(ico[:7], WEIGHTS, strict=True)) % 11
    return int(ico[7]) == (11 - remainder) % 10
