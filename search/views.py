"""The public search page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from home.pagination import PAGE_PARAMETER, paginate
from home.references import Pages
from home.summaries import summaries
from search.queries import clean_query, search_pages

PAGE_SIZE = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show published pages that contain the words, in the reader's language first."""
    language = translation.get_language() or ""
    query = clean_query(request.GET.get("q", ""))
    found = search_pages(query, language)
    results = paginate(found, request.GET.get(PAGE_PARAMETER, ""), PAGE_SIZE)
    ids = [page.pk for page in results.items]
    pages, texts = Pages(language, ids=ids), summaries(ids)
    rows = [
        {"page": view, "summary": texts[page.pk]}
        for page in results.items
        if page.pk in texts and (view := pages.get(page.pk))
    ]
    links = [(n, "?" + urlencode({"q": query, PAGE_PARAMETER: n})) for n in results.numbers]
    context = {
        "query": query,
        "results": results,
        "is_partial": found.is_partial,
        "rows": rows,
        "page_links": links,
        "keep_query": "?" + urlencode({"q": query}) if query else "",
    }
    return render(request, "pages/search.html", context)
