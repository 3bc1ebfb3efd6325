"""What an editor can do with an issue: each returns what to say, or raises ValidationError."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from home.dates import PRAGUE
from newsletter import issues
from newsletter.addresses import normalised
from newsletter.models import NewsEvent, Run, RunState

OPEN = (RunState.PLANNED, RunState.HELD, RunState.SENDING)


def _refuse_if(problem: bool, text: str) -> None:
    if problem:
        raise ValidationError(text)


def _too_late() -> str:
    return _("It is too late for that: the issue has moved on.")


def save_intro(run: Run, request: HttpRequest) -> str:
    """Keep the introductions."""
    texts = {
        f"intro_{code}": request.POST.get(f"intro_{code}", "").strip() for code in ("cs", "en")
    }
    _refuse_if(any(len(text) > 1000 for text in texts.values()), _("At most 1,000 characters."))
    changed = Run.objects.filter(pk=run.pk, composed_at=None, state__in=OPEN).update(**texts)
    _refuse_if(not changed, _too_late())
    return _("The introduction is saved.")


def arrange(run: Run, request: HttpRequest) -> str:
    """Keep order, what is on top, what is left out."""
    _refuse_if(not run.is_open, _too_late())
    events = [int(pk) for pk in request.POST.getlist("event") if pk.isdecimal()]
    places = {event: request.POST.get(f"place-{event}", "") for event in events}
    order = sorted(events, key=lambda event: int(places[event]) if places[event].isdecimal() else 0)
    pinned = {int(pk) for pk in request.POST.getlist("pinned") if pk.isdecimal()}
    dropped = {int(pk) for pk in request.POST.getlist("dropped") if pk.isdecimal()}
    issues.arrange(run, order, pinned, dropped)
    return _("The order is saved.")


def withdraw(run: Run, request: HttpRequest) -> str:
    """Take one item back from all issues that have not gone out."""
    pk = request.POST.get("withdrawn", "")
    event = NewsEvent.objects.filter(pk=int(pk) if pk.isdecimal() else 0).first()
    if event is None:
        raise ValidationError(_too_late())
    issues.withdraw(event)
    return _("The item is taken back from everything that has not gone out.")


def schedule(run: Run, request: HttpRequest) -> str:
    """Choose another time."""
    try:
        when = datetime.fromisoformat(request.POST.get("when", "")).replace(tzinfo=PRAGUE)
    except ValueError as error:
        raise ValidationError(_("Choose day and time.")) from error
    _refuse_if(not issues.schedule(run, when), _("Choose a time in the future, for an open issue."))
    return _("The time is saved.")


def hold(run: Run, request: HttpRequest) -> str:
    """Keep it back."""
    reason = request.POST.get("reason", "").strip() or _("An editor holds it.")
    _refuse_if(not issues.hold(run, reason), _too_late())
    return _("The issue is held. What the mail server already has cannot be taken back.")


def release(run: Run, request: HttpRequest) -> str:
    """Let it go on."""
    _refuse_if(not issues.release(run), _too_late())
    return _("The issue goes on.")


def cancel(run: Run, request: HttpRequest) -> str:
    """Send nothing more of it."""
    _refuse_if(not issues.cancel(run), _too_late())
    return _("The issue is cancelled.")


def send_now(run: Run, request: HttpRequest) -> str:
    """Make it due."""
    _refuse_if(not issues.send_now(run), _too_late())
    return _("The issue goes out within a minute, when a worker runs.")


def send_test(run: Run, request: HttpRequest) -> str:
    """Send one variant to one address."""
    to = normalised(request.POST.get("to", ""))
    preview = preview_of(run, request.POST.get("variant", ""))
    issues.send_test(run, preview, to)
    return _("A test is on its way to %(to)s.") % {"to": to}


def correct(run: Run, request: HttpRequest) -> str:
    """Write to exactly those who got it."""
    texts = [request.POST.get(f"text_{code}", "").strip() for code in ("cs", "en")]
    _refuse_if(not all(texts), _("Write the correction in both languages."))
    _refuse_if(any(len(text) > 1000 for text in texts), _("At most 1,000 characters."))
    _refuse_if(
        not issues.may_correct(run),
        _("Hold or cancel the issue first: who gets it later would not get the correction."),
    )
    issues.correct(run, *texts)
    return _("The correction goes to exactly those who got this issue.")


def decide(run: Run, request: HttpRequest) -> str:
    """Decide about uncertain letters."""
    count = issues.decide_uncertain(run, request.POST.get("was_sent") == "1")
    return _("Decided: %(n)d.") % {"n": count}


ACTIONS: dict[str, Callable[[Run, HttpRequest], str]] = {
    "save_intro": save_intro,
    "arrange": arrange,
    "withdraw": withdraw,
    "schedule": schedule,
    "hold": hold,
    "release": release,
    "cancel": cancel,
    "send_now": send_now,
    "send_test": send_test,
    "correct": correct,
    "decide": decide,
}


def preview_of(run: Run, key: str) -> issues.Preview:
    """Return a variant by its key, the first one without. Raises ValidationError for none."""
    found = issues.previews(run)
    for preview in found:
        if preview.key == key:
            return preview
    if not found or key:
        raise ValidationError(_("There is nothing to send yet."))
    return found[0]
