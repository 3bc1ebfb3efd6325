"""The register: steps of an idea, pages that come of it, success of bids, who may."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from home.dates import today_in_prague
from newsletter.models import NewsEvent
from projects.models import (
    IdeaLink,
    Opportunity,
    PartnerWantedPage,
    ProjectIdea,
    ProjectPage,
)
from projects.register.moving import move
from projects.register.pages import make_project, make_wanted_page, try_again
from projects.register.report import BidRow, bids
from projects.register.states import BIDS, DECIDED, FOLLOWS, IdeaState, may_follow
from tests.addresses import STATISTICS
from tests.factories import term
from tests.page_client import PageClient
from tests.projects.conftest import WHO, decided, idea, organisation, submitted, with_partner

PAST = date(2026, 1, 5)


# --- Steps, pure -----------------------------------------------------------------------------


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    reached = {IdeaState.IDEA}
    for _n in IdeaState:
        reached |= {step for state in reached for step in FOLLOWS[state]}
    assert reached == set(IdeaState)
    assert all(FOLLOWS[state] for state in IdeaState)


@given(st.text(max_size=20), st.text(max_size=20))
def test_unknown_states_follow_nothing(one: str, other: str) -> None:
    known = one in IdeaState.values and other in IdeaState.values
    assert known or not may_follow(one, other)


# --- Steps, stored ---------------------------------------------------------------------------


class TestWalks(TestCase):
    """Any walk through the states keeps the register true."""

    @given(st.lists(st.sampled_from(IdeaState.values), max_size=12), st.booleans())
    def test_walk_keeps_days_reasons_and_history(self, steps: list[str], has_note: bool) -> None:
        entry = idea()
        taken = []
        for step in steps:
            try:
                move(entry, step, WHO, note="Důvod." if has_note else "")
                taken.append(step)
            except ValidationError:
                fresh = ProjectIdea.objects.get(pk=entry.pk)
                assert fresh.state == entry.state
        entry.refresh_from_db()
        assert [line.after for line in entry.entries.all()] == taken
        assert entry.state == (taken[-1] if taken else IdeaState.IDEA)
        assert bool(entry.submitted_on) == (entry.state in BIDS)
        assert bool(entry.decided_on) == (entry.state in DECIDED)
        assert entry.state != IdeaState.REJECTED or entry.reason
        total = bids("cs").total
        assert total.submitted == total.approved + total.rejected + total.undecided
        assert total.submitted == ProjectIdea.objects.filter(state__in=BIDS).count()


pytestmark = pytest.mark.django_db


def test_bid_needs_a_programme() -> None:
    entry = idea(programme=None)
    move(entry, IdeaState.IN_PREPARATION, WHO)
    with pytest.raises(ValidationError, match="program"):
        move(entry, IdeaState.SUBMITTED, WHO)


def test_rejection_needs_a_reason_and_a_day_after_submission() -> None:
    entry = submitted()
    with pytest.raises(ValidationError, match="proč"):
        move(entry, IdeaState.REJECTED, WHO)
    with pytest.raises(ValidationError):
        move(entry, IdeaState.REJECTED, WHO, day=PAST, note="Málo bodů.")
    tomorrow = today_in_prague() + timedelta(1)
    with pytest.raises(ValidationError):
        move(entry, IdeaState.APPROVED, WHO, day=tomorrow)

    move(entry, IdeaState.REJECTED, WHO, note="Málo bodů.")

    assert (entry.state, entry.reason) == (IdeaState.REJECTED, "Málo bodů.")


def test_year_that_is_a_slip_of_the_pen_is_refused() -> None:
    entry = idea()
    move(entry, IdeaState.IN_PREPARATION, WHO)
    with pytest.raises(ValidationError, match="rok"):
        move(entry, IdeaState.SUBMITTED, WHO, day=date(26, 3, 1))


def test_second_of_two_editors_hears_that_the_idea_has_moved() -> None:
    entry = submitted()
    other = ProjectIdea.objects.get(pk=entry.pk)
    move(entry, IdeaState.APPROVED, WHO)

    with pytest.raises(ValidationError, match="mezitím"):
        move(other, IdeaState.REJECTED, WHO, note="x")

    assert ProjectIdea.objects.get(pk=entry.pk).state == IdeaState.APPROVED


# --- Pages that come of an entry -------------------------------------------------------------


def test_approved_idea_becomes_a_draft_project_with_all_it_knew(admin_user: Any) -> None:
    entry = with_partner(
        decided(
            True,
            topic=term("topics", "transformace-regionu"),
            lead_partner=organisation("org-ustecky-kraj"),
            region_role="lead",
            start=date(2027, 1, 1),
            end=date(2029, 12, 31),
            total_budget=Decimal("1200000"),
        ),
        "org-icuk",
    )
    IdeaLink.objects.create(idea=entry, page=ProjectPage.objects.first())

    page = make_project(entry, admin_user)

    page = ProjectPage.objects.get(pk=page.pk)
    assert not page.live
    assert page.counts_in_statistics
    assert (page.title, page.acronym) == (entry.title, "H2V")
    assert page.programme == entry.programme
    assert (page.start, page.end) == (entry.start, entry.end)
    assert page.total_budget == Decimal("1200000")
    assert [partner.organisation_id for partner in page.partners.all()] == [
        organisation("org-icuk").pk
    ]
    assert [t.code for t in page.topics.all()] == ["transformace-regionu"]
    assert page.portal_links.count() == 1
    assert page.latest_revision.as_object().title == entry.title
    with pytest.raises(ValidationError):
        make_project(entry, admin_user)
    with pytest.raises(ValidationError, match="projekt"):
        move(entry, IdeaState.SUBMITTED, WHO)
    assert ProjectPage.objects.filter(title=entry.title).count() == 1


def test_other_states_become_no_project(admin_user: Any) -> None:
    for entry in (idea(), submitted(), decided(False)):
        with pytest.raises(ValidationError):
            make_project(entry, admin_user)


def test_rejected_bid_stays_rejected_and_its_new_try_is_a_new_idea() -> None:
    entry = with_partner(decided(False), "org-icuk")

    again = try_again(entry)

    entry.refresh_from_db()
    assert (entry.state, again.state) == (IdeaState.REJECTED, IdeaState.IDEA)
    assert (again.previous, again.title, again.reason) == (entry, entry.title, "")
    assert again.partners.count() == entry.partners.count() == 1
    with pytest.raises(ValidationError):
        try_again(entry)


def publish_wanted(entry: Any, user: Any, **facts: Any) -> PartnerWantedPage:
    """Make the page of an entry and publish it."""
    page = make_wanted_page(entry, user)
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return PartnerWantedPage.objects.get(pk=page.pk)


def test_idea_is_for_editors_until_its_page_is_published(
    page_client: PageClient, client: Client, admin_user: Any
) -> None:
    entry = idea(evidence="Tři firmy se ptaly.", call_closes=date(2099, 5, 1))
    page = make_wanted_page(entry, admin_user)
    assert entry.title not in client.get("/cs/hledame-partnery/").content.decode()

    page.save_revision().publish()

    shown = page_client.get(PartnerWantedPage.objects.get(pk=page.pk).get_url())
    assert entry.title in page_client.get("/cs/hledame-partnery/").text
    assert entry.title in page_client.get("/en/partners-wanted/").text
    assert entry.description in shown.text
    assert "1. 5. 2099" in shown.text
    assert entry.evidence not in shown.response.content.decode()
    assert shown.soup.find("a", href=f"/cs/dotaz/?karta={page.identifier}")


@pytest.mark.parametrize("form", ["atom", "rss", "jsonfeed", "ics", "csv"])
def test_open_calls_are_a_feed_and_closed_ones_are_not(
    client: Client, admin_user: Any, form: str
) -> None:
    publish_wanted(idea(title="Otevřená výzva"), admin_user, wanted_until=date(2099, 5, 1))
    publish_wanted(idea(title="Minulá výzva"), admin_user, wanted_until=PAST)
    publish_wanted(idea(title="Obsazená výzva"), admin_user, is_found=True)

    response = client.get(f"/cs/hledame-partnery/?format={form}")
    text = response.content.decode()

    assert response.status_code == 200
    assert ("Otevřená výzva" in text) or ("\\u0159" in text)
    assert "Minul" not in text
    assert "Obsazen" not in text


def test_list_of_calls_asks_the_same_for_more(
    count_queries: Callable[[str], int], admin_user: Any
) -> None:
    for number in range(3):
        publish_wanted(idea(title=f"A{number}"), admin_user)
    before = count_queries("/cs/hledame-partnery/")
    for number in range(6):
        publish_wanted(idea(title=f"B{number}"), admin_user)

    assert count_queries("/cs/hledame-partnery/") == before <= 12


def test_subscribers_hear_of_an_open_call_once_it_is_published(admin_user: Any) -> None:
    page = make_wanted_page(idea(call_closes=date(2099, 5, 1)), admin_user)
    assert not NewsEvent.objects.filter(page_key=page.translation_key).exists()
    page.save_revision().publish()
    assert NewsEvent.objects.filter(page_key=page.translation_key).count() == 1


def test_opportunity_becomes_a_call_of_its_kind(admin_user: Any) -> None:
    entry = Opportunity.objects.create(title="Sklářský klastr", kind="cluster")
    page = make_wanted_page(entry, admin_user)
    assert (page.kind, page.live) == ("cluster", False)
    with pytest.raises(ValidationError):
        make_wanted_page(entry, admin_user)


# --- Numbers ---------------------------------------------------------------------------------


def test_success_by_programme_and_year() -> None:
    decided(True)
    decided(True, on=date(2025, 4, 1))
    decided(False)
    submitted()
    decided(False, programme=term("programmes", "op-tak"))
    idea()

    found = bids("cs")

    assert [(r.year, r.programme[:8], r.submitted, r.approved, r.rejected) for r in found.rows] == [
        (2026, "Interreg", 3, 1, 1),
        (2026, "OP Techn", 1, 0, 1),
        (2025, "Interreg", 1, 1, 0),
    ]
    assert [row.rate for row in found.rows] == [50, 0, 100]
    sums = [(row.year, row.submitted) for row in found.lines if not row.programme]
    assert sums == [(2026, 4)]  # of the bar of the only year with several programmes
    assert (found.total.submitted, found.total.undecided, found.total.rate) == (5, 1, 50)


def test_no_rate_without_a_decision() -> None:
    assert BidRow("x", 2026, 3, 0, 0).rate is None


@pytest.mark.parametrize(("language", "url"), list(zip(("cs", "en"), STATISTICS, strict=True)))
def test_statistics_show_the_bids_once_there_are_any(
    page_client: PageClient, client: Client, language: str, url: str
) -> None:
    heading = {"cs": "Žádosti podle programu a roku", "en": "Bids by programme and year"}
    assert heading[language] not in page_client.get(url).text
    decided(True)
    decided(False)

    page = page_client.get(url)
    rows = csv.DictReader(
        io.StringIO(client.get(f"{url}?format=csv&tabulka=zadosti").content.decode("utf-8-sig"))
    )

    assert heading[language] in page.text
    assert "H2V" not in page.text
    assert "Zelený vodík" not in page.text
    assert next(rows)["success_rate_percent"] == "50"
