"""Editing: a card from its change to both readers; the admin under its own content policy.

The fixture `page` fails a test on any policy violation, script error or foreign request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.addresses import STATISTICS
from tests.browser.admin_pages import Admin
from tests.browser.conftest import Portal

pytestmark = pytest.mark.browser

# A card that no other test of the served portal looks at, with phrases on several lines.
TITLE = "Exportní vzdělávání a semináře"
CZECH, ENGLISH = "/cs/sluzby/exportni-vzdelavani/", "/en/services/export-training/"
CZECH_SENTENCE = "Naučte se vyvážet na kurzech a seminářích pro firmy."
ENGLISH_SENTENCE = "Learn how to export at courses and seminars for firms."
# Screens that print inline scripts or build themselves by script, with what must then be there.
SCREENS = {
    "/admin/": "main h1",
    "/admin/pages/search/?q=export": "main table a",
    "/admin/images/multiple/add/": "input[type=file]",
    "/admin/documents/multiple/add/": "input[type=file]",
    "/admin/snippets/home/term/": "main table a",
    "/admin/snippets/home/navigation/": "main table a",
    "/admin/settings/home/operatorsettings/": "#id_statement_reviewed",
    "/admin/users/": "main table a",
    "/admin/groups/new/": "#id_page_permissions-ADD",
    "/admin/redirects/add/": "#id_redirect_page-chooser",
    "/admin/locales/": "main table a",
    "/admin/reports/site-history/": "main table tbody tr",
    "/admin/localize/reports/translations/": "main table a",
}


@pytest.fixture
def admin(page: Page, portal_server: Portal) -> Admin:
    """The admin after logging in."""
    admin = Admin(page)
    admin.log_in(portal_server)
    return admin


@pytest.fixture
def reader(browser: Browser, portal_server: Portal) -> Iterator[Page]:
    """Somebody who is not logged in."""
    context = browser.new_context(base_url=portal_server.url)
    yield context.new_page()
    context.close()


def lede(reader: Page, url: str) -> str:
    """Return the first sentence of a card as a reader sees it, white space folded."""
    reader.goto(url)
    return " ".join(reader.locator(".lede").inner_text().split())


def test_an_editor_changes_translates_and_publishes_and_the_reader_sees_it(
    admin: Admin, reader: Page
) -> None:
    old_english = lede(reader, ENGLISH)
    admin.find(TITLE)
    admin.field("Shrnutí").fill(CZECH_SENTENCE)
    admin.publish()
    expect(admin.message()).to_contain_text("Zveřejněno, ale něco chybí.")
    assert lede(reader, CZECH) == CZECH_SENTENCE
    assert lede(reader, ENGLISH) == old_english

    admin.message().get_by_role("link", name="Upravit").click()
    translation = admin.synchronise()
    assert lede(reader, ENGLISH) == old_english
    admin.open(translation)
    expect(admin.untranslated()).to_have_count(1)
    expect(admin.untranslated()).to_contain_text(CZECH_SENTENCE)
    admin.translate(CZECH_SENTENCE, ENGLISH_SENTENCE)
    expect(admin.untranslated()).to_have_count(0)
    admin.publish_translation()

    assert lede(reader, ENGLISH) == ENGLISH_SENTENCE
    assert lede(reader, CZECH) == CZECH_SENTENCE


def test_the_admin_works_under_its_policy(admin: Admin) -> None:
    for url, sign in SCREENS.items():
        admin.open(url)
        expect(admin.page.locator(sign).first, url).to_be_visible()


def test_the_editor_of_a_card_runs_its_scripts(admin: Admin) -> None:
    admin.find(TITLE)
    page = admin.page
    page.get_by_role("button", name="Přidat výzva").click()
    admin.choose_date(page.get_by_label("Otevírá se").last)
    page.get_by_role("button", name="Přidat organizace").click()
    added = page.locator("[id$=-organisation-chooser]:visible").last
    admin.choose_page(added, "Ministerstvo", "Ministerstvo zahraničních věcí")


EDITORS = {
    "Transformační centrum Ústeckého kraje": "Přidat partner",
    "Klastry a proexportní iniciativy samospráv": "Přidat služba",
    "Mezinárodní projekty v číslech": "Přidat odkaz",
    "Téma: Průmysl 4.0 a digitalizace": "Přidat odkaz",
}


@pytest.mark.parametrize(("title", "button"), EDITORS.items(), ids=range(len(EDITORS)))
def test_the_editors_of_projects_and_plans_run_their_scripts(
    admin: Admin, title: str, button: str
) -> None:
    admin.find(title)

    admin.page.get_by_role("button", name=button).first.click()

    expect(admin.page.get_by_role("button", name="Další akce")).to_be_visible()


def test_one_number_of_the_snapshot_changes_what_readers_see(admin: Admin, reader: Page) -> None:
    reader.goto(STATISTICS[1])
    expect(reader.locator(".figure-big")).to_contain_text("45")
    admin.find("Mezinárodní projekty v číslech")
    rejected = admin.page.get_by_role("spinbutton", name=re.compile("zamítnuté", re.IGNORECASE))
    rejected.fill("42")  # 18 of 60
    admin.publish()

    reader.reload()
    expect(reader.locator(".figure-big")).to_contain_text("30")
    expect(reader.locator("#data tbody tr").last).to_contain_text("42")
    expect(reader.locator("svg.w-form .p-lost")).to_have_count(84)
    admin.message().get_by_role("link", name="Upravit").click()
    rejected.fill("22")
    admin.publish()
    reader.reload()
    expect(reader.locator(".figure-big")).to_contain_text("45")


def test_the_preview_follows_the_editor(admin: Admin) -> None:
    title = "Inkubace start-upů v ICUK"  # a card that no other test here changes
    admin.find(title)
    page = admin.page
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")

    expect(preview.locator("h1")).to_have_text(title)
    # At the pace of a person: what changes before Wagtail took its first look is no change to it.
    field = admin.field("Název")
    field.press("End")
    field.press_sequentially(" a okolí", delay=400)
    expect(preview.locator("h1")).to_have_text(f"{title} a okolí", timeout=20_000)


def test_the_admin_speaks_the_language_of_the_browser(
    browser: Browser, portal_server: Portal
) -> None:
    for language, button in {"cs-CZ": "Přihlásit se", "en-GB": "Sign in"}.items():
        context = browser.new_context(base_url=portal_server.url, locale=language)
        page = context.new_page()
        page.goto("/admin/login/")

        expect(page.get_by_role("button", name=re.compile(button))).to_be_visible()
        context.close()
