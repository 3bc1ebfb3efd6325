"""What the mail server's log and a provider's webhooks tell of each letter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mail.configuration import envelopes
from mail.follower import Fact, Follower
from mail.outbox_queue import OUTBOX
from mail.states import Result
from newsletter import webhooks
from newsletter.ledger_queue import LEDGER, finish_runs, note_results
from newsletter.models import BounceEvent, Delivery, DomainState, Run, Status, Subscriber
from tests.newsletter.test_bounces import delivery

pytestmark = pytest.mark.django_db


def follower(tmp_path: Any, text: str) -> Follower:
    path = tmp_path / "mail.log"
    path.write_text(text)
    tables = {table.kind: table for table in (OUTBOX, LEDGER)}
    return Follower(path, envelopes(), tables, {"b": note_results})


LINE = (
    "2026-11-24T08:00:00 mta postfix/qmgr[7]: {q}: from=<{sender}>, size=1, nrcpt=1\n"
    "2026-11-24T08:00:01 mta postfix/smtp[9]: {q}: to=<x@y.cz>, relay=mx[1.2.3.4]:25, delay=1, "
    "delays=0/0/0/1, dsn={dsn}, status={status} (host mx said: {text})\n"
)


def line(row: Delivery, status: str, dsn: str) -> str:
    sender, _envid = envelopes().sender("b", row.pk)
    return LINE.format(q=f"4Q{row.pk}", sender=sender, dsn=dsn, status=status, text="x")


def test_log_tells_what_became_of_each_letter_once(tmp_path: Any) -> None:
    rows = [delivery(f"{name}@firma.cz") for name in ("a", "b", "c")]
    ends = [("sent", "2.0.0"), ("deferred", "4.4.1"), ("bounced", "5.1.1")]
    reading = follower(tmp_path, "".join(line(r, *end) for r, end in zip(rows, ends, strict=True)))

    reading.follow()
    reading.follow()

    found = [Delivery.objects.get(pk=row.pk).result for row in rows]
    assert found == [Result.DELIVERED, Result.DEFERRED, Result.BOUNCED]
    assert BounceEvent.objects.count() == 1


def test_log_is_read_on_after_its_rotation_and_after_a_start(tmp_path: Any) -> None:
    first, second, third = (delivery(f"{name}@firma.cz") for name in "abc")
    Delivery.objects.filter(pk=third.pk).update(queue_id=f"4Q{third.pk}")
    reading = follower(tmp_path, line(first, "sent", "2.0.0"))
    reading.follow()
    with reading.path.open("a") as file:
        file.write(line(second, "sent", "2.0.0"))
    reading.path.rename(tmp_path / "mail.log.1")

    status_only = line(third, "sent", "2.0.0").split("\n")[1] + "\n"
    follower(tmp_path, status_only).follow()  # as after a start: it remembers no queue id

    rows = Delivery.objects.filter(pk__in=[first.pk, second.pk, third.pk])
    assert set(rows.values_list("result", flat=True)) == {Result.DELIVERED}


def test_policy_in_the_log_pauses_the_provider_before_any_report() -> None:
    row = delivery("a@seznam.cz")

    note_results([Fact(row.pk, Result.DEFERRED, "4.7.1", "greylisted")])
    assert not DomainState.objects.exists()  # the mail server tries again by itself

    note_results([Fact(row.pk, Result.BOUNCED, "5.7.1", "blocked: a@seznam.cz")])
    assert DomainState.objects.get().domain == "seznam.cz"
    assert "@" not in DomainState.objects.get().reason


def test_run_ends_when_nothing_is_left_to_do() -> None:
    row = delivery()
    finish_runs()
    assert Run.objects.get(pk=row.run_id).state == 3


# --- A provider's webhooks (django-anymail) ------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "status", "bounce"),
    [
        ("bounced", "550 5.1.1 unknown", Status.ACTIVE, "hard"),
        ("bounced", "554 5.7.1 blocked", Status.ACTIVE, "policy"),
        ("complained", "", Status.ENDED, "complaint"),
        ("unsubscribed", "", Status.ENDED, None),
        ("opened", "", Status.ACTIVE, None),
    ],
)
def test_webhook_of_a_provider_lands_in_the_same_table(
    kind: str, text: str, status: Status, bounce: str | None
) -> None:
    row = delivery()
    event = SimpleNamespace(
        event_type=kind,
        message_id=f"<d.{row.run_id}.{row.pk}@localhost>",
        recipient="jana@firma.cz",
        mta_response=text,
    )

    webhooks.hear(None, event)

    assert Subscriber.objects.get().status == status
    assert [b.kind for b in BounceEvent.objects.all()] == ([bounce] if bounce else [])


def test_webhook_about_another_address_is_ignored() -> None:
    row = delivery()
    event = SimpleNamespace(
        event_type="complained",
        message_id=f"<d.{row.run_id}.{row.pk}@localhost>",
        recipient="petr@firma.cz",
    )

    webhooks.hear(None, event)

    assert Subscriber.objects.get().status == Status.ACTIVE
