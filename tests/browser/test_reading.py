"""Reading the portal: by keyboard, without scripts, in the other language, on paper."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Portal
from tests.browser.keyboard import FOCUS, press, tab_to
from tests.browser.urls import LANGUAGES, NARROWED, PAGES, pair_of
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PHONE, DESKTOP = 360, 1280
CARD = pair_of("card")
CLOSED_CHOICE = ("kde", "kraj")  # of a facet that is folded at first
LONE = "exportni-poradenstvi-czechtrade"
SWITCH = """
from servicecards.models import ServiceCard
ServiceCard.objects.get(slug="czechtrade-export-advice").%s
"""
# A page that is missing has no other language; the alphabet pages the lists differently.
UNPAIRED = ("not found", "finder, second page")


@pytest.fixture
def reader(page: Page) -> Page:
    """A page on which scrolling ends at once."""
    page.emulate_media(reduced_motion="reduce")
    return page


def choice(page: Page, facet: str, code: str) -> Locator:
    """Return the checkbox of a choice in the finder."""
    return page.locator(f"input[name={facet}][value={code}]")


# --- Keyboard ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", ["front page", "finder", "card", "search", "not found"])
def test_skip_link_is_first_and_leads_to_the_content(reader: Page, name: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(pair_of(name)["cs"])
    reader.keyboard.press("Tab")

    expect(reader.locator(".skip")).to_be_focused()
    assert reader.locator(".skip").bounding_box()["y"] >= 0
    reader.keyboard.press("Enter")
    expect(reader.locator("main")).to_be_focused()


def test_menu_on_a_phone_opens_with_enter_and_closes_with_escape(reader: Page) -> None:
    reader.set_viewport_size({"width": PHONE, "height": 800})
    reader.goto("/cs/")
    menu, button = reader.locator("#nabidka"), reader.locator(".tools .menu-button")
    expect(menu).to_be_hidden()
    press(reader, button)
    expect(menu).to_be_visible()
    tab_to(reader, menu.locator("a").first)
    reader.keyboard.press("Escape")

    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in UNPAIRED])
def test_language_switch_leads_to_the_same_page_and_back(reader: Page, name: str) -> None:
    czech, english = (reader.request.get(url).url for url in PAGES[name])
    reader.goto(czech)
    press(reader, ".tools a[hreflang=en]")
    expect(reader).to_have_url(re.compile(re.escape(english.split("?")[0])))
    assert sorted(reader.url.partition("?")[2].split("&")) == sorted(
        english.partition("?")[2].split("&")
    )
    press(reader, ".tools a[hreflang=cs]")

    expect(reader).to_have_url(czech)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_alone_leads_from_a_situation_to_the_provider(
    reader: Page, language: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(f"/{language}/")
    press(reader, ".plate[href*=chceme-vyvazet]")
    expect(reader.locator(".chip")).to_have_count(1)
    if width == PHONE:
        press(reader, ".facets-button")
    box = choice(reader, *CLOSED_CHOICE)
    facet = reader.locator("details.facet", has=box)
    press(reader, facet.locator("summary"))
    promised = int(reader.locator("label", has=box).locator(".num").inner_text())
    press(reader, box, "Space")
    press(reader, ".facets-do button:not(.facets-close)")

    expect(reader.locator(".chip")).to_have_count(2)
    expect(reader.locator("ol.rows > li")).to_have_count(promised)
    press(reader, ".chip[href*=chceme-vyvazet]:not([href*=kde])")
    expect(reader.locator(".chip")).to_have_count(1)
    press(reader, f".rows a[href='{CARD[language]}']")
    expect(reader.locator("h1")).to_have_text(re.compile("export", re.IGNORECASE))
    press(reader, ".signhead__who a")
    press(reader, ".endpoint .name a")
    expect(reader).to_have_url(re.compile(re.escape(pair_of("organisation")[language])))
    press(reader, reader.locator(".crumbs a:visible").last)
    expect(reader).to_have_url(re.compile(re.escape(pair_of("directory")[language]) + "$"))
    press(reader, ".crumbs a")
    expect(reader).to_have_url(re.compile(f"/{language}/$"))
    assert reader.context.cookies() == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_alone_searches_from_the_masthead(reader: Page, language: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(CARD[language])
    if width == PHONE:
        press(reader, ".tools .menu-button")
    press(reader, "#nabidka .only-menu a" if width == PHONE else ".tools__find")
    expect(reader.locator("#q")).to_be_visible()
    tab_to(reader, reader.locator("#q"))
    reader.keyboard.type("mentoring")
    reader.keyboard.press("Enter")

    expect(reader.locator(f"ol.rows a[href='{CARD[language]}']")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", ["finder", "card", "directory", "search", "not found"])
def test_tab_walks_through_the_whole_page_and_shows_every_stop(
    reader: Page, name: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(pair_of(name)["en"])
    last = reader.locator(".ground a:visible").last

    tab_to(reader, last)


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_no_stop_in_the_open_sheet_hides_under_its_buttons(reader: Page, key: str) -> None:
    reader.set_viewport_size({"width": PHONE, "height": 640})
    reader.goto("/cs/sluzby/")
    reader.locator(".facets-button").click()
    sheet = reader.locator("#volby")
    stops = sheet.locator("summary:visible, input:visible, button:visible")
    (stops.first if key == "Tab" else stops.last).focus()
    for _ in range(stops.count() - 1):
        reader.keyboard.press(key)
        assert reader.evaluate(FOCUS) is None
    expect(stops.last if key == "Tab" else stops.first).to_be_focused()


# --- Without scripts --------------------------------------------------------------------------


@pytest.fixture
def scriptless(browser: Browser, portal_server: Portal) -> Iterator[Page]:
    """A reader whose browser runs no scripts."""
    context = browser.new_context(base_url=portal_server.url, java_script_enabled=False)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_works_without_scripts(scriptless: Page, language: str, width: int) -> None:
    page = scriptless
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/{language}/")
    page.locator(".plate[href*=chceme-vyvazet]").click()
    if width == PHONE:
        page.locator(".facets-button").click()
    page.locator("details.facet:has([name=kde]) > summary").click()
    choice(page, *CLOSED_CHOICE).check()
    page.locator(".facets-do button:not(.facets-close)").click()
    expect(page.locator(".chip")).to_have_count(2)
    page.locator(".chip").last.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator(f".rows a[href='{CARD[language]}']").click()
    page.locator(".endpoint .name a").click()
    page.locator(".crumbs a:visible").last.click()
    expect(page).to_have_url(re.compile(re.escape(pair_of("directory")[language])))
    if width == PHONE:
        page.locator(".tools .menu-button").click()
    page.locator("#nabidka .only-menu a" if width == PHONE else ".tools__find").click()
    page.locator("#q").fill("mentoring")
    page.locator("form[role=search]:has(#q) button").click()

    expect(page.locator(f"ol.rows a[href='{CARD[language]}']")).to_be_visible()


# --- A page in Czech only -----------------------------------------------------------------------


def _manage(portal: Portal, code: str) -> None:
    """Run code on the served portal's data, as an editor's act would."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(portal.data), "DEBUG": "0"}
    environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", code]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def czech_only(portal_server: Portal) -> Iterator[str]:
    """The address, for English readers, of a card whose English version is switched off."""
    _manage(portal_server, SWITCH % "unpublish()")
    yield f"/en/services/{LONE}/"
    _manage(portal_server, SWITCH % "save_revision().publish()")


def test_page_in_czech_only_tells_english_readers(reader: Page, czech_only: str) -> None:
    reader.goto(czech_only)

    expect(reader.locator("html")).to_have_attribute("lang", "en")
    expect(reader.locator("main .notice h2")).to_have_text("This page is only in Czech")
    expect(reader.locator("h1")).to_have_attribute("lang", "cs")
    expect(reader.locator(".lede")).to_have_attribute("lang", "cs")
    expect(reader.locator(".gets li").first).to_have_attribute("lang", "cs")
    expect(reader.locator("#vkostce")).to_have_text("At a glance")
    canonical = reader.locator("link[rel=canonical]").get_attribute("href")
    assert canonical.endswith(f"/cs/sluzby/{LONE}/")


def test_page_in_czech_only_is_marked_in_the_english_list(reader: Page, czech_only: str) -> None:
    reader.goto(f"/en/services/{NARROWED}")
    row = reader.locator("article", has=reader.locator(f"a[href='{czech_only}']"))

    expect(row.locator("h3 a")).to_have_attribute("lang", "cs")
    expect(row.locator("h3 a")).to_have_attribute("hreflang", "cs")
    expect(row.locator(".row__who")).to_contain_text("In Czech only")


def test_language_switch_of_a_page_in_czech_only_leads_to_its_czech_page(
    reader: Page, czech_only: str
) -> None:
    reader.goto(czech_only)
    press(reader, ".tools a[hreflang=cs]")
    expect(reader).to_have_url(re.compile(f"/cs/sluzby/{LONE}/$"))
    press(reader, ".tools a[hreflang=en]")

    expect(reader).to_have_url(re.compile(re.escape(czech_only) + "$"))


# --- On paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["card", "card with long texts"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_card_prints_on_one_sheet_without_navigation(
    reader: Page, name: str, language: str
) -> None:
    reader.goto(pair_of(name)[language])
    paper = reader.pdf(prefer_css_page_size=True)
    reader.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert {round(float(size)) for size in re.findall(rb"/MediaBox \[0 0 ([\d.]+)", paper)} == {595}
    for part in (".site-nav", ".tools", ".crumbs", "footer", ".skip"):
        expect(reader.locator(part)).to_be_hidden()
    expect(reader.locator("h1")).to_be_visible()
    expect(reader.locator(".endpoint")).to_be_visible()
    expect(reader.locator(".print-only")).to_contain_text(pair_of(name)[language])
