"""Walking from an action to a project to a service and back; the matrix on all screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.addresses import CARD_7, STATISTICS
from tests.browser.conftest import Portal
from tests.browser.keyboard import press
from tests.browser.urls import LANGUAGES, pair_of

pytestmark = pytest.mark.browser

PHONE, DESKTOP = 360, 1280
PLAN, PROJECT = pair_of("action plan"), pair_of("project")
CARD = dict(zip(LANGUAGES, CARD_7, strict=True))
SERVICE = {
    "cs": "/cs/sluzby/podpora-klastru-a-alianci/",
    "en": "/en/services/support-for-clusters/",
}


@pytest.fixture
def reader(page: Page) -> Page:
    """A page on which scrolling ends at once."""
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_alone_leads_from_the_plan_to_a_service_and_back(
    reader: Page, language: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(f"/{language}/")
    if width == PHONE:
        press(reader, ".tools .menu-button")
    press(reader, f"#nabidka a[href='{PLAN[language]}']")
    expect(reader).to_have_url(re.compile(f"{PLAN[language]}$"))
    press(reader, f".rows a[href='{CARD[language]}']")
    expect(reader.locator("h1")).to_have_text(re.compile("iniciativ|initiatives"))

    press(reader, f".steps a[href='{SERVICE[language]}']")
    expect(reader).to_have_url(re.compile(SERVICE[language]))
    press(reader, f".trace a[href='{CARD[language]}']")

    expect(reader).to_have_url(re.compile(CARD[language]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_alone_leads_from_a_project_to_its_partner_and_back(
    reader: Page, language: str
) -> None:
    reader.goto(PROJECT[language])
    press(reader, ".aside a[href*=birmingham]")
    expect(reader.locator("h1")).to_contain_text("Birmingham")

    press(reader, f".rows a[href='{PROJECT[language]}']")

    expect(reader).to_have_url(re.compile(PROJECT[language]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_role_filter_works_without_scripts(
    browser: Browser, portal_server: Portal, language: str
) -> None:
    context = browser.new_context(base_url=portal_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(CARD[language])
    page.locator("#role").select_option("co_lead")
    page.locator("form:has(#role) button").click()

    expect(page.locator("table.matrix tbody tr")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"role=co_lead$"))
    context.close()


def test_matrix_is_a_table_on_wide_screens_and_a_list_on_narrow_ones(reader: Page) -> None:
    reader.goto(CARD["cs"])
    table, deeds = reader.locator("table.matrix"), reader.locator("ol.deeds")
    reader.set_viewport_size({"width": DESKTOP, "height": 800})
    expect(table).to_be_visible()
    expect(deeds).to_be_hidden()

    reader.set_viewport_size({"width": PHONE, "height": 800})
    expect(table).to_be_hidden()
    expect(deeds).to_be_visible()
    reader.emulate_media(media="print")
    expect(table).to_be_visible()


def test_statistics_explain_the_figure_and_give_it_away(reader: Page) -> None:
    reader.goto(STATISTICS[0])
    press(reader, "a[href='#data']")
    expect(reader).to_have_url(re.compile("#data$"))

    with reader.expect_download() as download:
        press(reader, "a[href='?format=csv']")

    assert download.value.suggested_filename == "projekty-podle-stavu.csv"


def test_opened_tables_of_the_statistics_scroll_in_their_own_frame(reader: Page) -> None:
    reader.set_viewport_size({"width": 320, "height": 800})
    reader.goto(pair_of("statistics")["en"])
    for summary in reader.locator(".plot details summary").all():
        summary.click()

    expect(reader.locator(".plot details table").last).to_be_visible()
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320
