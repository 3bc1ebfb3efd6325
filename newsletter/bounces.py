"""What an answer means for the reader it came from. SQL alone: the lean worker uses it, too.

The class follows RFC 3463's subject (newsletter.md, 6): x.1.x is the address, x.2.x the mailbox,
x.7.x the provider's policy – our fault, never the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mail import database
from mail.ledger import now, without_addresses
from mail.states import State

HARD, SOFT, POLICY, COMPLAINT, OTHER = "hard", "soft", "policy", "complaint", "other"
HARD_LIMIT, HARD_DAYS = 2, 30
SOFT_LIMIT = 5  # in as many issues, with none that arrived between
FIRST_PAUSE, LONGEST_PAUSE = 2 * 3600, 24 * 3600  # seconds
# Outlook's "access denied" for a whole sender (5.7.515) is x.7.x as well.
_BY_SUBJECT = {"1": HARD, "2": SOFT, "7": POLICY}
OUR_ADDRESS = ("7", "8")  # x.1.7, x.1.8: the sender's address or domain is bad, so ours
ACTIVE, ENDED = 1, 3  # newsletter.models.Status
TEXT_LENGTH = 300


def classify(status: str) -> str:
    """Return the class of an enhanced status code such as "5.1.1"."""
    parts = status.split(".")
    if len(parts) != 3 or parts[0] not in ("4", "5"):
        return OTHER
    if parts[1] == "1" and parts[2] in OUR_ADDRESS:
        return POLICY
    if parts[0] == "4":
        return POLICY if parts[1] == "7" else SOFT
    return _BY_SUBJECT.get(parts[1], OTHER)


@dataclass(frozen=True)
class Answer:
    """What came back about one delivery."""

    delivery: int
    kind: str
    status: str
    source: str
    text: str


def record(answer: Answer) -> bool:
    """Store an answer and let it have its effect; a second of the same kind has none."""
    with database.atomic(), database.cursor() as cursor:
        cursor.execute(
            "SELECT subscriber_id, domain FROM newsletter_delivery WHERE id = %s",
            [answer.delivery],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        subscriber, domain = row
        cursor.execute(
            "INSERT INTO newsletter_bounceevent "
            "(delivery_id, subscriber_id, kind, status, source, domain, text, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                *(answer.delivery, subscriber, answer.kind, answer.status[:12]),
                *(answer.source, domain, without_addresses(answer.text)[:TEXT_LENGTH]),
                database.moment(datetime.now(UTC)),
            ],
        )
        if not cursor.rowcount:
            return False
        if answer.kind == POLICY:
            pause_domain(domain, answer.text)
        elif subscriber is not None:
            _stop_if_too_many(subscriber, answer.kind)
    return True


def _stop_if_too_many(subscriber: int, kind: str) -> None:
    is_hard = kind == HARD and _hard_count(subscriber) >= HARD_LIMIT
    is_soft = kind in (SOFT, OTHER) and _soft_streak(subscriber) >= SOFT_LIMIT
    if kind == COMPLAINT or is_hard or is_soft:
        stop(subscriber, kind)


def _hard_count(subscriber: int) -> int:
    """Return how many letters came back in the last thirty days because of the address."""
    since = datetime.now(UTC) - timedelta(days=HARD_DAYS)
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM newsletter_bounceevent "
            "WHERE subscriber_id = %s AND kind = %s AND at >= %s",
            [subscriber, HARD, database.moment(since)],
        )
        return int(cursor.fetchone()[0])


def _soft_streak(subscriber: int) -> int:
    """Return how many of the last issues came back in a row."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, b.id FROM newsletter_delivery d LEFT JOIN newsletter_bounceevent b "
            "ON b.delivery_id = d.id AND b.kind IN (%s, %s) "
            "WHERE d.subscriber_id = %s AND (d.state = %s OR b.id IS NOT NULL) "
            "ORDER BY d.id DESC LIMIT %s",
            [SOFT, OTHER, subscriber, int(State.HANDED), SOFT_LIMIT],
        )
        streak = 0
        for _delivery, bounce in cursor.fetchall():
            if bounce is None:
                break
            streak += 1
    return streak


def stop(subscriber: int, reason: str) -> None:
    """Send nothing more to a subscriber: what is queued, too."""
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE newsletter_subscriber SET status = %s, ended_at = %s, end_reason = %s "
            "WHERE id = %s AND status <> %s",
            [ENDED, database.moment(datetime.now(UTC)), reason, subscriber, ENDED],
        )
        cursor.execute(
            "UPDATE newsletter_delivery SET state = %s, answer = %s "
            "WHERE subscriber_id = %s AND state = %s",
            [int(State.SUPPRESSED), reason, subscriber, int(State.QUEUED)],
        )


def pause_domain(domain: str, reason: str) -> int:
    """Send nothing to a provider for a while: two hours, then four, at most a day.

    Several refusals at once are one. Returns the end of the pause in Unix seconds.
    """
    kept = without_addresses(reason)[:TEXT_LENGTH]
    with database.atomic(), database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsletter_domainstate (domain, paused_until, strikes, reason, at) "
            "VALUES (%s, 0, 0, %s, %s) ON CONFLICT (domain) DO NOTHING",
            [domain, kept, database.moment(datetime.now(UTC))],
        )
        cursor.execute(
            "SELECT paused_until, strikes FROM newsletter_domainstate WHERE domain = %s",
            [domain],
        )
        paused_until, strikes = cursor.fetchone()
        if paused_until > now():
            return int(paused_until)
        until = now() + min(FIRST_PAUSE * 2**strikes, LONGEST_PAUSE)
        cursor.execute(
            "UPDATE newsletter_domainstate SET paused_until = %s, strikes = strikes + 1, "
            "reason = %s, at = %s WHERE domain = %s AND paused_until = %s",
            [
                until,
                kept,
                database.moment(datetime.now(UTC)),
                domain,
                paused_until,
            ],
        )
    return until


def forgive(domains: set[str]) -> None:
    """Forget the strikes of providers that took a letter again."""
    if not domains:
        return
    marks = ", ".join(["%s"] * len(domains))
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE newsletter_domainstate SET strikes = 0 "  # noqa: S608
            f"WHERE strikes > 0 AND paused_until < %s AND domain IN ({marks})",
            [now(), *sorted(domains)],
        )
