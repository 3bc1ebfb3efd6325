"""The register in the admin: lists, forms, an opportunity, the report with plots and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView

from home.bars import Kind, stacked_bars
from home.editors import admin_language
from home.exports import csv_response
from home.references import Terms
from home.rooms import ActionView, RoomViewSet
from home.terms import term_panel, terms_panel
from home.vocabularies import Vocabulary
from projects.editors.access import (
    CHANGE_OPPORTUNITIES,
    SEE_IDEAS,
    SEE_OPPORTUNITIES,
    ProjectsView,
    may_add_below,
)
from projects.models import Opportunity, PartnerWantedIndexPage, ProjectIdea
from projects.register.pages import make_wanted_page
from projects.register.report import (
    bids,
    bids_table,
    ideas_by_state,
    live_opportunities,
    register_table,
    year_bars,
)
from projects.register.states import BIDS, LIVE_OPPORTUNITIES, OpportunityState


def _entry_panels(*own: Any) -> list[Any]:
    """Return the panels of an entry's form; `own`: those of its kind."""
    return [
        FieldPanel("title"),
        *own,
        FieldPanel("description", widget=forms.Textarea({"rows": 5})),
        FieldRowPanel([term_panel("topic"), term_panel("sector")]),
        terms_panel("districts"),
        FieldPanel("actors", widget=forms.Textarea({"rows": 3})),
        FieldPanel("evidence", widget=forms.Textarea({"rows": 3})),
        FieldRowPanel([FieldPanel("next_step"), FieldPanel("next_step_due")]),
        FieldPanel("owner"),
        InlinePanel(
            "links",
            heading=gettext_lazy("Cards, projects, organisations"),
            label=gettext_lazy("page"),
        ),
    ]


class IdeaPolicy(ModelPermissionPolicy):
    """A bid stays: without what was rejected the success rate would lie."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Refuse to delete what was submitted."""
        is_bid = action == "delete" and instance.state in BIDS
        return not is_bid and super().user_has_permission_for_instance(user, action, instance)


class IdeaDeleteView(DeleteView):
    """Asks the policy about the very idea, as Wagtail's bulk action does."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep a bid, with a word why."""
        if self.permission_policy.user_has_permission_for_instance(
            request.user, "delete", self.object
        ):
            return super().dispatch(request, *args, **kwargs)
        messages.error(request, _("A submitted bid stays: it counts in the success rate."))
        return redirect("project_idea", pk=self.object.pk)


class IdeaViewSet(RoomViewSet):
    """Project ideas."""

    model = ProjectIdea
    delete_view_class = IdeaDeleteView
    icon = "pick"
    list_display = [
        TitleColumn("title", label=gettext_lazy("Idea"), url_name="project_idea"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("programme", label=gettext_lazy("Programme")),
        Column("next_step", label=gettext_lazy("Next step")),
        Column("next_step_due", label=gettext_lazy("By"), sort_key="next_step_due"),
        Column("owner", label=gettext_lazy("Looked after by")),
    ]
    list_filter = ["state", "programme", "sector", "topic", "districts", "owner"]
    search_fields = ["title", "acronym", "description"]
    edit_handler = ObjectList(
        [
            *_entry_panels(
                FieldPanel("acronym"),
                MultiFieldPanel(
                    [
                        term_panel("programme"),
                        FieldRowPanel([FieldPanel("call"), FieldPanel("call_closes")]),
                        PageChooserPanel("lead_partner", "partners.Organisation"),
                        FieldPanel("region_role"),
                        InlinePanel("partners", label=gettext_lazy("partner")),
                        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                        FieldRowPanel([FieldPanel("total_budget"), FieldPanel("eu_contribution")]),
                        FieldRowPanel([FieldPanel("own_budget"), FieldPanel("currency")]),
                    ],
                    heading=gettext_lazy("The project"),
                ),
            )
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the ideas with what the list shows, in one query."""
        return ProjectIdea.objects.select_related("programme", "owner")


class OpportunityViewSet(RoomViewSet):
    """Opportunities for clusters and alliances."""

    model = Opportunity
    icon = "group"
    list_display = [
        TitleColumn("title", label=gettext_lazy("Opportunity"), url_name="opportunity"),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("sector", label=gettext_lazy("Sector")),
        Column("next_step", label=gettext_lazy("Next step")),
        Column("next_step_due", label=gettext_lazy("By"), sort_key="next_step_due"),
        Column("owner", label=gettext_lazy("Looked after by")),
    ]
    list_filter = ["kind", "state", "sector", "topic", "districts", "owner"]
    search_fields = ["title", "description", "actors"]
    edit_handler = ObjectList(
        _entry_panels(FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]))
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the opportunities with what the list shows, in one query."""
        return Opportunity.objects.select_related("sector", "owner")


def make_wanted(entry: Any, request: HttpRequest) -> str:
    """Make the draft of a page "partner wanted"."""
    if not may_add_below(request.user, PartnerWantedIndexPage):
        raise PermissionDenied
    make_wanted_page(entry, request.user)
    return _("The page is a draft. Complete it, publish it and have it translated.")


class OpportunityView(ProjectsView, ActionView):
    """One opportunity: what is known, and its page."""

    permission = SEE_OPPORTUNITIES
    change_permission = CHANGE_OPPORTUNITIES
    actions = {"wanted": make_wanted}
    log_prefix = "projects.opportunity_"
    header_icon = "group"
    template_name = "wagtailadmin/projects/opportunity.html"

    @cached_property
    def subject(self) -> Opportunity:
        """The opportunity of the address."""
        rows = Opportunity.objects.select_related("sector", "topic", "owner", "wanted_page")
        found: Opportunity = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_page_title(self) -> str:
        """Return its name."""
        return self.subject.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the template needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "entry": self.subject,
            "links": self.subject.links.select_related("page"),
            "districts": self.subject.districts.all(),
            "may_make_call": may_add_below(self.request.user, PartnerWantedIndexPage),
            "edit_url": reverse(
                "wagtailsnippets_projects_opportunity:edit", args=[self.subject.pk]
            ),
        }


class RegisterReportView(ProjectsView):
    """The register in numbers; `?format=csv` gives all entries, `&table=bids` the bids."""

    permission = SEE_IDEAS
    page_title = gettext_lazy("Register in numbers")
    header_icon = "table"
    template_name = "wagtailadmin/projects/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, or a file."""
        if request.GET.get("format") == "csv":
            is_bids = request.GET.get("table") == "bids"
            table = bids_table(bids(admin_language())) if is_bids else register_table()
            return csv_response(table)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbers and their plots."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found, states = bids(admin_language()), ideas_by_state()
        return {
            **context,
            "bids": found,
            "year_bars": year_bars(found.years),
            "states": states,
            "state_bars": stacked_bars(
                _("Ideas by state"), [(str(s.label), [(Kind.MAIN, n)]) for s, n in states]
            ),
            "places": self._places(),
            "opportunity_states": [str(state.label) for state in LIVE_OPPORTUNITIES],
        }

    def _places(self) -> list[tuple[str, list[int]]]:
        """Return (district, number of opportunities in each living state)."""
        found = live_opportunities()
        names = Terms(admin_language(), whole=True).names(Vocabulary.DISTRICTS)
        places = {"": _("whole region"), **names}
        states = [OpportunityState(state) for state in LIVE_OPPORTUNITIES]
        return [
            (name, [found[code][state] if code in found else 0 for state in states])
            for code, name in places.items()
        ]
