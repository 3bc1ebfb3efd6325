"""The plan measures itself, and the project office runs its pipeline: end to end, both languages.

An idea from its note to the project and the statistics; a report from its mail to the metric; what
a firm told a partner on a phone, up to the public report. With a real SMTP server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from home.dates import today_in_prague
from tests.addresses import PAGES, STATISTICS
from tests.browser.admin_pages import Admin
from tests.browser.conftest import Portal
from tests.browser.keyboard import press, tab_to
from tests.browser.mailed_portal import MailedPortal, heading, link_in, served_copy, text_of
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser
ACTOR, PARTNER, COORDINATOR = "akter@mpo.cz", "teren@icuk.cz", "kraj@kraj.cz"
PLAN = ("/cs/akcni-plan-pro-export/", "/en/action-plan-for-export/")
SETUP = f"""
from partners.models import ContactPointSettings, Organisation
Organisation.objects.filter(identifier="org-mpo").update(
    assurer_email="{ACTOR}", mail_language="en")
Organisation.objects.filter(identifier="org-icuk").update(enquiry_email="{PARTNER}")
point = ContactPointSettings.load()
point.coordinator_email = "{COORDINATOR}"
point.save()
"""
MEASURED = """
from datetime import date
from projects.models import IndicatorGoal, IndicatorPage, IndicatorValue
page = IndicatorPage.objects.get(identifier="k7-m3-preziti", locale__language_code="cs")
for year, months, value in ((2021, 36, 58), (2023, 36, 66), (2023, 60, 48)):
    IndicatorValue.objects.create(
        indicator=page, locale=page.locale, day=date(year, 12, 31), horizon=months, value=value,
        is_provisional=months == 60)
IndicatorGoal.objects.create(indicator=page, day=date(2026, 12, 31), horizon=36, value=70)
"""


@pytest.fixture(scope="module")
def mailed(
    portal_server: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MailedPortal]:
    with served_copy(portal_server, tmp_path_factory.mktemp("plan")) as running:
        running.manage("shell", "-v", "0", "-c", SETUP)
        running.manage("shell", "-v", "0", "-c", MEASURED)
        yield running


@pytest.fixture
def office(mailed: MailedPortal, visitor: Callable[..., Page]) -> Page:
    """The office's browser, logged in."""
    page = visitor()
    Admin(page).log_in(mailed.portal)
    return page


def move(office: Page, step: str, day: str = "", note: str = "") -> None:
    """Take an idea one step further."""
    if day:
        office.get_by_label("Den podání nebo rozhodnutí").fill(day)
    office.get_by_label("Poznámka; zamítnutí").fill(note)
    office.get_by_role("button", name=step, exact=True).click()


def note_idea(office: Page) -> None:
    """Enter an idea and open its page."""
    office.goto("/admin/snippets/projects/projectidea/add/")
    office.locator("[name=title]").fill("Zelený vodík v údolí Labe")
    office.locator("[name=acronym]").fill("H2ELBE")
    office.locator("textarea[name=description]").fill(
        "Společný výcvik techniků na obou stranách hranice."
    )
    office.locator("select[name=programme]").select_option(label="Interreg Česko–Sasko")
    office.locator("select[name=region_role]").select_option("lead")
    office.locator("footer").get_by_role("button", name="Uložit").click()
    office.get_by_role("main").get_by_role("link", name="Zelený vodík v údolí Labe").click()


def test_idea_goes_from_a_note_to_a_project_and_the_statistics(
    office: Page, visitor: Callable[..., Page]
) -> None:
    note_idea(office)
    move(office, "Hledáme partnery")
    office.get_by_role("button", name="Založit stránku „hledáme partnera“").click()
    office.locator("main table a", has_text="Zelený vodík").click()
    Admin(office).publish()
    reader = visitor(False)
    reader.goto("/en/partners-wanted/")
    press_link = reader.get_by_role("link", name="Zelený vodík v údolí Labe")
    expect(press_link).to_have_attribute("lang", "cs")
    press_link.click()
    expect(reader.get_by_role("link", name="Come forward")).to_be_visible()

    office.goto("/admin/snippets/projects/projectidea/")
    office.get_by_role("main").get_by_role("link", name="Zelený vodík v údolí Labe").click()
    move(office, "V přípravě")
    move(office, "Podáno", "2026-02-27")
    move(office, "Zamítnuto", "2026-06-01")
    expect(office.get_by_text("Napište, proč byla žádost zamítnuta")).to_be_visible()
    move(office, "Schváleno", "2026-06-01", "95 bodů")
    office.get_by_role("button", name="Udělat z něj projekt").click()
    office.get_by_text("Projekt:").get_by_role("link").click()
    expect(office.locator("#id_acronym")).to_have_value("H2ELBE")
    Admin(office).publish()

    reader.goto("/cs/projekty/")
    expect(reader.get_by_role("link", name=re.compile("Zelený vodík"))).to_be_visible()
    reader.goto(STATISTICS[1])
    bids = reader.locator("section[aria-labelledby=zadosti]")
    expect(bids.get_by_role("row", name=re.compile("2026 Interreg Czechia"))).to_contain_text("100")
    office.goto("/admin/projects-and-plan/report/")
    expect(office.locator("main")).to_contain_text("Žádosti podle roku a programu")
    watched = visitor()
    for address in (*STATISTICS, *PAGES["partners wanted"]):
        watched.goto(address)
        assert findings(watched) == []


def report_by_keyboard(actor: Page, path: str) -> None:
    """Fill an actor's report in, with a mistake on the way."""
    actor.goto(path)
    heading(actor).to_contain_text("half of")
    assert findings(actor) == []
    tab_to(actor, actor.locator("select[name^=state-]").first)
    actor.keyboard.type("done")
    tab_to(actor, actor.locator("input[name^=sentence-]").first)
    actor.keyboard.type("The analysis is finished.")
    tab_to(actor, actor.locator("input[name^=url-]").first)
    actor.keyboard.type("https://mpo.example/analysis.pdf")
    press(actor, actor.get_by_role("button", name="Send the report"))
    expect(actor.get_by_role("alert")).to_contain_text("Say what the document is")
    expect(actor.locator("input[name^=sentence-]").first).to_have_value("The analysis is finished.")
    assert findings(actor) == []
    tab_to(actor, actor.locator("input[name^=title-]").first)
    actor.keyboard.type("Analysis of opportunities")
    tab_to(actor, actor.locator("input[name^=score-]").first)
    actor.keyboard.press("ArrowRight")
    press(actor, actor.get_by_role("button", name="Send the report"))
    heading(actor).to_have_text("The report has arrived")


def test_report_goes_from_the_mail_to_the_metric(
    office: Page, mailed: MailedPortal, visitor: Callable[..., Page]
) -> None:
    office.goto("/admin/projects-and-plan/reports/")
    office.get_by_role("button", name="Oslovit aktéry").click()
    expect(office.get_by_text("Osloveno 1 z 11 aktérů")).to_be_visible()
    letter = mailed.wait_for(ACTOR, "Your report for the")
    assert "Action Plan for Export" in str(letter["Subject"])
    assert "activities 1–6" in text_of(letter).replace("\u00a0", " ")

    report_by_keyboard(visitor(), link_in(letter))

    told = mailed.wait_for(COORDINATOR, "zpráva za")
    office.goto(re.findall(r"(/admin/\S+)", text_of(told))[-1])
    expect(office.locator("main")).to_contain_text("The analysis is finished.")
    reader = visitor(False)
    reader.goto(PLAN[0])
    reader.get_by_role("link", name=re.compile("Zpráva o pokroku")).click()
    expect(reader.locator("main")).not_to_contain_text("The analysis is finished.")
    office.get_by_role("button", name="Schválit", exact=True).click()
    expect(office.get_by_text("Věty a dokumenty jsou teď veřejné")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("link", name="Analysis of opportunities")).to_be_visible()
    reader.goto("/en/indicators/satisfaction-of-the-actors-with-the-course-of-the-project/")
    expect(reader.get_by_role("table").first).to_contain_text("1 of 1 actors")


def test_partner_notes_on_a_phone_what_a_firm_told_it(
    office: Page, mailed: MailedPortal, visitor: Callable[..., Page]
) -> None:
    office.goto("/admin/contact-point/needs/")
    office.locator("select[name=partner]").select_option(
        label="Inovační centrum Ústeckého kraje, z. s."
    )
    office.get_by_role("button", name="Poslat odkaz").click()
    phone = visitor(True, 360)
    phone.goto(link_in(mailed.wait_for(PARTNER, "Řekněte nám")))
    heading(phone).to_have_text("Co firma potřebovala?")
    phone.get_by_role("button", name="Uložit").click()
    expect(phone.get_by_role("alert")).to_contain_text("Vyberte, co firma potřebuje")
    assert findings(phone) == []
    phone.set_viewport_size({"width": 360, "height": 800})
    phone.get_by_label("Co potřebuje").select_option(label="Úvěr")
    phone.get_by_label("O co jde").select_option("financovani")
    phone.get_by_role("button", name="Uložit").click()
    expect(phone.get_by_role("status")).to_contain_text("Uloženo")

    office.goto("/admin/contact-point/needs/quarters/")
    office.get_by_label("komentář anglicky").first.fill("Loans were missing.")
    office.get_by_role("button", name="Zveřejnit").first.click()
    reader = visitor()
    reader.goto("/en/what-firms-tell-us/")
    reader.locator("main ul.rows a").first.click()
    expect(reader.locator("main")).to_contain_text("Loans were missing.")
    assert findings(reader) == []
    expect(reader.locator("figure table tbody tr").first).to_contain_text("1")


@pytest.mark.parametrize("address", PAGES["indicator"])
def test_plot_of_an_indicator_breaks_no_rule_and_fits_a_phone(
    visitor: Callable[..., Page], address: str
) -> None:
    page = visitor(True, 360)
    page.goto(address)
    expect(page.locator("svg.plot-line circle")).to_have_count(3)
    assert findings(page) == []


@pytest.mark.parametrize("address", PLAN)
def test_progress_report_breaks_no_rule(
    office: Page, mailed: MailedPortal, visitor: Callable[..., Page], address: str
) -> None:
    rounds = mailed.sql("SELECT year, half FROM projects_reportround ORDER BY id DESC")
    if not rounds:
        office.goto("/admin/projects-and-plan/reports/")
        office.get_by_role("button", name="Oslovit aktéry").click()
        rounds = mailed.sql("SELECT year, half FROM projects_reportround ORDER BY id DESC")
    page = visitor()
    page.goto(f"{address}?zprava={rounds[0][0]}-{rounds[0][1]}")
    assert findings(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".site-footer, footer").first).to_be_hidden()


def test_office_keeps_the_duties_of_a_project(
    office: Page, mailed: MailedPortal, visitor: Callable[..., Page]
) -> None:
    due = today_in_prague().replace(year=today_in_prague().year + 1, day=1)
    office.goto("/admin/snippets/projects/duty/add/")
    Admin(office).choose_page(
        office.locator("#id_project-chooser"),
        "ECOS4IN",
        "ECOS4IN – přeshraniční ekosystém pro Průmysl 4.0",
    )
    office.locator("select[name=kind]").select_option("report")
    office.locator("[name=title]").fill("Zpráva o udržitelnosti")
    office.locator("input[name=due]").fill(due.isoformat())
    office.locator("select[name=repeat_months]").select_option("12")
    office.locator("footer").get_by_role("button", name="Uložit").click()
    office.goto("/admin/projects-and-plan/duties/")
    office.get_by_role("button", name="Splněno").first.click()
    following = date(due.year + 1, due.month, 1)
    expect(
        office.get_by_text(f"Další má termín {following.day}. {following.month}.")
    ).to_be_visible()
    office.goto("/admin/projects-and-plan/duties/calendar/")
    office.get_by_role("button", name="Vytvořit novou adresu").click()
    address = office.locator("#address").input_value()
    answer = visitor().request.get(address)
    assert answer.status == 200
    assert "VEVENT" in answer.text()
