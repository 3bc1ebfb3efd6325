"""The contact point end to end, in both languages, with a real SMTP server.

English with the keyboard alone, Czech without scripts; partners and firms follow the links of the
messages that arrived. The coordinator works in the admin.
"""

from __future__ import annotations

import re
import threading
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.browser.admin_pages import Admin
from tests.browser.conftest import Portal
from tests.browser.keyboard import press, tab_to
from tests.browser.mailed_portal import MailedPortal, heading, link_in, served_copy, text_of
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser
PARTNER, COORDINATOR, ASSURER = "dotazy@icuk.cz", "kraj@kraj.cz", "garant@icuk.cz"
CARD = "svc-exportni-mentoring"
SETUP = f"""
from partners.models import ContactPointSettings, Organisation, ReferralRule
icuk = Organisation.objects.get(identifier="org-icuk", locale__language_code="cs")
Organisation.objects.filter(pk=icuk.pk).update(enquiry_email="{PARTNER}", mail_language="en")
ReferralRule.objects.create(provider=icuk, partner=icuk, sends_itself=True)
point = ContactPointSettings.load()
point.coordinator_email = "{COORDINATOR}"
point.save()
"""
ASSURE = f"""
from servicecards.models import ServiceCard
ServiceCard.objects.filter(identifier="{CARD}").update(assurer_email="{ASSURER}")
"""
MOVE = "UPDATE partners_referral SET since = datetime(since, ?), made_at = datetime(made_at, ?)"
MOVE_ALSO = "UPDATE partners_enquiry SET since = datetime(since, ?), made_at = datetime(made_at, ?)"
HUMAN = 2500  # milliseconds that people need at least for a form


@pytest.fixture(scope="module")
def mailed(
    portal_server: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MailedPortal]:
    with served_copy(portal_server, tmp_path_factory.mktemp("mailed")) as running:
        running.manage("shell", "-v", "0", "-c", SETUP)
        yield running


def ask_about_a_card(firm: Page, address: str) -> None:
    """Go from a card to the form and send it, by keyboard."""
    firm.goto("/en/services/pro-export-mentoring/")
    press(firm, firm.get_by_role("link", name="Ask about this service"))
    expect(firm.locator("main .notice")).to_contain_text("You ask about:")
    tab_to(firm, firm.locator("#pole-need"))
    firm.keyboard.type("We make porcelain and want to sell it in Germany.")
    expect(firm.locator("#podobne li").first).to_be_visible()
    assert findings(firm) == []
    tab_to(firm, firm.locator("#pole-email"))
    firm.keyboard.type(address)
    firm.wait_for_timeout(HUMAN)
    press(firm, firm.get_by_role("button", name="Send the question").last)
    heading(firm).to_have_text("Your question has arrived")
    assert findings(firm) == []


def take_and_answer(partner: Page, path: str, mailed: MailedPortal, address: str) -> None:
    """Work on a question by the partner's link, by keyboard; afterwards the link is refused."""
    partner.goto(path)
    heading(partner).to_have_text("A question from a firm")
    assert findings(partner) == []
    press(partner, partner.get_by_role("button", name="We take it"))
    expect(partner.locator("main .lede")).to_contain_text("You have taken it")
    mailed.wait_for(address, "has been taken")
    tab_to(partner, partner.locator("#pole-answer"))
    partner.keyboard.type("Come on Tuesday at nine.")
    press(partner, partner.get_by_role("button", name="It is answered"))
    heading(partner).to_have_text("Done")
    partner.goto(path)
    heading(partner).to_have_text("The link does not work")
    assert findings(partner) == []


def test_firm_asks_in_english_and_is_answered(
    mailed: MailedPortal, visitor: Callable[[bool], Page]
) -> None:
    """Form → rule → partner's link → taken → answered → survey, by keyboard."""
    firm, address = visitor(True), "jane@firm.com"
    ask_about_a_card(firm, address)
    receipt = mailed.wait_for(address, "We have your question")
    assert "It went straight to: Innovation Centre" in text_of(receipt)

    asked = mailed.wait_for(PARTNER, "A firm asks")
    assert "> We make porcelain" in text_of(asked)
    take_and_answer(visitor(True), link_in(asked), mailed, address)

    answer = mailed.wait_for(address, "Answer to your question")
    assert "> Come on Tuesday at nine." in text_of(answer)
    assert answer["Reply-To"] == PARTNER
    firm.goto(link_in(answer))
    heading(firm).to_have_text("Did it help?")
    assert findings(firm) == []
    press(firm, firm.get_by_label("Yes"), "Space")
    press(firm, firm.get_by_role("button", name="Send", exact=True))
    heading(firm).to_have_text("Thank you")
    (score,) = mailed.sql("SELECT score FROM partners_surveyanswer")
    assert score == ("yes",)


def test_firm_asks_in_czech_without_scripts_and_the_partner_stays_silent(
    mailed: MailedPortal, visitor: Callable[[bool], Page]
) -> None:
    """Empty search → form → mistake → sent → nine days later a reminder, and word to the firm."""
    firm, address = visitor(False), "petr@firma.cz"
    firm.goto("/cs/hledat/?q=qwxyz")
    firm.get_by_role("link", name="Zeptejte se").or_(
        firm.get_by_role("link", name=re.compile("kontaktní"))
    ).first.click()
    expect(firm.locator("#pole-need")).to_have_value("qwxyz")
    firm.goto(f"/cs/dotaz/?karta={CARD}")
    firm.locator("#pole-need").fill("Chceme vyvážet sklo do Rakouska, neznáme předpisy.")
    firm.locator("#pole-email").fill("petr.firma.cz")
    firm.get_by_role("button", name="Ukázat služby").click()
    expect(firm.locator("#podobne li").first).to_be_visible()
    firm.wait_for_timeout(HUMAN)
    firm.get_by_role("button", name="Odeslat dotaz").last.click()
    expect(firm).to_have_title(re.compile("^Chyba:"))
    expect(firm.locator("#pole-need")).to_have_value(re.compile("sklo do Rakouska"))
    firm.locator("#pole-email").fill(address)
    firm.get_by_role("button", name="Odeslat dotaz").last.click()
    heading(firm).to_have_text("Váš dotaz dorazil")
    receipt = mailed.wait_for(address, "Máme váš dotaz")

    for statement in (MOVE, MOVE_ALSO):
        mailed.sql(statement, "-10 days", "-10 days")
    mailed.manage("newsletter_tick")

    reminder = mailed.wait_for(PARTNER, "Reminder: question")
    told = mailed.wait_for(address, "se zatím nikdo neujal")
    assert "Inovační centrum" in text_of(told)
    firm.goto(link_in(receipt))
    heading(firm).to_have_text("Jak je na tom váš dotaz")
    expect(firm.locator("main")).to_contain_text("firma ví, že ho zatím nikdo nemá")
    partner = visitor(False)
    partner.goto(link_in(reminder))
    partner.get_by_role("button", name="It is not for us").click()
    heading(partner).to_have_text("Done")
    assert "Dotaz č." in mailed.wait_for(COORDINATOR, "žádnému partnerovi nepatří")["Subject"]


def test_coordinator_finds_the_question_and_passes_it_on(
    mailed: MailedPortal, visitor: Callable[[bool], Page]
) -> None:
    firm = visitor(True)
    firm.goto("/cs/polozte-dotaz/")
    firm.locator("#pole-need").fill("Hledáme halu v Lounech, asi tisíc metrů.")
    firm.locator("#pole-email").fill("hala@firma.cz")
    firm.locator("#pole-place").select_option("louny")
    firm.wait_for_timeout(HUMAN)
    firm.get_by_role("button", name="Odeslat dotaz").last.click()
    heading(firm).to_have_text("Váš dotaz dorazil")
    office = visitor(True)
    Admin(office).log_in(mailed.portal)

    office.goto("/admin/contact-point/?turn=office")
    office.get_by_role("main").get_by_role("link", name=re.compile("Hledáme halu")).click()
    office.get_by_label("Jiný partner").select_option(label="Ústecký kraj")
    office.get_by_label("E-mail (prázdné").fill("nemovitosti@kraj.cz")
    office.get_by_role("button", name="Předat").last.click()

    expect(office.get_by_text("Dotaz jde k partnerovi Ústecký kraj")).to_be_visible()
    mailed.wait_for("nemovitosti@kraj.cz", "Ptá se firma")
    mailed.wait_for("hala@firma.cz", "Předali jsme váš dotaz")
    for path, shown in (
        ("/admin/contact-point/coverage/", "Karty podle potřeby"),
        ("/admin/contact-point/feedback/", "Nikdo neví, od koho jsou"),
        ("/admin/snippets/partners/referralrule/add/", "Když platí všechno toto"),
    ):
        office.goto(path)
        expect(office.locator("main")).to_contain_text(shown)


def test_provider_confirms_a_card_by_one_click_of_its_mail(
    mailed: MailedPortal, visitor: Callable[[bool], Page]
) -> None:
    mailed.manage("shell", "-v", "0", "-c", ASSURE)
    mailed.manage("newsletter_tick")
    page = visitor(True)

    page.goto(link_in(mailed.wait_for(ASSURER, "Is this card still right?")))
    heading(page).to_have_text("Is this card still right?")
    assert findings(page) == []
    press(page, page.get_by_role("button", name="Pause it"))
    expect(page.get_by_role("alert")).to_contain_text("a day in the future")
    assert findings(page) == []
    press(page, page.get_by_role("button", name="Everything is still right"))

    heading(page).to_have_text("Thank you")
    page.goto("/cs/sluzby/pro-exportni-mentoring/")
    expect(page.locator(".underplate")).to_contain_text("Naposledy potvrzeno")


@pytest.mark.parametrize("scripts", [True, False])
def test_reader_says_that_a_page_did_not_help(
    mailed: MailedPortal, visitor: Callable[[bool], Page], scripts: bool
) -> None:
    page = visitor(scripts)
    page.goto("/en/about-the-one-stop-shop/")
    press(page, page.get_by_role("button", name="No, something is missing"))
    heading(page).to_have_text("Thank you")
    if scripts:
        assert findings(page) == []
    tab_to(page, page.locator("#pole-komentar"))
    page.keyboard.type("Opening hours are missing.")
    press(page, page.get_by_role("button", name="Send", exact=True))
    heading(page).to_have_text("Thank you")
    rows = mailed.sql("SELECT is_helpful, comment FROM partners_feedback ORDER BY id")
    assert rows[-1] == (0, "Opening hours are missing.")


def test_twelve_clients_with_one_form_make_one_enquiry(mailed: MailedPortal) -> None:
    url = mailed.portal.url
    with urllib.request.urlopen(f"{url}/cs/polozte-dotaz/") as answer:
        soup = BeautifulSoup(answer.read().decode(), "html.parser")
    key = soup.find("input", attrs={"name": "klic"})["value"]
    form = {"klic": key, "need": "Dvanáctkrát stisknuté tlačítko.", "email": "klik@firma.cz"}
    data = urllib.parse.urlencode(form).encode()
    threading.Event().wait(HUMAN / 1000)
    answers: Counter[int] = Counter()

    def press_button() -> None:
        with urllib.request.urlopen(f"{url}/cs/dotaz/", data=data) as answer:
            answers[answer.status] += 1

    threads = [threading.Thread(target=press_button) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == {200: 12}  # each was led on to the page that says thanks
    counted = mailed.sql("SELECT count(*) FROM partners_enquiry WHERE email = 'klik@firma.cz'")
    assert counted == [(1,)]
