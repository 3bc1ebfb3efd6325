"""Actors of card 7 with mailboxes, a round of reports, the links that they got."""

from __future__ import annotations

from typing import Any

from django.test import Client

from partners.models import Organisation
from projects.models import ActionPlan, ActorReport, ReportRound
from projects.reporting.answering import approve
from projects.reporting.halves import HalfYear
from projects.reporting.rounds import open_round
from tests.partners.conftest import link_in, mails

LEAD, CO_LEAD, SILENT = "org-mpo", "org-mmr", "org-msmt"
HALF = HalfYear(2026, 1)
SENTENCE = "Analýza je hotová a projednaná s kraji."
PLAN = ("/cs/akcni-plan-pro-export/", "/en/action-plan-for-export/")


def mailbox(identifier: str) -> str:
    """Return the mailbox that an actor gets here."""
    return f"{identifier.removeprefix('org-')}@urad.example"


def plan() -> ActionPlan:
    """Return the plan."""
    return ActionPlan.objects.get(locale__language_code="cs")


def with_mailboxes(*identifiers: str, language: str = "cs") -> None:
    """Give actors a mailbox."""
    for identifier in identifiers:
        Organisation.objects.filter(identifier=identifier).update(
            assurer_email=mailbox(identifier), mail_language=language
        )


def opened(*identifiers: str) -> ReportRound:
    """Open a round in which some actors have a mailbox."""
    with_mailboxes(*(identifiers or (LEAD, CO_LEAD, SILENT)))
    return open_round(plan(), HALF, "Jana")


def report_of(identifier: str) -> ActorReport:
    """Return an actor's report."""
    return ActorReport.objects.filter(organisation__identifier=identifier).latest("pk")


def link_of(identifier: str) -> str:
    """Return the path of the newest link that an actor got."""
    return link_in(mails("actor_report", mailbox(identifier))[-1])


def filled(identifier: str, **common: Any) -> dict[str, Any]:
    """Return the form of an actor: each cell with the values of `common`, and a score."""
    report = report_of(identifier)
    values = {"state": "running", "sentence": "", "title": "", "url": "", **common}
    score = values.pop("score", "4")
    form = {"version": report.version}
    form |= {f"score-{card}": score for card in {cell.card_id for cell in report.cells.all()}}
    for cell in report.cells.all():
        form |= {f"{name}-{cell.pk}": value for name, value in values.items()}
    return form


def approved(identifier: str) -> bool:
    """Approve an actor's report as it stands."""
    report = report_of(identifier)
    return approve(report, report.version)


def answer(identifier: str, client: Client | None = None, **common: Any) -> Any:
    """Send an actor's report."""
    return (client or Client()).post(link_of(identifier), filled(identifier, **common))
