"""What became of an issue: a sum that adds up, and the providers' answers, without tracking."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q

from mail.states import Result, State
from newsletter.models import BounceEvent, Delivery, Run

FEW = 10  # providers that are named; the others are one line


@dataclass(frozen=True)
class Sums:
    """Deliveries of a run by what became of them; together they are those that were due."""

    due: int = 0
    waiting: int = 0
    handed: int = 0
    refused: int = 0
    suppressed: int = 0
    cancelled: int = 0
    uncertain: int = 0

    @property
    def adds_up(self) -> bool:
        """Say whether every delivery that was due is accounted for."""
        parts = (self.waiting, self.handed, self.refused, self.suppressed, self.cancelled)
        return self.due == sum(parts) + self.uncertain

    def as_dict(self) -> dict[str, int]:
        """Return the sums by name."""
        return asdict(self)


def sums(run: Run) -> Sums:
    """Return the sums of a run: counted, or kept from before its deliveries were deleted."""
    return sums_of([run])[run.pk]


def sums_of(runs: list[Run]) -> dict[int, Sums]:
    """Return {run: sums} in one query."""
    counted = Delivery.objects.filter(run__in=[run.pk for run in runs if not run.archived])
    counts: dict[int, dict[int, int]] = {run.pk: {} for run in runs}
    for pk, state, count in counted.order_by().values_list("run", "state").annotate(n=Count("pk")):
        counts[pk][state] = count
    return {run.pk: _sums(run, counts[run.pk]) for run in runs}


def _sums(run: Run, counts: dict[int, int]) -> Sums:
    if run.archived:
        return Sums(**run.archived)
    return Sums(
        due=run.due,
        waiting=counts.get(State.QUEUED, 0) + counts.get(State.CLAIMED, 0),
        handed=counts.get(State.HANDED, 0),
        refused=counts.get(State.REFUSED, 0),
        suppressed=counts.get(State.SUPPRESSED, 0),
        cancelled=counts.get(State.CANCELLED, 0),
        uncertain=counts.get(State.UNCERTAIN, 0),
    )


def by_provider(run: Run) -> list[dict[str, Any]]:
    """Return what each provider said, those with most readers first; small ones as one line."""
    rows: list[Any] = list(
        Delivery.objects.filter(run=run)
        .order_by()
        .values("domain")
        .annotate(
            due=Count("pk"),
            taken=Count("pk", filter=Q(state=State.HANDED)),
            delivered=Count("pk", filter=Q(result=Result.DELIVERED)),
            deferred=Count("pk", filter=Q(result=Result.DEFERRED)),
            bounced=Count("pk", filter=Q(result=Result.BOUNCED) | Q(state=State.REFUSED)),
        )
        .order_by("-due", "domain")
    )
    named, rest = rows[:FEW], rows[FEW:]
    if rest:
        total: dict[str, Any] = {"domain": "", "providers": len(rest)}
        for name in ("due", "taken", "delivered", "deferred", "bounced"):
            total[name] = sum(row[name] for row in rest)
        named.append(total)
    return named


def returned(run: Run) -> list[dict[str, Any]]:
    """Return how many letters came back, by class, with an example of what was answered."""
    rows = BounceEvent.objects.filter(delivery__run=run).order_by().values("kind", "status")
    found = rows.annotate(n=Count("pk")).order_by("-n", "kind", "status")
    return [{**row, "label": BounceEvent(kind=row["kind"]).get_kind_display()} for row in found]
