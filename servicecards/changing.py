"""Changing facts of a card without publishing anything else of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.log_actions import log
from wagtail.models import TaskState

from search.tasks import update_task


def _revisions(card: Any) -> QuerySet:
    """Return the revisions that are or may be published: live, latest, scheduled, in a workflow."""
    wanted = Q(pk__in=[card.latest_revision_id, card.live_revision_id])
    wanted |= Q(approved_go_live_at__isnull=False)
    wanted |= Q(task_states__status=TaskState.STATUS_IN_PROGRESS)
    found: QuerySet = card.revisions.filter(wanted).distinct()
    return found


def change_facts(card: Any, user: Any, **values: Any) -> None:
    """Set dates and the like that are the office's own business, on the card and its versions.

    Nothing is published: drafts stay drafts, and feeds do not tell readers of a change. `user` is
    None when a partner changed it by a link.
    """
    type(card).objects.filter(pk=card.pk).update(**values)
    stored = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
    for revision in _revisions(card):
        revision.content.update(stored)
        revision.save(update_fields=["content"])
    log(instance=card, action="wagtail.edit", user=user, content_changed=True)
    group = type(card).objects.filter(translation_key=card.translation_key)
    update_task.enqueue(list(group.values_list("pk", flat=True)))
