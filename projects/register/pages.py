"""From an entry of the register to a page: nothing is typed twice. The pages begin as drafts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.links import LinkKind, PageLink
from home.terms import Term
from projects.models import (
    BidState,
    Opportunity,
    PartnerWantedIndexPage,
    PartnerWantedPage,
    ProjectIdea,
    ProjectIndexPage,
    ProjectKind,
    ProjectPage,
    ProjectPartner,
    WantedKind,
)
from projects.register.states import IdeaState

SUMMARY = 300  # characters


def _summary(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(SUMMARY)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _index(model: type[Page]) -> Page:
    """Return the list under which the page belongs. Raises ValidationError when there is none."""
    found = model.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if found is None:
        name = model._meta.verbose_name
        raise ValidationError(_("Make the page “%s” first; the new page stands below it.") % name)
    return found


def _links(entry: Any, own: Page) -> list[PageLink]:
    ids = dict.fromkeys(link.page_id for link in entry.links.all())
    return [PageLink(kind=LinkKind.RELATED, target_id=pk) for pk in ids if pk != own.pk]


def _add(parent: Page, page: Any, entry: Any, user: Any) -> None:
    """Add a draft with the entry's topic and links, and its first revision."""
    page.live = False
    page.content_owner = entry.owner
    page.owner = user
    parent.add_child(instance=page)
    page.topics.set(Term.objects.filter(pk=entry.topic_id))
    page.portal_links = _links(entry, page)
    page.save_revision(user=user, log_action=True)
    page.save()


@transaction.atomic
def make_wanted_page(entry: ProjectIdea | Opportunity, user: Any) -> PartnerWantedPage:
    """Make the draft of a page "partner wanted". Raises ValidationError when there is one."""
    is_idea = isinstance(entry, ProjectIdea)
    page = PartnerWantedPage(
        title=entry.title,
        summary=_summary(entry.description or entry.title),
        about=_paragraphs(entry.description),
        kind=WantedKind.PROJECT if is_idea else WantedKind(entry.kind),
        programme=entry.programme if is_idea else None,
        sector=entry.sector,
        wanted_until=entry.call_closes if is_idea else None,
    )
    _add(_index(PartnerWantedIndexPage), page, entry, user)
    mine = type(entry).objects.filter(pk=entry.pk, wanted_page=None)
    if not mine.update(wanted_page=page):
        raise ValidationError(_("There is a page “partner wanted” already."))
    entry.wanted_page = page
    return page


@transaction.atomic
def make_project(idea: ProjectIdea, user: Any) -> ProjectPage:
    """Make the draft of the project that an approved idea has become. Raises ValidationError."""
    if idea.state != IdeaState.APPROVED:
        raise ValidationError(_("Only an approved idea becomes a project."))
    page = ProjectPage(
        title=idea.title,
        acronym=idea.acronym,
        summary=_summary(idea.description or idea.title),
        objective=idea.description,
        kind=ProjectKind.INTERNATIONAL,
        bid_state=BidState.BEFORE_START,
        programme=idea.programme,
        start=idea.start,
        end=idea.end,
        lead_partner=idea.lead_partner,
        region_role=idea.region_role,
        counts_in_statistics=bool(idea.region_role),
        total_budget=idea.total_budget,
        eu_contribution=idea.eu_contribution,
        own_budget=idea.own_budget,
        currency=idea.currency,
    )
    partners = [
        ProjectPartner(organisation=partner.organisation, role=partner.role, sort_order=position)
        for position, partner in enumerate(idea.partners.all())
        if partner.organisation_id != idea.lead_partner_id
    ]
    page.partners.set(partners)
    _add(_index(ProjectIndexPage), page, idea, user)
    mine = ProjectIdea.objects.filter(pk=idea.pk, project=None, state=IdeaState.APPROVED)
    if not mine.update(project=page):
        raise ValidationError(_("It is a project already."))
    idea.project = page
    return page


@transaction.atomic
def try_again(idea: ProjectIdea) -> ProjectIdea:
    """Return a new idea with everything that a rejected one had; that one stays as it is."""
    if idea.state != IdeaState.REJECTED:
        raise ValidationError(_("Only a rejected idea is tried again."))
    again = ProjectIdea()
    left = {"id", "state", "submitted_on", "decided_on", "reason", "project", "wanted_page"}
    left |= {"previous", "call", "call_closes", "next_step", "next_step_due"}
    for field in ProjectIdea._meta.concrete_fields:
        if field.name not in left and not field.auto_created:
            setattr(again, field.attname, getattr(idea, field.attname))
    again.previous = idea
    try:
        with transaction.atomic():
            again.save()
    except IntegrityError as error:  # of two at once one wins
        raise ValidationError(_("There is a new try already.")) from error
    again.districts.set(idea.districts.all())
    for accessor in ("partners", "links"):
        for row in getattr(idea, accessor).all():
            row.pk, row.idea = None, again
            row.save()
    again.save()
    return again
