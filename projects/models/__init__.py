"""Models of `projects`, each in a module named after its topic."""

from __future__ import annotations

from projects.models.choices import (
    ActivityState,
    BidState,
    CardStatus,
    CostImpact,
    Direction,
    DutyKind,
    Filling,
    Need,
    OpportunityKind,
    PartnerRole,
    ProjectKind,
    ProjectStatus,
    RegionRole,
    Repeat,
    Role,
    WantedKind,
)
from projects.models.duties import Duty
from projects.models.index import ProjectIndexPage
from projects.models.indicators import (
    IndicatorGoal,
    IndicatorIndexPage,
    IndicatorPage,
    IndicatorValue,
)
from projects.models.plan import ActionPlan, ActionPlanCard
from projects.models.plan_rows import CooperatingBody, RoleAssignment, ServiceLink
from projects.models.project import ProjectPage, ProjectPartner
from projects.models.register import (
    IdeaEntry,
    IdeaLink,
    IdeaPartner,
    Opportunity,
    OpportunityLink,
    ProjectIdea,
)
from projects.models.reports import ActorReport, CardRating, CellReport, Half, ReportRound
from projects.models.statistics import StatisticsPage
from projects.models.wanted import PartnerWantedIndexPage, PartnerWantedPage

__all__ = [
    "ActionPlan",
    "ActionPlanCard",
    "ActivityState",
    "ActorReport",
    "BidState",
    "CardRating",
    "CardStatus",
    "CellReport",
    "CooperatingBody",
    "CostImpact",
    "Direction",
    "Duty",
    "DutyKind",
    "Filling",
    "Half",
    "IdeaEntry",
    "IdeaLink",
    "IdeaPartner",
    "IndicatorGoal",
    "IndicatorIndexPage",
    "IndicatorPage",
    "IndicatorValue",
    "Need",
    "Opportunity",
    "OpportunityKind",
    "OpportunityLink",
    "PartnerRole",
    "PartnerWantedIndexPage",
    "PartnerWantedPage",
    "ProjectIdea",
    "ProjectIndexPage",
    "ProjectKind",
    "ProjectPage",
    "ProjectPartner",
    "ProjectStatus",
    "RegionRole",
    "Repeat",
    "ReportRound",
    "Role",
    "RoleAssignment",
    "ServiceLink",
    "StatisticsPage",
    "WantedKind",
]
