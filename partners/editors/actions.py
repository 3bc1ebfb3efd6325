"""What the coordinator can do with an enquiry.

Each returns what to say, or raises ValidationError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from home.plain_text import id_in
from newsletter.addresses import normalised
from partners.enquiries import referring
from partners.enquiries.choices import names_in
from partners.enquiries.states import Event
from partners.models import Enquiry, Organisation
from partners.privacy import erase_enquiry

LONGEST = 4000  # characters of an answer or a note


def name_of(user: Any) -> str:
    """Return what a user is called in a history."""
    return str(user.get_full_name() or user.get_username())


def _text(request: HttpRequest, name: str = "text", is_required: bool = True) -> str:
    text = request.POST.get(name, "").strip()
    if is_required and not text:
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST:
        raise ValidationError(_("At most 4,000 characters."))
    return text


def pass_on(enquiry: Enquiry, request: HttpRequest) -> str:
    """Hand it to a partner."""
    partner = Organisation.objects.filter(pk=id_in(request.POST.get("partner", ""))).first()
    if partner is None:
        raise ValidationError(_("Choose a partner."))
    email = request.POST.get("email", "").strip()
    referral = referring.pass_on(
        enquiry, partner, name_of(request.user), normalised(email) if email else ""
    )
    return _("The question is on its way to %(name)s.") % {"name": referral.name}


def take_back(enquiry: Enquiry, request: HttpRequest) -> str:
    """Take it back from a partner."""
    referral = enquiry.referrals.filter(pk=id_in(request.POST.get("referral", ""))).first()
    if referral is None or not referring.take_back(referral, name_of(request.user)):
        raise ValidationError(_("The partner has finished already."))
    return _("Taken back from %(name)s, who gets word.") % {"name": referral.name}


def answer(enquiry: Enquiry, request: HttpRequest) -> str:
    """Answer it in the name of the contact point."""
    referring.answer_directly(enquiry, name_of(request.user), _text(request))
    return _("The answer is on its way to the firm.")


def close(enquiry: Enquiry, request: HttpRequest) -> str:
    """End it; the text, if any, goes to the firm."""
    if not referring.close(enquiry, name_of(request.user), _text(request, is_required=False)):
        raise ValidationError(_("This question is closed."))
    return _("The question is closed.")


def reopen(enquiry: Enquiry, request: HttpRequest) -> str:
    """Take it up again."""
    if enquiry.erased_at:
        raise ValidationError(_("Nobody knows any more who asked."))
    referring.reopen(enquiry, name_of(request.user), _("taken up again"))
    return _("The question waits for a partner again.")


def add_note(enquiry: Enquiry, request: HttpRequest) -> str:
    """Keep a note that only the office sees."""
    referring.note(enquiry, Event.NOTED, name_of(request.user), _text(request))
    return _("The note is saved.")


def classify(enquiry: Enquiry, request: HttpRequest) -> str:
    """Correct topic and district."""
    names = names_in("cs")
    topic, place = request.POST.get("topic", ""), request.POST.get("place", "")
    if topic not in ("", *names.topics) or place not in ("", *names.districts):
        raise ValidationError(_("Choose from the list."))
    Enquiry.objects.filter(pk=enquiry.pk).update(topic=topic, place=place)
    return _("Topic and district are saved.")


def erase(enquiry: Enquiry, request: HttpRequest) -> str:
    """Erase who asked and in which words."""
    if request.POST.get("sure") != "1":
        raise ValidationError(_("Tick that you really want to erase it: nobody can undo it."))
    erase_enquiry(enquiry)
    return _("Who asked and in which words is erased.")


ACTIONS: dict[str, Callable[[Enquiry, HttpRequest], str]] = {
    "pass_on": pass_on,
    "take_back": take_back,
    "answer": answer,
    "close": close,
    "reopen": reopen,
    "note": add_note,
    "classify": classify,
    "erase": erase,
}
