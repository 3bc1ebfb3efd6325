"""States of a project idea and of an opportunity, and what may follow what. Pure.

The first six codes of an idea are those of `idea_states` in the taxonomy.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdeaState(models.TextChoices):
    """Where a project idea stands."""

    IDEA = "namet", _("idea")
    PARTNERS_WANTED = "hledame-partnery", pgettext_lazy("state of an idea", "partners wanted")
    IN_PREPARATION = "v-priprave", _("in preparation")
    SUBMITTED = "podano", pgettext_lazy("state of an idea", "submitted")
    APPROVED = "schvaleno", pgettext_lazy("state of an idea", "approved")
    REJECTED = "zamitnuto", pgettext_lazy("state of an idea", "rejected")
    PUT_ASIDE = "odlozeno", _("put aside")


class OpportunityState(models.TextChoices):
    """Where an opportunity for a cluster or an alliance stands."""

    SPOTTED = "spotted", _("spotted")
    EXAMINED = "examined", _("being examined")
    SUPPORTED = "supported", _("being supported")
    DONE = "done", pgettext_lazy("state of an opportunity", "done")
    DROPPED = "dropped", pgettext_lazy("state of an opportunity", "dropped")


OPEN = (IdeaState.IDEA, IdeaState.PARTNERS_WANTED, IdeaState.IN_PREPARATION)
DECIDED = (IdeaState.APPROVED, IdeaState.REJECTED)
# What counts as a submitted bid.
BIDS = (IdeaState.SUBMITTED, *DECIDED)
LIVE_OPPORTUNITIES = (
    OpportunityState.SPOTTED,
    OpportunityState.EXAMINED,
    OpportunityState.SUPPORTED,
)

# A decision that was noted by mistake goes back to "submitted". A rejected bid that is tried again
# is a new idea: the old one counts as rejected for ever.
FOLLOWS: dict[IdeaState, tuple[IdeaState, ...]] = {
    IdeaState.IDEA: (
        IdeaState.PARTNERS_WANTED,
        IdeaState.IN_PREPARATION,
        IdeaState.PUT_ASIDE,
    ),
    IdeaState.PARTNERS_WANTED: (IdeaState.IDEA, IdeaState.IN_PREPARATION, IdeaState.PUT_ASIDE),
    IdeaState.IN_PREPARATION: (
        IdeaState.PARTNERS_WANTED,
        IdeaState.SUBMITTED,
        IdeaState.PUT_ASIDE,
    ),
    IdeaState.SUBMITTED: (IdeaState.APPROVED, IdeaState.REJECTED, IdeaState.IN_PREPARATION),
    IdeaState.APPROVED: (IdeaState.SUBMITTED,),
    IdeaState.REJECTED: (IdeaState.SUBMITTED,),
    IdeaState.PUT_ASIDE: (IdeaState.IDEA,),
}


def may_follow(present: str, wanted: str) -> bool:
    """Say whether an idea may go from one state to another."""
    return present in IdeaState.values and wanted in FOLLOWS[IdeaState(present)]
