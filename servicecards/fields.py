"""Fields of a service card. Names and terms: data model, section 1 (CPSV-AP, schema.org)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField

from home.blocks import parts
from home.terms import term_field, terms_field
from home.vocabularies import Vocabulary
from partners.blocks import ContactPointBlock
from servicecards import blocks


class IntakeMode(models.TextChoices):
    """How applications are taken. Empty: not documented."""

    CONTINUOUS = "continuous", _("all year round")
    CALLS = "calls", _("in calls")
    FIRST_COME = "first-come", _("first come, first served")
    BY_APPOINTMENT = "by-appointment", _("by appointment")


# Classifications of a card, each by terms of one vocabulary.
TERM_FIELDS = (
    "topics",
    "service_type",
    "business_event",
    "audience",
    "business_stage",
    "sector",
    "territory",
    "languages",
)


class ServiceCardFields(models.Model):
    """Everything a card says. Whatever the facts may leave open is nullable or blank."""

    # --- what ---------------------------------------------------------------------------
    plain_title = models.CharField(
        _("name in plain words"), max_length=200, blank=True, help_text=_("Shown under the name.")
    )
    description = RichTextField(
        _("description"), blank=True, features=["bold", "ol", "ul", "link", "document-link"]
    )
    service_type = terms_field(Vocabulary.SUPPORT_TYPES, _("kind of support"))
    outputs = parts("output", blocks.OutputBlock, _("what one gets"))
    benefits = parts("benefit", blocks.BenefitBlock, _("money and other benefits for the firm"))
    business_event = terms_field(Vocabulary.BUSINESS_EVENTS, _("situations"))
    keywords = models.CharField(
        _("keywords"), max_length=300, blank=True, help_text=_("Separated by commas.")
    )

    # --- for whom -----------------------------------------------------------------------
    audience = terms_field(Vocabulary.AUDIENCE, _("target groups"))
    business_stage = terms_field(Vocabulary.BUSINESS_STAGES, _("stage of the business"))
    size_min = models.PositiveIntegerField(_("employees from"), null=True, blank=True)
    size_max = models.PositiveIntegerField(_("employees to"), null=True, blank=True)
    sector = terms_field(Vocabulary.SECTORS, _("sectors"))
    territory = terms_field(Vocabulary.TERRITORIES, _("territory"))
    requirements = parts("requirement", blocks.RequirementBlock, _("conditions"))

    # --- how ----------------------------------------------------------------------------
    steps = parts("step", blocks.StepBlock, _("steps"))
    evidence = parts("evidence", blocks.EvidenceBlock, _("documents to bring"))
    channels = parts("channel", blocks.ChannelBlock, _("channels"))
    intake_mode = models.CharField(
        _("how applications are taken"), max_length=20, choices=IntakeMode.choices, blank=True
    )
    valid_from = models.DateField(_("on offer from"), null=True, blank=True)
    valid_to = models.DateField(_("on offer until"), null=True, blank=True)
    processing_time = models.DurationField(
        _("processing time"), null=True, blank=True, help_text=_("Number of days.")
    )
    languages = terms_field(Vocabulary.LANGUAGES, _("languages"))
    notice = models.CharField(_("short notice"), max_length=300, blank=True)
    notice_until = models.DateField(
        _("notice shown until"),
        null=True,
        blank=True,
        help_text=_("The notice disappears by itself after this day."),
    )
    is_paused = models.BooleanField(
        _("paused"), default=False, help_text=_("Until the last day of the notice, if it has one.")
    )

    # --- what it costs and who pays -----------------------------------------------------
    cost_type = term_field(Vocabulary.COST_TYPES, _("cost for the firm"))
    cost_note = models.CharField(_("note on the cost"), max_length=200, blank=True)
    costs = parts("cost", blocks.CostBlock, _("amounts the firm pays"))
    publicly_funded_by = parts("funding", blocks.FundingBlock, _("whose public money pays"))

    # --- who ----------------------------------------------------------------------------
    competent_authority = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("competent authority"),
        # Not `blank`: Wagtail asks for it when the card is published, not while it is a draft.
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who answers for the service. Required to publish."),
    )
    contact_points = StreamField(
        [("contact_point", ContactPointBlock())],
        blank=True,
        verbose_name=_("contact points"),
        use_json_field=True,
    )

    # --- proof --------------------------------------------------------------------------
    legal_basis = parts("legal_basis", blocks.LegalBasisBlock, _("legal basis"))
    based_on = models.URLField(
        _("national card it is based on"), blank=True, help_text=_("Address of the original.")
    )
    attachments = parts("attachment", blocks.AttachmentBlock, _("attachments"))
    assurer_email = models.EmailField(
        _("who confirms the card"), blank=True, help_text=_("Never shown to the public.")
    )
    assured_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    confirm_every = models.PositiveSmallIntegerField(
        _("confirm every … months"), null=True, blank=True
    )
    # Written by `servicecards.confirming` only: nobody answers when asked whether it still holds.
    silent_since = models.DateField(_("nobody confirms since"), null=True, blank=True)

    card_shared: ClassVar = (
        "service_type",
        "business_event",
        "audience",
        "business_stage",
        "size_min",
        "size_max",
        "sector",
        "territory",
        "intake_mode",
        "valid_from",
        "valid_to",
        "processing_time",
        "languages",
        "notice_until",
        "is_paused",
        "cost_type",
        "competent_authority",
        "based_on",
        "assurer_email",
        "assured_on",
        "confirm_every",
        "silent_since",
    )

    class Meta:
        abstract = True
