"""Generated pages of real Czech text to time a search on: `.venv/bin/python bench/corpus.py`.

Takes Czech documentation and quotations from Debian packages, which are fetched by name with
`apt-get download` into `var/bench/corpus/` and never committed, and keeps their running text in
one file there, so that only the first call is slow. The same packages and seed give the same pages
and queries; another release of Debian gives others. Prints what each package gave, and the figures
of a thousand pages.
"""

from __future__ import annotations

import functools
import io
import itertools
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from random import Random
from textwrap import shorten

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench" / "corpus"
PACKAGES = (
    "libreoffice-help-cs",
    "gnome-user-docs",
    "evolution-common",
    "fortunes-cs",
    "installation-guide-amd64",
    "aptitude-doc-cs",
)
# Stands in the kept file; raise the number when the reading below changes.
STAMP = "# 2 " + " ".join(PACKAGES)
WORD = re.compile(r"[^\W\d_]+")
# About half of Czech words have an accent: one in six tells Czech from English that quotes a
# Czech name. Slovak has letters that Czech lacks.
ACCENT = re.compile(r"[áčďéěíňóřšťúůýž]", re.IGNORECASE)
SLOVAK = re.compile(r"[ľĺŕôä]", re.IGNORECASE)
ACCENTED_SHARE = 1 / 6
SHORTEST = 6  # words of a paragraph
TITLE, SUMMARY = 112, 300  # characters at most; a number may follow a title
BODY = (60, 700)  # words
# Lengths of bodies as of real pages, many short and few long: their logarithm is normal. The mean
# is exp(5.28 + 0.5² / 2) = 222 words and about half of the paragraph that crosses the length.
LENGTH = (5.28, 0.5)
ALPHABET = "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž"
# Frequent words of at least four letters that nobody looks for.
EMPTY = (
    "anebo bude budou byla bylo byly další jako jeho jejich jejím jimiž jsou jste každý když která "
    "které který kterou kterém kteří mezi mohou může můžete nebo není nich před pokud pomocí pouze "
    "proto protože případě této tento toho tohoto tomto tuto tyto však všech všechny více"
)
Pair = tuple[str, str]
Pairs = Iterator[Pair]


class CorpusError(RuntimeError):
    """The packages cannot be fetched or read; the message says what to do."""


@dataclass(frozen=True)
class Text:
    """A generated page: plain text, the paragraphs of the body parted by an empty line."""

    number: int  # from 0
    title: str
    summary: str
    body: str


class Reader(HTMLParser):
    """Collects pairs of heading and paragraph from HTML and from GNOME's Mallard XML."""

    HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
    BLOCKS = HEADINGS | frozenset(
        WORD.findall(
            "address article blockquote body caption dd desc div dl dt figure hr item li list main "
            "note ol p page section steps table tbody td terms th thead tr ul"
        )
    )
    SKIPPED = frozenset(WORD.findall("aside footer head header info nav pre screen script style"))

    def __init__(self) -> None:
        """Start with no heading."""
        super().__init__()
        self.pairs: list[Pair] = []
        self.page = self.heading = ""
        self.parts: list[str] = []
        self.skipped, self.in_heading = 0, False

    def flush(self) -> None:
        """End the paragraph or heading that is being read."""
        text = tidy("".join(self.parts))
        self.parts.clear()
        if self.in_heading and text:
            # The guides number their headings.
            text = re.sub(r"^(Kapitola |Příloha )?([A-Z]|\d+)(\.\d+)*\. ", "", text).rstrip(" :")
            self.page = self.page or text
            # One word, such as Syntax, tells nothing without the heading of the page.
            self.heading = text if " " in text or text == self.page else f"{self.page} – {text}"
        elif text:
            self.pairs.append((self.heading, text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a heading, a paragraph or something that is no running text."""
        if tag in self.SKIPPED:
            self.skipped += 1
        elif tag in self.BLOCKS:
            self.flush()
            self.in_heading = tag in self.HEADINGS
        elif tag == "br":
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what `handle_starttag` began."""
        if tag in self.SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag in self.BLOCKS:
            self.flush()
            self.in_heading = False

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part words at an empty element, and open nothing: `<info/>` would hide the rest."""
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        """Add text."""
        if not self.skipped:
            self.parts.append(data)


def tidy(text: str) -> str:
    """Return one line with single spaces, which has no tabs."""
    return " ".join(text.split())


def read_markup(text: str) -> Pairs:
    """Yield the pairs of one page of HTML or Mallard XML."""
    # The parser takes all within <title> for text, but Mallard has elements there.
    if "projectmallard.org" in text:
        text = re.sub(r"<(/?)title\b", r"<\1h2", text)
    reader = Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    yield from reader.pairs


def read_quotations(text: str) -> Pairs:
    """Yield the pairs of a file of quotations; the heading is the author, with the work if any."""
    for quotation in re.split(r"^%$", text, flags=re.MULTILINE):
        words, _dashes, author = quotation.partition("\t-- ")
        yield tidy(author.partition("\t-- ")[0]), tidy(words)


def read_file(path: PurePosixPath, text: str) -> Pairs:
    """Yield the pairs of one file, none of a file that holds no running text in Czech."""
    if path.suffix in (".html", ".page"):
        yield from read_markup(text)
    elif path.parent.match("fortunes/cs") and not path.suffix and not path.name.endswith("-sk"):
        yield from read_quotations(text)


def is_czech(paragraph: str) -> bool:
    """Tell whether a paragraph is long enough and Czech."""
    words = WORD.findall(paragraph)
    share = sum(bool(ACCENT.search(word)) for word in words) / max(1, len(words))
    return len(words) >= SHORTEST and share >= ACCENTED_SHARE and not SLOVAK.search(paragraph)


def run(command: Sequence[str], folder: Path, failure: str) -> bytes:
    """Return what a program run in `folder` prints; raise CorpusError when it cannot or fails."""
    try:
        return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    except FileNotFoundError as error:
        place = FOLDER.relative_to(ROOT)
        raise CorpusError(f"no {command[0]}: make {place} on Debian and copy it here") from error
    except subprocess.CalledProcessError as error:
        raise CorpusError(f"{failure}:\n{tidy(error.stderr.decode())[-500:]}") from error


def fetch(package: str, folder: Path) -> Path:
    """Return the .deb file of a package, downloaded into `folder` unless it is there."""
    if not any(folder.glob(f"{package}_*.deb")):
        # A folder of its own, so that a download broken off is not taken for a package.
        with tempfile.TemporaryDirectory(dir=folder) as place:
            failure = f"no {package}: is the network up, and was `apt-get update` run"
            run(("apt-get", "download", "-q", package), Path(place), failure)
            for path in Path(place).glob("*.deb"):
                path.rename(folder / path.name)
    return max(folder.glob(f"{package}_*.deb"))


def extract(package: str, folder: Path) -> Pairs:
    """Yield the pairs of a package, of Czech paragraphs only, always in the same order."""
    archive = fetch(package, folder)
    failure = f"{archive} is broken: delete it and try again"
    # Read from the archive, which takes a fifth of the time of unpacking thousands of files.
    unpacked = run(("dpkg-deb", "--fsys-tarfile", str(archive)), folder, failure)
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as tree:
        for member in sorted(tree, key=lambda member: member.name):
            if "/cs/" in member.name and member.isfile() and (file := tree.extractfile(member)):
                pairs = read_file(PurePosixPath(member.name), file.read().decode(errors="replace"))
                yield from (pair for pair in pairs if is_czech(pair[1]))


@functools.cache
def rows(folder: Path) -> tuple[tuple[str, str, str], ...]:
    """Return (package, heading, paragraph) of all different paragraphs, made at the first call."""
    kept = folder / "paragraphs.tsv"
    if not kept.exists() or not kept.read_text("utf-8").startswith(STAMP + "\n"):
        folder.mkdir(parents=True, exist_ok=True)
        seen: dict[str, str] = {}
        for package in PACKAGES:
            for heading, paragraph in extract(package, folder):
                heading = shorten(heading or paragraph, TITLE, placeholder="…")
                seen.setdefault(paragraph, f"{package}\t{heading}\t{paragraph}\n")
        fresh = kept.with_suffix(".part")
        fresh.write_text(STAMP + "\n" + "".join(seen.values()), "utf-8")
        fresh.replace(kept)
    lines = kept.read_text("utf-8").split("\n")[1:-1]
    return tuple((a, b, c) for a, b, c in (line.split("\t") for line in lines))


def paragraphs(folder: Path = FOLDER) -> list[Pair]:
    """Return (heading, paragraph) of every Czech paragraph, in the order of the documents.

    The heading is that of the section, of a quotation its author. Raises CorpusError when the
    packages are not in `folder` and cannot be fetched.
    """
    return [(heading, paragraph) for _package, heading, paragraph in rows(folder)]


def compose(pairs: list[Pair], start: int, chance: Random) -> tuple[str, list[str]]:
    """Return a body, which starts at the pair `start`, and the headings that it passes."""
    goal = min(max(chance.lognormvariate(*LENGTH), BODY[0]), 0.95 * BODY[1])
    chosen: dict[int, int] = {}
    while (words := sum(chosen.values())) < goal:
        # Paragraphs that follow one another keep to a topic; a few such runs make bodies differ.
        for place in range(start, min(start + chance.randint(2, 6), len(pairs))):
            length = len(pairs[place][1].split())
            if place not in chosen and words < goal and words + length <= BODY[1]:
                chosen[place] = length
                words += length
        start = chance.randrange(len(pairs))
    body = "\n\n".join(pairs[place][1] for place in chosen)
    return body, list(dict.fromkeys(pairs[place][0] for place in chosen))


def texts(count: int, seed: int = 1) -> Iterator[Text]:
    """Yield `count` pages, the same for the same seed, each with a title of its own.

    A title has at most 120 characters, a summary 300, a body 60 to 700 words. Bodies of a large
    count share paragraphs. Raises CorpusError like `paragraphs`.
    """
    pairs, chance = paragraphs(), Random(seed)
    order: list[int] = []
    used: Counter[str] = Counter()
    for number in range(count):
        order = order or chance.sample(range(len(pairs)), len(pairs))
        start = order.pop()
        summary = shorten(pairs[start][1], SUMMARY, placeholder="…")
        body, headings = compose(pairs, (start + 1) % len(pairs), chance)
        title = pairs[start][0]
        others = [heading for heading in headings if heading != title]
        if used[title] and others:
            title = shorten(f"{title} – {chance.choice(others)}", TITLE, placeholder="…")
        used[title] += 1
        title += f" ({used[title]})" if used[title] > 1 else ""
        yield Text(number, title, summary, body)


def typed(text: str) -> list[str]:
    """Return the words of a text as people type them: small letters, no punctuation."""
    return re.findall(r"\w+", text.lower())


def content(text: str, count: int, chance: Random) -> list[str]:
    """Return `count` different words of a text that carry meaning, none if it has too few."""
    words = {word for word in WORD.findall(text.lower()) if len(word) > 3}.difference(EMPTY.split())
    return chance.sample(sorted(words), count) if len(words) >= count else []


def mistype(word: str, chance: Random) -> str:
    """Return a word with a letter left out, added or changed, or with two letters swapped."""
    place, letter = chance.randrange(len(word) - 1), chance.choice(ALPHABET)
    before, first, second, rest = word[:place], word[place], word[place + 1], word[place + 2 :]
    edits = (second, letter + first + second, letter + second, second + first)
    changed = before + chance.choice(edits) + rest
    return changed if changed != word else mistype(word, chance)


def ask(kind: str, pair: Pair, chance: Random) -> str:
    """Return one query of a kind about a pair, an empty one when the pair does not lend itself."""
    heading, paragraph = pair
    if kind == "terms":
        return " ".join(typed(heading)[:SHORTEST])
    if kind == "words":
        return " ".join(content(paragraph, 3, chance))
    if kind == "sentence":
        sentence = typed(re.split(r"(?<=[.!?:]) ", paragraph)[0])
        return " ".join(sentence[: chance.randint(6, 10)]) if len(sentence) >= SHORTEST else ""
    if kind == "typo":
        words = content(paragraph, chance.randint(1, 2), chance)
        return " ".join(words[:-1] + [mistype(word, chance) for word in words[-1:]])
    letters = " ".join(typed(heading))[: chance.randint(3, 6)].strip()
    return letters if re.match(r"[^\W\d_]{3}", letters) else ""


def queries(kind: str, count: int, seed: int = 2) -> list[str]:
    """Return `count` queries of a kind, the same for the same seed; some may be equal.

    Kinds: "terms" a heading in small letters, at most 6 words; "words" 3 words that carry meaning,
    of one paragraph; "sentence" the first 6 to 10 words of one; "typo" 1 or 2 words, one of them
    mistyped; "prefix" the first 3 to 6 characters of a heading. Raises ValueError for another kind
    and CorpusError like `paragraphs`.
    """
    if kind not in (kinds := ("terms", "words", "sentence", "typo", "prefix")):
        raise ValueError(f"no kind of query {kind!r}: {', '.join(kinds)}")
    pairs, chance = paragraphs(), Random(seed)
    made = (ask(kind, chance.choice(pairs), chance) for _number in itertools.count())
    return list(itertools.islice(filter(None, made), count))


def main() -> None:
    """Print what each package gave and the figures of a thousand pages."""
    started, found = time.perf_counter(), rows(FOLDER)
    taken = time.perf_counter() - started
    print("| package | paragraphs | words | distinct forms |\n| --- | --- | --- | --- |")
    for package in (*PACKAGES, "all"):
        texts_of = [text for name, _heading, text in found if package in (name, "all")]
        words = [word.lower() for text in texts_of for word in WORD.findall(text)]
        print(f"| {package} | {len(texts_of)} | {len(words)} | {len(set(words))} |")
    lengths = [len(text.body.split()) for text in texts(1000)]
    print(f"Read in {taken:.1f} s. Words of a body: mean {sum(lengths) / 1000:.0f},", end=" ")
    print(f"from {min(lengths)} to {max(lengths)}.")


if __name__ == "__main__":
    try:
        main()
    except CorpusError as error:
        sys.exit(str(error))
