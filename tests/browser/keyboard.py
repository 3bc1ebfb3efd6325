"""Walking through a page with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 160  # from one end of the longest page to the other
# Whether the focused element shows it, and is not hidden under another one.
FOCUS = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const draws = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
    || s.boxShadow !== "none";
  const row = e.closest(".search__row");
  const box = e.getClientRects()[0];
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const shown = draws(getComputedStyle(e)) || (row && draws(getComputedStyle(row)));
  const name = `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 30)}"`;
  if (!shown) return `no ring: ${name}`;
  return top && (e.contains(top) || top.contains(e)) ? null : `hidden: ${name}`;
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; every stop on the way shows where it is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) is None
        if target.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {target}")


def press(page: Page, target: str | Locator, key: str = "Enter") -> None:
    """Go to an element with Tab and press a key on it."""
    locator = page.locator(target) if isinstance(target, str) else target
    tab_to(page, locator.first)
    page.keyboard.press(key)
