"""The clock moves and nobody acts: reminders, escalation, word to the firm, the second question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from mail.models import OutgoingMail
from partners.enquiries import referring
from partners.enquiries.reminding import remind
from partners.enquiries.states import EnquiryState
from partners.models import Enquiry
from tests.partners.conftest import (
    COORDINATOR,
    FIRM,
    PARTNER,
    asked,
    body,
    link_in,
    mails,
    partner,
    referral_of,
    rule,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """Start on a day in March; tests move the clock."""
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def go_to(clock: time_machine.Coordinates, day: float) -> None:
    clock.move_to(START + timedelta(days=day))
    remind()


@pytest.mark.parametrize(
    ("day", "reminders"), [(8.9, 0), (9, 1), (20.9, 1), (21, 2), (44.9, 2), (45, 3), (200, 3)]
)
def test_silent_partner_is_reminded_after_9_21_and_45_days(
    clock: time_machine.Coordinates, day: float, reminders: int
) -> None:
    rule()
    enquiry = asked()

    for step in (3, 9, 12, 21, 30, 45, 60, 199.5):
        if step < day:
            go_to(clock, step)
    go_to(clock, day)
    remind()  # a second worker

    assert len(mails("referral_reminder", PARTNER)) == reminders
    assert referral_of(enquiry).reminders == reminders
    escalated = [
        m for m in mails("enquiry_coordinator", COORDINATOR) if "nereaguje" in m["Subject"]
    ]
    assert len(escalated) == (1 if reminders == 3 else 0)


def test_after_a_long_stop_reminders_keep_their_distance(clock: time_machine.Coordinates) -> None:
    rule()
    asked()

    for day in (50, 50.1, 50.2, 61.9):
        go_to(clock, day)
    assert len(mails("referral_reminder")) == 1
    go_to(clock, 62)

    assert len(mails("referral_reminder")) == 2


def test_link_of_a_reminder_works_like_the_first_one(clock: time_machine.Coordinates) -> None:
    rule()
    enquiry = asked()
    go_to(clock, 9)

    Client().post(link_in(mails("referral_reminder")[0]), {"do": "taken"})

    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.TAKEN


def test_firm_hears_once_that_nobody_has_it_yet(clock: time_machine.Coordinates) -> None:
    rule()
    asked("en")

    for day in (9, 10, 30):
        go_to(clock, day)

    (message,) = mails("enquiry_nobody", FIRM)
    assert "Nobody has taken your question" in message["Subject"]
    assert "Innovation Centre" in body(message)


def test_wait_is_counted_from_the_last_step(clock: time_machine.Coordinates) -> None:
    enquiry = asked()
    go_to(clock, 9)
    assert len(mails("enquiry_nobody")) == 1
    clock.move_to(START + timedelta(days=15))
    referring.pass_on(enquiry, partner(), "Jan")

    go_to(clock, 15.1)
    assert len(mails("enquiry_nobody")) == 1
    go_to(clock, 24)

    assert "připomněli" in body(mails("enquiry_nobody")[1])


def test_who_has_taken_it_is_reminded_to_finish_and_the_firm_is_not_told_otherwise(
    clock: time_machine.Coordinates,
) -> None:
    rule()
    asked()
    clock.move_to(START + timedelta(days=5))
    Client().post(link_in(mails("referral")[0]), {"do": "taken"})

    go_to(clock, 13.9)
    assert not mails("referral_reminder")
    go_to(clock, 14)

    assert len(mails("referral_reminder")) == 1
    assert not mails("enquiry_nobody")


def test_question_without_a_partner_reminds_the_coordinator(
    clock: time_machine.Coordinates,
) -> None:
    asked()

    for day in (3, 9, 21, 60):
        go_to(clock, day)

    waits = [m for m in mails("enquiry_coordinator") if "stále čeká" in m["Subject"]]
    assert len(waits) == 3
    assert len(mails("enquiry_nobody", FIRM)) == 1


def test_firm_is_asked_again_a_month_after_the_answer_and_then_never(
    clock: time_machine.Coordinates,
) -> None:
    rule()
    enquiry = asked()
    Client().post(link_in(mails("referral")[0]), {"do": "answered"})

    for day in (29, 30, 31, 90):
        go_to(clock, day)

    (message,) = mails("enquiry_survey", FIRM)
    clock.move_to(START + timedelta(days=40))
    assert Client().post(link_in(message), {"score": "yes"}).status_code == 200
    assert [answer.round for answer in enquiry.answers.all()] == [2]


def test_nothing_is_due_once_the_firm_is_erased(clock: time_machine.Coordinates) -> None:
    asked()
    Client().post(link_in(mails("enquiry_receipt")[0]), {"do": "erase", "sure": "1"})
    before = OutgoingMail.objects.count()

    for day in (9, 45, 90):
        go_to(clock, day)

    assert OutgoingMail.objects.count() == before
    assert Enquiry.objects.get().state == EnquiryState.CLOSED


def test_reminding_asks_no_more_with_many_questions_that_are_not_due(
    django_assert_num_queries: object,
) -> None:
    for number in range(3):
        asked(email=f"f{number}@firma.cz")

    with django_assert_num_queries(8):  # type: ignore[operator]
        remind()
