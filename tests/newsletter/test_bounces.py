"""What comes back: DSN by VERP or ENVID, by class; policy blocks never count against a reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.utils import timezone

from mail.configuration import envelopes
from mail.ledger import now
from mail.models import OutgoingMail
from mail.states import State
from newsletter import bounces
from newsletter.bounces import classify
from newsletter.composing import compose
from newsletter.intake import take_in
from newsletter.ledger_queue import LedgerQueue
from newsletter.models import BounceEvent, Delivery, DomainState, Run, Status, Subscriber
from tests.mail.test_outbox import stored
from tests.newsletter.conftest import due_run, reader, token_of, told
from tests.services.mailserver import MailServer

pytestmark = pytest.mark.django_db
DSN = """\
From: MAILER-DAEMON@mta.example
To: {to}
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Your message could not be delivered to somebody@else.example
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mta.example
Original-Envelope-Id: {envid}

Final-Recipient: rfc822; jana@firma.cz
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code}

--x--
"""


def delivery(email: str = "jana@firma.cz") -> Delivery:
    """Return one delivery that the mail server took."""
    subscriber = Subscriber.objects.filter(email=email).first() or reader(email)
    told(occasion=str(Run.objects.count()))
    run = due_run()
    compose(run)
    row = Delivery.objects.get(run=run, subscriber=subscriber)
    Delivery.objects.filter(pk=row.pk).update(state=State.HANDED, handed_at=now(), queue_id="4Q")
    return row


def report(row: Delivery, status: str, *, by: str = "verp", action: str = "failed") -> str:
    sender, envid = envelopes().sender("b", row.pk)
    content = DSN.format(to=sender, envid=envid, action=action, status=status, code=f"5xx {status}")
    to = sender if by == "verp" else "postmaster@localhost"
    return take_in(to, content.encode())


CLASSES = {
    "5.1.1": "hard",
    "5.1.10": "hard",
    "5.1.8": "policy",
    "5.2.1": "soft",
    "5.2.2": "soft",
    "4.2.2": "soft",
    "4.4.1": "soft",
    "5.7.1": "policy",
    "5.7.515": "policy",
    "4.7.0": "policy",
    "5.0.0": "other",
    "5.3.4": "other",
    "2.0.0": "other",
    "nonsense": "other",
}


@pytest.mark.parametrize("status", CLASSES)
def test_status_has_the_class_of_its_subject(status: str) -> None:
    assert classify(status) == CLASSES[status]


@pytest.mark.parametrize("by", ["verp", "envid"])
@pytest.mark.parametrize("status", ["5.1.1", "5.2.2", "5.7.1"])
def test_report_is_led_back_by_either_key(by: str, status: str) -> None:
    row = delivery()

    report(row, status, by=by)
    report(row, status, by=by)

    event = BounceEvent.objects.get()
    assert (event.delivery_id, event.kind, event.status) == (row.pk, CLASSES[status], status)


def test_two_hard_bounces_within_a_month_stop_a_reader() -> None:
    report(delivery(), "5.1.1")
    assert Subscriber.objects.get().status == Status.ACTIVE

    report(delivery(), "5.1.1")

    assert Subscriber.objects.get().status == Status.ENDED


def test_two_hard_bounces_far_apart_stop_nobody() -> None:
    report(delivery(), "5.1.1")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        report(delivery(), "5.1.1")

    assert Subscriber.objects.get().status == Status.ACTIVE


@pytest.mark.parametrize(("bounced", "status"), [(4, Status.ACTIVE), (5, Status.ENDED)])
def test_five_soft_bounces_in_a_row_stop_a_reader(bounced: int, status: Status) -> None:
    for _issue in range(bounced):
        report(delivery(), "5.2.2")

    assert Subscriber.objects.get().status == status


def test_letter_that_arrives_between_ends_the_row_of_soft_bounces() -> None:
    for issue in range(6):
        row = delivery()
        if issue != 3:
            report(row, "5.2.2")

    assert Subscriber.objects.get().status == Status.ACTIVE


def test_policy_block_pauses_the_provider_and_touches_no_reader(
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    rows = [delivery("a@seznam.cz"), delivery("b@seznam.cz")]
    for row in rows:
        report(row, "5.7.1")
    reader("c@firma.cz")
    told(occasion="next")
    compose(due_run())

    arrived = [message["To"] for message in deliver()]

    assert arrived == ["c@firma.cz"]
    assert set(Subscriber.objects.values_list("status", flat=True)) == {Status.ACTIVE}
    domain = DomainState.objects.get()
    assert (domain.domain, domain.strikes) == ("seznam.cz", 1)


def test_pause_of_a_provider_ends_by_itself_and_grows_when_it_refuses_again() -> None:
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        first = bounces.pause_domain("seznam.cz", "5.7.1")
        same = bounces.pause_domain("seznam.cz", "5.7.1")
        clock.move_to(first + 1)
        assert "domain" not in LedgerQueue(envelopes()).gate()[0]
        second = bounces.pause_domain("seznam.cz", "5.7.1")
        clock.move_to(second + 1)
        bounces.forgive({"seznam.cz"})

    assert (first - start, same) == (2 * 3600, first)
    assert second - first - 1 == 4 * 3600
    assert DomainState.objects.get().strikes == 0


def test_refusal_at_hand_over_waits_for_policy_and_ends_for_a_wrong_address(
    server: MailServer, deliver: Callable[[], list[EmailMessage]]
) -> None:
    server.handler.rcpt_answers = {
        "jana@firma.cz": "550 5.1.1 unknown",
        "petr@seznam.cz": "554 5.7.1 blocked",
    }
    reader()
    reader("petr@seznam.cz")
    told()
    compose(due_run())

    deliver()

    states = dict(Delivery.objects.values_list("subscriber__email", "state"))
    assert states == {"jana@firma.cz": State.REFUSED, "petr@seznam.cz": State.QUEUED}
    assert set(BounceEvent.objects.values_list("kind", flat=True)) == {"hard", "policy"}


IGNORED = {
    "forged code": lambda row: take_in(
        f"b+{row.pk}.0123456789abcdef@localhost",
        DSN.format(to="", envid="", action="failed", status="5.1.1", code="x").encode(),
    ),
    "auto-reply": lambda row: take_in(
        envelopes().sender("b", row.pk)[0],
        b"From: jana@firma.cz\nAuto-Submitted: auto-replied\n\nI am away. 5.1.1",
    ),
    "person": lambda row: take_in(
        envelopes().sender("b", row.pk)[0], b"From: jana@firma.cz\n\nThank you! 5.1.1"
    ),
    "delayed": lambda row: report(row, "4.4.1", action="delayed"),
    "delivered": lambda row: report(row, "2.0.0", action="delivered"),
    "garbage": lambda row: take_in("b+x@localhost", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_no_bounce_of_ours_has_no_effect(name: str) -> None:
    row = delivery()

    answer = IGNORED[name](row)

    assert answer
    assert "@" not in answer
    assert not BounceEvent.objects.exists()


def test_server_without_reports_is_understood_by_verp_and_its_text() -> None:
    row = delivery()
    text = b"From: MAILER-DAEMON@x.cz\nReturn-Path: <>\n\n550 5.1.1 no such user"

    take_in(envelopes().sender("b", row.pk)[0], text)

    assert BounceEvent.objects.get().kind == "hard"


def test_bounce_of_a_single_message_shows_on_the_message() -> None:
    row = stored()
    sender, envid = envelopes().sender("m", row.pk)

    take_in(
        sender,
        DSN.format(
            to=sender, envid=envid, action="failed", status="5.1.1", code="550 5.1.1 x"
        ).encode(),
    )

    assert OutgoingMail.objects.get().state == State.REFUSED


def test_mail_to_the_leaving_address_ends_the_subscription() -> None:
    subscriber = reader()

    take_in(f"odhlasit+{token_of(subscriber)}@localhost", b"From: x@y.cz\n\n")

    assert Subscriber.objects.get().status == Status.ENDED


def test_complaint_stops_and_suppresses_at_once(
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    reader()
    told()
    compose(due_run())
    (message,) = deliver()
    quoted = "".join(f"{name}: {value}\n" for name, value in message.items())
    content = (
        "From: fbl@seznam.cz\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nspam\n"
        "--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        f"--x\nContent-Type: message/rfc822\n\n{quoted}\n\nbody\n--x--\n"
    )

    assert take_in("fbl@localhost", content.encode()) == "a complaint"

    assert Subscriber.objects.get().end_reason == "complaint"
    assert BounceEvent.objects.get().kind == "complaint"


def test_complaint_that_quotes_no_token_of_ours_is_ignored() -> None:
    reader()
    content = (
        'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\n\n'
        "--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "--x\nContent-Type: message/rfc822\n\nTo: jana@firma.cz\n\nx\n--x--\n"
    )

    assert "ignored" in take_in("fbl@localhost", content.encode())

    assert Subscriber.objects.get().status == Status.ACTIVE
