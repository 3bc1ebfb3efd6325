"""Service cards (cpsv:PublicService, schema.org GovernmentService): data model, section 1."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import parts
from home.dates import today_in_prague
from home.exports import FORMAT_PARAMETER, chosen_format
from home.stamp import StampedQuerySet
from servicecards.blocks import PresetBlock
from servicecards.fields import ServiceCardFields
from servicecards.lifecycle import confirmation_is_valid
from servicecards.panels import card_content_panels, card_promote_panels

SILENT_PRIOR = 0.7  # of a card that nobody confirms when asked


class ServiceIndexPage(BasePage):
    """All service cards with a finder."""

    page_description = _("List of all service cards with filters.")
    template = "pages/service_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["servicecards.ServiceCard"]

    trail = "service"
    kind_label = _("Service finder")
    # An older version of the code may still write rows during an upgrade.
    presets = parts(
        "preset",
        PresetBlock,
        _("situations in plain words"),
        default=list,
        db_default=models.Value([], models.JSONField()),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("presets"),
        *BasePage.find_panels,
    ]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of service cards")
        verbose_name_plural = _("lists of service cards")

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return the finder, or the guide with its six questions."""
        from servicecards.guide import GUIDE_PARAMETER  # it needs ServiceCard

        return "pages/service_guide.html" if GUIDE_PARAMETER in request.GET else self.template

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the same result set in another format."""
        from servicecards.finder import find  # they need ServiceCard
        from servicecards.outputs import MAKERS

        if maker := chosen_format(request, MAKERS):
            return maker(find(request.GET, translation.get_language() or self.language), request)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the query string asks for: the finder's answer, or the guide's."""
        from servicecards.finder import find  # they need ServiceCard
        from servicecards.guide import GUIDE_PARAMETER, guide
        from servicecards.presets import presets_of

        context = super().get_context(request, *args, **kwargs)
        asked = (request.GET, context["reader_language"], context["frame"].stamp)
        if GUIDE_PARAMETER in request.GET:
            context["guide"] = guide(*asked)
            context["index_url"], context["keep_query"] = request.path, context["guide"].query
            return context
        context["finder"] = find(*asked)
        context["presets"] = presets_of(self, context["finder"].index)
        context["index_url"] = request.path
        context["keep_query"] = context["finder"].same_query
        return context


class ServiceCard(Reviewable, Changeable, Provenance, ServiceCardFields, BasePage):
    """A publicly funded service: who provides it, for whom, what it costs, how to start."""

    page_description = _("One publicly funded service.")
    template = "pages/service_card.html"
    parent_page_types: ClassVar = ["servicecards.ServiceIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "service"
    search_kind = "service"
    news_for_partners = True
    kind_label = _("Service card")
    topic_order = 10
    topic_parameter = "tema"
    frame_has_topics = True
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *ServiceCardFields.card_shared,
        "providers",
    )

    folded_fields = (
        *BasePage.folded_fields,
        *("plain_title", "description", "outputs", "keywords"),
    )

    content_panels = card_content_panels(BasePage)
    promote_panels = card_promote_panels(BasePage)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("plain_title", boost=3),
        index.SearchField("description"),
        index.SearchField("outputs"),
        index.SearchField("keywords", boost=2),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("service card")
        verbose_name_plural = _("service cards")

    @property
    def search_prior(self) -> float:  # type: ignore[override]  # the base has a constant
        """How much the card counts among answers: less while nobody confirms it."""
        return SILENT_PRIOR if self.facts.silent_since else BasePage.search_prior

    @property
    def search_confirmed(self) -> bool:
        """Say whether the provider's confirmation is not overdue."""
        return confirmation_is_valid(self.assured_on, self.confirm_every, today_in_prague())

    def clean(self) -> None:
        """Check the order of dates and of firm sizes."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValidationError({"valid_to": _("The end must not be before the beginning.")})
        smallest, largest = self.size_min, self.size_max
        if smallest is not None and largest is not None and smallest > largest:
            raise ValidationError({"size_max": _("The largest size is below the smallest.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the card in another format."""
        from servicecards.card_outputs import MAKERS  # it needs ServiceCard

        if maker := chosen_format(request, MAKERS):
            return maker(self, request)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the card as the reader sees it."""
        from servicecards.card_outputs import CARD_OUTPUTS  # they need ServiceCard
        from servicecards.presentation import card_view

        context = super().get_context(request, *args, **kwargs)
        context["outputs"] = [
            (code, f"?{FORMAT_PARAMETER}={code}", name, why) for code, name, why in CARD_OUTPUTS
        ]
        context["topic_pages"] = context["frame"].pages.topic_addresses()
        context["card"] = self._view = card_view(self, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org GovernmentService."""
        from servicecards.structured_data import schema_org  # it needs ServiceCard

        return schema_org(self, request)


class ProviderRole(models.TextChoices):
    """How an organisation takes part in a service (cv:Participation)."""

    PROVIDER = "provider", _("provides it")
    PARTNER = "partner", _("cooperates")
    FUNDER = "funder", _("pays for it")
    CONTACT = "contact", _("answers questions")


class ServiceProvider(Orderable):
    """An organisation that takes part in a service, with its role: cv:hasParticipation."""

    card = ParentalKey(ServiceCard, on_delete=models.CASCADE, related_name="providers")
    organisation = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    role = models.CharField(
        _("role"), max_length=10, choices=ProviderRole.choices, default=ProviderRole.PROVIDER
    )

    panels = [PageChooserPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "organisation", "role"], name="servicecards_provider_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organisation_id}"


class ServiceCall(TranslatableMixin, Orderable):
    """A window in which applications are taken. Dates are shared, the label is translated."""

    card = ParentalKey(ServiceCard, on_delete=models.CASCADE, related_name="calls")
    opens = models.DateField(_("opens"), null=True, blank=True)
    closes = models.DateField(_("closes"), null=True, blank=True)
    label = models.CharField(_("label"), max_length=150, blank=True)
    link = models.URLField(_("link"), blank=True)

    panels = [
        FieldPanel("label"),
        FieldPanel("opens"),
        FieldPanel("closes"),
        FieldPanel("link"),
    ]
    objects = StampedQuerySet.as_manager()
    override_translatable_fields = shared("opens", "closes", "link", "sort_order")

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    def __str__(self) -> str:
        return f"{self.label} {self.opens}–{self.closes}"

    def clean(self) -> None:
        """Check the order of the dates."""
        super().clean()
        if self.opens and self.closes and self.opens > self.closes:
            raise ValidationError({"closes": _("The call must not close before it opens.")})
