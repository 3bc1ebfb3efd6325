"""Ten firms look for help: each finds the one service, whatever hand and screen it uses.

Every journey runs in Czech and in English, on a phone and on a desktop, with a pointer and with
the keyboard alone, with scripts and without. Words are typed without diacritics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Portal, Watch
from tests.browser.keyboard import press, tab_to

pytestmark = pytest.mark.browser
PHONE, DESKTOP = 360, 1280
LIST = {"cs": "/cs/sluzby/", "en": "/en/services/"}


@dataclass
class Reader:
    """A firm at the portal: acts with a pointer or with the keyboard alone."""

    page: Page
    language: str
    width: int
    by_keyboard: bool

    def of(self, czech: str, english: str) -> str:
        """Return the wording of the reader's language."""
        return czech if self.language == "cs" else english

    def go(self, path: str) -> None:
        self.page.goto(path)

    def press(self, target: str | Locator) -> None:
        """Follow a link or press a button."""
        locator = self.page.locator(target) if isinstance(target, str) else target
        if self.by_keyboard:
            press(self.page, locator)
        else:
            locator.first.click()

    def tick(self, facet: str, *codes: str) -> None:
        """Tick choices of a facet and apply them."""
        if self.width == PHONE:
            self.press(".facets-button")
        for code in codes:
            box = self.page.locator(f"input[type=checkbox][name={facet}][value={code}]")
            details = self.page.locator("details.facet", has=box)
            if details.get_attribute("open") is None:
                self.press(details.locator("summary"))
            if self.by_keyboard:
                press(self.page, box, "Space")
            else:
                box.check()
        self.press(".facets-do button:not(.facets-close)")
        for code in codes:
            expect(self.page).to_have_url(re.compile(f"{facet}={code}"))

    def type(self, target: str, text: str) -> None:
        """Type into a field and send it with Enter."""
        field = self.page.locator(target)
        if self.by_keyboard:
            tab_to(self.page, field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)
        self.page.keyboard.press("Enter")

    def answer(self, name: str, value: str) -> None:
        """Answer a question of the guide."""
        field = self.page.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)  # what a key does in a list differs between systems
        else:
            field.fill(value)

    def reach(self, czech: str, english: str) -> None:
        """Open the card from the list and see who stands behind it."""
        path = LIST[self.language] + self.of(czech, english) + "/"
        self.press(f".rows a[href='{path}']")
        expect(self.page).to_have_url(re.compile(re.escape(path)))
        expect(self.page.locator("h1")).to_have_count(1)
        expect(self.page.locator(".endpoint").first).to_be_visible()


def exporting_to_germany(reader: Reader) -> None:
    """We want to start exporting to Germany, three people, no money."""
    reader.go(LIST[reader.language] + "?pruvodce=1")
    for name, value in (("ucel", "chceme-vyvazet"), ("lidi", "3"), ("vyvoz", "ne")):
        reader.answer(name, value)
    reader.press("form.form button[type=submit]")
    expect(reader.page.locator(".verdicts").first).to_be_visible()
    reader.reach("pro-exportni-mentoring", "pro-export-mentoring")


def exporting_in_own_words(reader: Reader) -> None:
    """The same, typed as a sentence."""
    reader.go(LIST[reader.language])
    reader.type(
        "#fq", reader.of("chceme zacit vyvazet do nemecka", "we want to start exporting to germany")
    )
    expect(reader.page.locator(".sentence")).to_contain_text(reader.of("nemecka", "germany"))
    reader.reach("exportni-poradenstvi-czechtrade", "czechtrade-export-advice")


def idea_without_money(reader: Reader) -> None:
    """We have an idea and no money: one of the situations in plain words."""
    reader.go(LIST[reader.language])
    reader.press(f".presets a:has-text('{reader.of('Máme nápad', 'We have an idea')}')")
    expect(reader.page.locator(".chip").first).to_be_visible()
    reader.reach("inovacni-vouchery", "innovation-vouchers")


def bank_wants_collateral(reader: Reader) -> None:
    """The bank wants collateral: a word without diacritics, then a kind of support."""
    reader.go(LIST[reader.language])
    reader.type("#fq", reader.of("zaruky", "guarantee"))
    expect(reader.page).to_have_url(re.compile("q="))
    reader.tick("podpora", "zaruka")
    reader.reach("zaruky-za-uvery-nrb", "loan-guarantees-nrb")


def looking_for_premises(reader: Reader) -> None:
    """We are looking for a hall: from the front page to the situation, then by topic."""
    reader.go(f"/{reader.language}/")
    reader.press(f"main a[href='{LIST[reader.language]}']")
    expect(reader.page).to_have_url(re.compile(re.escape(LIST[reader.language]) + "$"))
    reader.tick("udalost", "hledame-prostory")
    reader.reach("podnikatelske-nemovitosti-a-brownfieldy", "business-property-and-brownfields")


def free_advice_for_a_beginner(reader: Reader) -> None:
    """We are starting and want to pay nothing."""
    reader.go(LIST[reader.language])
    reader.tick("udalost", "zaciname-podnikat")
    reader.tick("cena", "zdarma")
    expect(reader.page.locator("ol.rows > li")).to_have_count(2)
    reader.reach("uvodni-konzultace-v-kontaktnim-miste", "first-consultation-one-stop-shop")


def investor_from_abroad(reader: Reader) -> None:
    """An investor asks whether somebody will help."""
    reader.go(LIST[reader.language])
    reader.tick("pro", "investori")
    reader.reach("asistence-investorum", "investor-assistance")


def factory_goes_digital(reader: Reader) -> None:
    """Robots in a factory: from the topic's page to the service."""
    reader.go(reader.of("/cs/prumysl-4-0/", "/en/industry-4-0/"))
    path = LIST[reader.language] + reader.of("audit-digitalni-zralosti", "digital-maturity-audit")
    reader.press(f"main a[href='{path}/']")
    expect(reader.page.locator(".endpoint").first).to_be_visible()


def too_many_choices(reader: Reader) -> None:
    """A dead end: the page says which choice to drop, and that opens the way."""
    reader.go(LIST[reader.language] + "?tema=export&udalost=zaciname-podnikat")
    expect(reader.page.locator("ol.rows")).to_have_count(0)
    reader.press(".loosen a[href*='?tema=export']")
    expect(reader.page.locator("ol.rows > li").first).to_be_visible()
    reader.reach("exportni-vzdelavani", "export-training")


def from_the_provider(reader: Reader) -> None:
    """Somebody knows CzechTrade and asks what else it does."""
    reader.go(reader.of("/cs/partneri/", "/en/partners/"))
    reader.press("main a:has-text('CzechTrade')")
    expect(reader.page.locator("h1")).to_contain_text("CzechTrade")
    path = LIST[reader.language] + reader.of(
        "asistence-zahranicnich-kancelari", "foreign-office-assistance"
    )
    reader.press(f"main a[href='{path}/']")
    expect(reader.page.locator(".endpoint").first).to_be_visible()


JOURNEYS: list[Callable[[Reader], None]] = [
    exporting_to_germany,
    exporting_in_own_words,
    idea_without_money,
    bank_wants_collateral,
    looking_for_premises,
    free_advice_for_a_beginner,
    investor_from_abroad,
    factory_goes_digital,
    too_many_choices,
    from_the_provider,
]
# Language, width, keyboard alone, scripts: each of them in both values with every other.
READERS = {
    "czech-desktop-pointer-scripts": ("cs", DESKTOP, False, True),
    "czech-phone-keyboard-no-scripts": ("cs", PHONE, True, False),
    "english-phone-pointer-scripts": ("en", PHONE, False, True),
    "english-desktop-keyboard-scripts": ("en", DESKTOP, True, True),
}


@pytest.fixture(params=READERS.values(), ids=READERS)
def reader(
    request: pytest.FixtureRequest, browser: Browser, portal_server: Portal, watch: Watch
) -> Iterator[Reader]:
    language, width, by_keyboard, scripts = request.param
    context = browser.new_context(
        base_url=portal_server.url,
        java_script_enabled=scripts,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    watch.attach(page, portal_server.url)
    yield Reader(page, language, width, by_keyboard)
    assert context.cookies() == []
    context.close()
    assert not watch.problems


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_firm_finds_its_service(reader: Reader, journey: Callable[[Reader], None]) -> None:
    journey(reader)


# --- Without reloading ------------------------------------------------------------------------


@pytest.fixture
def finder(page: Page) -> Page:
    """The finder with scripts; `loads` counts the pages that the browser loaded."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(LIST["cs"])
    page.evaluate("window.stayed = true")
    return page


def stayed(page: Page) -> bool:
    """Say whether the page is still the one that was loaded first."""
    return bool(page.evaluate("window.stayed === true"))


def test_results_change_without_reloading_and_the_back_button_undoes_it(finder: Page) -> None:
    finder.locator("input[type=checkbox][value=poradenstvi]").check()
    expect(finder.locator(".chip")).to_have_count(1)
    finder.locator("input[type=checkbox][value=msp]").evaluate("e => e.click()")
    expect(finder.locator(".chip")).to_have_count(2)
    count = finder.locator("ol.rows > li").count()
    finder.locator(".chip").last.click()
    expect(finder.locator(".chip")).to_have_count(1)
    finder.go_back()

    expect(finder.locator(".chip")).to_have_count(2)
    expect(finder.locator("ol.rows > li")).to_have_count(count)
    expect(finder.locator("input[type=checkbox][value=msp]")).to_be_checked()
    finder.go_back()
    finder.go_back()
    expect(finder.locator(".chip")).to_have_count(0)
    assert stayed(finder)


def test_focus_stays_on_what_was_ticked_and_goes_to_the_sentence_after_a_chip(finder: Page) -> None:
    box = finder.locator("input[type=checkbox][value=poradenstvi]")
    box.focus()
    finder.keyboard.press("Space")
    expect(finder.locator(".chip")).to_have_count(1)
    expect(box).to_be_focused()
    finder.locator(".chip").focus()
    finder.keyboard.press("Enter")
    expect(finder.locator(".chip")).to_have_count(0)

    expect(finder.locator(".sentence")).to_be_focused()


def test_who_moves_on_at_once_is_not_thrown_back(finder: Page) -> None:
    finder.route("**/*podpora=*", lambda route: (finder.wait_for_timeout(500), route.continue_()))
    finder.locator("input[type=checkbox][value=poradenstvi]").check()
    summary = finder.locator("details.facet summary").nth(4)
    summary.focus()
    expect(finder.locator(".chip")).to_have_count(1)

    expect(summary).to_be_focused()


def test_language_switch_feeds_and_files_follow_the_choice(finder: Page) -> None:
    finder.locator("input[type=checkbox][value=poradenstvi]").check()
    expect(finder.locator(".tools a[hreflang=en]")).to_have_attribute(
        "href", "/en/services/?podpora=poradenstvi"
    )

    feed = finder.locator("link[type='application/atom+xml'][href*='podpora=poradenstvi']")
    expect(feed).to_have_count(1)
    assert finder.locator(".takeaway a[href*='podpora=poradenstvi']").count() > 3


def test_open_facet_stays_open_and_pages_of_the_list_turn(finder: Page) -> None:
    facet = finder.locator("details.facet", has=finder.locator("input[name=kde]"))
    facet.locator("summary").click()
    finder.locator("input[type=checkbox][value=cr]").check()
    expect(finder.locator(".chip")).to_have_count(1)
    expect(facet).to_have_attribute("open", "")

    finder.locator(".pager a").first.click()
    expect(finder).to_have_url(re.compile("strana=2"))
    assert stayed(finder)


def test_choices_on_a_phone_count_on_in_the_open_sheet(finder: Page) -> None:
    finder.set_viewport_size({"width": PHONE, "height": 700})
    finder.locator(".facets-button").click()
    finder.locator("input[type=checkbox][value=poradenstvi]").check()
    expect(finder).to_have_url(re.compile("podpora=poradenstvi"))

    assert finder.locator("#volby").evaluate("e => e.matches(':popover-open')")
    finder.locator(".facets-do button:not(.facets-close)").click()
    expect(finder.locator("#volby")).to_be_hidden()
    assert stayed(finder)


def test_facets_that_come_back_stand_where_they_stood(finder: Page) -> None:
    order = "[...document.querySelectorAll('.facet')].map(d => d.querySelector('input').name)"
    before = finder.evaluate(order)
    finder.locator("#fq").fill("qwxyz")
    finder.keyboard.press("Enter")
    expect(finder.locator(".facet")).to_have_count(0)
    finder.go_back()
    expect(finder.locator(".facet")).to_have_count(len(before))

    assert finder.evaluate(order) == before


def test_answer_that_is_an_error_becomes_a_plain_visit(finder: Page) -> None:
    finder.route("**/*podpora=poradenstvi*", lambda route: route.abort(), times=1)
    finder.locator("input[type=checkbox][value=poradenstvi]").check()

    expect(finder.locator(".chip")).to_have_count(1)
    assert not stayed(finder)
