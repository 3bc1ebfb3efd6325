"""Pages "partner wanted": what the public may know of an idea or an opportunity."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.dates import PreciseDate, day_field, today_in_prague
from home.panels import truth_panels
from home.terms import term_field, term_panel, terms_field, terms_panel
from home.vocabularies import Vocabulary
from projects.models.choices import WantedKind

TEXT = ["bold", "ol", "ul", "link", "document-link"]


class PartnerWantedIndexPage(BasePage):
    """All calls for partners, the open ones first, with feeds."""

    page_description = _("List of the calls for partners, with feeds.")
    template = "pages/partner_wanted_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["projects.PartnerWantedPage"]

    trail = "project"
    kind_label = _("Partners wanted")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of calls for partners")
        verbose_name_plural = _("lists of calls for partners")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the list."""
        from projects.wanted import wanted_list  # it needs PartnerWantedPage

        context = super().get_context(request, *args, **kwargs)
        context["wanted"] = wanted_list(request.GET, context["reader_language"])
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the open calls as a feed or CSV."""
        from projects.wanted import wanted_file  # it needs PartnerWantedPage

        return wanted_file(self, request) or super().serve(request, *args, **kwargs)


class PartnerWantedPage(Reviewable, Changeable, Provenance, BasePage):
    """One call: what for, whom we look for, what we bring, until when."""

    page_description = _("A call for partners of a project, a cluster or an alliance.")
    template = "pages/partner_wanted_page.html"
    parent_page_types: ClassVar = ["projects.PartnerWantedIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "project"
    search_kind = "project"
    kind_label = _("Partner wanted")
    topic_order = 22
    news_for_partners = True
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *("kind", "programme", "sector", "countries", "wanted_until", "is_found"),
    )
    folded_fields = (*BasePage.folded_fields, "about", "looked_for", "offered")

    kind = models.CharField(
        _("what for"), max_length=10, choices=WantedKind.choices, default=WantedKind.PROJECT
    )
    about = RichTextField(_("what it is about"), blank=True, features=TEXT)
    looked_for = RichTextField(_("whom we look for"), blank=True, features=TEXT)
    offered = RichTextField(_("what we bring"), blank=True, features=TEXT)
    programme = term_field(Vocabulary.PROGRAMMES, _("programme"))
    sector = term_field(Vocabulary.SECTORS, _("sector"))
    countries = terms_field(Vocabulary.COUNTRIES, _("from which countries"))
    wanted_until = day_field(_("wanted until"), help_text=_("The last day to come forward."))
    is_found = models.BooleanField(_("partners found"), default=False)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("wanted_until")]),
                FieldPanel("is_found"),
                FieldPanel("about"),
                FieldPanel("looked_for"),
                FieldPanel("offered"),
            ],
            heading=_("The call"),
        ),
        MultiFieldPanel(
            [term_panel("programme"), term_panel("sector"), terms_panel("countries")],
            heading=_("Whom it concerns"),
        ),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("about"),
        index.SearchField("looked_for"),
        index.SearchField("offered"),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("partner wanted")
        verbose_name_plural = _("partners wanted")

    @property
    def is_newsworthy(self) -> bool:
        """A call is news by itself."""
        return not self.facts.is_over(today_in_prague())

    @property
    def news_day(self) -> PreciseDate | None:
        """The last day to come forward."""
        return PreciseDate(self.facts.wanted_until) if self.facts.wanted_until else None

    def is_over(self, today: date) -> bool:
        """Say whether nobody is looked for any more."""
        return self.is_found or bool(self.wanted_until and self.wanted_until < today)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the call as the reader sees it."""
        from projects.wanted import wanted_view  # it needs PartnerWantedPage

        context = super().get_context(request, *args, **kwargs)
        context["wanted"] = wanted_view(self, context["reader_language"])
        return context
