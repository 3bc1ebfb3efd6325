"""The page behind an actor's link. GET shows, POST reports: scanners report nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from home.plain_text import posted
from home.private import private_page
from home.reader_forms import Field
from home.references import PageView
from home.same_origin import same_origin_form
from partners.enquiries.link_views import refused
from projects.models import ActivityState, ActorReport, CellReport
from projects.reporting.answering import Changed, report_of, take
from projects.reporting.cards import CardName, card_names
from projects.reporting.forms import WORDS, ReportForm


@dataclass(frozen=True)
class CellFields:
    """A cell with its fields."""

    cell: CellReport
    title: str
    language: str
    fields: dict[str, Field]


@dataclass(frozen=True)
class CardFields:
    """A card with the fields of its cells and of the satisfaction."""

    card: CardName
    page: PageView | None
    cells: list[CellFields]
    score: Field


def _cards(form: ReportForm, names: dict[int, CardName]) -> list[CardFields]:
    found = []
    for card_id, cells in groupby(form.cells, key=lambda cell: cell.card_id):
        name = names[card_id]
        fields = [
            CellFields(cell, *name.activity(cell.activity), form.fields_of(cell)) for cell in cells
        ]
        found.append(CardFields(name, name.page, fields, form.score_of(card_id)))
    return found


def _form(report: ActorReport, data: Any) -> ReportForm:
    """Return the form with what is stored, and the states of the actor's last report."""
    earlier = CellReport.objects.filter(
        report__organisation=report.organisation_id,
        report__answered_at__isnull=False,
        report__round__plan=report.round.plan_id,
    ).exclude(report=report)
    rows = earlier.order_by("report__round__year", "report__round__half")
    before = {(row.card_id, row.activity): row.state for row in rows}
    return ReportForm(
        data,
        cells=list(report.cells.all()),
        scores=dict(report.ratings.values_list("card_id", "score")),
        before=before if report.answered_at is None else {},
        version=report.version,
    )


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def actor_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show an actor its own cells and take its report; refusals are all alike."""
    report = report_of(token)
    given = posted(request) if request.method == "POST" else None
    typed = [name for name in given or {} if name.startswith(tuple(f"{w}-" for w in WORDS))]
    if report is None:
        return refused(request, typed)
    language = translation.get_language() or report.language
    form = _form(report, given)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            if not take(token, language, form.answers, form.scores, version):
                return refused(request, typed)
        except Changed:
            form.changed_meanwhile(report)
        else:
            return private_page(request, "reporting/done.html", report=report)
    names, _pages = card_names({cell.card_id for cell in form.cells}, language)
    return private_page(
        request,
        "reporting/report.html",
        422 if form.is_bound else 200,
        form=form,
        report=report,
        cards=_cards(form, names),
        states=ActivityState.choices,
        scores=range(1, 6),
    )
