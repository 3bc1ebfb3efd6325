"""The search as people use it: suggestions, facets; with the keyboard, without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal
from tests.browser.keyboard import press, tab_to
from tests.browser.test_accessibility import FINDINGS, LOOKED_AT, OPTIONS

pytestmark = pytest.mark.browser
PHONE, DESKTOP = 360, 1280
ADDRESS = {"cs": "/cs/hledat/", "en": "/en/search/"}


@pytest.mark.parametrize("language", ADDRESS)
@pytest.mark.parametrize("start", ["front page", "search"])
def test_keyboard_alone_goes_from_the_first_letters_to_the_page(
    page: Page, language: str, start: str
) -> None:
    page.goto(f"/{language}/" if start == "front page" else ADDRESS[language])
    field = page.get_by_role("combobox")
    tab_to(page, field)
    page.keyboard.type({"cs": "exportni ment", "en": "pro-export ment"}[language])
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    wanted = options.first.locator("span").first.inner_text()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(wanted)


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    page.goto(ADDRESS["cs"])
    field = page.get_by_role("combobox")
    field.press_sequentially("export")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("export")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=export"))
    expect(page.locator("article.row").first).to_be_visible()


def test_pointer_takes_a_suggestion_and_leaving_the_field_closes_them(page: Page) -> None:
    page.goto(ADDRESS["cs"])
    field = page.get_by_role("combobox")
    field.press_sequentially("inova")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.fill("inovac")
    expect(option).to_be_visible()
    option.click()

    expect(page).not_to_have_url(re.compile("hledat"))


@pytest.mark.parametrize("width", [320, DESKTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_suggestions_have_no_barriers(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(ADDRESS["cs"])
    page.get_by_role("combobox").press_sequentially("export")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE_SCRIPT)

    assert page.evaluate(FINDINGS, [".search", OPTIONS, LOOKED_AT]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ADDRESS)
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("scripts", [True, False])
def test_results_are_narrowed_and_opened_with_the_keyboard(
    browser: Browser, portal_server: Portal, language: str, width: int, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=portal_server.url,
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(ADDRESS[language])
    tab_to(page, page.locator("#q"))
    page.keyboard.type("export")
    page.keyboard.press("Enter")
    expect(page.locator("article.row").first).to_be_visible()
    press(page, page.locator(".types a", has_text={"cs": "Služby", "en": "Services"}[language]))
    expect(page).to_have_url(re.compile("druh=service"))
    if width == PHONE:
        press(page, page.locator(".facets-button"))
    press(page, page.locator("input[name=tema][value=export]"), "Space")
    press(page, page.locator(".facets-do button:not(.facets-close)"))
    expect(page).to_have_url(re.compile("tema=export"))
    expect(page).to_have_url(re.compile("druh=service"))

    press(page, page.locator("article.row h3 a").first)
    expect(page.locator(".endpoint").first).to_be_visible()
    context.close()


def test_correction_offers_the_way_back(page: Page) -> None:
    page.goto(ADDRESS["cs"] + "?q=inovacni voucehry")
    expect(page.locator("main")).to_contain_text("Ukazujeme výsledky pro inovační vouchery")
    page.get_by_role("link", name="Hledat přesně").click()

    expect(page).to_have_url(re.compile("presne=1"))
    expect(page.locator("#q")).to_have_value("inovacni voucehry")


def test_followed_result_is_counted_without_a_cookie(page: Page) -> None:
    page.goto(ADDRESS["cs"] + "?q=vouchery")
    with page.expect_request("**/hledat/otevreno/") as sent:
        page.locator("article.row h3 a").first.click()

    assert sent.value.post_data == "q=vouchery"
    assert page.context.cookies() == []
