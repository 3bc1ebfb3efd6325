"""The public search page, its suggestions while somebody types, and the count of clicks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from home.pagination import PAGE_PARAMETER, paginate
from home.references import Pages
from search import counting
from search.cleaning import clean_query
from search.facets import address, chosen_of, facets_of, types_of, without_each
from search.finding import Answer, ask, count, find, suggestions, understood
from search.hits import Request
from search.knowledge import kept_knowledge
from search.labels import FACETS, PARAMETERS, TYPE, kind_of
from search.recommending import promoted, term_box
from search.results import rows_of

PAGE_SIZE = 10
MOST_PAGES = 50  # of results; Elasticsearch gives the first 10,000
SUGGESTIONS = 8
EXACTLY = "presne"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show published pages that answer, in the reader's language first."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    query = clean_query(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": query, "keep_query": address(query, {}) if query else ""}
    if query:
        context.update(_found(request, query, language))
    return render(request, "pages/search.html", context)


def _found(request: HttpRequest, query: str, language: str) -> dict[str, Any]:
    """Return what the page shows of an answer."""
    chosen = chosen_of(request.GET)
    is_exact = EXACTLY in request.GET
    number = _page_number(request.GET.get(PAGE_PARAMETER, ""))
    offset = (number - 1) * PAGE_SIZE
    question = understood(query, language, correct=not is_exact)
    answer = ask(Request(question, chosen, offset, PAGE_SIZE, FACETS))
    total = answer.hits.total
    results = paginate(range(min(total, MOST_PAGES * PAGE_SIZE)), str(number), PAGE_SIZE)
    if results.number != number:  # beyond the last page
        again = Request(question, chosen, (results.number - 1) * PAGE_SIZE, PAGE_SIZE, FACETS)
        answer = ask(again)
    recommended = promoted(question, language) if number == 1 and not chosen else []
    term = term_box(question, language) if number == 1 and not chosen else None
    ids = answer.hits.ids
    contact = kept_knowledge().contact_page
    extra = [pk for pk in (term, contact) if pk]
    pages = Pages(language, ids=[*ids, *recommended, *extra])
    recommended = [view.pk for pk in recommended if (view := pages.get(pk))]
    rows = rows_of([*ids, *recommended, *([term] if term else [])], question, pages)
    if number == 1 and not chosen and not counting.looks_personal(request.GET.get("q", "")):
        counting.note_search(query, language, total)
    more = {EXACTLY: "1"} if is_exact else {}
    return {
        "answer": answer,
        "results": results,
        "page_links": [
            (n, address(query, chosen, **more, **{PAGE_PARAMETER: str(n)})) for n in results.numbers
        ],
        "rows": [rows[pk] for pk in ids if pk in rows],
        "recommended": [rows[pk] for pk in recommended if pk in rows],
        "term": rows.get(term or 0),
        "enquiry": pages.get(contact),
        "types": types_of(answer.hits, query, chosen, language, more),
        "facets": facets_of(answer.hits, chosen, language),
        "kept": [*((PARAMETERS[TYPE], v) for v in chosen.get(TYPE, ())), *more.items()],
        "corrected": "" if is_exact else question.corrected,
        "exact_url": address(query, chosen, **{EXACTLY: "1"}),
        "others": _other_languages(query, language),
        "loosen": [] if total else _loosenings(query, chosen, language),
        "near": [] if total else _near(answer),
    }


def _page_number(text: str) -> int:
    """Return the number of a page in an address; 1 for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 6  # int() refuses long texts
    return min(int(text), MOST_PAGES) or 1 if is_number else 1


def _other_languages(query: str, language: str) -> list[dict[str, Any]]:
    """Return how many results there are for readers of the other languages, said in those."""
    found = []
    for code, _name in settings.LANGUAGES:
        if code != language:
            with translation.override(code):
                url = reverse("search") + address(query, {})
                found.append({"language": code, "count": count(query, code), "url": url})
    return [other for other in found if other["count"]]


def _loosenings(query: str, chosen: Any, language: str) -> list[dict[str, Any]]:
    """Return what opens when one choice is dropped."""
    found = []
    for name, rest in without_each(query, chosen, language):
        opened = find(query, language, chosen=rest, limit=1).hits.total
        found.append({"name": name, "count": opened, "url": address(query, rest)})
    return sorted((way for way in found if way["count"]), key=lambda way: -way["count"])


def _near(answer: Answer) -> list[dict[str, str]]:
    """Return words of the index that look like those of the question."""
    vocabulary = kept_knowledge().vocabulary
    found: dict[str, None] = {}
    for group in answer.question.groups:
        if group.is_word:
            near = vocabulary.near(group.word) or vocabulary.beginning_with(group.word[:4], 3)
            found.update(dict.fromkeys(vocabulary.written[word] for word in near))
    return [{"text": text, "url": address(text, {})} for text in list(found)[:6]]


@require_safe
@cache_control(public=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """Return pages and glossary terms whose title has words that begin so."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    ids = suggestions(request.GET.get("q", ""), language, SUGGESTIONS)
    pages = Pages(language, ids=ids)
    views = [view for pk in ids if (view := pages.get(pk))]
    return JsonResponse(
        {
            "suggestions": [
                {
                    "title": view.title,
                    "url": view.url,
                    "kind": str(kind_of(view.model)[0]),
                    "language": view.language,
                }
                for view in views
            ]
        }
    )


@csrf_exempt  # it changes one number, whoever asks for it
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Count that a result was followed; the browser sends it without waiting."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    counting.note_click(clean_query(request.POST.get("q", "")), language)
    return HttpResponse(status=204)
