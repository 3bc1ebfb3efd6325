"""Enquiries of firms, who got them, what became of them, and by which rules they go."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.terms import term_field
from home.vocabularies import Vocabulary
from partners.enquiries.states import EnquiryState, Event, ReferralState, Satisfaction


class Enquiry(models.Model):
    """A need that a firm described. No company number, no account.

    Name, address, phone and wording go `RETENTION["enquiries"]` days after the end; topic, place
    and what became of it stay.
    """

    form_key = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("asked at"), default=timezone.now, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    need = models.TextField(_("need"), blank=True)
    topic = models.CharField(_("topic"), max_length=80, blank=True)  # code
    place = models.CharField(_("district"), max_length=80, blank=True)  # code
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    card_key = models.UUIDField(_("about the page"), null=True)
    query = models.CharField(_("searched for"), max_length=100, blank=True)

    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EnquiryState.choices,
        default=EnquiryState.WAITING,
        db_index=True,
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(default=0)  # to the coordinator, in this state
    reminded_at = models.DateTimeField(null=True)
    told_nobody_at = models.DateTimeField(null=True)  # when the firm heard that nobody has it yet
    ended_at = models.DateTimeField(_("ended at"), null=True)
    surveys = models.PositiveSmallIntegerField(default=0)  # times the firm was asked
    erased_at = models.DateTimeField(_("erased at"), null=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("export_enquiry", _("Can export enquiries"))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self.ended_at is None


class Referral(models.Model):
    """An enquiry in the hands of one partner; the partner works by a signed link."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="referrals")
    organisation = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("partner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(_("partner"), max_length=255)  # as it was called then
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ReferralState.choices,
        default=ReferralState.PASSED,
    )
    made_at = models.DateTimeField(_("passed on at"), default=timezone.now)
    since = models.DateTimeField(_("since"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)  # in this state
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enquiry", "organisation"],
                condition=models.Q(state__in=[ReferralState.PASSED, ReferralState.TAKEN]),
                name="partners_referral_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} → {self.name}"


class EnquiryEntry(models.Model):
    """One line of an enquiry's history: who did what and when. Lines are only added."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="entries")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(_("at"), default=timezone.now)
    who = models.CharField(_("who"), max_length=255)
    event = models.CharField(_("what"), max_length=20, choices=Event.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("line of the history")
        verbose_name_plural = _("lines of the history")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.event}"


class SurveyAnswer(models.Model):
    """What a firm said at the end (round 1) and a month later (round 2)."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField(_("round"))
    score = models.CharField(_("did it help"), max_length=10, choices=Satisfaction.choices)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer of a firm")
        verbose_name_plural = _("answers of firms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "round"], name="partners_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id}/{self.round}: {self.score}"


class ReferralRule(models.Model):
    """To whom enquiries go: every condition that is filled in must hold."""

    topic = term_field(Vocabulary.TOPICS, _("topic"))
    district = term_field(Vocabulary.DISTRICTS, _("district"))
    service = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("service card"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    provider = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("provider of the service"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    partner = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("goes to"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    sends_itself = models.BooleanField(
        _("goes out by itself"),
        default=False,
        help_text=_("Without it the coordinator confirms each enquiry."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rule for enquiries")
        verbose_name_plural = _("rules for enquiries")

    def __str__(self) -> str:
        chosen = [self.topic, self.district, self.service, self.provider]
        conditions = ", ".join(str(value) for value in chosen if value)
        return f"{conditions or _('everything')} → {self.partner}"

    def clean(self) -> None:
        """A partner needs an address before anything goes out by itself."""
        super().clean()
        has_partner = self.partner_id is not None
        if self.sends_itself and has_partner and not self.partner.facts.enquiry_email:
            raise ValidationError(
                {"partner": _("Fill in “who gets enquiries” on the page of the partner first.")}
            )


@register_setting(icon="mail")
class ContactPointSettings(BaseGenericSetting):
    """Who coordinates."""

    coordinator_email = models.EmailField(
        _("mailbox of the coordinator"),
        blank=True,
        help_text=_("Gets enquiries that wait for a decision. Empty: the operator's mailbox."),
    )

    panels: ClassVar[list[Any]] = [FieldPanel("coordinator_email")]

    class Meta:
        verbose_name = _("contact point")
