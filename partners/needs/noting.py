"""Noting a need: the form, one row for each sending, and links for partners."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home.dates import today_in_prague
from home.reader_forms import ReaderForm
from home.references import Terms
from home.vocabularies import Vocabulary
from mail.limits import Rule, allow, keyed
from mail.links import end_links, find_link, link_url, make_link
from mail.models import OneTimeLink
from partners.models import FirmNeed, Occasion, Organisation

PURPOSE = "firm-needs"
LIFETIME = timedelta(days=365)
PER_NOTER = Rule("firm-needs", most=100, within=24 * 3600)
OLDEST = timedelta(days=366)
VOCABULARIES = {
    "need": Vocabulary.SUPPORT_TYPES,
    "topic": Vocabulary.TOPICS,
    "sector": Vocabulary.SECTORS,
    "district": Vocabulary.DISTRICTS,
}


def names_of_needs(language: str) -> dict[str, dict[str, str]]:
    """Return {field: {code: name}} in the vocabularies' order. One query."""
    terms = Terms(language, whole=True)
    return {field: terms.names(vocabulary) for field, vocabulary in VOCABULARIES.items()}


class NeedForm(ReaderForm):
    """Codes only; there is no field for words, so nobody is named by mistake."""

    need = forms.ChoiceField(required=False)
    topic = forms.ChoiceField(required=False)
    sector = forms.ChoiceField(required=False)
    district = forms.ChoiceField(required=False)
    occasion = forms.ChoiceField(choices=Occasion.choices, required=False)
    day = forms.DateField(required=False)
    klic = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, names: dict[str, dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        for field, found in names.items():
            self.fields[field] = forms.ChoiceField(
                choices=[("", ""), *found.items()], required=False
            )
        self.initial.setdefault("klic", uuid.uuid4().hex)
        self.initial.setdefault("day", today_in_prague())
        self.initial.setdefault("occasion", Occasion.VISIT)

    def clean_need(self) -> str:
        """Ask for a choice."""
        return self._chosen("need", _("choose what the firm needs"))

    def clean_topic(self) -> str:
        """Ask for a choice."""
        return self._chosen("topic", _("choose what it is about"))

    def _chosen(self, name: str, advice: str) -> str:
        value: str = self.cleaned_data[name]
        if not value:
            raise ValidationError(advice, code="required")
        return value

    def clean_day(self) -> date:
        """Take today where nothing is said; refuse the future and what is long past."""
        day: date = self.cleaned_data["day"] or today_in_prague()
        if not today_in_prague() - OLDEST <= day <= today_in_prague():
            raise ValidationError(_("choose a day of the last year"))
        return day


@dataclass(frozen=True)
class Noter:
    """Who notes: a partner by its link, or somebody of the office (then `partner` is None)."""

    name: str  # tells noters apart, for the limit
    partner: Organisation | None = None


@transaction.atomic
def note_need(form: NeedForm, noter: Noter) -> bool:
    """Store what a valid form says, once for each form; False when the limit is reached."""
    given = form.cleaned_data
    values = {name: given[name] for name in ("need", "topic", "sector", "district", "day")}
    values["occasion"] = given["occasion"] or Occasion.VISIT
    words = "|".join(str(value) for value in values.values())
    key = keyed(f"{noter.name}|{given['klic']}|{words}", "firm-needs")
    _row, is_new = FirmNeed.objects.get_or_create(
        form_key=key, defaults={**values, "partner": noter.partner}
    )
    if is_new and not allow(PER_NOTER, noter.name):
        transaction.set_rollback(True)
        return False
    return True


# --- Links of partners -----------------------------------------------------------------------


def noting_link(partner: Organisation) -> str:
    """Return a new link by which a partner notes needs; an older one stops working.

    Belongs into a transaction with the message; of two at once the second ends the first's link.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    end_links(PURPOSE, partner.pk)
    token = make_link(PURPOSE, partner.pk, lifetime=LIFETIME)
    return link_url("firm_need", token, partner.mail_language)


def partner_of(token: str) -> Organisation | None:
    """Return the partner whose link it is, while it is one: published and still there."""
    link = find_link(token, PURPOSE)
    rows = Organisation.objects.filter(live=True, is_historic=False)
    return rows.filter(pk=link.subject if link else 0).first()


def partners_with_links() -> list[Organisation]:
    """Return the partners that have a link which works. One query."""
    links = OneTimeLink.objects.filter(purpose=PURPOSE, used_at=None, expires_at__gt=timezone.now())
    return list(Organisation.objects.filter(pk__in=links.values("subject")).order_by("title"))
