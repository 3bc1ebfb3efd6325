"""Organisations: partners, ministries, foreign partners, groups (cv:PublicOrganisation)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.terms import term_field, term_panel, terms_field, terms_panel
from home.vocabularies import Vocabulary
from partners.blocks import ContactPointBlock, LocationBlock, OrganisationIdentifierBlock
from partners.directory import directory_of
from partners.ico import is_valid_ico


class OrganisationIndexPage(BasePage):
    """Directory of all organisations, grouped by what they are."""

    page_description = _("Directory of the partner organisations.")
    template = "pages/organisation_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["partners.Organisation"]

    kind_label = _("Directory")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("directory of organisations")
        verbose_name_plural = _("directories of organisations")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the directory in the reader's language."""
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = directory_of(context["reader_language"])
        return context


class Organisation(Reviewable, Changeable, Provenance, BasePage):
    """One organisation, or a group that lists its members (data model, section 4)."""

    page_description = _("A partner, a ministry, a foreign partner or a group of them.")
    template = "pages/organisation.html"
    parent_page_types: ClassVar = ["partners.OrganisationIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "local"
    search_kind = "organisation"
    kind_label = _("Organisation")
    search_prior = 0.6
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        "kind",
        "is_group",
        "is_historic",
        "ico",
        "identifiers",
        "territory",
        "country",
        "parent_organisation",
        "valid_until",
        "successor",
        "logo",
        "website",
        "is_network_partner",
        "assurer_email",
        "last_confirmed",
        "enquiry_email",
        "mail_language",
        "languages",
    )

    folded_fields = (*BasePage.folded_fields, "short_name", "description")

    # May stay empty, unlike on other pages: of many actors nothing but the name is documented.
    summary = models.TextField(_("summary"), max_length=300, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = term_field(Vocabulary.ORGANISATION_TYPES, _("kind"))
    is_group = models.BooleanField(
        _("group"), default=False, help_text=_("Its members link to it as “is a member of”.")
    )
    is_historic = models.BooleanField(_("no longer exists"), default=False)
    description = RichTextField(_("description"), blank=True, features=["bold", "ol", "ul", "link"])
    logo = models.ForeignKey(
        "home.PortalImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    website = models.URLField(_("website"), blank=True)

    ico = models.CharField(_("company number (IČO)"), max_length=8, blank=True)
    identifiers = StreamField(
        [("identifier", OrganisationIdentifierBlock())],
        blank=True,
        verbose_name=_("other identifiers"),
        use_json_field=True,
    )
    territory = terms_field(Vocabulary.TERRITORIES, _("territory"))
    country = term_field(Vocabulary.COUNTRIES, _("country"))
    parent_organisation = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    valid_until = models.DateField(_("existed until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    contact_points = StreamField(
        [("contact_point", ContactPointBlock())],
        blank=True,
        verbose_name=_("contact points"),
        use_json_field=True,
    )
    locations = StreamField(
        [("location", LocationBlock())],
        blank=True,
        verbose_name=_("places"),
        use_json_field=True,
    )
    languages = terms_field(Vocabulary.LANGUAGES, _("languages"))

    is_network_partner = models.BooleanField(_("partner of the network"), default=False)
    assurer_email = models.EmailField(
        _("who confirms"), blank=True, help_text=_("Never shown to the public.")
    )
    last_confirmed = models.DateField(_("last confirmed on"), null=True, blank=True)
    # An older version of the code may still write rows during an upgrade: `db_default`.
    enquiry_email = models.EmailField(
        _("who gets enquiries"),
        blank=True,
        default="",
        db_default="",
        help_text=_("A shared mailbox. Never shown to the public."),
    )
    mail_language = models.CharField(
        _("language of messages"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        db_default=settings.LANGUAGE_CODE,
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("short_name"),
                term_panel("kind"),
                FieldPanel("is_group"),
                FieldPanel("is_historic"),
                FieldPanel("description"),
                FieldPanel("website"),
                FieldPanel("logo"),
            ],
            heading=_("Who it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact_points"), FieldPanel("locations"), terms_panel("languages")],
            heading=_("Where to find it"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("ico"),
                FieldPanel("identifiers"),
                terms_panel("territory"),
                term_panel("country"),
                FieldPanel("parent_organisation"),
                FieldPanel("valid_until"),
                FieldPanel("successor"),
            ],
            heading=_("In registers"),
        ),
        *BasePage.find_panels,
    ]
    promote_panels = [
        *BasePage.promote_panels,
        MultiFieldPanel(
            [
                FieldPanel("is_network_partner"),
                FieldPanel("assurer_email"),
                FieldPanel("last_confirmed"),
                *Reviewable.review_panels,
            ],
            heading=_("Still true?"),
        ),
        MultiFieldPanel(
            [FieldPanel("enquiry_email"), FieldPanel("mail_language")],
            heading=_("Messages from the contact point"),
        ),
        MultiFieldPanel(Changeable.change_panels, heading=_("Material change")),
        MultiFieldPanel(Provenance.provenance_panels, heading=_("Where the facts come from")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("short_name", boost=3),
        index.SearchField("description"),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    @property
    def display_name(self) -> str:
        """The name, with the short one in brackets where there is one."""
        return f"{self.title} ({self.short_name})" if self.short_name else self.title

    def clean(self) -> None:
        """Check the company number by its control digit."""
        super().clean()
        if self.ico and not is_valid_ico(self.ico):
            raise ValidationError(
                {"ico": _("This is not a valid company number: check all eight digits.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the organisation as the reader sees it."""
        from partners.presentation import organisation_view  # it needs this class

        context = super().get_context(request, *args, **kwargs)
        context["organisation"] = organisation_view(self, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org Organization."""
        from partners.presentation import schema_org  # it needs this class

        return schema_org(self, request)
