"""Report for editors: what readers looked for, with what they can do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.contrib import messages
from django.db.models import Max, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from home.dates import today_in_prague
from home.editors import RIGHTS, EditorsItem, edits_pages
from search.counting import write_waiting
from search.models import MissingContent, SearchCount

PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "395": _("13 months")}
USUAL = "90"
IN_VAIN = [("empty", _("without a result")), ("unclicked", _("without a click"))]


class SearchFilterSet(WagtailFilterSet):
    """Choose by language, outcome and period."""

    language = django_filters.ChoiceFilter(label=_("language"), choices=settings.LANGUAGES)
    outcome = django_filters.ChoiceFilter(label=_("outcome"), choices=IN_VAIN, method="by_outcome")
    days = django_filters.ChoiceFilter(
        label=_("period"), choices=list(PERIODS.items()), method="by_days"
    )

    class Meta:
        model = SearchCount
        fields = ["language"]

    def by_outcome(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what found nothing, or what nobody followed."""
        if value == "empty":
            return queryset.filter(last_found=0)
        return queryset.filter(last_found__gt=0, all_clicks=0)

    def by_days(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what was searched for in the last days."""
        return queryset.filter(day__gte=today_in_prague() - timedelta(days=int(value)))


class ActionsColumn(Column):
    """What an editor can do about a search."""

    cell_template_name = "wagtailadmin/search_actions.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add what a form needs; Wagtail's cells know the request alone."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["csrf_token"] = get_token(parent_context["request"])
        return context


class SearchReport(ReportView):
    """The list, most frequent first."""

    model = SearchCount
    page_title = _("What readers look for")
    header_icon = "search"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    template_name = "wagtailadmin/search_report.html"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    filterset_class = SearchFilterSet
    default_ordering = "-times"
    any_permission_required = RIGHTS
    permission_policy = page_permission_policy
    columns = [
        Column("text", label=_("Searched for"), accessor="text", sort_key="text"),
        Column("language", label=_("Language"), accessor="language_name", sort_key="language"),
        Column("times", label=_("Searches"), accessor="times", sort_key="times"),
        Column("last_found", label=_("Results"), accessor="last_found", sort_key="last_found"),
        Column("all_clicks", label=_("Clicks"), accessor="all_clicks", sort_key="all_clicks"),
        ActionsColumn("actions", label=_("What to do")),
    ]
    list_export = ["text", "language", "times", "last_found", "all_clicks"]
    export_headings = {
        "times": _("Searches"),
        "last_found": _("Results"),
        "all_clicks": _("Clicks"),
    }

    def get_base_queryset(self) -> QuerySet:
        """Return each text of each language once, with its sums."""
        write_waiting()
        rows = SearchCount.objects.all()
        if not self.request.GET.get("days"):
            rows = rows.filter(day__gte=today_in_prague() - timedelta(days=int(USUAL)))
        return rows.values("text", "language").annotate(
            times=Sum("searches"), last_found=Max("found"), all_clicks=Sum("clicks")
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Order by a column, then by text."""
        return queryset.order_by(self.ordering or self.default_ordering, "text", "language")

    def decorate_paginated_queryset(self, object_list: Any) -> list[dict[str, Any]]:
        """Add the addresses of what can be done."""
        rows = list(object_list)
        texts = Q(text__in=[row["text"] for row in rows])
        missing = set(MissingContent.objects.filter(texts).values_list("text", "language"))
        names = dict(settings.LANGUAGES)
        for row in rows:
            row["language_name"] = names.get(row["language"], row["language"])
            row["is_missing"] = (row["text"], row["language"]) in missing
            row.update(_addresses(row["text"], row["language"]))
        return rows


def _addresses(text: str, language: str) -> dict[str, str]:
    synonym = reverse("wagtailsnippets_search_synonymrule:add")
    promotion = reverse("wagtailsnippets_search_promotion:add")
    with translation.override(language):
        public = reverse("search") + "?" + urlencode({"q": text})
    return {
        "synonym_url": f"{synonym}?{urlencode({'rule': text + ', '})}",
        "promotion_url": f"{promotion}?{urlencode({'phrases': text, 'language': language})}",
        "public_url": public,
    }


@require_POST
def note_missing(request: HttpRequest) -> HttpResponse:
    """Note that the portal lacks what readers look for."""
    text, language = request.POST.get("text", "")[:100], request.POST.get("language", "")
    if edits_pages(request.user) and text and language in dict(settings.LANGUAGES):
        MissingContent.objects.get_or_create(text=text, language=language)
        messages.success(
            request, _("“%(text)s” is noted among what the portal lacks.") % {"text": text}
        )
    return redirect("search_report")


def report_urls() -> list[Any]:
    """Return the addresses of the report."""
    return [
        path("reports/searches/", SearchReport.as_view(), name="search_report"),
        path(
            "reports/searches/results/",
            SearchReport.as_view(results_only=True),
            name="search_report_results",
        ),
        path("reports/searches/missing/", note_missing, name="search_report_missing"),
    ]


def report_item() -> MenuItem:
    """Return the entry of the menu "Reports"."""
    return EditorsItem(
        _("What readers look for"),
        reverse("search_report"),
        name="searches",
        icon_name="search",
        order=640,
    )
