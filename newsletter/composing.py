"""From a run that is due to its variants and its ledger, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from hashlib import sha256
from typing import cast
from zlib import crc32

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mail.states import State
from newsletter.audience import Bits, Choices, readers
from newsletter.events import unclaimed
from newsletter.items import Catalogue, Item
from newsletter.messages import Sender, message
from newsletter.models import Run, RunItem, RunState, Variant
from newsletter.models.subscribers import Status
from newsletter.rendering import Renderer

AT_ONCE = 5_000  # rows of one INSERT
KEPT_RENDERINGS = 100  # in memory, some 100 kB each
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Subscriber, variant's place, provider.
Row = tuple[int, int, str]


@dataclass
class Plan:
    """Which variants there are, and who gets which."""

    variants: list[tuple[str, tuple[Item, ...]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def attach(run: Run) -> list[RunItem]:
    """Claim for the run every event that no run of its frequency has; return all its items."""
    if not run.corrects_id:
        RunItem.objects.bulk_create(
            (
                RunItem(run=run, event=event, frequency=run.frequency)
                for event in unclaimed(run.frequency)
            ),
            ignore_conflicts=True,
        )
    return list(run.items.select_related("event"))


def items_of(attached: Iterable[RunItem], is_past: bool = False) -> dict[str, list[Item]]:
    """Return the run's items by language, as the editor arranged them; note why some are none.

    `is_past`: the issue went out, nothing in it is too late any more.
    """
    rows = [row for row in attached if not row.is_dropped and row.event.withdrawn_at is None]
    by_event = {row.event_id: row for row in rows}
    catalogue = Catalogue((row.event for row in rows), is_past=is_past)
    for row in rows:
        row.absence = catalogue.absence(row.event)
    found = {}
    for language in LANGUAGES:
        items = [
            with_changes(item, is_pinned=by_event[item.event].is_pinned)
            for item in once_each(catalogue.items(language))
        ]
        found[language] = sorted(
            items, key=lambda item: (not item.is_pinned, by_event[item.event].position)
        )
    return found


def once_each(items: list[Item]) -> list[Item]:
    """Return each page once: of several events of a page the first in order stands for all.

    It is told to the readers of all of them.
    """
    seen: dict[str, Item] = {}
    for item in items:
        first = seen.get(item.key, item)
        seen[item.key] = with_changes(first, topics=first.topics | item.topics)
    return list(seen.values())


def plan_of(run: Run, items: dict[str, list[Item]]) -> Plan:
    """Return who gets what."""
    everything = [item for found in items.values() for item in found]
    bits = Bits.of(everything)
    choices, places, plan = Choices(items, bits), dict[tuple[str, tuple[int, ...]], int](), Plan()
    for subscriber, language, wish, domain, mask in readers(bits, run.frequency):
        chosen = choices.of((language, wish, mask))
        if not chosen:
            continue
        key = (language, tuple(item.event for item in chosen))
        place = places.get(key)
        if place is None:
            place = places[key] = len(plan.variants)
            plan.variants.append((language, chosen))
        plan.rows.append((subscriber, place, domain))
    return plan


def correction_plan(run: Run) -> Plan:
    """Return exactly those who got the corrected run (or may have), in their language now."""
    plan = Plan(variants=[(language, ()) for language in LANGUAGES])
    got = (State.HANDED, State.UNCERTAIN)
    corrected = cast(Run, run.corrects)
    rows = corrected.deliveries.filter(state__in=got, subscriber__status=Status.ACTIVE)
    for subscriber, language, domain in rows.values_list(
        "subscriber", "subscriber__language", "subscriber__domain"
    ):
        plan.rows.append((subscriber, LANGUAGES.index(language), domain))
    return plan


@transaction.atomic
def compose(run: Run) -> int:
    """Write the run's variants and its ledger; return how many deliveries are due.

    All or nothing: a worker that is killed here leaves a planned run behind. A run that somebody
    else composes, holds or cancelled meanwhile is left alone: -1.
    """
    mine = Run.objects.filter(pk=run.pk, state=RunState.PLANNED).update(state=RunState.SENDING)
    if not mine:
        return -1
    run.refresh_from_db()
    if run.corrects_id:
        plan = correction_plan(run)
    else:
        attached = attach(run)
        items = items_of(attached)
        RunItem.objects.bulk_update(attached, ["absence"])
        plan = plan_of(run, items)
    run.composed_at, run.due = timezone.now(), len(plan.rows)
    if plan.rows:
        write_ledger(run, plan.rows, write_variants(run, plan))
    else:
        run.state = RunState.EMPTY
    run.save(update_fields=["state", "composed_at", "due"])
    return run.due


def write_variants(run: Run, plan: Plan) -> list[int]:
    """Render and store the variants that somebody gets; return their ids by place."""
    renderer, sender = Renderer(run), Sender.load()
    date = run.composed_at or timezone.now()
    readers_of = [0] * len(plan.variants)
    for _subscriber, place, _domain in plan.rows:
        readers_of[place] += 1
    ids: list[int] = []
    batch: list[Variant] = []
    for place, (language, items) in enumerate(plan.variants):
        if not readers_of[place]:
            continue
        rendered = renderer.render(items, language)
        events = [item.event for item in items]
        batch.append(
            Variant(
                run=run,
                language=language,
                item_hash=sha256(f"{language}{events}".encode()).hexdigest(),
                events=events,
                subject=rendered.subject[:200],
                text=rendered.text,
                html=rendered.html,
                message=message(run, sender, rendered, language, date),
                readers=readers_of[place],
            )
        )
        if len(batch) == KEPT_RENDERINGS:
            ids += [variant.pk for variant in Variant.objects.bulk_create(batch)]
            batch.clear()
    ids += [variant.pk for variant in Variant.objects.bulk_create(batch)]
    made = iter(ids)
    return [next(made) if count else 0 for count in readers_of]


def write_ledger(run: Run, rows: list[Row], variants: list[int]) -> int:
    """Write one delivery for each reader; a second time writes nothing. Return how many.

    Readers of one variant stand together, so that a worker keeps it at hand; among them providers
    are mixed, so that none gets its letters in one burst.
    """
    ordered = sorted(rows, key=lambda row: (row[1], crc32(b"%d" % row[0])))
    values = [(subscriber, variants[place], domain) for subscriber, place, domain in ordered]
    return sum(_insert(run, part) for part in _parts(values))


def _parts(values: list[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


_COLUMNS = (
    "run_id, subscriber_id, variant_id, domain, state, not_before, attempts, queue_id, "
    "answer, result, dsn"
)


def _insert(run: Run, values: list[tuple[int, int, str]]) -> int:
    """Insert one part; the same SQL for both databases but for how rows are handed over."""
    fixed = [int(State.QUEUED), run.due_at]
    tail = "%s, %s, 0, '', '', 0, ''"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            subscribers, variants, domains = (list(column) for column in zip(*values, strict=True))
            cursor.execute(
                f"INSERT INTO newsletter_delivery ({_COLUMNS}) "  # noqa: S608
                f"SELECT %s, v.s, v.v, v.d, {tail} FROM unnest(%s::bigint[], %s::bigint[], "
                "%s::text[]) v(s, v, d) ON CONFLICT DO NOTHING",
                [run.pk, *fixed, subscribers, variants, domains],
            )
            return int(cursor.rowcount)
        cursor.executemany(
            f"INSERT INTO newsletter_delivery ({_COLUMNS}) "  # noqa: S608
            f"VALUES (%s, %s, %s, %s, {tail}) ON CONFLICT DO NOTHING",
            [(run.pk, *row, *fixed) for row in values],
        )
        return int(cursor.rowcount)
