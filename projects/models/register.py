"""Opportunities and project ideas: the back office's register (ADR 0021).

They are no pages: editors alone see them. What the public may know becomes a page of its own,
"partner wanted"; an approved idea becomes a project.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from home.dates import day_field
from home.edited import form_fields
from home.terms import term_field, terms_of
from home.vocabularies import Vocabulary
from projects.models.choices import OpportunityKind, PartnerRole, RegionRole
from projects.models.project_facts import ORGANISATION, amount_field, currency_field
from projects.register.states import BIDS, DECIDED, IdeaState, OpportunityState


class RegisterEntry(ClusterableModel):
    """What opportunities and ideas share: sector, place, actors, evidence, next step, links."""

    title = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("what it is about"), blank=True)
    topic = term_field(Vocabulary.TOPICS, _("topic"))
    sector = term_field(Vocabulary.SECTORS, _("sector"))
    districts = ParentalManyToManyField(
        "home.Term",
        verbose_name=_("districts"),
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(Vocabulary.DISTRICTS),
        help_text=_("None: the whole region."),
    )
    actors = models.TextField(
        _("who takes part or could"),
        blank=True,
        help_text=_("Organisations, not people. Those that the portal knows: link them below."),
    )
    evidence = models.TextField(_("evidence"), blank=True, help_text=_("Why we believe it."))
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_due = day_field(_("next step by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked after by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    wanted_page = models.ForeignKey(
        "projects.PartnerWantedPage",
        verbose_name=_("page “partner wanted”"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("entered"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Leave alone what no form shows: an entry may have moved on while somebody edited it."""
        if not self._state.adding:
            kwargs.setdefault("update_fields", form_fields(self))
        super().save(*args, **kwargs)


class Opportunity(RegisterEntry):
    """Where a cluster or an export alliance could grow (card 7, activities 1 to 3)."""

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=OpportunityKind.choices,
        default=OpportunityKind.CLUSTER,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OpportunityState.choices,
        default=OpportunityState.SPOTTED,
    )

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering: ClassVar = ["-pk"]


class ProjectIdea(RegisterEntry):
    """A project from the first note to the decision on its bid."""

    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=IdeaState.choices,
        default=IdeaState.IDEA,
        editable=False,
    )
    programme = term_field(Vocabulary.PROGRAMMES, _("programme"))
    call = models.CharField(_("call"), max_length=120, blank=True)
    call_closes = day_field(_("call closes"))
    lead_partner = models.ForeignKey(
        ORGANISATION,
        verbose_name=_("lead partner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    region_role = models.CharField(
        _("role of the Region"), max_length=12, choices=RegionRole.choices, blank=True
    )
    start = day_field(_("planned start"))
    end = day_field(_("planned end"))
    total_budget = amount_field(_("total budget"))
    eu_contribution = amount_field(_("contribution of the EU"))
    own_budget = amount_field(_("budget of the Region"))
    currency = currency_field()
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason for the decision"), blank=True, editable=False)
    previous = models.OneToOneField(
        "self",
        verbose_name=_("new try of"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="next_try",
    )
    project = models.ForeignKey(
        "projects.ProjectPage",
        verbose_name=_("project"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("project idea")
        verbose_name_plural = _("project ideas")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(submitted_on__isnull=False) | ~models.Q(state__in=BIDS),
                name="projects_bid_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_on__isnull=False) | ~models.Q(state__in=DECIDED),
                name="projects_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=IdeaState.REJECTED, reason=""),
                name="projects_rejection_has_a_reason",
            ),
        ]

    def clean(self) -> None:
        """Check the order of the planned days, and that a bid keeps its programme."""
        super().clean()
        if self.start and self.end and self.start > self.end:
            raise ValidationError({"end": _("The end must not be before the beginning.")})
        if self.state in BIDS and not self.programme_id:
            raise ValidationError({"programme": _("A bid belongs to a programme.")})


class IdeaPartner(Orderable):
    """An organisation that takes part besides the lead partner."""

    idea = ParentalKey(ProjectIdea, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        ORGANISATION, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=PartnerRole.choices, default=PartnerRole.PARTNER
    )

    panels: ClassVar = [PageChooserPanel("organisation"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["idea", "organisation"],
                name="projects_idea_partner_once",
                violation_error_message=_("This organisation is there already."),
            )
        ]


class EntryLink(Orderable):
    """A page that an entry has to do with: a card, a project, an organisation."""

    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    panels: ClassVar = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        abstract = True


class IdeaLink(EntryLink):
    """A page that an idea has to do with."""

    idea = ParentalKey(ProjectIdea, on_delete=models.CASCADE, related_name="links")

    class Meta(EntryLink.Meta):
        verbose_name = _("link to a page")
        verbose_name_plural = _("links to pages")


class OpportunityLink(EntryLink):
    """A page that an opportunity has to do with."""

    opportunity = ParentalKey(Opportunity, on_delete=models.CASCADE, related_name="links")

    class Meta(EntryLink.Meta):
        verbose_name = _("link to a page")
        verbose_name_plural = _("links to pages")


class IdeaEntry(models.Model):
    """A line of an idea's history: who moved it from where to where, and why."""

    idea = models.ForeignKey(ProjectIdea, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=150)
    before = models.CharField(max_length=20, choices=IdeaState.choices)
    after = models.CharField(max_length=20, choices=IdeaState.choices)
    day = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("line of an idea's history")
        verbose_name_plural = _("history of ideas")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.after}"
