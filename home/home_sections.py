"""The front page shows what other rooms contribute, without knowing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from home.frame import Frame

Section = Callable[[Any, Frame], dict[str, Any]]
_sections: dict[str, Section] = {}


def register_home_section(name: str) -> Callable[[Section], Section]:
    """Return a decorator: the function's result stands as `sections.<name>` in the template."""

    def register(section: Section) -> Section:
        _sections[name] = section
        return section

    return register


def home_sections(page: Any, frame: Frame) -> dict[str, dict[str, Any]]:
    """Return the contributions of all rooms to a front page in its frame, by name."""
    return {name: section(page, frame) for name, section in _sections.items()}
