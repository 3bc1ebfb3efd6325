"""The whole way of a subscriber: sign up, confirm, get the issue, read it on the web, leave.

In both languages, with the keyboard alone, with and without scripts; mail lies in the folder of the
portal's own worker. An editor sends the issue from the admin.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.admin_pages import Admin
from tests.browser.conftest import Portal, Watch
from tests.browser.keyboard import press, tab_to
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser
PATIENCE = 90  # seconds until a letter lies in the folder
START = {"cs": "/cs/novinky-e-mailem/", "en": "/en/news-by-email/"}
WORDS = {
    "cs": {
        "subscribe": "Odebírat novinky",
        "sent": "Podívejte se do schránky",
        "confirmed": "Jste přihlášeni",
        "error": "Chyba:",
        "saved": "Vaše volby jsou uložené.",
        "paused": "nic nechodí",
        "left": "Jste odhlášeni",
        "save": "Uložit",
        "pause": "Dát si pauzu",
        "leave": "Odhlásit odběr",
        "subject": "Týden pro firmy v kraji",
        "item": "CzechTrade a CzechInvest se spojují",
    },
    "en": {
        "subscribe": "Subscribe",
        "sent": "Look into your mailbox",
        "confirmed": "You are subscribed",
        "error": "Error:",
        "saved": "Your wishes are saved.",
        "paused": "gets nothing until",
        "left": "You have left",
        "save": "Save",
        "pause": "Pause",
        "leave": "Unsubscribe",
        "subject": "The week for firms in the region",
        "item": "CzechTrade and CzechInvest are merging",
    },
}


def letters_to(portal: Portal, address: str) -> list[EmailMessage]:
    """Return what the worker has put into the folder for an address, oldest first."""
    found = []
    for envelope in sorted((portal.data / "mail").glob("*.json"), key=lambda p: p.stat().st_mtime):
        if json.loads(envelope.read_text())["recipient"] == address:
            content = envelope.with_suffix(".eml").read_bytes()
            found.append(message_from_bytes(content, policy=policy.default))
    return found  # type: ignore[return-value]


def wait_for(portal: Portal, address: str, subject: str) -> EmailMessage:
    """Wait for a letter. Fails when it does not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for letter in letters_to(portal, address):
            if subject in str(letter["Subject"]):
                return letter
        time.sleep(0.3)
    pytest.fail(f"no letter “{subject}” to {address}")


def link_in(letter: EmailMessage, part: str) -> str:
    """Return the path of a link in the text part."""
    body: Any = letter.get_body(("plain",))
    return next(
        path
        for path in re.findall(r"http://127\.0\.0\.1:\d+(/\S*)", body.get_content())
        if part in path
    )


@pytest.fixture
def reader(
    browser: Browser, portal_server: Portal, watch: Watch
) -> Iterator[Callable[[bool], Page]]:
    """Return a function that opens a browser of its own, with or without scripts."""
    contexts = []

    def make(scripts: bool) -> Page:
        context = browser.new_context(
            base_url=portal_server.url,
            java_script_enabled=scripts,
            locale="cs-CZ",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        watch.attach(page, portal_server.url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.problems


def sign_up(page: Page, language: str, address: str, by_keyboard: bool) -> None:
    """Fill in the form and send it."""
    words = WORDS[language]
    page.goto(START[language])
    button = page.get_by_role("button", name=words["subscribe"], exact=True)
    if by_keyboard:
        tab_to(page, page.locator("#pole-email"))
        page.keyboard.type(address)
        press(page, page.locator("input[name=topics][value=export]"), "Space")
        press(page, button)
    else:
        page.locator("#pole-email").fill(address)
        page.locator("input[name=topics][value=export]").check()
        button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["sent"])


@pytest.fixture(scope="session")
def issue_sent(browser: Browser, portal_server: Portal) -> Callable[[], None]:
    """Return a function that makes an editor send the next weekly issue, once a session."""
    done: list[bool] = []

    def send() -> None:
        if done:
            return
        context = browser.new_context(base_url=portal_server.url, locale="cs-CZ")
        page = context.new_page()
        Admin(page).log_in(portal_server)
        page.goto("/admin/newsletter/")
        page.get_by_role("main").get_by_role(
            "link", name=re.compile("Týden pro firmy")
        ).first.click()
        expect(page.get_by_role("heading", name="Náhledy")).to_be_visible()
        page.get_by_role("button", name="Odeslat teď").click()
        expect(page.get_by_text("Vydání odejde do minuty")).to_be_visible()
        context.close()
        done.append(True)

    return send


def test_subscribers_of_both_languages_go_the_whole_way(
    portal_server: Portal, reader: Callable[[bool], Page], issue_sent: Callable[[], None]
) -> None:
    """Czech with the keyboard alone; English without scripts. One issue serves both."""
    people = {"cs": (reader(True), True), "en": (reader(False), False)}
    for language, (page, by_keyboard) in people.items():
        address, words = f"jana.{language}@firma.cz", WORDS[language]
        sign_up(page, language, address, by_keyboard)
        subject = {"cs": "Potvrďte odběr novinek", "en": "Confirm the subscription"}[language]
        letter = wait_for(portal_server, address, subject)
        page.goto(link_in(letter, {"cs": "potvrdit", "en": "confirm"}[language]))
        expect(page.get_by_role("heading", level=1)).to_have_text(words["confirmed"])

    issue_sent()

    for language, (page, by_keyboard) in people.items():
        address, words = f"jana.{language}@firma.cz", WORDS[language]
        letter = wait_for(portal_server, address, words["subject"])
        body: Any = letter.get_body(("plain",))
        assert words["item"] in body.get_content()
        assert (
            sum(words["subject"] in str(m["Subject"]) for m in letters_to(portal_server, address))
            == 1
        )
        page.goto(link_in(letter, {"cs": "zpravodaj", "en": "newsletter"}[language]))
        expect(page.get_by_role("heading", level=1)).to_contain_text(words["subject"])
        expect(page.locator("main")).to_contain_text(words["item"])
        page.goto(link_in(letter, {"cs": "nastaveni", "en": "settings"}[language]))
        change_pause_and_leave(page, words, by_keyboard)


def change_pause_and_leave(page: Page, words: dict[str, str], by_keyboard: bool) -> None:
    """Use the page of one's own subscription."""

    def use(name: str) -> None:
        button = page.get_by_role("button", name=words[name], exact=True)
        if by_keyboard:
            press(page, button)
        else:
            button.click()

    box = page.locator("input[name=topics][value=dotace]")
    if by_keyboard:
        press(page, box, "Space")
    else:
        box.check()
    use("save")
    expect(page.get_by_role("status")).to_contain_text(words["saved"])
    expect(page.locator("input[name=topics][value=dotace]")).to_be_checked()
    use("pause")
    expect(page.locator("main .lede")).to_contain_text(words["paused"])
    use("leave")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["left"])


def test_link_opened_in_another_browser_asks_for_one_click(
    portal_server: Portal, reader: Callable[[bool], Page]
) -> None:
    sign_up(reader(True), "cs", "petr@firma.cz", by_keyboard=False)
    letter = wait_for(portal_server, "petr@firma.cz", "Potvrďte odběr novinek")
    other = reader(False)

    other.goto(link_in(letter, "potvrdit"))
    expect(other.get_by_role("heading", level=1)).to_have_text("Potvrdit odběr")
    other.get_by_role("button", name="Potvrdit odběr").click()

    expect(other.get_by_role("heading", level=1)).to_have_text("Jste přihlášeni")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", START)
def test_mistakes_are_said_on_top_with_the_way_to_the_field(
    reader: Callable[[bool], Page], language: str, scripts: bool
) -> None:
    page = reader(scripts)
    page.goto(START[language])
    page.locator("#pole-email").fill("info.firma.cz")
    page.get_by_role("button", name=WORDS[language]["subscribe"], exact=True).click()

    expect(page).to_have_title(re.compile(f"^{WORDS[language]['error']}"))
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    press(page, summary.get_by_role("link").first)
    expect(page).to_have_url(re.compile("#pole-email$"))
    expect(page.locator("#pole-email")).to_have_value("info.firma.cz")


def test_axe_finds_nothing_on_the_pages_of_a_subscription(
    portal_server: Portal, reader: Callable[[bool], Page]
) -> None:
    page = reader(True)
    page.goto(START["cs"])
    page.locator("#pole-email").fill("bez zavináče")
    page.get_by_role("button", name="Odebírat novinky", exact=True).click()
    assert findings(page) == []
    sign_up(page, "cs", "eva@firma.cz", by_keyboard=False)
    letter = wait_for(portal_server, "eva@firma.cz", "Potvrďte odběr novinek")
    other = reader(True)
    other.goto(link_in(letter, "potvrdit"))
    assert findings(other) == []
    page.goto(link_in(letter, "potvrdit"))
    assert findings(page) == []
    page.get_by_role("link", name="Témata, četnost, pauza").click()
    expect(page).to_have_url(re.compile("nastaveni"))  # axe must not run in the page left behind
    assert findings(page) == []
    page.goto(page.url.replace("nastaveni", "odhlasit"))
    assert findings(page) == []


def test_editors_pages_of_the_newsletter_break_no_rule_of_the_browser(
    page: Page, portal_server: Portal
) -> None:
    Admin(page).log_in(portal_server)
    page.goto("/admin/newsletter/")
    expect(page.get_by_role("heading", name="Chystaná vydání")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=re.compile("pro firmy v kraji")).first.click()
    expect(page.get_by_role("heading", name="Položky")).to_be_visible()
    page.goto("/admin/newsletter/messages/")
    expect(page.get_by_role("heading", name="Ve složce pošty")).to_be_visible()
