"""The page behind the link of a confirmation. GET shows, POST answers: scanners confirm nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from home.plain_text import posted
from home.private import private_page
from home.references import Pages
from home.same_origin import same_origin_form
from mail.links import find_link
from partners.enquiries.link_views import refused
from servicecards.confirming.answering import answer, page_in
from servicecards.confirming.asking import PURPOSE, facts_of
from servicecards.confirming.forms import AnswerForm
from servicecards.confirming.models import OPEN, Answer, ConfirmationRequest


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_card(request: HttpRequest, token: str) -> HttpResponse:
    """Show a card to whoever answers for it and take one answer; refusals are all alike."""
    link = find_link(token, PURPOSE)
    row = (
        ConfirmationRequest.objects.filter(pk=link.subject, state__in=OPEN).first()
        if link
        else None
    )
    card = facts_of(row) if row else None
    if row is None or card is None:
        return refused(request)
    language = translation.get_language() or row.language
    page = page_in(card, language)
    form = AnswerForm(posted(request) if request.method == "POST" else None, card=page)
    if form.is_bound and form.is_valid():
        given = form.given
        changes = form.changes if given == Answer.CHANGED else {}
        taken = answer(
            token,
            given,
            until=form.day,
            note=form.cleaned_data["note"].strip(),
            changes=changes,
            language=page.language,
        )
        if not taken:
            return refused(request)
        return private_page(request, "confirming/done.html", given=given.value, until=form.day)
    view = Pages(language, keys=[str(card.translation_key)]).by_key(card.translation_key)
    return private_page(
        request,
        "confirming/card.html",
        422 if form.is_bound else 200,
        form=form,
        card=card,
        about=view,
        shown=page,
    )
