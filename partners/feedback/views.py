"""Taking answers to "Did this help?": a vote first, then a comment for those who want.

Nothing tells who voted: no cookie, no address. A network's votes on one page count a few times a
day; what is more is thanked for and not counted.
"""

from __future__ import annotations

import uuid

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from home.client_address import client_address
from home.plain_text import posted
from home.private import private_page
from home.references import Pages, PageView
from home.same_origin import same_origin_form
from mail.limits import Rule, allow, network_of
from partners.models import Feedback

VOTES_PER_PAGE = Rule("feedback-page", most=5, within=24 * 3600)
VOTES_PER_NETWORK = Rule("feedback", most=60, within=3600)
LONGEST_COMMENT = 1000  # characters
COMMENT_WITHIN = 3600  # seconds after the vote
_SALT = "partners.feedback"


def _page_of(key: str) -> PageView:
    """Return the published page of a translation group for the reader. Raises Http404."""
    try:
        uuid.UUID(key)
    except ValueError as error:
        raise Http404 from error
    view = Pages(translation.get_language() or "cs", keys=[key]).by_key(key)
    if view is None:
        raise Http404
    return view


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest) -> HttpResponse:
    """Count one answer and ask for a comment."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/{translation.get_language()}/")
    about = _page_of(request.POST.get("stranka", "")[:40])
    is_helpful = request.POST.get("pomohlo") == "ano"
    network = network_of(client_address(request))
    mark = ""
    if allow(VOTES_PER_NETWORK, network) and allow(VOTES_PER_PAGE, f"{network} {about.key}"):
        row = Feedback.objects.create(
            page_key=about.key, language=translation.get_language() or "cs", is_helpful=is_helpful
        )
        mark = TimestampSigner(salt=_SALT).sign(str(row.pk))
    return private_page(
        request, "feedback/thanks.html", about=about, is_helpful=is_helpful, mark=mark
    )


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest) -> HttpResponse:
    """Add a comment to a vote, once; without a vote that counted it is thanked for."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/{translation.get_language()}/")
    given = posted(request)
    about = _page_of(given.get("stranka", "")[:40])
    text = given.get("komentar", "").strip()[:LONGEST_COMMENT]
    try:
        number = TimestampSigner(salt=_SALT).unsign(given.get("hlas", ""), max_age=COMMENT_WITHIN)
    except BadSignature:
        number = ""
    if number and text:
        Feedback.objects.filter(pk=number, comment="").update(comment=text)
    return private_page(request, "feedback/thanks.html", about=about, is_done=True)
