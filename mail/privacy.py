"""All that is known of one address: to show, to erase; how long it is kept (reliability 47, 48).

Each room that keeps personal data registers a `Holder`; this room's own holds single messages and
links. Periods stand in the settings (`RETENTION`, days); the privacy page names the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mail import folder, limits
from mail.ledger import now
from mail.models import OneTimeLink, OutgoingMail
from mail.outbox_queue import OUTBOX
from mail.states import State

DAY = 86_400  # seconds
OPEN_STATES = (State.QUEUED, State.CLAIMED, State.UNCERTAIN)
Counts = dict[str, int]  # {what: how many rows}


@dataclass(frozen=True)
class Holder:
    """What a room does with personal data.

    `data_of` returns {class of data: plain values} about an address, `erase` deletes them,
    `keep_periods` deletes what is old enough (or only counts it, on a dry run).
    """

    data_of: Callable[[str], dict[str, Any]]
    erase: Callable[[str], Counts]
    keep_periods: Callable[[bool], Counts]


_holders: list[Holder] = []


def register_holder(holder: Holder) -> Holder:
    """Register what a room keeps."""
    _holders.append(holder)
    return holder


def data_of(email: str) -> dict[str, Any]:
    """Return all data about an address as plain values."""
    found: dict[str, Any] = {"email": email}
    for holder in _holders:
        found.update(holder.data_of(email))
    return found


def data_as_json(email: str) -> str:
    """Return all data about an address as JSON."""
    return json.dumps(data_of(email), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


@transaction.atomic
def erase_address(email: str) -> Counts:
    """Delete what is known of an address in every room; return how many rows of what.

    What tells nobody who it was stays: keyed proofs, counts, answers without a name.
    """
    counts: Counts = {}
    if email:
        for holder in _holders:
            counts.update(holder.erase(email))
    return counts


def keep_periods(dry_run: bool = False) -> Counts:
    """Delete in every room what has been kept long enough; return {class of data: rows}."""
    counts: Counts = {}
    for holder in _holders:
        counts.update(holder.keep_periods(dry_run))
    return counts


def before(name: str) -> datetime:
    """Return the moment before which a class of data is old enough to go."""
    return timezone.now() - timedelta(days=settings.RETENTION[name])


# --- Single messages and links ---------------------------------------------------------------


def _data_of(email: str) -> dict[str, Any]:
    messages = OutgoingMail.objects.filter(recipient__iexact=email)
    return {"messages": list(messages.values("kind", "subject", "created_at", "state"))}


def erase_messages(email: str) -> Counts:
    """Delete the single messages to an address, also those in the mail folder."""
    return {
        "files": _forget_files(recipient=email),
        "messages": OutgoingMail.objects.filter(recipient__iexact=email).delete()[0],
    }


def forget_messages(about: Iterable[str], addresses: Collection[str]) -> int:
    """Take the contents of single messages away that hold somebody's words; return how many.

    What is still waiting is not sent: it has nothing to say any more. `addresses`: whose they were;
    those that stand as receivers go, too.
    """
    rows = OutgoingMail.objects.filter(about__in=set(about) - {""})
    _forget_files(names={f"{OUTBOX.kind}{pk}" for pk in rows.values_list("pk", flat=True)})
    rows.filter(recipient__in=set(addresses)).update(recipient="")
    return rows.update(content=None, subject="")


def _keep_periods(dry_run: bool) -> Counts:
    mail, links = _old_mail(), OneTimeLink.objects.filter(expires_at__lt=before("unconfirmed"))
    counts = {"mail": mail.count(), "links": links.count()}
    if not dry_run:
        mail.update(content=None, recipient="")
        links.delete()
        counts["files"] = _forget_files(before=now() - settings.RETENTION["mail"] * DAY)
        counts["limits"] = limits.forget_old(settings.RETENTION["limits"])
    return counts


def _old_mail() -> QuerySet:
    old = OutgoingMail.objects.filter(created_at__lt=before("mail"))
    return old.exclude(recipient="").exclude(state__in=OPEN_STATES)


def _forget_files(**which: Any) -> int:
    """Delete letters that lie in the mail folder, where there is one."""
    return folder.forget(Path(settings.MAIL_FOLDER), **which) if settings.MAIL_FOLDER else 0


register_holder(Holder(_data_of, erase_messages, _keep_periods))
