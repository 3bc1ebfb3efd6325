"""What a partner is sent: its link for noting what firms told it."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mail.notes import Note, put_note
from partners.enquiries.messages import coordinator
from partners.models import Organisation
from partners.needs.noting import noting_link


@transaction.atomic
def send_link(partner: Organisation, email: str) -> None:
    """Send a partner a new link; an older one stops working."""
    link = noting_link(partner)
    with translation.override(partner.mail_language):
        note = Note(
            subject=_("Tell us what firms tell you"),
            paragraphs=(
                _(
                    "After a visit or a call, note what the firm needs: four choices, half a "
                    "minute, on the phone too. No names and no words: nobody can be told from it."
                ),
                _("Keep the link, it works for a year. Every quarter a report comes out of it."),
            ),
            action=(_("Note a need"), link),
            reason=_("You get this because your organisation is a partner of the contact point."),
        )
    put_note("firm_needs", email, partner.mail_language, note, reply_to=coordinator())
