"""What comes of the actors' reports: the plan's page, the progress report, metrics; privacy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mail.privacy import erase_address, keep_periods
from partners.models import Organisation
from projects.indicators.series import series_for
from projects.models import ActionPlanCard, IndicatorPage, ReportRound
from projects.reporting.halves import HalfYear
from projects.reporting.progress import mean_of
from projects.reporting.rounds import open_round
from tests.everywhere import everywhere
from tests.page_client import PageClient
from tests.projects.plan_actors import (
    CO_LEAD,
    LEAD,
    PLAN,
    SENTENCE,
    SILENT,
    answer,
    approved,
    mailbox,
    opened,
    plan,
    report_of,
    with_mailboxes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
REPORT = f"{PLAN[0]}?zprava=2026-1"


def test_plan_shows_who_is_silent(page_client: PageClient) -> None:
    found = opened()
    answer(LEAD)
    waiting = page_client.get(PLAN[0]).text
    ReportRound.objects.filter(pk=found.pk).update(closed_at=timezone.now())
    closed = page_client.get(PLAN[0]).text

    assert "zatím ne" in waiting
    assert "mlčí" in closed
    assert "Neosloveno" in closed
    assert "first half of 2026" in page_client.get(PLAN[1]).text.lower()


def test_progress_report_is_for_both_languages_and_files(
    page_client: PageClient, client: Client
) -> None:
    opened()
    answer(LEAD, state="done", sentence=SENTENCE, score="5")
    approved(LEAD)

    czech, english = page_client.get(REPORT), page_client.get(f"{PLAN[1]}?zprava=2026-1")
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{REPORT}&format=csv").content.decode("utf-8-sig")))
    )

    assert czech.soup.find("svg", class_="plot-line")
    drawn = [int(text.get_text()) for text in czech.soup.select("svg.plot-line g g text")]
    lines = czech.soup.find("figure").find("table").tbody.find_all("tr")
    assert drawn == [sum(int(td.get_text()) for td in line.find_all("td")) for line in lines]
    assert "pololetí 2026" in czech.text
    assert english.soup.find("small", lang="cs", string=lambda t: t and "Analýza" in t)
    assert english.soup.find("a", hreflang="cs")["href"] == REPORT
    assert len(rows) == 34
    assert sum(row["state"] == "done" for row in rows) == 6
    assert client.get(f"{PLAN[0]}?zprava=2020-1").status_code == 404


def test_unpublished_card_and_actor_keep_their_drafts_to_themselves(client: Client) -> None:
    opened()
    answer(LEAD, sentence=SENTENCE)
    approved(LEAD)
    for card in ActionPlanCard.objects.filter(number=7):
        card.unpublish()
        ActionPlanCard.objects.filter(pk=card.pk).update(title="Tajný koncept")
    for page in Organisation.objects.filter(identifier=CO_LEAD):
        page.unpublish()
        Organisation.objects.filter(pk=page.pk).update(title="Tajný úřad", short_name="")

    for form in ("", "&format=csv", "&format=json"):
        for path in (REPORT, f"{PLAN[1]}?zprava=2026-1"):
            text = client.get(f"{path}{form}").content.decode()
            assert "Tajný" not in text
            assert "Pracovní skupina" not in text
    assert "Tajný" not in client.get(PLAN[0]).content.decode()


def test_satisfaction_and_involvement_fill_themselves(page_client: PageClient) -> None:
    found = opened()
    answer(LEAD, score="5")
    answer(CO_LEAD, score="4")
    satisfaction = IndicatorPage.objects.get(
        identifier="k7-m4-spokojenost", locale__language_code="cs"
    )
    involvement = IndicatorPage.objects.get(identifier="k7-m4-zapojeni", locale__language_code="cs")

    (point,) = series_for(satisfaction).values
    assert (point.value, point.is_provisional) == (Decimal("4.50"), True)
    assert point.when.day == date(2026, 6, 30)
    (share,) = series_for(involvement).values
    assert share.value == Decimal("66.67")
    ReportRound.objects.filter(pk=found.pk).update(closed_at=timezone.now())
    assert not series_for(satisfaction).values[0].is_provisional
    page = page_client.get(satisfaction.get_url())
    assert "4,5" in page.text
    assert "2 z 3 aktérů" in page.text


@given(st.lists(st.integers(1, 5), max_size=20))
def test_mean_lies_between_the_scores(scores: list[int]) -> None:
    mean = mean_of(scores)
    assert (mean is None) == (not scores)
    assert mean is None or min(scores) <= mean <= max(scores)


def test_pages_ask_the_same_for_more_actors(count_queries: Callable[[str], int]) -> None:
    opened(LEAD)
    answer(LEAD)
    urls = (PLAN[0], REPORT, "/cs/ukazatele/")
    for url in urls:
        count_queries(url)
    before = [count_queries(url) for url in urls]
    with_mailboxes(LEAD, CO_LEAD, SILENT)
    open_round(plan(), HalfYear(2026, 2))
    for actor in (LEAD, CO_LEAD, SILENT):
        answer(actor)

    after = [count_queries(url) for url in (PLAN[0], f"{PLAN[0]}?zprava=2026-2", urls[2])]
    assert after == before
    assert max(before) <= 12, before


# --- Privacy ---------------------------------------------------------------------------------


def test_mailbox_of_an_actor_is_erased_everywhere() -> None:
    opened()
    answer(LEAD)
    erase_address(mailbox(LEAD))
    assert everywhere(mailbox(LEAD)) == []
    assert report_of(LEAD).answered_at


def test_old_mailboxes_go() -> None:
    opened()
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        assert keep_periods(dry_run=True)["reports"] == 3
        keep_periods()
    assert report_of(LEAD).email == ""
