"""What editors do with an issue: see it before it goes, shape it, hold it, send it, correct it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from home.dates import today_in_prague
from mail import mime
from mail.configuration import mail_domain
from mail.ledger import now
from mail.letters import unstuffed
from mail.mime import ADDRESS, ROW, SINCE, TOKEN
from mail.models import OutgoingMail
from mail.states import State
from newsletter.audience import Bits, Choices, combinations
from newsletter.composing import LANGUAGES, items_of
from newsletter.events import unclaimed
from newsletter.frequencies import SLUGS, Frequency
from newsletter.items import Item
from newsletter.messages import Sender, message
from newsletter.models import Delivery, NewsEvent, Run, RunItem, RunState
from newsletter.rendering import Rendered, Renderer
from newsletter.sample import without_person


@dataclass(frozen=True)
class Preview:
    """A variant that would be sent, or was. `key` names it in addresses."""

    key: str
    language: str
    items: tuple[Item, ...]
    readers: int


def arrangement(run: Run) -> list[RunItem]:
    """Return the run's items as they would be claimed now; unsaved rows for those not touched."""
    attached = list(run.items.select_related("event"))
    if not run.is_open or run.corrects_id:
        return attached
    known = {row.event_id for row in attached}
    events = [event for event in unclaimed(run.frequency) if event.pk not in known]
    return attached + [RunItem(run=run, event=event, frequency=run.frequency) for event in events]


def previews(run: Run, rows: list[RunItem] | None = None) -> list[Preview]:
    """Return the variants that the run would have now, most readers first."""
    if run.corrects_id:
        return _correction_previews(run)
    items = items_of(arrangement(run) if rows is None else rows)
    bits = Bits.of(item for found in items.values() for item in found)
    choices, counts = Choices(items, bits), dict[tuple[str, tuple[Item, ...]], int]()
    for combination, readers in combinations(bits, run.frequency).items():
        chosen = choices.of(combination)
        if chosen:
            key = (combination[0], chosen)
            counts[key] = counts.get(key, 0) + readers
    found = [
        Preview(_key(language, chosen), language, chosen, readers)
        for (language, chosen), readers in counts.items()
    ]
    for language in LANGUAGES:
        if items[language] and not any(p.language == language for p in found):
            # Nobody subscribes yet: show editors everything there is.
            everything = tuple(items[language])
            found.append(Preview(_key(language, everything), language, everything, 0))
    return sorted(found, key=lambda preview: (-preview.readers, preview.language, preview.key))


def _correction_previews(run: Run) -> list[Preview]:
    return [Preview(_key(language, ()), language, (), 0) for language in LANGUAGES]


def _key(language: str, items: tuple[Item, ...]) -> str:
    events = [(item.event, item.is_pinned) for item in items]
    return sha256(f"{language}{events}".encode()).hexdigest()[:16]


def rendered_preview(run: Run, preview: Preview) -> Rendered:
    """Return the rendering of a variant, with a reader's own links filled by a stand-in."""
    return without_person(Renderer(run).render(preview.items, preview.language), preview.language)


def send_test(run: Run, preview: Preview, to: str) -> OutgoingMail:
    """Send a variant to one address, through the outbox, marked as a test."""
    rendered = Renderer(run).render(preview.items, preview.language)
    subject = f"[Test] {rendered.subject}"[:200]
    marked = Rendered(subject, rendered.text, rendered.html)
    message_id = f"<t.{run.pk}.{secrets.token_hex(8)}@{mail_domain()}>"
    built = message(
        run, Sender.load(), marked, preview.language, timezone.now(), message_id=message_id
    )
    values = {TOKEN: b"test", ADDRESS: to.encode(), ROW: b"0", SINCE: b"-"}
    return OutgoingMail.objects.create(
        kind="newsletter_test",
        recipient=to,
        language=preview.language,
        subject=subject,
        content=unstuffed(mime.filled(built, values)),
        message_id=message_id,
        not_before=now(),
    )


# --- Shaping ---------------------------------------------------------------------------------


@transaction.atomic
def arrange(run: Run, order: list[int], pinned: set[int], dropped: set[int]) -> None:
    """Keep the editor's order of events, what stands on top and what is left out."""
    rows = {row.event_id: row for row in arrangement(run)}
    for position, event in enumerate(order, 1):
        row = rows.get(event)
        if row is None:
            continue
        row.position = position
        row.is_pinned, row.is_dropped = event in pinned, event in dropped
        row.save()


def withdraw(event: NewsEvent) -> None:
    """Take an event back from everything that has not gone out yet."""
    NewsEvent.objects.filter(pk=event.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())


@transaction.atomic
def send_now(run: Run) -> bool:
    """Make an open issue due at this moment; the regular day gets an issue of its own.

    False: it is not open any more.
    """
    # A worker may be composing it right now: then we wait, and see what it has become.
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.PLANNED, RunState.HELD):
        return False
    if run.composed_at is None and run.day > today_in_prague():
        run.day = today_in_prague()
        run.key = f"{SLUGS[Frequency(run.frequency)]}-{run.day}-early-{now()}"
    run.state = RunState.PLANNED if run.composed_at is None else RunState.SENDING
    run.due_at, run.hold_reason, run.is_by_hand = now(), "", True
    run.save()
    return True


def schedule(run: Run, moment: datetime) -> bool:
    """Let an open issue go out at a chosen moment; False: it is not open, or it is past."""
    if moment <= timezone.now():
        return False
    open_run = Run.objects.filter(
        pk=run.pk, state__in=[RunState.PLANNED, RunState.HELD], composed_at=None
    )
    changed = open_run.update(
        due_at=int(moment.timestamp()), state=RunState.PLANNED, is_by_hand=True, hold_reason=""
    )
    return bool(changed)


def hold(run: Run, reason: str) -> bool:
    """Keep an issue back, also while it is being sent; False: too late."""
    found = Run.objects.filter(pk=run.pk, state__in=[RunState.PLANNED, RunState.SENDING])
    return bool(found.update(state=RunState.HELD, hold_reason=reason[:200]))


def release(run: Run) -> bool:
    """Let a held issue go on: being sent, or planned for its time (now, if that is past)."""
    held = Run.objects.filter(pk=run.pk, state=RunState.HELD)
    if held.exclude(composed_at=None).update(state=RunState.SENDING, hold_reason=""):
        return True
    return bool(held.update(state=RunState.PLANNED, hold_reason="", due_at=max(run.due_at, now())))


@transaction.atomic
def cancel(run: Run) -> bool:
    """Send nothing more of an issue.

    What a digest had claimed goes to the next one, if none of it went; what was to go at once is
    not told at once any more. Letters that a worker holds are cancelled when it gives them back.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state not in (RunState.PLANNED, RunState.HELD, RunState.SENDING):
        return False
    Run.objects.filter(pk=run.pk).update(state=RunState.CANCELLED, hold_reason="")
    deliveries = Delivery.objects.filter(run=run)
    deliveries.filter(state=State.QUEUED).update(state=State.CANCELLED, answer="cancelled")
    went = deliveries.filter(state__in=[State.CLAIMED, State.HANDED, State.UNCERTAIN])
    if run.frequency != Frequency.NOW and not went.exists():
        run.items.filter(is_dropped=False).delete()
    return True


def may_correct(run: Run) -> bool:
    """Say whether somebody got the issue and nobody gets it any more."""
    return run.composed_at is not None and run.due > 0 and run.state != RunState.SENDING


@transaction.atomic
def correct(run: Run, text_cs: str, text_en: str) -> Run:
    """Make a correction for exactly those who got the issue; it goes out as soon as composed.

    The same text a second time (a double click) is the same correction.
    """
    digest = sha256(f"{text_cs}\n{text_en}".encode()).hexdigest()[:12]
    made, _is_new = Run.objects.get_or_create(
        key=f"correction-{run.pk}-{digest}",
        defaults={
            "frequency": run.frequency,
            "day": today_in_prague(),
            "due_at": now(),
            "intro_cs": text_cs,
            "intro_en": text_en,
            "corrects": run,
            "is_by_hand": True,
        },
    )
    return made


def decide_uncertain(run: Run, was_sent: bool) -> int:
    """Decide about letters that nobody is sure of, where no log of the mail server can."""
    rows = Delivery.objects.filter(run=run, state=State.UNCERTAIN)
    if was_sent:
        return rows.update(state=State.HANDED, handed_at=now())
    again = State.QUEUED if run.state != RunState.CANCELLED else State.CANCELLED
    return rows.update(state=again, not_before=now())
