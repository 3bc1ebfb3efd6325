"""The reports' room in the admin: begin a round, ask again, approve; who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.dates import today_in_prague
from home.roles import COORDINATOR, EDITOR, NEWSLETTER_MANAGER, PROJECT_OFFICE, TRANSLATOR
from mail.models import OutgoingMail
from projects.models import ActorReport, ReportRound
from projects.reporting.halves import HalfYear, last_ended
from projects.reporting.rounds import open_round
from tests.partners.conftest import mails
from tests.projects.plan_actors import (
    CO_LEAD,
    LEAD,
    answer,
    link_of,
    opened,
    plan,
    report_of,
    with_mailboxes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
ROUNDS = "/admin/projects-and-plan/reports/"


@pytest.fixture
def office(member_of: Callable[..., Client]) -> Client:
    """A logged-in coordinator."""
    return member_of(COORDINATOR)


def press(client: Client, action: str, **values: Any) -> str:
    """Press a button on the page of the newest round; return the page that follows."""
    path = reverse("report_round", args=[ReportRound.objects.latest("pk").pk])
    return client.post(path, {"action": action, **values}, follow=True).content.decode()


def seen() -> dict[str, list[Any]]:
    """Return what the page of the round shows as waiting."""
    waiting = [report for report in ActorReport.objects.all() if report.waits]
    return {"seen": [r.pk for r in waiting], "versions": [r.version for r in waiting]}


def test_words_that_changed_after_the_page_was_made_are_not_approved(office: Client) -> None:
    opened(LEAD, CO_LEAD)
    answer(LEAD, sentence="První věta.")
    version, before = report_of(LEAD).version, seen()
    answer(LEAD, sentence="Druhá věta.")
    answer(CO_LEAD, sentence="Přišlo později.")

    one = press(office, "approve", report=report_of(LEAD).pk, version=version)
    everything = press(office, "approve_all", **before)

    assert "se změnila" in one
    assert "Schváleno: 0" in everything
    assert not ActorReport.objects.exclude(approved_at=None).exists()


def test_coordinator_asks_the_actors_once(office: Client) -> None:
    with_mailboxes(LEAD)
    half = last_ended(today_in_prague()).code
    form = {"action": "open", "plan": plan().pk, "half": half}

    html = office.post(ROUNDS, form, follow=True).content.decode()
    again = office.post(ROUNDS, form, follow=True).content.decode()

    assert "Osloveno 1 z 11" in html
    assert "už se portál aktérů ptal" in again
    assert len(mails("actor_report")) == 1
    assert ReportRound.objects.get().opened_by == "clen"


@pytest.mark.parametrize("half", ["2019-1", "", "2026-7", "x"])
def test_other_half_years_are_not_asked_about(office: Client, half: str) -> None:
    form = {"action": "open", "plan": plan().pk, "half": half}
    assert "ze seznamu" in office.post(ROUNDS, form, follow=True).content.decode()
    assert not ReportRound.objects.exists()


def test_actor_without_a_mailbox_is_asked_at_an_address_by_hand(office: Client) -> None:
    opened(LEAD)
    report = report_of(CO_LEAD)
    assert "nemá schránku" in office.get(ROUNDS + f"{report.round_id}/").content.decode()

    failed = press(office, "ask", report=report.pk, email="bez zavináče")
    done = press(office, "ask", report=report.pk, email="jina@urad.example")

    assert "bez zavináče" in failed
    assert "jina@urad.example" in done
    assert len(mails("actor_report", "jina@urad.example")) == 1


def test_new_link_ends_the_old_one(office: Client, client: Client) -> None:
    opened(LEAD)
    old = link_of(LEAD)
    press(office, "ask", report=report_of(LEAD).pk, email=report_of(LEAD).email)
    assert client.get(old).status_code == 404
    assert client.get(link_of(LEAD)).status_code == 200
    assert old != link_of(LEAD)


def test_words_are_approved_one_by_one_or_all_and_withheld(office: Client) -> None:
    opened(LEAD, CO_LEAD)
    for actor in (LEAD, CO_LEAD):
        answer(actor, sentence="Hotová věc.")
    lead = report_of(LEAD).pk

    assert "Hotová věc." in press(office, "approve", report=lead, version=report_of(LEAD).version)
    again = press(office, "approve", report=lead, version=report_of(LEAD).version)
    assert "už je veřejná" in again
    press(office, "withhold", report=lead)
    assert not ActorReport.objects.exclude(approved_at=None).exists()

    assert "Schváleno zpráv: 1" in press(office, "approve_all", **seen())

    assert report_of(LEAD).approved_at is None  # what was withheld stays so
    assert report_of(CO_LEAD).approved_at
    names = ModelLogEntry.objects.values_list("action", flat=True)
    assert {"projects.reports_approve", "projects.reports_approve_all"} <= set(names)


def test_reports_of_another_round_are_out_of_reach(office: Client) -> None:
    opened(LEAD)
    answer(LEAD)
    other = report_of(LEAD)
    open_round(plan(), HalfYear(2026, 2))
    assert "už tu není" in press(office, "approve", report=other.pk, version=other.version)
    assert report_of(LEAD).approved_at is None


@pytest.mark.parametrize("number", [1, 4])
def test_room_asks_the_same_for_more_reports(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    with_mailboxes(LEAD, CO_LEAD)
    for place in range(number):
        open_round(plan(), HalfYear(2020 + place, 1))
        answer(LEAD)
        answer(CO_LEAD)
    last = f"{ROUNDS}{ReportRound.objects.latest('pk').pk}/"
    for url in (ROUNDS, last):
        office.get(url)
        with django_assert_max_num_queries(20):
            office.get(url)


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (EDITOR, True),
        (COORDINATOR, True),
        (PROJECT_OFFICE, False),
        (TRANSLATOR, False),
        (NEWSLETTER_MANAGER, False),
    ],
)
def test_reports_are_for_editors_and_the_coordinator(
    member_of: Callable[..., Client], role: str, opens: bool
) -> None:
    opened(LEAD)
    answer(LEAD)
    client = member_of(role)
    urls = [ROUNDS, f"{ROUNDS}{ReportRound.objects.get().pk}/"]
    assert [client.get(url).status_code for url in urls] == [200 if opens else 302] * 2
    press(client, "approve", report=report_of(LEAD).pk, version=report_of(LEAD).version)
    assert bool(report_of(LEAD).approved_at) is opens
    before = OutgoingMail.objects.count()
    press(client, "ask", report=report_of(CO_LEAD).pk, email="x@urad.example")
    assert (OutgoingMail.objects.count() > before) is opens
