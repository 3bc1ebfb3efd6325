"""Headers that Django does not set, the admin's own content policy, and what may be cached."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from portal.admin_scripts import add_nonces

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Set the isolation and permission headers on every response, static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers where the view has not set them itself."""
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault(
            "Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
        )
        return response


def is_admin(request: HttpRequest) -> bool:
    """Say whether the request is for Wagtail's admin; its login page counts as public."""
    login = reverse("wagtailadmin_login")
    return request.path.startswith(reverse("wagtailadmin_home")) and request.path != login


class AdminPolicyMiddleware:
    """Give the admin its own policy and Wagtail's own inline scripts the nonce for it.

    It reads the HTML, so it must stand below `GZipMiddleware`, which packs it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the policy inside the admin only."""
        response = self.get_response(request)
        if not is_admin(request):
            return response
        if response.get("X-Frame-Options") == "SAMEORIGIN":
            # A preview has gone through all middleware already, as the public page that it
            # shows: it has the public policy, which allows no frame.
            response.headers.pop(HEADER, None)
            response._csp_replace = settings.PREVIEW_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        else:
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
            if not response.streaming:
                add_nonces(response, str(request.csp_nonce))  # type: ignore[attr-defined]
        return response


class CachePolicyMiddleware:
    """Public pages are revalidated on every use; nothing personal is ever stored by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set Cache-Control where the view has not."""
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        # Django notes in META that a page used the CSRF token.
        has_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.cookies
        if is_admin(request) or has_token or settings.SESSION_COOKIE_NAME in request.COOKIES:
            add_never_cache_headers(response)
        elif request.method in ("GET", "HEAD"):
            patch_cache_control(response, no_cache=True)
        return response
