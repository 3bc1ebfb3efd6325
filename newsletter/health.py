"""What any monitor can read: does a worker live, has published news been handed over (9.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mail.ledger import now
from mail.models import OutgoingMail, WorkerStatus
from mail.states import State
from newsletter.frequencies import Frequency
from newsletter.models import Delivery, NewsEvent, NewsletterSettings, Run, RunState

SILENT_AFTER = 120  # seconds without a word of any worker
SINGLE_AFTER = 15 * 60  # seconds that a single message may wait
NEWS_AFTER = timedelta(hours=2)  # beyond the cool-down
ISSUE_AFTER = 3600  # seconds that a due issue may stay planned


def problems() -> list[str]:
    """Return what is wrong, in plain words; an empty list when all is well."""
    found = []
    if not WorkerStatus.objects.filter(seen_at__gte=now() - SILENT_AFTER).exists():
        found.append("no worker runs")
    if WorkerStatus.objects.filter(paused_since__lt=now() - SINGLE_AFTER).exists():
        found.append("the mail server does not answer")
    waiting = OutgoingMail.objects.filter(
        state=State.QUEUED, created_at__lt=timezone.now() - timedelta(seconds=SINGLE_AFTER)
    )
    if waiting.exists():
        found.append("single messages wait")
    if _untold().exists():
        found.append("published news is in no issue")
    if Run.objects.filter(state=RunState.PLANNED, due_at__lt=now() - ISSUE_AFTER).exists():
        found.append("an issue is late")
    if Run.objects.filter(state=RunState.HELD).exists():
        found.append("an issue is held")
    if Delivery.objects.filter(state=State.UNCERTAIN).exists():
        found.append("letters are uncertain")
    return found


def _untold() -> Any:
    """Return events that should have gone out at once, and are in no run."""
    cool_down = timedelta(minutes=NewsletterSettings.load().cool_down)
    told = NewsEvent.objects.filter(runs__frequency=Frequency.NOW).values("pk")
    limit = timezone.now() - NEWS_AFTER - cool_down
    return NewsEvent.objects.filter(withdrawn_at=None, at__lt=limit).exclude(pk__in=told)


@require_safe
@never_cache
def mailz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when mail goes out as it should, else 503 and what is wrong."""
    found = problems()
    return JsonResponse(
        {"status": "failed" if found else "ok", "problems": found}, status=503 if found else 200
    )
