"""What the contact point keeps of people: to show, to erase; how long (reliability 47, 48)."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail_localize.models import TranslationSource

from mail.models import OneTimeLink
from mail.privacy import Counts, Holder, before, forget_messages, register_holder
from partners.enquiries.links import PURPOSES, REFERRAL
from partners.enquiries.messages import ABOUT
from partners.enquiries.referring import SYSTEM, close
from partners.models import (
    ContactPointSettings,
    Enquiry,
    EnquiryEntry,
    Feedback,
    Referral,
    SurveyAnswer,
)


def data_of(email: str) -> dict[str, Any]:
    """Return the enquiries of an address, and what a partner's mailbox got, as plain values."""
    enquiries = Enquiry.objects.filter(email__iexact=email).prefetch_related("entries", "answers")
    referrals = Referral.objects.filter(email__iexact=email)
    return {
        "enquiries": [_enquiry(enquiry) for enquiry in enquiries],
        "referrals": list(referrals.values("enquiry_id", "name", "made_at", "state")),
        "pages": [
            {"field": name, "page": title}
            for model, name in _page_fields()
            for title in model._default_manager.filter(**{f"{name}__iexact": email}).values_list(
                "title", flat=True
            )
        ],
    }


def _enquiry(row: Enquiry) -> dict[str, Any]:
    return {
        "number": row.pk,
        "asked_at": row.made_at,
        **{name: getattr(row, name) for name in ("language", "need", "name", "phone", "query")},
        **{name: getattr(row, name) for name in ("topic", "place", "state", "ended_at")},
        "history": [
            {"at": entry.at, "what": entry.event, "who": entry.who, "note": entry.note}
            for entry in row.entries.all()
        ],
        "answers": [
            {"round": a.round, "score": a.score, "comment": a.comment} for a in row.answers.all()
        ],
    }


def erase_enquiry(enquiry: Enquiry) -> None:
    """Take away who asked and in which words; topic, place and outcome stay."""
    _erase_all(Enquiry.objects.filter(pk=enquiry.pk))


@transaction.atomic
def _erase_all(enquiries: QuerySet) -> int:
    rows = list(enquiries)
    ids = [row.pk for row in rows]
    if not ids:
        return 0
    for row in rows:
        if row.is_open:  # nobody works on it any more, and the partners hear of it
            close(row, SYSTEM, tells_firm=False)
    referrals = Referral.objects.filter(enquiry__in=ids)
    links = Q(purpose__in=set(PURPOSES) - {REFERRAL}, subject__in=ids)
    links |= Q(purpose=REFERRAL, subject__in=referrals.values("pk"))
    OneTimeLink.objects.filter(links).delete()
    forget_messages((f"{ABOUT} {pk}" for pk in ids), {row.email for row in rows})
    EnquiryEntry.objects.filter(enquiry__in=ids).update(note="")
    SurveyAnswer.objects.filter(enquiry__in=ids).update(comment="")
    referrals.update(email="")
    blank = dict.fromkeys(("need", "name", "email", "phone", "query"), "")
    return Enquiry.objects.filter(pk__in=ids).update(**blank, erased_at=timezone.now())


def erase(email: str) -> Counts:
    """Erase the enquiries of an address; take it away from pages where it is nobody's to see."""
    settings = ContactPointSettings.objects.filter(coordinator_email__iexact=email)
    return {
        "enquiries": _erase_all(Enquiry.objects.filter(email__iexact=email)),
        "referrals": Referral.objects.filter(email__iexact=email).update(email=""),
        "pages": _erase_from_pages(email) + settings.update(coordinator_email=""),
    }


def _page_fields() -> list[tuple[type[Page], str]]:
    """Return the e-mail fields of all page types: who confirms, who gets enquiries."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Page)
        for field in model._meta.local_fields
        if isinstance(field, models.EmailField)
    ]


def _erase_from_pages(email: str) -> int:
    """Empty such fields that hold the address, in pages and in all their versions."""
    count, fields = 0, _page_fields()
    for model, name in fields:
        count += model._default_manager.filter(**{f"{name}__iexact": email}).update(**{name: ""})
    names = {name for _model, name in fields}
    for source in TranslationSource.objects.filter(content_json__icontains=email):
        content = json.loads(source.content_json)
        if _blank(content, names, email):
            source.content_json = json.dumps(content)
            source.save(update_fields=["content_json"])
            count += 1
    rows = Revision.objects.annotate(text=Cast("content", TextField()))
    for revision in rows.filter(text__icontains=email):
        if _blank(revision.content, names, email):
            revision.save(update_fields=["content"])
            count += 1
    return count


def _blank(content: dict[str, Any], names: set[str], email: str) -> bool:
    """Empty the fields of a stored version that hold the address; say whether any did."""
    found = [name for name in names if str(content.get(name, "")).lower() == email.lower()]
    content.update(dict.fromkeys(found, ""))
    return bool(found)


def keep_periods(dry_run: bool) -> Counts:
    """Erase enquiries whose period is over, also those that nobody ended; comments of readers."""
    enquiries = Enquiry.objects.filter(erased_at=None).annotate(last=Coalesce("ended_at", "since"))
    old = enquiries.filter(last__lt=before("enquiries"))
    comments = Feedback.objects.filter(day__lt=before("feedback").date()).exclude(comment="")
    if dry_run:
        return {"enquiries": old.count(), "feedback": comments.count()}
    return {"enquiries": _erase_all(old), "feedback": comments.update(comment="")}


register_holder(Holder(data_of, erase, keep_periods))
