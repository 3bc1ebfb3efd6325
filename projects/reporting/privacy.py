"""Mailboxes of actors: to show, to erase; how long they are kept."""

from __future__ import annotations

from typing import Any

from mail.models import OneTimeLink
from mail.privacy import Counts, Holder, before, register_holder
from projects.models import ActorReport
from projects.reporting.rounds import PURPOSE


def data_of(email: str) -> dict[str, Any]:
    """Return what an address was asked and when it answered."""
    rows = ActorReport.objects.filter(email__iexact=email)
    fields = ("organisation__title", "round__year", "round__half", "answered_at")
    return {"actor_reports": list(rows.values(*fields))}


def erase(email: str) -> Counts:
    """Take the address away; what the organisation reported stays, its link ends."""
    rows = ActorReport.objects.filter(email__iexact=email)
    ids = list(rows.values_list("pk", flat=True))
    OneTimeLink.objects.filter(purpose=PURPOSE, subject__in=ids).delete()
    kept = ActorReport.objects.filter(pk__in=ids)
    # Who cannot be asked any more is not silent.
    kept.filter(answered_at=None).update(was_asked=False)
    return {"actor_reports": kept.update(email="")}


def keep_periods(dry_run: bool) -> Counts:
    """Take old addresses away."""
    old = ActorReport.objects.filter(round__opened_at__lt=before("reports")).exclude(email="")
    return {"reports": old.count() if dry_run else old.update(email="")}


register_holder(Holder(data_of, erase, keep_periods))
