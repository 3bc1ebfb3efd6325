"""What of a query is worth asking for: its telling words, cut to where Czech and English inflect.

The embedded engines know no Czech. A word without its last two letters finds most of its forms
("dotace", "dotací"); measured with `search_evaluate`, this does more than asking for all words as
they are. An analysis of our own will replace it (design: search.md).
"""

from __future__ import annotations

MOST_WORDS = 3  # each is a query of its own; more bring nothing (measured)
SHORTEST_CUT, SHORTEST = 6, 4  # letters: what is cut at all, and what stays of it
ENDING = 2
# Words that say how somebody asks, not for what.
CZECH = """a aby ale ani asi az bez by byl bude co do ho i ja jak jake jaky je jeho jejich jen
jestli jsem jsme jsou k kam kde kdo kdy kdyz ke ktera ktere ktery ma mam mame me mi
mit mne mohu muze muzeme my na nad nam nas nase ne nebo nejaky nekdo neni nez o od
on pak po pod podle pokud pro proc proto pred pres pri s se si sve ta tak take te
tedy ten to tu ty u uz v vam vas ve vice vsak z za ze chci chceme potrebuji
potrebujeme hledam hledame"""
ENGLISH = """about all also an and any are as at be can could do does for from get has have how i
if in into is it its me my need not of on or our should so some than that the their
them there they this to us want was we were what when where which who why will with
would you your"""
STOP_WORDS = frozenset(f"{CZECH} {ENGLISH}".split())


def telling_words(query: str) -> list[str]:
    """Return at most three words of a folded query, the longest, in their order.

    Without stop words, unless there is nothing else.
    """
    words = list(dict.fromkeys(query.split()))
    telling = [word for word in words if word not in STOP_WORDS] or words
    longest = sorted(telling, key=len, reverse=True)[:MOST_WORDS]
    return [word for word in telling if word in longest]


def beginning(word: str) -> str:
    """Return the part of a word that its forms share."""
    return word[: max(SHORTEST, len(word) - ENDING)] if len(word) >= SHORTEST_CUT else word
