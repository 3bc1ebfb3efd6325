"""Models of `projects`, each in a module named after its topic."""

from __future__ import annotations

from projects.models.choices import (
    BidState,
    CardStatus,
    CostImpact,
    Direction,
    Filling,
    Need,
    PartnerRole,
    ProjectKind,
    ProjectStatus,
    RegionRole,
    Role,
)
from projects.models.index import ProjectIndexPage
from projects.models.indicators import (
    IndicatorGoal,
    IndicatorIndexPage,
    IndicatorPage,
    IndicatorValue,
)
from projects.models.plan import (
    ActionPlan,
    ActionPlanCard,
    CooperatingBody,
    RoleAssignment,
    ServiceLink,
)
from projects.models.project import ProjectPage, ProjectPartner
from projects.models.statistics import StatisticsPage

__all__ = [
    "ActionPlan",
    "ActionPlanCard",
    "BidState",
    "CardStatus",
    "CooperatingBody",
    "CostImpact",
    "Direction",
    "Filling",
    "IndicatorGoal",
    "IndicatorIndexPage",
    "IndicatorPage",
    "IndicatorValue",
    "Need",
    "PartnerRole",
    "ProjectIndexPage",
    "ProjectKind",
    "ProjectPage",
    "ProjectPartner",
    "ProjectStatus",
    "RegionRole",
    "Role",
    "RoleAssignment",
    "ServiceLink",
    "StatisticsPage",
]
