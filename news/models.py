"""News (sdo:NewsArticle, OFN Aktuality): data model, section 5."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.addresses import absolute
from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import BodyBlock
from home.dates import PreciseDate, Precision
from home.newsworthy import ReachPanel
from home.terms import terms_field, terms_panel
from home.vocabularies import Vocabulary
from news.events import EventIndexPage, EventPage

__all__ = ["EventIndexPage", "EventPage", "NewsIndexPage", "NewsKind", "NewsPage"]


class NewsIndexPage(BasePage):
    """All news, newest first, by year."""

    page_description = _("List of all news with feeds.")
    template = "pages/news_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["news.NewsPage"]

    kind_label = _("News")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the list."""
        from news.listing import news_list  # it needs NewsPage

        context = super().get_context(request, *args, **kwargs)
        listing = news_list(request.GET, context["reader_language"])
        context["news"], context["index_url"] = listing, request.path
        context["keep_query"] = listing.same_query
        return context


class NewsKind(models.TextChoices):
    """What sort of news. Empty: not documented."""

    NEWS = "news", _("news")
    CALL = "call", _("call")
    INVITATION = "invitation", _("invitation to an event")
    RESULT = "result", _("result")


class NewsPage(Reviewable, Changeable, Provenance, BasePage):
    """One news item. Its date is that of the event; publishing times are Wagtail's."""

    page_description = _("A dated news item.")
    template = "pages/news_page.html"
    parent_page_types: ClassVar = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "local"
    search_prior = 0.4
    search_kind = "news"
    kind_label = _("News item")
    topic_order = 40
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        "date",
        "date_precision",
        "kind",
        "audience",
        "territory",
        "publisher",
        "relevant_until",
        "withdrawn_at",
        "send_in_newsletter",
        "newsletter_priority",
    )

    folded_fields = (*BasePage.folded_fields, "body")

    # Null only in drafts: Wagtail asks for it when the item is published.
    date = models.DateField(_("date"), null=True)
    date_precision = models.CharField(
        _("known to the"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NewsKind.choices, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"), use_json_field=True)
    audience = terms_field(Vocabulary.AUDIENCE, _("target groups"))
    territory = terms_field(Vocabulary.TERRITORIES, _("territory"))
    publisher = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("published by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    relevant_until = models.DateField(
        _("of interest until"),
        null=True,
        blank=True,
        help_text=_("Then it leaves front page and feeds and stays in the list."),
    )
    withdrawn_at = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    send_in_newsletter = models.BooleanField(
        _("send in the newsletter"), default=False, help_text=_("News from archives are not sent.")
    )
    newsletter_priority = models.PositiveSmallIntegerField(_("priority"), default=0)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("date"), FieldPanel("date_precision"), FieldPanel("kind")],
            heading=_("When"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [terms_panel("audience"), terms_panel("territory"), FieldPanel("publisher")],
            heading=_("Whom it concerns"),
        ),
        *BasePage.find_panels,
    ]
    promote_panels = [
        *BasePage.promote_panels,
        MultiFieldPanel(
            [
                FieldPanel("relevant_until"),
                FieldPanel("withdrawn_at"),
                FieldPanel("withdrawal_reason"),
                *Reviewable.review_panels,
            ],
            heading=_("Still true?"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("send_in_newsletter"),
                FieldPanel("newsletter_priority"),
                ReachPanel(),
            ],
            heading=_("Newsletter"),
        ),
        MultiFieldPanel(Changeable.tick_panels, heading=_("Material change")),
        MultiFieldPanel(Provenance.provenance_panels, heading=_("Where the facts come from")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("date")]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    @property
    def search_day(self) -> datetime.date | None:
        """The day of the news item."""
        return self.date

    @property
    def search_year(self) -> int | None:
        """The year of the news item."""
        return self.date.year if self.date else None

    @property
    def is_newsworthy(self) -> bool:
        """The editor's tick; items from archives have none."""
        return self.send_in_newsletter

    @property
    def news_priority(self) -> int:
        """The editor's choice."""
        return self.newsletter_priority

    @property
    def news_day(self) -> PreciseDate | None:
        """The day of the news item."""
        return self.precise_date

    def is_over(self, today: datetime.date) -> bool:
        """Say whether it was withdrawn or is of no interest any more."""
        facts = self.facts
        is_past = facts.relevant_until is not None and facts.relevant_until < today
        return facts.withdrawn_at is not None or is_past

    @property
    def precise_date(self) -> PreciseDate | None:
        """The date with its precision, a fact of the source page; None in a draft without one."""
        facts = self.facts
        return PreciseDate(facts.date, facts.date_precision) if facts.date else None

    def clean(self) -> None:
        """A withdrawal needs a reason that readers will see."""
        super().clean()
        if self.withdrawn_at and not self.withdrawal_reason.strip():
            raise ValidationError({"withdrawal_reason": _("Say in one sentence why.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the item as the reader sees it."""
        from news.presentation import news_view  # it needs NewsPage

        context = super().get_context(request, *args, **kwargs)
        context["item"] = news_view(self, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org NewsArticle."""
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": absolute(self.get_url() or ""),
            "headline": self.title,
            "description": self.summary,
            "inLanguage": self.language,
            "datePublished": self.precise_date.iso if self.precise_date else "",
            "identifier": self.identifier,
        }
        return {name: value for name, value in data.items() if value}
