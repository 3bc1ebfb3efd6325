"""Enquiries in the admin: the list with its filters, one enquiry with what to do about it, CSV."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from home.editors import NONE, admin_language
from home.exports import Table, csv_response
from home.rooms import ActionView
from partners.editors.access import EXPORT, MANAGE, RoomView
from partners.editors.actions import ACTIONS
from partners.enquiries.choices import names_in
from partners.enquiries.messages import coordinator
from partners.enquiries.office_messages import facts_of
from partners.enquiries.proposing import proposed
from partners.enquiries.states import ENDED, OPEN, UNCLAIMED, EnquiryState
from partners.models import ContactPointSettings, Enquiry, Organisation, Referral

TURNS = [
    ("office", gettext_lazy("the coordinator")),
    ("partner", gettext_lazy("a partner")),
    ("nobody", gettext_lazy("nobody: it has ended")),
]


class EnquiryFilterSet(WagtailFilterSet):
    """Choose by whose turn it is, state, topic and district."""

    turn = django_filters.ChoiceFilter(
        label=gettext_lazy("whose turn it is"), choices=TURNS, method="by_turn"
    )
    state = django_filters.ChoiceFilter(label=gettext_lazy("state"), choices=EnquiryState.choices)
    topic = django_filters.ChoiceFilter(label=gettext_lazy("topic"), choices=[], method="by_topic")
    place = django_filters.ChoiceFilter(label=gettext_lazy("district"), choices=[])

    class Meta:
        model = Enquiry
        fields = ["turn", "state", "topic", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names_in(admin_language())
        named = list(self.names.topics.items())
        self.filters["topic"].extra["choices"] = [*named, (NONE, gettext_lazy("(none)"))]
        self.filters["place"].extra["choices"] = list(self.names.districts.items())

    def by_topic(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a topic, or what has none that still exists."""
        if value != NONE:
            return queryset.filter(topic=value)
        return queryset.exclude(topic__in=self.names.topics)

    def by_turn(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what somebody has to do something about."""
        if value == "office":
            return queryset.filter(state__in=UNCLAIMED)
        if value == "nobody":
            return queryset.filter(state__in=ENDED)
        return queryset.exclude(state__in=[*UNCLAIMED, *ENDED])


class NumberColumn(TitleColumn):
    """The number, with the beginning of the need."""

    def get_value(self, instance: Any) -> str:
        """Return both."""
        need = " ".join(instance.need.split())
        short = need[:80] + ("…" if len(need) > 80 else "")
        return f"{instance.pk}. {short or _('(erased)')}"


class EnquiryListView(ReportView):
    """All enquiries, the newest first."""

    model = Enquiry
    page_title = gettext_lazy("Questions of firms")
    header_icon = "comment"
    index_url_name = "enquiries"
    index_results_url_name = "enquiries_results"
    template_name = "wagtailadmin/contact/enquiries.html"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    filterset_class = EnquiryFilterSet
    default_ordering = "-made_at"
    any_permission_required = ["view", "change"]
    permission_policy = ModelPermissionPolicy(Enquiry)
    paginate_by = 50
    columns = [
        NumberColumn("number", label=gettext_lazy("Question"), url_name="enquiry_edit"),
        Column("topic_name", label=gettext_lazy("Topic"), accessor="topic_name"),
        Column("place_name", label=gettext_lazy("District"), accessor="place_name"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("partners", label=gettext_lazy("Partner"), accessor="partner_names"),
        DateColumn("made_at", label=gettext_lazy("Asked"), sort_key="made_at"),
        DateColumn("since", label=gettext_lazy("Since"), sort_key="since"),
    ]

    def get_base_queryset(self) -> QuerySet:
        """Return the enquiries with their referrals."""
        referrals = Prefetch("referrals", Referral.objects.order_by("pk"))
        rows: QuerySet = Enquiry.objects.prefetch_related(referrals)
        return rows

    def decorate_paginated_queryset(self, object_list: Any) -> list[Enquiry]:
        """Add names of topics, districts and partners."""
        rows, names = list(object_list), names_in(admin_language())
        for row in rows:
            row.topic_name = names.topics.get(row.topic, "–")
            row.place_name = names.districts.get(row.place, "–")
            row.partner_names = ", ".join(r.name for r in row.referrals.all()) or "–"
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether somebody coordinates, and who may export."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_coordinator"] = bool(coordinator())
        context["may_export"] = self.request.user.has_perm(EXPORT)
        return context


class EnquiryView(RoomView, ActionView):
    """One enquiry."""

    change_permission = MANAGE
    actions = ACTIONS
    log_prefix = "partners."
    template_name = "wagtailadmin/contact/enquiry.html"

    @cached_property
    def subject(self) -> Enquiry:
        """The enquiry of the address."""
        found: Enquiry = get_object_or_404(Enquiry, pk=self.kwargs["pk"])
        return found

    def get_page_title(self) -> str:
        """Return its number."""
        return _("Question no. %(number)d") % {"number": self.subject.pk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is known, who has it, what the rules propose, and the history."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        row, language = self.subject, admin_language()
        referrals = list(row.referrals.order_by("pk"))
        has_it = {referral.organisation_id for referral in referrals if referral.state in OPEN}
        partners = Organisation.objects.filter(
            locale__language_code=settings.LANGUAGE_CODE, is_historic=False, live=True
        )
        return {
            **context,
            "enquiry": row,
            "facts": facts_of(row, language),
            "names": names_in(language),
            "referrals": referrals,
            "open_states": OPEN,
            "proposals": [p for p in proposed(row) if p.organisation.pk not in has_it],
            "partners": partners.exclude(pk__in=has_it).order_by("title").only("title"),
            "entries": row.entries.order_by("pk"),
            "answers": row.answers.order_by("round"),
            "may_change": self.request.user.has_perm(MANAGE) and not row.erased_at,
        }


COLUMNS = (
    *("number", "asked_at", "language", "topic", "district", "state", "since", "ended_at"),
    *("name", "email", "phone", "need", "searched_for", "partners"),
)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Return all enquiries with personal data as CSV: a right of its own, and logged (31)."""
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    rows = Enquiry.objects.prefetch_related("referrals").order_by("pk")
    table = Table("dotazy", list(COLUMNS), [_line(row) for row in rows])
    log(
        instance=ContactPointSettings.load(),
        action="partners.export",
        user=request.user,
        data={"rows": len(table.rows)},
    )
    response = csv_response(table)
    response["Cache-Control"] = "no-store"
    return response


def _line(row: Enquiry) -> list[Any]:
    ended = row.ended_at.isoformat() if row.ended_at else ""
    return [
        *(row.pk, row.made_at.isoformat(), row.language, row.topic, row.place, row.state),
        *(row.since.isoformat(), ended, row.name, row.email, row.phone, row.need, row.query),
        ", ".join(f"{referral.name} ({referral.state})" for referral in row.referrals.all()),
    ]
