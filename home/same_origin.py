"""Forms on public pages without a cookie: who sent them is seen from the headers.

A CSRF token needs a cookie on every page with a form (decision 10). Browsers say where a request
comes from; one that says nothing has no cookie of ours to abuse either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
OWN_SITES = {"same-origin", "none"}


def is_same_origin(request: HttpRequest) -> bool:
    """Say whether the request comes from a page of ours (Sec-Fetch-Site, else Origin)."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in OWN_SITES
    origin = request.headers.get("Origin", "")
    if not origin:
        return True
    own = {urlsplit(settings.PORTAL_BASE_URL).netloc, request.get_host()}
    return urlsplit(origin).netloc in own


def same_origin_form(view: View) -> View:
    """Decorate a view that takes a form: POST from another site is refused with 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    checked_view: View = csrf_exempt(checked)
    return checked_view
