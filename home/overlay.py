"""Facts of the source page, wording of the translation.

A StreamField of a translated page is a copy made when somebody last pressed "sync", so dates and
addresses in it can be stale. Readers therefore get structure and facts of the source page, and
of the translation only the wording, matched by block id. What has no wording of its own is shown
in the source language and marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock)


@dataclass
class Part:
    """One block for a reader. `language` is that of its wording."""

    kind: str
    id: str
    language: str
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Return a value by name, so that templates write `part.text`."""
        return self.values[name]


def _raw(stream: StreamValue) -> list[dict[str, Any]]:
    """Return the stored blocks without loading the pages and files they point to."""
    return [dict(block) for block in stream.raw_data] if stream else []


def text_names(stream: StreamValue, kind: str) -> set[str]:
    """Return which values of a block are wording; everything else is a fact."""
    children = stream.stream_block.child_blocks[kind].child_blocks
    return {name for name, block in children.items() if isinstance(block, TEXT_BLOCKS)}


def is_foreign(own: str, source: str) -> bool:
    """Say whether wording is still the source's: empty, or equal and longer than a name."""
    return not own or (own == source and len(own.split()) > 3)


def overlay(facts: Any, own: Any, name: str) -> list[Part]:
    """Return the parts of the struct-block stream `name` as the reader of `own` gets them.

    `facts` and `own` are the source page and the shown page; the same page when it is the source.
    """
    stream = getattr(facts, name)
    wording = {block.get("id"): block["value"] for block in _raw(getattr(own, name))}
    parts = []
    for block in _raw(stream):
        values = dict(block["value"])
        language = own.language
        for text in text_names(stream, block["type"]):
            mine = wording.get(block.get("id"), {}).get(text) or ""
            if own is not facts and values.get(text) and is_foreign(mine, values[text]):
                language = facts.language
            elif mine:
                values[text] = mine
        parts.append(Part(block["type"], block.get("id") or "", language, values))
    return parts


@dataclass(frozen=True)
class Wording:
    """A text with its language."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


def wording(facts: Any, own: Any, name: str) -> Wording:
    """Return a text field of the shown page, or the source's where there is no translation."""
    mine, source = str(getattr(own, name) or ""), str(getattr(facts, name) or "")
    if own is not facts and source and is_foreign(mine, source):
        return Wording(source, facts.language)
    return Wording(mine, own.language)
