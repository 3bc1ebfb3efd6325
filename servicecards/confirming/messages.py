"""What is written to whoever answers for a card, and to its editor."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from home.addresses import absolute
from home.references import Pages
from mail.notes import Note, put_note
from partners.enquiries.messages import coordinator
from servicecards.confirming.models import Answer, ConfirmationRequest
from servicecards.models import ServiceCard

SUBJECTS = {
    Answer.CHANGED: gettext_noop("Proposed changes: %(card)s"),
    Answer.PAUSED: gettext_noop("The provider paused: %(card)s"),
    Answer.ENDED: gettext_noop("The provider says that it has ended: %(card)s"),
    Answer.SILENT: gettext_noop("Nobody confirms: %(card)s"),
}
TEXTS = {
    Answer.CHANGED: gettext_noop(
        "The changes are a draft. Compare it with what is published, correct it and publish it."
    ),
    Answer.PAUSED: gettext_noop("Readers see it already. Check the notice and the translation."),
    Answer.ENDED: gettext_noop("Readers see it already. Decide whether the card stays published."),
    Answer.SILENT: gettext_noop(
        "Whoever answers for the card was asked and reminded three times. Ring them up; readers "
        "are told to check first."
    ),
}


def question(
    request: ConfirmationRequest, card: ServiceCard, link: str, is_reminder: bool = False
) -> None:
    """Ask whether the card still holds, or remind."""
    view = Pages(request.language, keys=[str(request.card_key)]).by_key(request.card_key)
    title = view.title if view else card.title
    with translation.override(request.language):
        values = {"card": title}
        subject = (
            _("Reminder: is this card still right? %(card)s")
            if is_reminder
            else _("Is this card still right? %(card)s")
        )
        last = (
            (_("If nobody answers, readers will see that the card is not confirmed."),)
            if is_reminder
            else ()
        )
        note = Note(
            subject=subject % values,
            paragraphs=(
                _("The portal shows your service “%(card)s”. Please look at it.") % values,
                *last,
            ),
            facts=((_("Card"), absolute(view.url)),) if view else (),
            action=(_("Confirm, change, pause or end it"), link),
            after=(_("Opening the link changes nothing. No account is needed."),),
            reason=_("You get this because this address answers for the card."),
        )
    put_note("card_confirmation", request.email, request.language, note, reply_to=coordinator())


def to_editor(
    request: ConfirmationRequest, card: ServiceCard, answer: Answer, revision: int | None = None
) -> None:
    """Tell who looks after the card what the provider said."""
    owner = card.facts.content_owner  # one for all languages; `card` is the page to look at
    to = (owner.email if owner else "") or coordinator()
    if not to:
        return
    with translation.override(settings.LANGUAGE_CODE):
        if revision:
            names = [card.pk, "live", revision]
            address = reverse("wagtailadmin_pages:revisions_compare", args=names)
            action = (_("Compare with what is published"), absolute(address))
        else:
            address = reverse("wagtailadmin_pages:edit", args=[card.pk])
            action = (_("Open the card"), absolute(address))
        values: Mapping[str, str] = {"card": card.title}
        until = ((_("Day"), f"{request.until:%-d. %-m. %Y}"),) if request.until else ()
        note = Note(
            subject=_(SUBJECTS[answer]) % values,
            paragraphs=(_(TEXTS[answer]),),
            quote=request.note,
            facts=until,
            action=action,
            reason=_("You get this because you look after the card."),
        )
    put_note("card_answer", to, settings.LANGUAGE_CODE, note)
