"""What organisations do in projects and action plans, and links of cards to services."""

from __future__ import annotations

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from home.links import LinkKind, PageLink
from home.relations import common_rows, facts_rows, inline_rows, of_source_language, register_links
from partners.involvement import register_involvement
from projects.models import (
    ActionPlanCard,
    CooperatingBody,
    ProjectPage,
    ProjectPartner,
    RoleAssignment,
    ServiceLink,
)
from search.extraction import register_names

ASSIGNED = "in:assigned:"
GROUP_ASSIGNED = "in:group-assigned:"
OUTPUT = CharField()


def _assigned(prefix: str) -> Concat:
    """Return the name `<prefix><role>:<activity>`."""
    activity = Cast("activity", output_field=OUTPUT)
    return Concat(Value(prefix), F("role"), Value(":"), activity, output_field=OUTPUT)


def _assignments(organisation_ids: list[int]) -> QuerySet:
    rows = of_source_language(RoleAssignment, "card").filter(actor_id__in=organisation_ids)
    return common_rows(rows, F("actor_id"), _assigned(ASSIGNED), "card_id", F("sort_order"))


def _group_assignments(organisation_ids: list[int]) -> list[QuerySet]:
    """Return the roles of the groups that an organisation is a member of."""
    found = []
    for pk in organisation_ids:
        groups = PageLink.objects.filter(page_id=pk, kind=LinkKind.MEMBER_OF).values("target_id")
        rows = of_source_language(RoleAssignment, "card").filter(actor_id__in=groups)
        page = Value(pk)
        found.append(common_rows(rows, page, _assigned(GROUP_ASSIGNED), "card_id", F("sort_order")))
    return found


@register_involvement
def projects_of(organisation_ids: list[int]) -> list[QuerySet]:
    """Return rows `in:project-lead`, `in:project`, `in:assigned:<role>:<activity>`, `in:asked`."""
    return [
        facts_rows(ProjectPage, "lead_partner_id", "in:project-lead", organisation_ids),
        common_rows(
            of_source_language(ProjectPartner, "project").filter(
                organisation_id__in=organisation_ids
            ),
            F("organisation_id"),
            Value("in:project", output_field=OUTPUT),
            "project_id",
            F("sort_order"),
        ),
        inline_rows(
            of_source_language(CooperatingBody, "card"),
            "organisation_id",
            "need",
            "card_id",
            organisation_ids,
            prefix="in:",
        ),
        _assignments(organisation_ids),
        *_group_assignments(organisation_ids),
    ]


@register_links
def services_of_activities(page_ids: list[int]) -> list[QuerySet]:
    """Return rows `link:service` (from a card) and `from:service` (from a service)."""
    rows = of_source_language(ServiceLink, "card").exclude(service=None)
    order = F("sort_order")
    return [
        common_rows(
            rows.filter(card_id__in=page_ids),
            F("card_id"),
            Value("link:service", output_field=OUTPUT),
            "service_id",
            order,
        ),
        common_rows(
            rows.filter(service_id__in=page_ids),
            F("service_id"),
            Value("from:service", output_field=OUTPUT),
            "card_id",
            order,
        ),
    ]


@register_names(ProjectPage)
def partners_for_search(project_ids: list[int]) -> list[QuerySet]:
    """Return rows of the organisations that a project names: their names find it, too."""
    leads = ProjectPage.objects.filter(pk__in=project_ids, lead_partner__isnull=False)
    lead = Value("lead", output_field=OUTPUT)
    return [
        common_rows(leads, F("pk"), lead, "lead_partner_id", Value(0)),
        inline_rows(
            ProjectPartner.objects.all(),
            "project_id",
            "role",
            "organisation_id",
            project_ids,
            prefix="partner:",
        ),
    ]


@register_names(ActionPlanCard)
def actors_for_search(card_ids: list[int]) -> list[QuerySet]:
    """Return rows of the organisations in the matrix of a card, each once."""
    actors = RoleAssignment.objects.filter(card_id__in=card_ids).distinct()
    name = Value("actor", output_field=OUTPUT)
    return [common_rows(actors, F("card_id"), name, "actor_id", Value(0))]
