"""Taking an actor's report: as often as it likes until the round closes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mail.links import find_link
from projects.models import ActorReport, CardRating, CellReport
from projects.reporting import messages
from projects.reporting.rounds import PURPOSE


@dataclass(frozen=True)
class CellAnswer:
    """What an actor says of one cell."""

    state: str = ""
    sentence: str = ""
    document_title: str = ""
    document_url: str = ""


def report_of(token: str) -> ActorReport | None:
    """Return the report that a link is for, while its round takes reports."""
    link = find_link(token, PURPOSE)
    rows = ActorReport.objects.filter(
        pk=link.subject if link else 0, round__closed_at=None
    ).exclude(email="")
    return rows.select_related("round__plan__content_owner", "organisation").first()


class Changed(Exception):
    """Somebody else has changed the report since the form was made."""


@transaction.atomic
def take(
    token: str,
    language: str,
    cells: dict[int, CellAnswer],
    scores: dict[int, int],
    version: str | None = None,
) -> bool:
    """Store what an actor says; False when its link does not work any more.

    `cells`: {cell id: answer}, `scores`: {card id: 1 to 5}. Ids of somebody else's are ignored.
    `version`: that of the report which the form showed. Raises Changed when it is another one by
    now: a mailbox may have several readers. Words that have changed want to be approved anew.
    """
    found = report_of(token)
    report = (
        ActorReport.objects.select_for_update().filter(pk=found.pk, round__closed_at=None).first()
        if found
        else None
    )
    if report is None:
        return False
    if version is not None and version != report.version:
        raise Changed
    words_changed = False
    own = list(report.cells.all())
    for cell in own:
        words_changed |= _write(cell, cells.get(cell.pk, CellAnswer()), language)
    for card in {cell.card_id for cell in own}:
        _rate(report, card, scores.get(card))
    is_first = report.answered_at is None
    report.answered_at = timezone.now()
    if words_changed or is_first:
        report.words_at, report.approved_at, report.withheld_at = report.answered_at, None, None
    report.save(update_fields=["answered_at", "words_at", "approved_at", "withheld_at"])
    if is_first or words_changed:
        messages.answered(report)
    return True


def _write(cell: CellReport, answer: CellAnswer, language: str) -> bool:
    """Store an answer; say whether its words are new."""
    words = ("sentence", "document_title", "document_url")
    is_new = any(getattr(cell, name) != getattr(answer, name) for name in words)
    cell.state = answer.state
    if is_new:
        cell.language = language
    for name in words:
        setattr(cell, name, getattr(answer, name))
    cell.save(update_fields=["state", "language", *words])
    return is_new


def _rate(report: ActorReport, card_id: int, score: int | None) -> None:
    if score is None:
        CardRating.objects.filter(report=report, card_id=card_id).delete()
    else:
        CardRating.objects.update_or_create(
            report=report, card_id=card_id, defaults={"score": score}
        )


def approve(report: ActorReport, version: str) -> bool:
    """Let the public see a report's words as they stood at a version; False when they have changed
    since, or are public already.
    """
    mine = ActorReport.objects.filter(pk=report.pk, approved_at=None, answered_at__isnull=False)
    if report.version != version:
        return False
    mine = mine.filter(words_at=report.words_at)
    return bool(mine.update(approved_at=timezone.now(), withheld_at=None))


def withhold(report: ActorReport) -> bool:
    """Keep words from the public, also those that wait; False when they are withheld already."""
    mine = ActorReport.objects.filter(pk=report.pk, withheld_at=None, answered_at__isnull=False)
    return bool(mine.update(approved_at=None, withheld_at=timezone.now()))
