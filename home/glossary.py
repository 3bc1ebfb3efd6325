"""The glossary: an index and one small page for each term (sdo:DefinedTerm; ADR 0009)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from home.addresses import absolute
from home.base import BasePage, Provenance, Reviewable, shared
from home.visibility import public


class GlossaryPage(BasePage):
    """All terms of the glossary by alphabet."""

    page_description = _("Glossary: its terms stand below it.")
    template = "pages/glossary_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.GlossaryTermPage"]

    search_prior = 0.6
    kind_label = _("Glossary")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")

    def search_words(self) -> list[str]:
        """Return the terms: the page shows them all."""
        return list(public(self.get_children()).order_by("title").values_list("title", flat=True))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the terms by initial letter."""
        from home.glossary_list import glossary_of  # it needs GlossaryTermPage

        context = super().get_context(request, *args, **kwargs)
        context["letters"] = glossary_of(context["reader_language"])
        return context


class GlossaryTermPage(Reviewable, Provenance, BasePage):
    """A term (the title) and what it means (the summary)."""

    page_description = _("One term and what it means.")
    template = "pages/glossary_term_page.html"
    parent_page_types: ClassVar = ["home.GlossaryPage"]
    subpage_types: ClassVar[list[str]] = []

    search_prior = 0.3
    search_kind = "term"
    kind_label = _("Glossary term")
    topic_order = 60
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Provenance.provenance_shared,
    )
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    promote_panels = [
        *BasePage.promote_panels,
        MultiFieldPanel(Reviewable.review_panels, heading=_("Still true?")),
        MultiFieldPanel(Provenance.provenance_panels, heading=_("Where the facts come from")),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the sources and the linked pages of both directions."""
        from home.gathering import linked_pages  # it needs the page types

        context = super().get_context(request, *args, **kwargs)
        context["sources"] = self.facts.source_list
        context["linked"] = linked_pages(self.facts, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org DefinedTerm."""
        return {
            "@context": "https://schema.org",
            "@type": "DefinedTerm",
            "@id": absolute(self.get_url() or ""),
            "name": self.title,
            "description": self.summary,
            "termCode": self.identifier,
        }
