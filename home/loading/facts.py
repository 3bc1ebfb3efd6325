"""Reading the files of `content/`, with messages that name file, entry and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("cs", "en")
# The vocabulary file says `slug` for what data call the code.
VOCABULARY_FILES = ("taxonomy.yaml", "vocabularies.yaml")


class FactsError(Exception):
    """The files cannot be loaded; `problems` are lines for the person who wrote them."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class Problems:
    """Collects what is wrong, so that one run names everything."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, entry: str, name: str, text: str) -> None:
        """Note a problem of one field."""
        self.lines.append(": ".join(part for part in (file, entry, name, text) if part))

    def raise_if_any(self) -> None:
        """Raise FactsError with all problems."""
        if self.lines:
            raise FactsError(self.lines)


@dataclass
class Facts:
    """All files, the codes they may use and the identifiers they define."""

    folder: Path
    files: dict[str, Any]
    codes: dict[str, set[str]]
    aliases: dict[str, dict[str, str]]
    identifiers: set[str]
    problems: Problems

    def entries(self, file: str, key: str) -> Iterator[Entry]:
        """Yield the entries of a list in a file."""
        rows = self.files.get(file, {}).get(key)
        if not isinstance(rows, list):
            self.problems.add(file, "", key, "a list is missing")
            return
        for position, row in enumerate(rows, 1):
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                yield Entry(self, file, row["id"], row)
            else:
                self.problems.add(file, f"{key}[{position}]", "id", "is missing")

    def at(self, address: str) -> Any:
        """Return what stands at "file.yaml#a.b"; list entries are named by their id."""
        file, _, path = address.partition("#")
        value = self.files.get(file)
        for part in path.split(".") if path else []:
            value = _step(value, part)
        return value


def _step(value: Any, part: str) -> Any:
    """Return the child named `part` of a mapping, or the entry of a file whose id it is."""
    if isinstance(value, dict) and part in value:
        return value[part]
    if isinstance(value, dict):
        rows = [row for rows in value.values() if isinstance(rows, list) for row in rows]
        return next((r for r in rows if isinstance(r, dict) and r.get("id") == part), None)
    return None


@dataclass
class Entry:
    """One entry of a file; its readers note a problem instead of raising."""

    facts: Facts
    file: str
    id: str
    data: dict[str, Any]

    def problem(self, name: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.facts.problems.add(self.file, self.id, name, text)

    def get(self, name: str) -> Any:
        """Return the raw value at a dotted name, or None."""
        value: Any = self.data
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def only(self, known: Iterable[str]) -> None:
        """Note fields that nobody reads: mostly a slip of the pen."""
        for name in self.data:
            if name not in known:
                self.problem(name, "is not a known field")

    def text(self, name: str, required: bool = True) -> dict[str, str]:
        """Return {cs, en}; "" in both when the field is absent."""
        value = self.get(name)
        if value is None and not required:
            return dict.fromkeys(LANGUAGES, "")
        if not _is_bilingual(value, str):
            self.problem(name, "needs a text in cs and in en")
            return dict.fromkeys(LANGUAGES, "")
        return {code: value[code].strip() for code in LANGUAGES}

    def texts(self, name: str) -> dict[str, list[str]]:
        """Return {cs, en} of lists with the same number of items."""
        value = self.get(name)
        if not _is_bilingual(value, list) or len(value["cs"]) != len(value["en"]):
            self.problem(name, "needs lists in cs and in en with the same number of items")
            return {code: [] for code in LANGUAGES}
        return {code: [str(item).strip() for item in value[code]] for code in LANGUAGES}

    def plain(self, name: str) -> str:
        """Return an optional text that is the same in both languages."""
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            self.problem(name, "needs a text (in quotes)")
            return ""
        return value or ""

    def code(self, name: str, vocabulary: str) -> str | None:
        """Return an optional code of a vocabulary."""
        found = self.codes(name, vocabulary, [self.get(name)] if self.get(name) else [])
        return found[0] if found else None

    def codes(self, name: str, vocabulary: str, values: Any = None) -> list[str]:
        """Return codes of a vocabulary; aliases (the standard's codes) are translated."""
        values = self.get(name) if values is None else values
        if not isinstance(values, list):
            self.problem(name, "needs a list of codes")
            return []
        known, aliases = self.facts.codes[vocabulary], self.facts.aliases[vocabulary]
        codes = [aliases.get(str(value), str(value)) for value in values]
        for code in codes:
            if code not in known:
                self.problem(name, f"“{code}” is not in the vocabulary {vocabulary}")
        return [code for code in codes if code in known]

    def ref(self, name: str) -> str | None:
        """Return an optional identifier of another entry."""
        found = self.refs(name, [self.get(name)] if self.get(name) else [])
        return found[0] if found else None

    def refs(self, name: str, values: Any = None) -> list[str]:
        """Return identifiers of other entries."""
        values = (self.get(name) or []) if values is None else values
        if not isinstance(values, list):
            self.problem(name, "needs a list of identifiers")
            return []
        for value in values:
            if value not in self.facts.identifiers:
                self.problem(name, f"there is no entry “{value}”")
        return [value for value in values if value in self.facts.identifiers]

    def sources(self, name: str = "source") -> list[dict[str, str]]:
        """Return title and public address of each source; no address where it names a person."""
        table = self.facts.files.get("sources.yaml", {}).get("sources", {})
        found = []
        for key in self.get(name) or []:
            if key not in table:
                self.problem(name, f"there is no source “{key}”")
                continue
            row = table[key]
            url = row.get("url", "") if row.get("show_url", True) else ""
            found.append({"title": row["title"], "url": url})
        return found


def _is_bilingual(value: Any, kind: type) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(code), kind) and value.get(code) for code in LANGUAGES
    )


def _read(path: Path, problems: Problems) -> Any:
    """Return a file's content, or {} with a problem that names file and line."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.add(path.name, "", "", " ".join(str(error).split()))
        return {}
    if not isinstance(data, dict):
        problems.add(path.name, "", "", "must hold a mapping")
        return {}
    return data


def _vocabularies(files: dict[str, Any]) -> tuple[dict[str, set[str]], dict[str, dict[str, str]]]:
    """Return the codes of each vocabulary and the standard's codes that stand for them."""
    codes: dict[str, set[str]] = {}
    aliases: dict[str, dict[str, str]] = {}
    for file in VOCABULARY_FILES:
        for vocabulary, rows in files.get(file, {}).items():
            for row in rows:
                codes.setdefault(vocabulary, set()).add(str(row["slug"]))
                names = aliases.setdefault(vocabulary, {})
                if row.get("code"):
                    names[str(row["code"])] = str(row["slug"])
    return codes, aliases


def _identifiers(files: dict[str, Any], problems: Problems) -> set[str]:
    """Return the ids of all entries; each may stand once."""
    seen: set[str] = set()
    for file, data in files.items():
        for rows in data.values() if file != "portal.yaml" else []:
            for row in rows if isinstance(rows, list) else []:
                identifier = row.get("id") if isinstance(row, dict) else None
                if identifier in seen and identifier is not None:
                    problems.add(file, str(identifier), "id", "stands twice")
                seen.add(str(identifier))
    for row in files.get("portal.yaml", {}).values():
        if isinstance(row, dict) and row.get("id"):  # home, the lists, the action plan
            seen.add(str(row["id"]))
    return seen - {"None"}


def read_facts(folder: Path) -> Facts:
    """Read all files below `folder`. Raises FactsError when one is not YAML."""
    problems = Problems()
    paths = sorted(folder.glob("*.yaml")) + sorted((folder / "facts").glob("*.yaml"))
    if not paths:
        raise FactsError([f"{folder}: there are no files to load"])
    files = {path.name: _read(path, problems) for path in paths}
    problems.raise_if_any()
    codes, aliases = _vocabularies(files)
    return Facts(folder, files, codes, aliases, _identifiers(files, problems), problems)
