"""Views that belong to no page type: serving pages, the root, health, robots, media, errors."""

from __future__ import annotations

import posixpath
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from home.addresses import absolute
from home.routing import find_page

MEDIA_FOLDERS = ("images/",)  # renditions only: originals and documents are never served directly
RETRY_AFTER = "30"  # seconds


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at `path`, or the front page of the language."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    route = find_page(path)
    if route is None:
        raise Http404
    if not route.is_restricted:
        # Wagtail's hook would ask the database twice for restrictions that do not exist.
        route.page.get_view_restrictions = list
    request._wagtail_route_for_request = RouteResult(route.page)  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send the reader to the front page in the language that the browser asks for."""
    language = translation.get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


def _database_problem() -> str | None:
    """Return "database" or "migrations" when the site cannot work, else None."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "database"
    return "migrations" if pending else None


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the site can serve pages: 503 without its database or its migrations."""
    problem = _database_problem()
    body = {"status": "failed" if problem else "ok"}
    if problem:
        body["problem"] = problem
    return JsonResponse(body, status=503 if problem else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of the admin and of filtered lists, and name the sitemap."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*?",
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve image renditions; originals (with whatever they hold) and documents stay closed."""
    # `images/../documents/…` begins like a picture, too.
    if not path.startswith(MEDIA_FOLDERS) or posixpath.normpath(path) != path:
        raise Http404
    response = serve_file(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


# --- Errors: styled, in the reader's language ------------------------------------------------


def _error(request: HttpRequest, status: int) -> HttpResponse:
    """Render the error page with menu and search; it needs the database."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        return render(request, f"errors/{status}.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400. The Host may be forged, so the page uses neither it nor the database."""
    return plain_error(request, 400)


@login_not_required
def permission_denied(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """Answer 403; a form without its token gets here too, with the `reason`."""
    return _error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _error(request, 404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer 500, or 503 when the database is away; both without database and cache."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = plain_error(request, 503)
        response["Retry-After"] = RETRY_AFTER
        return response
    return plain_error(request, 500)


def plain_error(request: HttpRequest, status: int) -> HttpResponse:
    """Render an error page that needs nothing but its template."""
    language = request.path_info.strip("/").split("/")[0]
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        body = render_to_string(f"errors/{status}.html", {"reader_language": language})
    return HttpResponse(body, status=status)
