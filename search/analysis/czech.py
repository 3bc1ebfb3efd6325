"""Keys of Czech words: a table of exceptions, then seven rules that cut endings.

The rules follow the light stemmer of Dolamic and Savoy (2009), on folded words and with the
changes of consonants and vowels that folding makes. The table holds the forms whose lemma the
rules alone miss. `scripts/czech_exceptions` makes it from the lexicon of simplemma (MIT licence,
see NOTICE.txt beside this file).
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("czech_exceptions.txt.gz")
SHORTEST = 3  # letters; shorter words are their own keys

# fmt: off
ENDINGS = (
    "atech", "etem", "atum", "ech", "ich", "eho", "emi", "emu", "ete", "eti", "iho", "imi", "imu",
    "ach", "ata", "aty", "ych", "ama", "ami", "ove", "ovi", "ymi", "em", "es", "im", "um", "at",
    "am", "os", "us", "ym", "mi", "ou", "a", "e", "i", "o", "u", "y",
)
# fmt: on
_LONGEST_FIRST = "|".join(sorted(ENDINGS, key=lambda ending: (-len(ending), ending)))
RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"^(.{{3,}}?)(?:{_LONGEST_FIRST})$", r"\1"),  # case: "vyvozem" -> "vyvoz"
        (r"^(.{4,})(?:ov|in|uv)$", r"\1"),  # possessive: "otcov" -> "otc"
        (r"ct$", "ck"),  # "nemect" -> "nemeck"
        (r"c$", "k"),  # "matc" -> "matk"
        (r"z$", "h"),  # "praz" -> "prah"
        (r"^(.+)e(.)$", r"\1\2"),  # fleeting e: "dotacek" -> "dotack"
        (r"^(..+)u(.)$", r"\1o\2"),  # "dum" / "dom"
    )
)


def by_rules(word: str) -> str:
    """Return the key that the rules alone give to a folded word."""
    if len(word) < SHORTEST or any(char.isdigit() for char in word):
        return word
    for pattern, replacement in RULES:
        word = pattern.sub(replacement, word)
    return word


def parse_table(text: str) -> dict[str, str]:
    """Return {folded form: key} of the lines "form length ending".

    The key is the first `length` letters of the form and then `ending`.
    """
    table = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            form, length, ending = line.split(" ")
            table[form] = form[: int(length)] + ending
    return table


@cache
def exceptions() -> dict[str, str]:
    """Return the table of exceptions, read once by each process."""
    return parse_table(gzip.decompress(TABLE.read_bytes()).decode("ascii"))


def czech_key(word: str) -> str:
    """Return the key of a folded Czech word."""
    return exceptions().get(word) or by_rules(word)
