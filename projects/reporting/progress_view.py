"""The progress report as a page and as files, at the plan's own address (`?zprava=2026-2`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from home.addresses import absolute
from home.exports import chosen_format, csv_response, json_response
from home.frame import page_at_query
from projects.models import ActionPlan
from projects.reporting.halves import HalfYear
from projects.reporting.progress import progress_of, progress_table, rounds_of

PARAMETER = "zprava"


def progress(plan: ActionPlan, request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the report of a half-year. Raises Http404 when nobody was asked about it."""
    half = HalfYear.parse(code)
    rounds = rounds_of(plan.facts.pk)
    opened = next((row for row in rounds if row.half_year == half), None)
    if opened is None:
        raise Http404
    language = translation.get_language() or plan.language
    found = progress_of(opened, language)
    make = chosen_format(request, {"csv": csv_response, "json": json_response})
    query = f"?{urlencode({PARAMETER: opened.code})}"
    if make:
        about: dict[str, Any] = {
            "plan": plan.title,
            "half_year": opened.code,
            "is_closed": opened.closed_at is not None,
            "asked": found.summary.asked,
            "reported": found.summary.reported,
            "url": absolute(f"{plan.get_url() or ''}{query}"),
            "language": language,
        }
        return make(progress_table(found, about))
    return page_at_query(
        request,
        plan,
        query,
        "pages/plan_report.html",
        progress=found,
        opened=opened,
        others=[row for row in rounds if row.pk != opened.pk],
    )
