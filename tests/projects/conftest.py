"""What the tests of the projects' rooms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from partners.models import Organisation
from projects.models import IdeaPartner, ProjectIdea
from projects.register.moving import move
from projects.register.states import IdeaState
from tests.factories import term
from tests.partners.conftest import coordinator

__all__ = ["coordinator"]

WHO = "Jana"


def organisation(identifier: str = "org-icuk") -> Organisation:
    """Return an organisation of the starter content."""
    return Organisation.objects.get(identifier=identifier, locale__language_code="cs")


def idea(**facts: Any) -> ProjectIdea:
    """Store an idea with a programme."""
    values: dict[str, Any] = {
        "title": "Zelený vodík v údolí",
        "acronym": "H2V",
        "description": "Společný výcvik techniků na obou stranách hranice.",
        "programme": term("programmes", "interreg-europe"),
    }
    return ProjectIdea.objects.create(**{**values, **facts})


def submitted(on: date = date(2026, 3, 2), **facts: Any) -> ProjectIdea:
    """Store an idea whose bid was submitted."""
    found = idea(**facts)
    move(found, IdeaState.IN_PREPARATION, WHO)
    move(found, IdeaState.SUBMITTED, WHO, day=on)
    return found


def decided(is_approved: bool, on: date = date(2026, 3, 2), **facts: Any) -> ProjectIdea:
    """Store an idea whose bid was decided."""
    found = submitted(on, **facts)
    state = IdeaState.APPROVED if is_approved else IdeaState.REJECTED
    move(found, state, WHO, day=max(on, date(2026, 6, 1)), note="Málo bodů.")
    return found


def with_partner(entry: ProjectIdea, identifier: str) -> ProjectIdea:
    """Add a partner to an idea."""
    IdeaPartner.objects.create(idea=entry, organisation=organisation(identifier))
    return entry
