"""Pages behind signed links: a partner's work on one enquiry, a firm's own view, the question
whether it helped. GET shows, POST acts; every link that does not work is refused alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from home.plain_text import posted
from home.private import private_page
from home.same_origin import same_origin_form
from mail.links import find_link
from partners.enquiries import surveys
from partners.enquiries.forms import SurveyForm
from partners.enquiries.intake import FIRM
from partners.enquiries.links import REFERRAL, STATE
from partners.enquiries.naming import names_of
from partners.enquiries.office_messages import facts_of
from partners.enquiries.referring import act, close
from partners.enquiries.states import BY_PARTNER, OPEN, Event, ReferralState, Satisfaction
from partners.models import Enquiry, Referral
from partners.privacy import erase_enquiry

LONGEST_ANSWER = 4000  # characters
# Fields of all forms behind signed links, those of confirmations too.
TYPED = ("answer", "comment", "note", "plain_title", "summary", "cost_note", "notice")


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    return private_page(request, f"enquiries/{name}.html", status, **context)


def refused(request: HttpRequest, typed_into: Iterable[str] = TYPED) -> HttpResponse:
    """Answer a link that does not work: the same whether forged, expired, used or for another.

    What was typed is given back: it was not sent.
    """
    given = posted(request)
    typed = [given.get(name, "").strip() for name in typed_into]
    return _page(request, "link_failed", 404, typed="\n\n".join(filter(None, typed))[:8000])


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, token: str) -> HttpResponse:
    """Let a partner take an enquiry, answer it, return it; opening the link changes nothing."""
    link = find_link(token, REFERRAL)
    found = Referral.objects.select_related("enquiry").filter(pk=link.subject) if link else None
    row = found.first() if found is not None else None
    if row is None or row.state not in OPEN or row.enquiry.erased_at:
        return refused(request)
    if request.method != "POST":
        return _referral_page(request, row)
    given = posted(request)
    wanted, text = given.get("do", ""), given.get("answer", "").strip()
    if wanted not in BY_PARTNER:
        return _referral_page(request, row, text, status=422)
    if len(text) > LONGEST_ANSWER:
        return _referral_page(request, row, text, status=422, is_long=True)
    state = ReferralState(wanted)
    if state == ReferralState.TAKEN:
        if row.state != state and not act(row, state):
            return refused(request)
        if text:  # what was written so far is not sent yet
            return _referral_page(request, row, text)
        return HttpResponseRedirect(request.path, status=303)
    if not act(row, state, text):
        return refused(request)
    return _page(request, "referral_done", referral=row, was_sent=bool(text))


def _referral_page(
    request: HttpRequest, row: Referral, text: str = "", status: int = 200, is_long: bool = False
) -> HttpResponse:
    language = translation.get_language() or row.language
    return _page(
        request,
        "referral",
        status,
        referral=row,
        enquiry=row.enquiry,
        facts=facts_of(row.enquiry, language),
        is_taken=row.state == ReferralState.TAKEN,
        answer=text,
        is_long=is_long,
        longest=LONGEST_ANSWER,
    )


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, token: str) -> HttpResponse:
    """Show a firm where its enquiry stands; let it end the enquiry or erase its data."""
    link = find_link(token, STATE)
    row = Enquiry.objects.filter(pk=link.subject, erased_at=None).first() if link else None
    if row is None:
        return refused(request)
    action = request.POST.get("do", "") if request.method == "POST" else ""
    if action == "erase" and request.POST.get("sure") != "1":
        return _page(request, "erase", enquiry=row)
    if action == "erase":
        close(row, FIRM, tells_firm=False)
        erase_enquiry(row)
        return _page(request, "erased")
    if action == "close":
        close(row, FIRM, tells_firm=False)
        return HttpResponseRedirect(request.path, status=303)
    language = translation.get_language() or row.language
    has_it = list(row.referrals.filter(state__in=OPEN))
    return _page(
        request,
        "state",
        enquiry=row,
        facts=facts_of(row, language),
        entries=row.entries.exclude(event=Event.NOTED).select_related("referral").order_by("pk"),
        partners=list(zip(names_of(has_it, language), has_it, strict=True)),
    )


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it helped; the link takes one answer."""
    row = surveys.enquiry_of(token)
    if row is None:
        return refused(request)
    form = SurveyForm(posted(request) if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, "survey", 422 if form.is_bound else 200, form=form, enquiry=row)
    given = form.cleaned_data
    is_open = given["is_open"]
    if not surveys.answer(token, Satisfaction(given["score"]), given["comment"], is_open):
        return refused(request)
    return _page(request, "survey_done", is_open=is_open)
