"""The quarterly report of what firms told us: counted, in both languages, public or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from home.dates import PRAGUE
from home.roles import COORDINATOR, EDITOR
from partners.models import Enquiry, FirmNeed, QuarterReport
from partners.needs.quarters import Quarter, last_quarters
from partners.needs.report import report_of
from search.in_vain import searches_in_vain
from search.models import SearchCount
from tests.page_client import PageClient
from tests.partners.conftest import asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
QUARTER = Quarter(2026, 2)
PAGES = {"cs": "/cs/co-rikaji-firmy/", "en": "/en/what-firms-tell-us/"}
QUARTERS = "/admin/contact-point/needs/quarters/"


def need(day: date = date(2026, 5, 4), **changes: str) -> FirmNeed:
    """Store a need."""
    values = {"need": "uver", "topic": "financovani", "sector": "c", "district": "most"}
    key = str(FirmNeed.objects.count())
    return FirmNeed.objects.create(day=day, form_key=key, **{**values, **changes})


@pytest.fixture
def quarter(db: None) -> None:
    """Needs, a question and a search in vain of one quarter, and of others."""
    need()
    need(sector="", district="")
    need(topic="export", need="poradenstvi")
    need(day=date(2026, 3, 31))
    need(day=date(2026, 7, 1))
    inside = asked(topic="export", place="most")
    outside = asked(topic="export", email="jina@firma.cz")
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=PRAGUE)
    Enquiry.objects.filter(pk=inside.pk).update(made_at=moment)
    Enquiry.objects.filter(pk=outside.pk).update(made_at=datetime(2026, 7, 1, 0, 30, tzinfo=PRAGUE))
    SearchCount.objects.create(
        day=date(2026, 4, 2), language="cs", text="exportní sleva", searches=4, found=0
    )
    SearchCount.objects.create(
        day=date(2026, 4, 2), language="cs", text="něco jiného", searches=2, found=0
    )


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_quarters_cover_every_day_once(day: date) -> None:
    found = Quarter.of(day)
    assert found.first_day <= day <= found.last_day
    assert found.following.previous == found
    assert Quarter.parse(found.code) == found
    assert last_quarters(day, 4)[3].first_day < found.first_day


@pytest.mark.parametrize("code", ["", "2026-5", "2026", "1999-1", "2026-1 "])
def test_other_codes_are_no_quarter(code: str) -> None:
    assert Quarter.parse(code) is None


@pytest.mark.usefixtures("quarter")
def test_report_counts_each_source_by_topic_and_district() -> None:
    found = report_of(QUARTER, "cs")

    by_topic = {line.code: (line.told, line.asked, line.searched) for line in found.topics}
    assert by_topic["financovani"] == (2, 0, 0)
    assert by_topic["export"] == (1, 1, 4)
    assert by_topic["-"] == (0, 0, 2)
    assert (found.told, found.asked, found.searched) == (3, 1, 6)
    places = {line.code: (line.told, line.asked) for line in found.districts}
    assert places == {"most": (2, 1), "-": (1, 0)}
    assert sum(number for _name, numbers in found.matrix for number in numbers) == 3
    assert sum(number for _name, number in found.sectors) == 3


@pytest.mark.usefixtures("quarter")
def test_both_languages_count_the_same() -> None:
    czech, english = report_of(QUARTER, "cs"), report_of(QUARTER, "en")
    numbers = [[(ln.code, ln.all) for ln in found.topics] for found in (czech, english)]
    assert numbers[0] == numbers[1]
    assert czech.topics[0].name != english.topics[0].name


@pytest.mark.usefixtures("quarter")
def test_report_is_the_offices_until_it_is_published(
    client: Client, member_of: Callable[..., Client], page_client: PageClient
) -> None:
    path = f"{PAGES['cs']}?ctvrtleti={QUARTER.code}"
    office = member_of(COORDINATOR)
    assert client.get(path).status_code == 404
    draft = office.get(path)
    assert draft.status_code == 200
    assert "no-store" in draft["Cache-Control"]
    form = {"quarter": QUARTER.code, "comment_cs": "Chybějí úvěry.", "comment_en": ""}

    office.post(QUARTERS, {**form, "action": "publish", "version": QuarterReport().version})
    czech = page_client.get(path)
    english = page_client.get(f"{PAGES['en']}?ctvrtleti={QUARTER.code}")

    assert "Chybějí úvěry." in czech.text
    assert english.soup.find(attrs={"lang": "cs"}, string=None)
    assert "Chybějí úvěry." in english.text
    assert czech.soup.find("svg", class_="plot-line")
    assert QUARTER.code in str(page_client.get(PAGES["cs"]).soup.main)
    assert english.soup.find("a", hreflang="cs")["href"] == path
    office.post(QUARTERS, {**form, "action": "withdraw"})
    assert client.get(path).status_code == 404
    assert QuarterReport.objects.get().comment_cs == "Chybějí úvěry."


@pytest.mark.usefixtures("quarter")
@pytest.mark.parametrize("language", ["cs", "en"])
def test_every_number_of_the_plot_stands_in_the_table_and_the_file(
    page_client: PageClient, client: Client, language: str
) -> None:
    QuarterReport.objects.create(year=2026, quarter=2, published_on=date(2026, 7, 2))
    path = f"{PAGES[language]}?ctvrtleti={QUARTER.code}"
    soup = page_client.get(path).soup
    rows = soup.main.find("figure").find("table").tbody.find_all("tr")
    sums = [row.find_all("td")[-1].get_text(strip=True) for row in rows]
    drawn = [text.get_text() for text in soup.find("svg", class_="plot-line").select("g g text")]
    text = client.get(f"{path}&format=csv").content.decode("utf-8-sig")
    topics = [row for row in csv.DictReader(io.StringIO(text)) if row["dimension"] == "topic"]

    assert drawn == sums
    assert [
        str(int(row["told_by_firms"]) + int(row["questions"]) + int(row["searches_in_vain"]))
        for row in topics
    ] == sums


@pytest.mark.usefixtures("quarter")
def test_published_numbers_stay_until_they_are_counted_again(
    member_of: Callable[..., Client], client: Client
) -> None:
    office, path = member_of(COORDINATOR), f"{PAGES['cs']}?ctvrtleti={QUARTER.code}&format=csv"
    form = {"quarter": QUARTER.code, "action": "publish"}
    office.post(QUARTERS, {**form, "version": QuarterReport().version})
    before = client.get(path).content
    SearchCount.objects.all().delete()
    need()
    assert client.get(path).content == before

    office.post(QUARTERS, {**form, "version": QuarterReport.objects.get().version})

    assert client.get(path).content != before


def test_second_of_two_coordinators_does_not_wipe_out_a_comment(
    member_of: Callable[..., Client],
) -> None:
    office, version = member_of(COORDINATOR), QuarterReport().version
    form = {"quarter": QUARTER.code, "version": version}
    office.post(QUARTERS, {**form, "action": "save", "comment_cs": "První."})

    html = office.post(
        QUARTERS, {**form, "action": "publish", "comment_cs": "Druhý."}
    ).content.decode()

    row = QuarterReport.objects.get()
    assert (row.comment_cs, row.published_on) == ("První.", None)
    assert "mezitím změnil" in html
    assert "Druhý." in html
    office.post(QUARTERS, {**form, "action": "withdraw", "comment_cs": ""})
    assert QuarterReport.objects.get().comment_cs == "První."
    logged = ModelLogEntry.objects.filter(action="partners.quarter_save").get()
    assert logged.label == QUARTER.code


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("exportní sleva", "cs", "export"),
        ("business loan", "en", "-"),
        ("úvěr na podnikání", "cs", "-"),
        ("místo výkonu práce", "cs", "-"),
        ("humanitarian aid", "en", "-"),
    ],
)
def test_general_words_tell_no_topic(text: str, language: str, topic: str) -> None:
    day = date(2026, 5, 5)
    SearchCount.objects.create(day=day, language=language, text=text, searches=3, found=0)
    assert searches_in_vain(day, day, "-") == {topic: 3}


def test_empty_quarter_says_so(page_client: PageClient) -> None:
    QuarterReport.objects.create(year=2020, quarter=1, published_on=date(2020, 7, 2))
    text = page_client.get(f"{PAGES['cs']}?ctvrtleti=2020-1").text
    assert "nikdo nic nezapsal" in text


def test_report_asks_the_same_for_more_needs(count_queries: Callable[[str], int]) -> None:
    QuarterReport.objects.create(year=2026, quarter=2, published_on=date(2026, 7, 2))
    path = f"{PAGES['cs']}?ctvrtleti={QUARTER.code}"
    need()
    asked(topic="export")
    count_queries(path)
    before = count_queries(path)
    for topic in ("export", "klastry", "dotace"):
        for kind in ("uver", "poradenstvi", "skoleni"):
            need(topic=topic, need=kind)
    assert count_queries(path) == before


def test_editors_look_and_do_not_publish(member_of: Callable[..., Client]) -> None:
    editor = member_of(EDITOR)
    assert editor.get(QUARTERS).status_code == 200
    editor.post(QUARTERS, {"action": "publish", "quarter": "2026-2"})
    assert not QuarterReport.objects.exists()


@pytest.mark.parametrize("code", ["2999-1", "x", ""])
def test_quarters_that_have_not_begun_are_not_published(
    member_of: Callable[..., Client], code: str
) -> None:
    office = member_of(COORDINATOR)
    html = office.post(
        QUARTERS, {"action": "publish", "quarter": code}, follow=True
    ).content.decode()
    assert "ze seznamu" in html
    assert not QuarterReport.objects.exists()
