"""Pages about one person's affairs: opened by a link in a mail, kept by nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from home.frame import frame_for


def private_page(
    request: HttpRequest, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page in the frame of the portal: never kept by a cache, never indexed."""
    values = {
        "frame": frame_for(request),
        "reader_language": translation.get_language(),
        **context,
    }
    response = render(request, template, values, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    # The address holds somebody's token. "no-referrer" would make forms say `Origin: null`.
    response["Referrer-Policy"] = "strict-origin"
    return response


def only_page(model: Any, language: str) -> Any | None:
    """Return the published page of a type that has one in each language, for a reader."""
    pages = {page.language: page for page in model.objects.live().select_related("locale")}
    return pages.get(language) or next(iter(pages.values()), None)


def page_with_form(request: HttpRequest, page: Any, status: int) -> HttpResponse:
    """Render an editors' page with what somebody typed into its form: no cache keeps it."""
    response: Any = page.serve(request)
    response.status_code = status
    response.render()
    add_never_cache_headers(response)
    answer: HttpResponse = response
    return answer
