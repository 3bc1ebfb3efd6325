"""Asking on the web. No page here sets a cookie; what was typed comes back whenever it is refused.

The form may be sent from the front page, from a card (`?karta=` its identifier) and from a search
that found nothing (`?q=`).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.client_address import client_address
from home.plain_text import plain_text, posted
from home.private import only_page, page_with_form, private_page
from home.references import Pages, PageView
from home.same_origin import same_origin_form
from mail.limits import network_of
from newsletter.sample import privacy_of
from partners.enquiries.choices import names_in
from partners.enquiries.forms import EnquiryForm
from partners.enquiries.intake import TooMany, form_key, receive
from partners.enquiries.naming import names_of
from partners.enquiries.states import OPEN
from partners.enquiries.suggestions import similar_cards
from partners.models import Enquiry, EnquiryPage, Referral
from search.models import PageText

_SENT = "partners.enquiry.sent"
SENT_LASTS = 86_400  # seconds in which the page after sending shows its question
SIMILAR = "podobne"  # value of the button that only looks for cards


def _language() -> str:
    return translation.get_language() or "cs"


def page_about(identifier: str, language: str) -> PageView | None:
    """Return the published page that somebody asks about."""
    rows = PageText.objects.filter(identifier=identifier[:80]) if identifier else None
    if rows is None:
        return None
    return next(iter(Pages(language, ids=rows.values("page_id")).all()), None)


def form_context(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return what the page of the form needs: an empty form, or the one that came back."""
    form = getattr(request, "enquiry_form", None)
    if form is None:
        query = plain_text(request.GET.get("q", ""))[:100]
        card = plain_text(request.GET.get("karta", ""))[:80]
        initial = {"karta": card, "q": query, "need": query}
        form = EnquiryForm(initial=initial, names=names_in(language))
    about = page_about(form.of["karta"].value, language)
    need = form.of["need"].value
    return {
        "form": form,
        "about": about,
        "similar": [card for card in similar_cards(need, language) if card != about],
        "action": reverse("enquiry"),
        "similar_value": SIMILAR,
        "privacy": privacy_of(language),
    }


def _form_page(request: HttpRequest, form: EnquiryForm | None, status: int = 200) -> HttpResponse:
    """Show the form, at the page that editors wrote for it."""
    language = _language()
    page = only_page(EnquiryPage, language)
    if form is None and page is not None:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect((page.get_url() or "/") + (f"?{query}" if query else ""))
    request.enquiry_form = form  # type: ignore[attr-defined]
    if page is None:
        context = form_context(request, language)
        return private_page(request, "pages/enquiry_page.html", status, **context)
    return page_with_form(request, page, status)


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take an enquiry: one for each form, however often it is sent."""
    if request.method != "POST":
        return _form_page(request, None)
    language = _language()
    form = EnquiryForm(posted(request), names=names_in(language))
    if request.POST.get("do") == SIMILAR:
        return _form_page(request, _unbound(form))
    if not form.is_valid():
        return _form_page(request, form, 422)
    if form.is_trapped or form.is_hasty:
        form.add_error(
            None, _("The form came back as robots send it. Please look at it and send it again.")
        )
        return _form_page(request, form, 422)
    about = page_about(form.cleaned_data["karta"], language)
    asked = form.asked(language, uuid.UUID(about.key) if about else None)
    key = form_key(form.data.get("klic", ""), asked)
    try:
        enquiry = receive(key, asked, network_of(client_address(request)))
    except TooMany as limit:
        form.add_error(
            None,
            _("Too many questions came from your network. Try it in an hour.")
            if limit.is_network
            else _("Too many questions came from this address today. Try it tomorrow."),
        )
        return _form_page(request, form, 429)
    sent = TimestampSigner(salt=_SENT).sign(str(enquiry.pk))
    return HttpResponseRedirect(f"{reverse('enquiry_sent')}?d={sent}", status=303)


def _unbound(form: EnquiryForm) -> EnquiryForm:
    """Return the form with what was typed, without errors."""
    kept = {name: form.data.get(name, "") for name in form.fields}
    return EnquiryForm(initial=kept, names=form.names)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the question has arrived, who has it, and what may help meanwhile."""
    language = _language()
    enquiry = _just_sent(request.GET.get("d", ""))
    referrals = Referral.objects.filter(enquiry=enquiry, state__in=OPEN) if enquiry else []
    return private_page(
        request,
        "enquiries/sent.html",
        enquiry=enquiry,
        partners=names_of(referrals, language),
        similar=similar_cards(enquiry.need, language) if enquiry else [],
        news_url=reverse("newsletter_sign_up"),
    )


def _just_sent(value: str) -> Enquiry | None:
    try:
        number = TimestampSigner(salt=_SENT).unsign(value, max_age=SENT_LASTS)
    except BadSignature:
        return None
    return Enquiry.objects.filter(pk=number).first()


@csrf_exempt  # it changes nothing; POST keeps what was typed out of addresses and logs
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Return a list of cards that fit the words, as HTML for the script of the form."""
    cards = similar_cards(posted(request).get("need", "")[:4000], _language())
    response = render(request, "enquiries/similar.html", {"similar": cards})
    add_never_cache_headers(response)
    return response
