"""Choices of projects and action plans; the values are stable and stand in exports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectKind(models.TextChoices):
    """What sort of undertaking it is. Only the first can count in the statistics."""

    INTERNATIONAL = "international-project", _("international project")
    REGIONAL = "regional-activity", _("local activity")
    STRATEGIC = "strategic-project", _("strategic project")


class RegionRole(models.TextChoices):
    """How the Region takes part. Empty: not at all, or not documented."""

    LEAD = "lead", _("lead partner")
    PARTNER = "partner", _("partner")
    ASSOCIATED = "associated", _("associated partner")


class PartnerRole(models.TextChoices):
    """How an organisation other than the lead takes part."""

    PARTNER = "partner", _("partner")
    ASSOCIATED = "associated", _("associated partner")


class ProjectStatus(models.TextChoices):
    """State of a project; the codes are those of `project_statuses` in the taxonomy."""

    RUNNING = "v-realizaci", _("Running")
    BEFORE_START = "pred-zahajenim", _("Before start")
    SUSTAINABILITY = "v-udrzitelnosti", _("In the sustainability period")
    ENDED = "ukonceny", pgettext_lazy("project", "Ended")
    REJECTED = "zamitnuty", _("Rejected")


class BidState(models.TextChoices):
    """What dates cannot tell. Empty: the bid was approved."""

    BEFORE_START = "before-start", _("approved, not started yet")
    REJECTED = "rejected", _("not funded")


class Role(models.TextChoices):
    """What an actor does in an activity of an action-plan card (taxonomy: `actor_roles`)."""

    LEAD = "lead", pgettext_lazy("role", "lead")
    CO_LEAD = "co_lead", _("co-lead")
    COOPERATION = "cooperation", _("cooperation")


class Need(models.TextChoices):
    """How much a card asks for a body's cooperation."""

    NECESSARY = "necessary", _("necessary")
    SUITABLE = "suitable", _("suitable")


class CostImpact(models.TextChoices):
    """What a card costs those who carry it out. Empty: not documented."""

    NONE = "none", _("no increase in costs")
    SMALL = "small", _("a small increase in costs")
    LARGE = "large", _("a large increase in costs")
    NONE_SIGNIFICANT = "none_significant", _("no significant increase in costs is expected")


class CardStatus(models.TextChoices):
    """How far a card has got. Empty: not documented."""

    PLANNED = "planned", _("planned")
    ON_TIME = "on_time", _("on time")
    LATE = "late", _("late")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


class Direction(models.TextChoices):
    """Whether an indicator should rise or fall."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")


class Filling(models.TextChoices):
    """What an indicator takes from the reports of a card's actors. Empty: nothing."""

    SATISFACTION = "satisfaction", _("satisfaction of the actors (1–5)")
    INVOLVEMENT = "involvement", _("share of actors that reported (%)")


class OpportunityKind(models.TextChoices):
    """What could grow."""

    CLUSTER = "cluster", _("cluster")
    ALLIANCE = "alliance", _("export alliance")
    OTHER = "other", _("other cooperation")


class WantedKind(models.TextChoices):
    """For what partners are wanted."""

    PROJECT = "project", _("international project")
    CLUSTER = "cluster", _("cluster")
    ALLIANCE = "alliance", _("export alliance")
    OTHER = "other", _("other cooperation")


class DutyKind(models.TextChoices):
    """What a duty is about."""

    REPORT = "report", _("report")
    PUBLICITY = "publicity", _("publicity")
    SUSTAINABILITY = "sustainability", _("sustainability")
    OTHER = "other", pgettext_lazy("kind of duty", "other")


class Repeat(models.IntegerChoices):
    """After how many months a duty comes again."""

    ONCE = 0, _("does not")
    QUARTERLY = 3, _("every 3 months")
    HALF_YEARLY = 6, _("every 6 months")
    YEARLY = 12, _("every year")


class ActivityState(models.TextChoices):
    """How far an activity of a card has got. Empty: not documented."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")
