"""Report for editors: every address outside the portal, whether it works, and where it stands."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.editors import RIGHTS, EditorsItem, edits_pages
from home.linkcheck.outgoing import all_urls
from home.linkcheck.records import CheckedLink, Outcome
from home.linkcheck.tasks import check_due


class LinkFilterSet(WagtailFilterSet):
    """Choose by result."""

    outcome = django_filters.ChoiceFilter(label=_("result"), choices=Outcome.choices)

    class Meta:
        model = CheckedLink
        fields = ["outcome"]


class LinkReport(ReportView):
    """The list; broken addresses stand first."""

    model = CheckedLink
    page_title = _("Links to other sites")
    header_icon = "link"
    index_url_name = "link_report"
    index_results_url_name = "link_report_results"
    template_name = "wagtailadmin/link_report.html"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    filterset_class = LinkFilterSet
    default_ordering = "-failing_since"
    any_permission_required = RIGHTS
    permission_policy = page_permission_policy
    columns = [
        Column("url", label=_("Address"), accessor="url", sort_key="url"),
        Column("outcome", label=_("Result"), accessor="get_outcome_display", sort_key="outcome"),
        Column("status", label=_("HTTP status"), accessor="status"),
        DateColumn("failing_since", label=_("Fails since"), sort_key="failing_since"),
        DateColumn("checked_at", label=_("Checked"), sort_key="checked_at"),
        Column("moved_to", label=_("New address"), accessor="moved_to"),
        Column("pages", label=_("On the pages"), accessor="places"),
    ]
    list_export = ["url", "outcome", "status", "failing_since", "checked_at", "moved_to", "places"]

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Add the titles of the pages on which each address stands."""
        wanted = {link.url for link in object_list}
        ids = {url: pages for url, pages in all_urls().items() if url in wanted}
        rows = Page.objects.filter(pk__in={pk for pages in ids.values() for pk in pages})
        titles = dict(rows.values_list("pk", "title"))
        for link in object_list:
            link.places = ", ".join(sorted(titles[pk] for pk in ids.get(link.url, ())))
        return object_list

    export_headings = {"places": _("On the pages")}

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Put addresses that fail first, the latest failure on top."""
        if self.ordering in ("failing_since", "-failing_since"):
            since = F("failing_since")
            is_down = self.ordering.startswith("-")
            return queryset.order_by(
                since.desc(nulls_last=True) if is_down else since.asc(nulls_last=True)
            )
        return super().order_queryset(queryset)

    def get_base_queryset(self) -> QuerySet:
        """Return all addresses that were found on pages."""
        return CheckedLink.objects.all()


@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    """Queue the check of everything that is due."""
    if edits_pages(request.user):
        check_due.enqueue()
        messages.success(request, _("The check is queued; results appear here one by one."))
    return redirect("link_report")


def report_urls() -> list[Any]:
    """Return the addresses of the report."""
    return [
        path("reports/links/", LinkReport.as_view(), name="link_report"),
        path(
            "reports/links/results/",
            LinkReport.as_view(results_only=True),
            name="link_report_results",
        ),
        path("reports/links/check/", check_now, name="link_report_check"),
    ]


def report_item() -> MenuItem:
    """Return the entry of the menu "Reports"."""
    return EditorsItem(
        _("Links to other sites"), reverse("link_report"), name="links", icon_name="link", order=650
    )
