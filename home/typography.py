"""Czech and English typography of running text.

The rules are those of the design ("Czech typography" in its README). All of them replace one
character by one other, so that a text can be compared with its original and tags can stand
between any two characters. A pass is repeated until nothing changes; every rule leads away from
the keyboard's character (space, no-break space, narrow no-break space), so it ends.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
EN_DASH = "\u2013"
MINUS = "\u2212"
TIMES = "\u00d7"
APOSTROPHE = "\u2019"
QUOTES = {"cs": ("\u201e", "\u201c"), "en": ("\u201c", "\u201d")}

Rule = Callable[[str], str]

# --- What stays as it is --------------------------------------------------------------------

_GAP = f"[ {NBSP}]"
_FROZEN = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
# Numbers of standards, register and telephone numbers: kept together, but not as thousands.
_CODE = re.compile(
    rf"(?<!\w)(?:(?:EN|ISO|IEC|ČSN|ETSI|RFC|IČO?|DIČ|PSČ)[.:]?{_GAP}"
    rf"|(?i:tel|telefon|mobil|phone|fax)[.:]{{0,2}}{_GAP}(?=[+\d])|(?=\+\d))"
    rf"\+?\d+(?:(?:{_GAP}|[-{EN_DASH}])\d+)*"
)

# --- Rules ----------------------------------------------------------------------------------


def _put(char: str, pattern: str, flags: int = 0) -> Rule:
    """Return a rule that puts `char` in the place of every group `x` of `pattern`."""
    compiled = re.compile(pattern, flags)

    def rule(text: str) -> str:
        chars = list(text)
        for match in compiled.finditer(text):
            chars[match.start("x")] = char
        return "".join(chars)

    return rule


_ENGLISH_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_GROUPED = re.compile(
    rf"(?<![\w+.,])(?<!\d[ {NBSP}{NARROW_NBSP}])[1-9]\d{{0,2}}(?:[ {NBSP}{NARROW_NBSP}]\d{{3}})+"
    rf"(?![ {NBSP}{NARROW_NBSP}]?\d)"
)
_RANGE = re.compile(
    rf"(?<![\w\-{EN_DASH}/.,:+@#])(?P<left>\d+(?:,\d+)?|\d{{1,3}}(?:{NARROW_NBSP}\d{{3}})+)-"
    rf"(?P<right>\d+(?:,\d+)?(?:{NARROW_NBSP}\d{{3}})*)(?![\w\-{EN_DASH}/@]|[.,:]\d)"
)


_MOST_MORE_DIGITS = 3  # 1-1000 is a range, 27-123456 is an account


def _thousands(text: str) -> str:
    """Put narrow no-break spaces between groups of three digits: 1 460 000."""
    return _GROUPED.sub(lambda found: re.sub(r"\s", NARROW_NBSP, found[0]), text)


def _ranges(text: str) -> str:
    """Put an en dash into ranges of numbers: 2016-2021."""

    def dashed(found: re.Match[str]) -> str:
        dash = EN_DASH if _is_range(found["left"], found["right"]) else "-"
        return f"{found['left']}{dash}{found['right']}"

    return _RANGE.sub(dashed, text)


def _is_range(left: str, right: str) -> bool:
    """Return whether two numbers with a hyphen between them are clearly a range.

    No range: falling (400-200), a leading zero (400-01), very different lengths (27-123456, the
    number of an account) and 2011-12, which may be a month. 2021-27 is one, a budget period.
    """
    left, right = (text.replace(NARROW_NBSP, "").replace(",", ".") for text in (left, right))
    if any(len(text) > 1 and text[0] == "0" and text[1] != "." for text in (left, right)):
        return False
    if (len(left), len(right)) == (4, 2) and "." not in right:
        return int(right) > max(12, int(left[2:]))
    return float(left) < float(right) and len(right) - len(left) <= _MOST_MORE_DIGITS


def _apostrophes(text: str) -> str:
    return re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", APOSTROPHE, text)


def _quotes(opening: str, closing: str) -> Rule:
    """Return the rule for straight double quotes. One without a partner stays straight."""
    opens = re.compile(r"(?<![^\s(\[{/\u2013\u2014\u201e\u201c])\"(?=[^\s\"])")
    closes = re.compile(r"(?<=[^\s\"])\"(?!\w)")

    def rule(text: str) -> str:
        chars = list(text)
        end = 0
        while (first := opens.search(text, end)) and (last := closes.search(text, first.end())):
            end = first.end()
            if "\n\n" not in text[first.end() : last.start()]:  # a quote ends in its paragraph
                chars[first.start()], chars[last.start()] = opening, closing
                end = last.end()
        return "".join(chars)

    return rule


_COMMON_RULES = [
    _thousands,
    _put(MINUS, rf"(?<=\d){_GAP}(?P<x>-)(?= {_NUMBER}{_GAP}=)"),
    _put(NBSP, rf"(?<=\S)(?P<x> )[-{EN_DASH}\u2014](?= )"),
    _put(EN_DASH, rf"(?<=\S){_GAP}(?P<x>[-\u2014])(?= )"),
    _put(EN_DASH, r"(?<![\w:])\d{1,2}:\d\d(?P<x>-)(?=\d{1,2}:\d\d(?![\w:]))"),
    _put(EN_DASH, r"(?<![\w.])\d{1,2}\.(?P<x>-)(?=\d{1,2}\.(?:\s|$))"),
    _ranges,
    _put(TIMES, rf"(?<![\w.,])(?!0[xX]){_NUMBER}{_GAP}?(?P<x>[xX])(?={_GAP}?\d+(?!\w))"),
    _put(NBSP, rf"(?<=\d)(?P<x> )(?=[{TIMES}{MINUS}]{_GAP}?\d)"),
    _put(NBSP, rf"(?<=\d)[ {NBSP}]?[{TIMES}{MINUS}](?P<x> )(?=\d)"),
    # Not before a conjunction or preposition, which hangs on the next word.
    _put(NBSP, rf"(?<![\w.,/-]){_NUMBER}(?P<x> )(?![aikouvz]\b)(?=[^\W\d_]|[%‰°€$£§])"),
    _put(NBSP, r"§(?P<x> )(?=\S)"),
    _apostrophes,
]
_LANGUAGE_RULES = {
    "cs": [
        _put(NBSP, r"(?<![\w.'\u2019@&/-])[ksvzouaiKSVZOUAI](?P<x> )(?=\S)"),
        _put(NBSP, r"(?<![\w.,])\d{1,2}\.(?P<x> )(?=\d)"),
        _put(NBSP, r"(?<![\w,])\d+\.(?P<x> )(?=[^\W\d_A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ])"),
        _put(NBSP, r"(?<!\w)(?i:kart[auy]|kartě|kartou|rok[uy]?|rokem|roce|letech)(?P<x> )(?=\d)"),
        _put(NBSP, r"(?<!\w)[čČ]\.(?P<x> )(?=\S)"),
        _put(NBSP, r"(?<!\w)[a-z]\.(?P<x> )(?=[a-z]\.)"),
    ],
    "en": [
        _put(NBSP, rf"\b(?:{_ENGLISH_MONTHS})(?P<x> )(?=\d{{4}}\b)"),
        _put(NBSP, r"(?<!\w)(?i:cards?|years?|no\.)(?P<x> )(?=\d)"),
    ],
}
_RULES = {
    language: [*_LANGUAGE_RULES[language], *_COMMON_RULES, _quotes(*QUOTES[language])]
    for language in QUOTES
}


def polished(text: str, language: str) -> str:
    """Return plain `text` with the typography of `language`; the same number of characters.

    Every language that is not Czech is set like English.
    """
    rules = _RULES["cs" if language.lower().startswith("cs") else "en"]
    while True:
        changed = _pass(text, rules)
        if changed == text:
            return text
        text = changed


def _pass(text: str, rules: list[Rule]) -> str:
    """Apply all rules once, then undo them where the text must stay as it is."""
    changed = text
    for rule in rules:
        changed = rule(changed)
    for match in _CODE.finditer(text):
        kept = match[0].replace(" ", NBSP)
        changed = changed[: match.start()] + kept + changed[match.end() :]
    for match in _FROZEN.finditer(text):
        changed = changed[: match.start()] + match[0] + changed[match.end() :]
    return changed


# --- Spaces, tags and entities --------------------------------------------------------------


class Cell(NamedTuple):
    """A piece of the source and the one character that the rules see in its place.

    An empty `char` is markup inside a sentence, None is the boundary of a block.
    """

    source: str
    char: str | None


OBJECT = "\ufffc"  # Unicode's stand-in for something that is no text
_INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q"),
    *("s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"),
)
_INLINE_CHARS = {**dict.fromkeys(_INLINE, ""), "img": OBJECT}
_RAW_INLINE = frozenset({"code", "kbd", "samp", "var"})
_RAW_BLOCK = frozenset({"pre", "script", "style", "textarea", "template", "title"})
_PLAIN_TOKEN = re.compile(r"[ \t]+|.", re.DOTALL)
_TOKEN = re.compile(
    r"""
    (?P<markup> <!--.*?--> | <[!?](?!--)[^>]*> )
    | (?P<tag> <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>"']*+) (?:[^>"']|"[^"]*"|'[^']*')*+ > )
    | (?P<broken> <[a-zA-Z/!?].* )  # nobody knows where this ends, so the rest stays as it is
    | (?P<entity> &(?:\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31}); )
    | [\ \t]+
    | .
    """,
    re.DOTALL | re.VERBOSE,
)


def polished_text(text: str, language: str) -> str:
    """Return plain `text` in good typography; several spaces in a row count as one."""
    cells = (_space_or_char(token[0]) for token in _PLAIN_TOKEN.finditer(text))
    return _rewritten(cells, language)


def polished_html(markup: str, language: str) -> str:
    """Return `markup` with its text in good typography and everything else untouched.

    A sentence may run through tags like <em>. Text in code, scripts and the like is no sentence.
    """
    return _rewritten(_html_cells(markup), language)


def _space_or_char(source: str) -> Cell:
    return Cell(source, " " if source[0] in " \t" else source)


def _html_cells(markup: str) -> Iterator[Cell]:
    position = 0
    while found := _TOKEN.match(markup, position):
        position = found.end()
        if found["tag"]:
            cell = _tag_cell(found, markup)
            position = found.start() + len(cell.source)
            yield cell
        elif found["entity"]:
            yield _entity_cell(found[0])
        elif found["markup"] or found["broken"]:
            yield Cell(found[0], None if found["broken"] else "")
        else:
            yield _space_or_char(found[0])


def _tag_cell(tag: re.Match[str], markup: str) -> Cell:
    """Return the cell of a tag; of the whole element when its content is no sentence."""
    name = tag["name"].lower()
    raw = name in _RAW_INLINE or name in _RAW_BLOCK
    if not raw or tag["end"]:
        return Cell(tag[0], _INLINE_CHARS.get(name))
    end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(markup, tag.end())
    source = markup[tag.start() : end.end()] if end else markup[tag.start() :]
    return Cell(source, OBJECT if name in _RAW_INLINE else None)


def _entity_cell(source: str) -> Cell:
    char = html.unescape(source)
    return Cell(source, char if len(char) <= 1 else OBJECT)


def _rewritten(cells: Iterable[Cell], language: str) -> str:
    """Return the sources of `cells`, with the characters that the rules changed."""
    output: list[str] = []
    run: list[Cell] = []
    for cell in cells:
        run.append(cell)
        if cell.char is None:
            output += _rewritten_run(run, language)
            run = []
    return "".join([*output, *_rewritten_run(run, language)])


def _rewritten_run(run: list[Cell], language: str) -> Iterator[str]:
    chars = iter(polished("".join(cell.char or "" for cell in run), language))
    for cell in run:
        char = next(chars) if cell.char else cell.char
        yield cell.source if char == cell.char else str(char)
