"""Numbers as a person writes them: "1–6", "1, 3", "2 a 5–7"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = 999
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
SEPARATORS = re.compile(r"[,;]|\b(?:a|and)\b")
PART = re.compile(rf"([0-9]+)(?:\s*[{DASHES}]\s*([0-9]+))?")


@dataclass(frozen=True)
class Numbers:
    """The numbers of a text, each once, in order; or the reason why it has none."""

    numbers: tuple[int, ...] = ()
    problem: str = ""


def parse_ranges(text: str) -> Numbers:
    """Return the numbers that a text names. Never raises.

    Numbers and ranges (with any dash) stand between commas, semicolons, "a" or "and".
    """
    found: set[int] = set()
    for part in SEPARATORS.split(text):
        words = part.strip()
        if not words:
            continue
        match = PART.fullmatch(words)
        if match is None:
            return Numbers(problem=_("“%s” is neither a number nor a range.") % words[:40])
        first, last = (int(n[:6]) for n in (match.group(1), match.group(2) or match.group(1)))
        if not 1 <= first <= LARGEST or not 1 <= last <= LARGEST:
            return Numbers(problem=_("Numbers go from 1 to %s.") % LARGEST)
        if last < first:
            return Numbers(problem=_("“%s” goes backwards.") % words[:40])
        found.update(range(first, last + 1))
    if not found:
        return Numbers(problem=_("Write at least one number."))
    return Numbers(tuple(sorted(found)))


def format_ranges(numbers: Iterable[int]) -> str:
    """Return numbers as text, each once: [1, 2, 3, 5] is "1–3, 5"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return ", ".join(parts)
