"""Words that mean the same, as editors wrote them (format of Solr and Lucene).

`a, b, c` are equal; `a, b => c` lets the left ones find the right ones. Members may be phrases, in
any language; `#` begins a comment.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis import STOP_WORDS, key, telling_words, words

MOST = 12  # synonyms of an expression that are used
LONGEST = 6  # words of an expression
Expression = tuple[str, ...]


def members(text: str) -> list[str]:
    """Return the expressions of a comma-separated list."""
    return [part for raw in text.split(",") if words(part := " ".join(raw.split()))]


def sides(line: str) -> tuple[list[str], list[str]]:
    """Return the expressions that are replaced and those that are found, of a line."""
    left, arrow, right = line.split("#")[0].partition("=>")
    return members(left), members(right) if arrow else members(left)


def expression(text: str, language: str) -> Expression:
    """Return the keys of an expression, without small words."""
    return tuple(key(word, language) for word in telling_words(words(text), language))


class Synonyms:
    """The synonyms in force, looked up by keys."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """Read lines; what is no rule (one expression only, empty) is passed over."""
        self.known: set[str] = set()  # folded words that stand somewhere in a rule
        self._others: dict[Expression, dict[str, None]] = {}
        for line in lines:
            self._add(*sides(line))

    def _add(self, left: list[str], right: list[str]) -> None:
        for text in (*left, *right):
            self.known.update(words(text))
        for text in left:
            others = dict.fromkeys(other for other in right if other != text)
            for language in STOP_WORDS:
                self._others.setdefault(expression(text, language), {}).update(others)

    def get(self, name: Expression, language: str) -> list[Expression]:
        """Return the synonyms of an expression as keys of `language`, in order, at most twelve."""
        texts = list(self._others.get(name, ()))[:MOST]
        found = dict.fromkeys(expression(text, language) for text in texts)
        return [other for other in found if other and other != name]
