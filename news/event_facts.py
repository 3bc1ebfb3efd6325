"""When and where an event takes place: the same in both languages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.terms import terms_field
from home.vocabularies import Vocabulary


class EventFacts(models.Model):
    """When and where, the same in both languages. Times are those of the Czech Republic."""

    # Null only in drafts: Wagtail asks for it when the event is published.
    start_date = models.DateField(_("first day"), null=True)
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("link to join"), blank=True)
    registration_url = models.URLField(_("registration"), blank=True)
    registration_deadline = models.DateField(_("register until"), null=True, blank=True)
    organiser = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("organiser"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    audience = terms_field(Vocabulary.AUDIENCE, _("target groups"))
    territory = terms_field(Vocabulary.TERRITORIES, _("territory"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    event_shared: ClassVar = (
        *("start_date", "start_time", "end_date", "end_time", "address", "is_online"),
        *("online_url", "registration_url", "registration_deadline", "organiser", "audience"),
        *("territory", "is_cancelled"),
    )

    class Meta:
        abstract = True
