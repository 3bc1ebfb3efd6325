"""The list of issues and one issue, with everything an editor can do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from home.dates import PRAGUE
from home.editors import admin_language
from mail.ledger import now
from mail.models import WorkerStatus, moment
from newsletter import issues
from newsletter.editors.access import RoomView
from newsletter.editors.actions import ACTIONS, OPEN, preview_of
from newsletter.items import Catalogue, Item
from newsletter.models import DomainState, Run, RunItem, RunState, Variant
from newsletter.reach import status_counts
from newsletter.rendering import Rendered, issue_day, issue_title
from newsletter.results import Sums, by_provider, returned, sums, sums_of
from newsletter.sample import without_person

SHOWN = 50  # past issues
SHOWN_VARIANTS = 30
SILENT_AFTER = 60  # seconds without a word of a worker
FIGURES = ("due", "waiting", "handed", "refused", "suppressed", "cancelled", "uncertain")


def figures(found: Sums) -> list[tuple[Any, int]]:
    """Return the parts of the sum with their names."""
    names = {
        "due": _("due"),
        "waiting": _("waiting"),
        "handed": _("handed over"),
        "refused": _("refused"),
        "suppressed": _("not wanted any more"),
        "cancelled": _("cancelled"),
        "uncertain": _("uncertain"),
    }
    return [(names[name], getattr(found, name)) for name in FIGURES]


def title_of(run: Run) -> str:
    """Return what an issue is called in the admin's language."""
    language = admin_language()
    return f"{issue_title(run, language)}, {issue_day(run, language)}"


class RunListView(RoomView):
    """Next issues with live counts, past ones with sums that add up, and how sending goes."""

    page_title = gettext_lazy("Newsletter")
    template_name = "wagtailadmin/newsletter/runs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the issues, the workers, paused providers and the number of readers."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        coming = list(Run.objects.filter(state__in=OPEN).order_by("due_at"))
        past = list(Run.objects.exclude(state__in=OPEN).order_by("-due_at")[:SHOWN])
        found = sums_of(past)
        context["coming"] = [_coming(run) for run in coming]
        context["past"] = [
            {"run": run, "title": title_of(run), "sums": found[run.pk]} for run in past
        ]
        context["readers"] = status_counts()
        context["workers"] = [_worker(status) for status in WorkerStatus.objects.all()]
        context["paused"] = [
            {"domain": row, "until": moment(row.paused_until)}
            for row in DomainState.objects.filter(paused_until__gt=now())
        ]
        return context


def _coming(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {"run": run, "title": title_of(run), "due": run.due_moment}
    if run.composed_at is None:
        variants = issues.previews(run)
        found["readers"] = sum(variant.readers for variant in variants)
        found["variants"] = sum(1 for variant in variants if variant.readers)
        found["items"] = len({item.event for variant in variants for item in variant.items})
    else:
        found["sums"] = sums(run)
    return found


def _worker(status: WorkerStatus) -> dict[str, Any]:
    return {
        "status": status,
        "seen": moment(status.seen_at),
        "is_silent": status.seen_at < now() - SILENT_AFTER,
        "paused_since": moment(status.paused_since),
    }


class RunView(RoomView):
    """One issue."""

    template_name = "wagtailadmin/newsletter/run.html"

    @cached_property
    def run(self) -> Run:
        """The issue of the address."""
        run: Run = get_object_or_404(Run, pk=self.kwargs["pk"])
        return run

    def get_page_title(self) -> str:
        """Return the issue's name."""
        return title_of(self.run)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the issue, its items, its variants and its results."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        run = self.run
        found = sums(run)
        context |= {
            "run": run,
            "state": run.get_state_display(),
            "due": run.due_moment,
            "due_local": datetime.fromtimestamp(run.due_at, PRAGUE).strftime("%Y-%m-%dT%H:%M"),
            "is_waiting": run.state in OPEN,
            "was_sent": run.composed_at is not None and run.due > 0,
            "may_correct": issues.may_correct(run),
            "can_hold": run.state in (RunState.PLANNED, RunState.SENDING),
            "is_held": run.state == RunState.HELD,
            "sums": found,
            "figures": figures(found),
        }
        if run.composed_at is None:
            rows = issues.arrangement(run)
            variants = issues.previews(run, rows)
            context["rows"] = described(rows)
            context["variants"] = variants[:SHOWN_VARIANTS]
            context["readers"] = sum(variant.readers for variant in variants)
        else:
            context["rows"] = described(list(run.items.select_related("event")))
            context["sent_variants"] = run.variants.defer("message", "html", "text").order_by(
                "-readers"
            )[:SHOWN_VARIANTS]
            context["providers"] = by_provider(run)
            context["returned"] = returned(run)
        return context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Carry one action out and come back with a message."""
        # The button beside an item stands in the form that keeps the order.
        name = "withdraw" if "withdrawn" in request.POST else request.POST.get("action", "")
        action = ACTIONS.get(name)
        if action is None:
            raise Http404
        run = self.run
        try:
            done = action(run, request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            log(instance=run, action=f"newsletter.{name}", user=request.user)
            messages.success(request, done)
        return redirect("newsletter_run", pk=run.pk)


def described(rows: list[RunItem]) -> list[dict[str, Any]]:
    """Return the items in their order, each with its page, and why it is left out if it is."""
    catalogue = Catalogue([row.event for row in rows], is_past=False)
    items: dict[int, Item] = {item.event: item for item in catalogue.items("cs")}
    absences = {"gone": _("not public any more"), "over": _("over"), "": ""}
    found = [
        {
            "row": row,
            "event": row.event,
            "item": items.get(row.event_id),
            "absence": absences[row.absence or catalogue.absence(row.event)],
            "is_withdrawn": row.event.withdrawn_at is not None,
        }
        for row in rows
    ]
    last = len(rows)

    def order(entry: dict[str, Any]) -> tuple[Any, ...]:
        item, row = entry["item"], entry["row"]
        return (not row.is_pinned, row.position or last, item.order if item else (9,))

    return sorted(found, key=order)


# --- Previews --------------------------------------------------------------------------------


def rendered(run: Run, key: str) -> Rendered:
    """Return a variant's rendering: the stored one of an issue that went out, else a new one."""
    if key.isdecimal() and len(key) < 16:
        variant: Variant = get_object_or_404(Variant, run=run, pk=int(key))
        stored = Rendered(variant.subject, variant.text, variant.html)
        return without_person(stored, variant.language)
    try:
        return issues.rendered_preview(run, preview_of(run, key))
    except ValidationError as error:
        raise Http404 from error


class PreviewView(RoomView):
    """A variant as readers see it: light and dark, wide and on a phone, and as text."""

    template_name = "wagtailadmin/newsletter/preview.html"
    page_title = gettext_lazy("Preview")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the issue."""
        run = get_object_or_404(Run, pk=self.kwargs["pk"])
        url = reverse("newsletter_run", args=[run.pk])
        return [
            *self.breadcrumbs_items,
            {"url": url, "label": title_of(run)},
            {"url": "", "label": _("Preview")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rendering."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        run = get_object_or_404(Run, pk=self.kwargs["pk"])
        context["rendered"] = rendered(run, self.kwargs["key"])
        context["frames"] = [
            ("light", 640, _("Light")),
            ("dark", 640, _("Dark")),
            ("light", 360, _("Phone")),
            ("dark", 360, _("Phone, dark")),
        ]
        return context
