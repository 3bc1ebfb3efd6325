"""Wagtail's admin as an editor of the office uses it: by what the screen says, in Czech.

`wait_for_function` and the like do not work here: they evaluate text, which the policy forbids.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Portal


class Admin:
    """The admin in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def log_in(self, portal: Portal) -> None:
        """Log in with name and password."""
        self.page.goto("/admin/")
        self.page.get_by_label("Uživatelské jméno").fill(portal.admin_name)
        self.page.get_by_label(re.compile("Password|Heslo")).fill(portal.admin_password)
        self.page.get_by_role("button", name="Přihlásit se").click()
        expect(self.page.get_by_role("button", name=portal.admin_name)).to_be_visible()

    def open(self, url: str) -> None:
        """Open a screen and wait until its scripts have run."""
        self.page.goto(url)
        expect(self.page.locator("body")).to_have_class(re.compile(r"\bready\b"))

    def find(self, title: str) -> None:
        """Search for a page and open its editor."""
        box = self.page.get_by_role("search").get_by_role("textbox", name="Hledat")
        box.fill(title)
        box.press("Enter")
        self.page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
        expect(self.field("Název")).to_have_value(title)

    def field(self, label: str) -> Locator:
        """Return the text field with exactly this label, required or not."""
        return self.page.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}\*?$"))

    def publish(self) -> None:
        """Publish what the editor shows."""
        footer = self.page.locator("footer")
        footer.get_by_role("button", name="Další akce").click()
        footer.get_by_role("button", name="Publikovat").click()
        expect(self.message()).to_contain_text("byla zveřejněna")

    def message(self) -> Locator:
        """Return what the admin says on top of the screen."""
        return self.page.locator(".messages")

    def synchronise(self) -> str:
        """Hand the published text of the open page to its translators; return where they work."""
        self.page.get_by_role("button", name="Akce").first.click()
        self.page.get_by_role("link", name="Synchronizovat přeložené stránky").click()
        translation = self.page.get_by_role("main").locator("li a[target=_blank]")
        url = translation.get_attribute("href")
        self.page.get_by_role("button", name="Uložit").click()
        expect(self.message()).to_contain_text("Úspěšně byly aktualizovány překlady")
        assert url
        return url

    def untranslated(self) -> Locator:
        """Return the texts of the open translation editor that wait for a translator."""
        expect(self.page.locator(".js-translation-editor li.complete").first).to_be_visible()
        return self.page.locator(".js-translation-editor li.incomplete")

    def translate(self, source: str, translation: str) -> None:
        """Translate one text."""
        item = self.page.locator(".js-translation-editor li li", has_text=source)
        item.get_by_role("button", name="Přeložit").click()
        item.get_by_role("textbox").fill(translation)
        item.get_by_role("button", name="Uložit").click()
        expect(item).to_have_class("complete")

    def publish_translation(self) -> None:
        """Publish the open translation."""
        self.page.get_by_role("button", name="Publikovat").click()
        expect(self.message()).to_contain_text("Zveřejn")

    def choose_page(self, chooser: Locator, words: str, title: str) -> None:
        """Search for a page in a chooser's dialog and choose it."""
        chooser.get_by_role("button", name="Zvolit stránku").click()
        dialog = self.page.locator(".modal.in")
        # A dialog that is closed while it still fades in leaves its grey veil behind.
        expect(dialog).to_have_css("opacity", "1")
        dialog.get_by_role("textbox").fill(words)
        dialog.get_by_role("link", name=title, exact=True).click()
        expect(self.page.locator(".modal-backdrop")).to_have_count(0)
        expect(chooser.locator("[data-chooser-title]")).to_have_text(title)

    def choose_date(self, field: Locator) -> None:
        """Type a date into the browser's own date input."""
        field.fill("2026-11-15")
        expect(field).to_have_value("2026-11-15")
