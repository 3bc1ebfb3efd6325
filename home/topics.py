"""Topic pages: an introduction of their own, the rest gathers itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import BodyBlock
from home.panels import truth_panels
from home.terms import term_panel, terms_of
from home.vocabularies import Vocabulary


class TopicPage(Reviewable, Changeable, Provenance, BasePage):
    """Everything the region has on one topic: services, projects, plans, news, terms."""

    page_description = _("Gathers all pages of one topic by itself.")
    template = "pages/topic_page.html"
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    kind_label = _("Topic")
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        "topic",
    )
    folded_fields = (*BasePage.folded_fields, "body")

    topic = models.ForeignKey(
        "home.Term",
        verbose_name=_("topic"),
        # Null only in drafts: Wagtail asks for it when the page is published.
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=terms_of(Vocabulary.TOPICS),
        help_text=_("All pages with this topic are listed below the introduction."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("introduction"))

    content_panels = [
        *BasePage.content_panels,
        term_panel("topic"),
        FieldPanel("body"),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")

    def clean(self) -> None:
        """A topic has one page in each language."""
        super().clean()
        others = TopicPage.objects.filter(topic=self.topic_id, locale=self.locale)
        if self.topic_id and others.exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"topic": _("This topic has a page already.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add everything that has the topic."""
        from home.gathering import topic_contents  # it needs the page types

        context = super().get_context(request, *args, **kwargs)
        topic, language = self.facts.topic, context["reader_language"]
        groups, linked = topic_contents(self.facts, language) if topic else ([], [])
        context["groups"], context["linked"] = groups, linked
        context["topic_code"] = topic.code if topic else ""
        context["sources"] = self.facts.source_list
        return context
