"""Documents for download: Wagtail's view with stricter headers (reliability 38)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from wagtail.documents.views.serve import authenticate_with_password, serve

PROTECTION = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}


def serve_document(
    request: HttpRequest, document_id: str, document_filename: str
) -> HttpResponseBase:
    """Return the document as a download. Raises Http404 as Wagtail's view does.

    Wagtail shows PDF inside the browser, under our own address, and sends
    `Content-Encoding: None`, which strict clients refuse.
    """
    response = serve(request, document_id, document_filename)
    if "Content-Disposition" not in response:
        return response  # a form that asks for a password, "not modified" or a redirect
    if response.headers.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    kind, separator, rest = response["Content-Disposition"].partition(";")
    if kind.strip().lower() != "attachment":
        response["Content-Disposition"] = f"attachment{separator}{rest}"
    for header, value in PROTECTION.items():
        response[header] = value
    return response


urlpatterns = [
    re_path(r"^(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
