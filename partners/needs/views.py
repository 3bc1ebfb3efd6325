"""The page on which a partner notes what a firm told it. GET shows, POST stores."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from home.plain_text import posted
from home.private import private_page
from home.same_origin import same_origin_form
from partners.enquiries.link_views import refused
from partners.models import Occasion
from partners.needs.noting import NeedForm, Noter, names_of_needs, note_need, partner_of

SAVED = "ulozeno"  # in the address after saving: the form is empty again


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def firm_need(request: HttpRequest, token: str) -> HttpResponse:
    """Take needs from a partner, one after another; refusals are all alike."""
    partner = partner_of(token)
    if partner is None:
        return refused(request)
    language = translation.get_language() or partner.mail_language
    given = posted(request) if request.method == "POST" else None
    form = NeedForm(given, names=names_of_needs(language))
    status = 200
    if form.is_bound and form.is_valid():
        if note_need(form, Noter(f"partner {partner.pk}", partner)):
            return HttpResponseRedirect(f"{request.path}?{SAVED}=1", status=303)
        form.add_error(None, _("A hundred needs a day is the most. Try it tomorrow."))
        status = 429
    elif form.is_bound:
        status = 422
    return private_page(
        request,
        "needs/note.html",
        status,
        form=form,
        partner=partner,
        was_saved=SAVED in request.GET and not form.is_bound,
        occasions=Occasion.choices,
    )
