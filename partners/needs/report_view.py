"""The report of a quarter as a page and as files, at the page's own address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from home.dates import today_in_prague
from home.exports import chosen_format, csv_response, json_response
from home.frame import page_at_query
from partners.models import QuarterReport
from partners.needs.quarters import Quarter, published_quarters
from partners.needs.report import report_of, report_table

PARAMETER = "ctvrtleti"
SEE = "partners.view_firmneed"


def quarter_report(page: Any, request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a report. Raises Http404 unless it is public or the reader is of the office."""
    quarter = Quarter.parse(code)
    rows = QuarterReport.objects.filter(
        year=quarter.year if quarter else 0, quarter=quarter.number if quarter else 0
    )
    row = rows.first()
    is_public = bool(row and row.published_on)
    user = getattr(request, "user", None)
    if quarter is None or not (is_public or (user and user.has_perm(SEE))):
        raise Http404
    language = translation.get_language() or page.language
    found = report_of(quarter, language, row.counts if row and is_public else None)
    counted_on = row.published_on if row and is_public else today_in_prague()
    make = chosen_format(request, {"csv": csv_response, "json": json_response})
    response: HttpResponse
    if make:
        about = {"quarter": quarter.code, "language": language, "counted_on": counted_on}
        response = make(report_table(found, about))
    else:
        comment, comment_language = row.comment_in(language) if row else ("", "")
        response = page_at_query(
            request,
            page,
            f"?{urlencode({PARAMETER: quarter.code})}",
            "pages/firm_report.html",
            report=found,
            comment=comment,
            comment_language=comment_language,
            is_public=is_public,
            counted_on=counted_on,
            others=[other for other in published_quarters() if other != quarter],
        )
    if not is_public:
        add_never_cache_headers(response)
    return response
