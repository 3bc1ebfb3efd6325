"""Events (sdo:Event, OFN Události): data model, section 5."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import BodyBlock
from home.dates import PreciseDate
from home.exports import chosen_format
from home.panels import truth_panels
from home.terms import terms_panel
from news.event_facts import EventFacts


class EventIndexPage(BasePage):
    """All events: what is coming first, then what has been."""

    page_description = _("List of events.")
    template = "pages/event_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["news.EventPage"]

    kind_label = _("Events")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its dates for a calendar."""
        from news.event_calendar import list_calendar  # it needs EventPage

        maker = chosen_format(request, {"ics": list_calendar})
        return maker(self, request) if maker else super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the events."""
        from news.event_list import event_list  # it needs EventPage

        context = super().get_context(request, *args, **kwargs)
        context["events"] = event_list(request.GET, context["reader_language"])
        context["index_url"] = request.path
        return context


class EventPage(Reviewable, Changeable, Provenance, EventFacts, BasePage):
    """One event: when, where, for whom, how to register."""

    page_description = _("A seminar, a meeting or another event with a date.")
    template = "pages/event_page.html"
    parent_page_types: ClassVar = ["news.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "local"
    search_kind = "news"
    kind_label = _("Event")
    topic_order = 45
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *EventFacts.event_shared,
    )
    folded_fields = (*BasePage.folded_fields, "place", "body")

    place = models.CharField(
        _("place"), max_length=150, blank=True, help_text=_("For example “University library”.")
    )
    price = models.CharField(
        _("price"), max_length=100, blank=True, help_text=_("Empty: not documented.")
    )
    accessibility = models.TextField(
        _("accessibility"), blank=True, help_text=_("Steps, lift, interpreting, quiet room …")
    )
    cancellation_note = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_time")]),
                FieldPanel("is_cancelled"),
                FieldPanel("cancellation_note"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("address"),
                FieldPanel("is_online"),
                FieldPanel("online_url"),
                FieldPanel("accessibility"),
            ],
            heading=_("Where"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("registration_url"),
                FieldPanel("registration_deadline"),
                FieldPanel("price"),
                FieldPanel("organiser"),
                terms_panel("audience"),
                terms_panel("territory"),
            ],
            heading=_("For whom and how"),
        ),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("start_date"),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def search_year(self) -> int | None:
        """The year that the event begins in."""
        return self.start_date.year if self.start_date else None

    @property
    def news_day(self) -> PreciseDate | None:
        """The first day of the event."""
        start = self.facts.start_date
        return PreciseDate(start) if start else None

    def is_over(self, today: date) -> bool:
        """Say whether the event is past or cancelled."""
        facts = self.facts
        last = facts.end_date or facts.start_date
        return facts.is_cancelled or (last is not None and last < today)

    def clean(self) -> None:
        """Check the order of days and times, and ask why the event was cancelled."""
        super().clean()
        errors: dict[str, Any] = {}
        last = self.end_date or self.start_date
        if self.start_date and last and last < self.start_date:
            errors["end_date"] = _("The end must not be before the beginning.")
        same_day = last == self.start_date
        if self.end_time and not self.start_time:
            errors["start_time"] = _("Say when it begins, too.")
        elif same_day and self.start_time and self.end_time and self.end_time <= self.start_time:
            errors["end_time"] = _("The end must not be before the beginning.")
        if self.registration_deadline and last and self.registration_deadline > last:
            errors["registration_deadline"] = _("Registration must not end after the event.")
        if self.is_cancelled and not self.cancellation_note.strip():
            errors["cancellation_note"] = _("Say in one sentence why.")
        if errors:
            raise ValidationError(errors)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its date for a calendar."""
        from news.event_calendar import event_calendar  # it needs EventPage

        maker = chosen_format(request, {"ics": event_calendar})
        return maker(self, request) if maker else super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the event as the reader sees it."""
        from news.event_view import event_view  # it needs EventPage

        context = super().get_context(request, *args, **kwargs)
        context["event"] = event_view(self, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org Event."""
        from news.event_view import event_data  # it needs EventPage

        return event_data(self)
