"""Did it help? Asked at the end and a month later; each link takes one answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from mail.links import find_link, use_link
from partners.enquiries import office_messages
from partners.enquiries.intake import FIRM
from partners.enquiries.links import SURVEY
from partners.enquiries.referring import reopen
from partners.enquiries.states import ENDED, Satisfaction
from partners.models import Enquiry, SurveyAnswer

NO_HELP = (
    gettext_noop("Question no. %(number)d: the firm says that it did not help"),
    gettext_noop("It waits for you again. Read in the history what the firm adds."),
)


def enquiry_of(token: str) -> Enquiry | None:
    """Return what a link asks about; None when it does not work."""
    link = find_link(token, SURVEY)
    return Enquiry.objects.filter(pk=link.subject).first() if link else None


@transaction.atomic
def answer(token: str, score: Satisfaction, comment: str, is_open: bool = False) -> bool:
    """Store an answer and use the link up; False when it does not work.

    `is_open`: the firm still needs an answer, so the enquiry is taken up again.
    """
    link = use_link(token, SURVEY)
    enquiry = Enquiry.objects.filter(pk=link.subject).first() if link else None
    if link is None or enquiry is None:
        return False
    SurveyAnswer.objects.update_or_create(
        enquiry=enquiry,
        round=link.data["round"],
        defaults={"score": score, "comment": comment},
    )
    if is_open and enquiry.state in ENDED:
        reopen(enquiry, FIRM, comment)
        office_messages.to_coordinator(enquiry, *NO_HELP)
    return True
