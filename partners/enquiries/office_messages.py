"""What the contact point writes to partners and to the coordinator."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.references import Pages
from mail.notes import Note, put_note
from partners.enquiries.choices import names_in
from partners.enquiries.links import referral_link
from partners.enquiries.messages import ABOUT, coordinator
from partners.models import Enquiry, Referral


def facts_of(enquiry: Enquiry, language: str) -> tuple[tuple[str, str], ...]:
    """Return what is known of an enquiry besides its wording, for readers of a language."""
    names = names_in(language)
    keys = [str(enquiry.card_key)] if enquiry.card_key else []
    page = next(iter(Pages(language, keys=keys).all()), None) if keys else None
    with translation.override(language):
        asked_in = _("English") if enquiry.language == "en" else _("Czech")
        rows = (
            (_("Number of the question"), str(enquiry.pk)),
            (_("About the service"), page.title if page else ""),
            (_("Topic"), names.topics.get(enquiry.topic, "")),
            (_("District"), names.districts.get(enquiry.place, "")),
            (_("Name"), enquiry.name),
            (_("E-mail"), enquiry.email),
            (_("Phone"), enquiry.phone),
            (_("Asked in"), asked_in),
        )
    return tuple((name, value) for name, value in rows if value)


def to_partner(referral: Referral, is_reminder: bool = False) -> None:
    """Hand an enquiry over, or remind of it."""
    if not referral.email:
        return
    enquiry = referral.enquiry
    with translation.override(referral.language):
        values = {"number": enquiry.pk, "name": referral.name}
        if is_reminder:
            subject = _("Reminder: question no. %(number)d of a firm waits") % values
            first = _(
                "The firm is still waiting. Say by the link that you take it, that it is answered, "
                "or that it is not for you; then we look further."
            )
        else:
            subject = _("A firm asks: question no. %(number)d") % values
            first = _("The contact point passes a question on to you. The firm writes:")
        note = Note(
            subject=subject,
            paragraphs=(first,),
            quote=enquiry.need,
            facts=facts_of(enquiry, referral.language),
            action=(_("Take it, answer or return it"), referral_link(referral)),
            after=(_("Opening the link changes nothing. No account is needed."),),
            reason=_("You get this as a partner of the network (%(name)s).") % values,
        )
    kind = "referral_reminder" if is_reminder else "referral"
    about = f"{ABOUT} {enquiry.pk}"
    put_note(kind, referral.email, referral.language, note, about=about, reply_to=enquiry.email)


def not_needed(referral: Referral) -> None:
    """Tell a partner that an enquiry is settled without it."""
    if not referral.email:
        return
    with translation.override(referral.language):
        values = {"number": referral.enquiry_id, "name": referral.name}
        note = Note(
            subject=_("Question no. %(number)d is settled") % values,
            paragraphs=(_("You need not do anything more about it. The link has ended."),),
            reason=_("You get this as a partner of the network (%(name)s).") % values,
        )
    put_note("referral_ended", referral.email, referral.language, note)


def to_coordinator(enquiry: Enquiry, subject: str, text: str) -> None:
    """Tell the coordinator that an enquiry needs a decision; `subject` and `text` are msgids."""
    to = coordinator()
    if not to:
        return
    language = settings.LANGUAGE_CODE
    edit = absolute(reverse("enquiry_edit", args=[enquiry.pk]))
    with translation.override(language):
        note = Note(
            subject=_(subject) % {"number": enquiry.pk},
            paragraphs=(_(text),),
            quote=enquiry.need,
            facts=facts_of(enquiry, language),
            action=(_("Open it in the admin"), edit),
            reason=_("You get this as the coordinator of the contact point."),
        )
    put_note("enquiry_coordinator", to, language, note, about=f"{ABOUT} {enquiry.pk}")
