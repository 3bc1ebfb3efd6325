"""Who was asked about cards: to show, to erase; how long it is kept."""

from __future__ import annotations

from typing import Any

from mail.models import OneTimeLink
from mail.privacy import Counts, Holder, before, register_holder
from servicecards.confirming.asking import PURPOSE, withdraw
from servicecards.confirming.models import OPEN, ConfirmationRequest


def data_of(email: str) -> dict[str, Any]:
    """Return what an address was asked and answered."""
    rows = ConfirmationRequest.objects.filter(email__iexact=email)
    fields = ("card_key", "asked_at", "state", "answered_at", "note")
    return {"card_confirmations": list(rows.values(*fields))}


def erase(email: str) -> Counts:
    """Take the address away; what was answered stays, an open question ends."""
    rows = ConfirmationRequest.objects.filter(email__iexact=email)
    ids = list(rows.values_list("pk", flat=True))
    for request in rows.filter(state__in=OPEN):
        withdraw(request)
    OneTimeLink.objects.filter(purpose=PURPOSE, subject__in=ids).delete()
    kept = ConfirmationRequest.objects.filter(pk__in=ids)
    return {"card_confirmations": kept.update(email="", note="")}


def keep_periods(dry_run: bool) -> Counts:
    """Take old addresses and notes away."""
    old = ConfirmationRequest.objects.filter(asked_at__lt=before("confirmations"))
    old = old.exclude(email="", note="")
    return {"confirmations": old.count() if dry_run else old.update(email="", note="")}


register_holder(Holder(data_of, erase, keep_periods))
