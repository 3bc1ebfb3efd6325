"""Page types that belong to no special room: the home page and plain pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import BodyBlock, TermBlock
from home.vocabularies import Vocabulary


class HomePage(BasePage):
    """The signpost: which way, how far, who is at the end."""

    page_description = _("Front page of one language.")
    template = "pages/home_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    trail = "service"
    kind_label = _("Front page")
    frame_has_topics = True
    shared_fields = (*BasePage.shared_fields, "situations", "contact_page")

    heading = models.CharField(_("heading"), max_length=120, blank=True)
    lead = models.CharField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("Follows the number of services: “38 services …”."),
    )
    situations = StreamField(
        [("situation", TermBlock(Vocabulary.BUSINESS_EVENTS, label=_("situation")))],
        blank=True,
        max_num=7,
        verbose_name=_("situations on the signpost"),
        help_text=_("At most seven, in this order. The number of services is counted."),
        use_json_field=True,
    )

    contact_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page for those who do not know whom to ask"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("heading"),
        FieldPanel("lead"),
        FieldPanel("situations"),
        FieldPanel("contact_page"),
        *BasePage.find_panels,
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the sections that other rooms contribute (`home.home_sections`)."""
        from home.home_sections import home_sections  # it needs the models

        context = super().get_context(request, *args, **kwargs)
        context["sections"] = home_sections(self, context["frame"])
        context["topic_pages"] = context["frame"].pages.topic_addresses()
        context["contact_page"] = context["frame"].pages.get(self.facts.contact_page_id)
        return context

    def frame_page_ids(self) -> list[int]:
        """Add the page for those who do not know whom to ask."""
        return [self.facts.contact_page_id] if self.facts.contact_page_id else []


class ContentPage(Reviewable, Changeable, Provenance, BasePage):
    """A plain page: headings, text, lists."""

    page_description = _("Text with headings, for example “About the one-stop shop”.")
    template = "pages/content_page.html"
    parent_page_types: ClassVar = ["home.HomePage", "home.ContentPage"]
    subpage_types: ClassVar = ["home.ContentPage"]

    kind_label = _("Page")
    topic_order = 70
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
    )

    folded_fields = (*BasePage.folded_fields, "body")

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"), use_json_field=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body"), *BasePage.find_panels]
    promote_panels = [
        *BasePage.promote_panels,
        *Reviewable.review_panels,
        *Changeable.change_panels,
        *Provenance.provenance_panels,
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the sources of the facts and the linked pages of both directions."""
        from home.gathering import linked_pages  # it needs the page types

        context = super().get_context(request, *args, **kwargs)
        context["linked"] = linked_pages(self.facts, context["reader_language"])
        context["sources"] = self.facts.source_list
        return context
