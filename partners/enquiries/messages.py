"""What the contact point writes to firms, in the firm's language.

Each function stores one message inside the caller's transaction. The receipt goes to an address
that nobody has confirmed, so it must not carry the words of whoever typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.utils import translation
from django.utils.translation import gettext as _

from home.models import OperatorSettings
from mail.limits import Rule, allow
from mail.notes import Note, put_note
from partners.enquiries.links import state_link, survey_link
from partners.enquiries.naming import name_of, names_of
from partners.models import ContactPointSettings, Enquiry, Referral

P = ParamSpec("P")
ABOUT = "enquiry"  # with the number: whose words a message holds
RECEIPTS_PER_ADDRESS = Rule("receipts", most=5, within=24 * 3600)


def coordinator() -> str:
    """Return the coordinator's mailbox, "" where there is none."""
    return (
        ContactPointSettings.load().coordinator_email or OperatorSettings.load().contact_email or ""
    )


def _reason() -> str:
    return _("You get this because this address was given with a question to the contact point.")


def _write(kind: str, enquiry: Enquiry, note: Note, reply_to: str = "") -> None:
    put_note(
        kind,
        enquiry.email,
        enquiry.language,
        note,
        about=f"{ABOUT} {enquiry.pk}",
        reply_to=reply_to or coordinator(),
    )


def _to_firm(
    write: Callable[Concatenate[Enquiry, P], None],
) -> Callable[Concatenate[Enquiry, P], None]:
    """Decorate a message: in the firm's language, and none where its address was erased."""

    @wraps(write)
    def written(enquiry: Enquiry, *args: P.args, **kwargs: P.kwargs) -> None:
        if enquiry.email:
            with translation.override(enquiry.language):
                write(enquiry, *args, **kwargs)

    return written


def _values(enquiry: Enquiry, referral: Referral) -> dict[str, Any]:
    """Return what messages about a partner name."""
    return {"number": enquiry.pk, "name": name_of(referral, enquiry.language)}


def _where_it_stands(enquiry: Enquiry) -> tuple[str, str]:
    """Return the action that most messages offer."""
    return _("See where it stands"), state_link(enquiry)


@_to_firm
def receipt(enquiry: Enquiry, referrals: Iterable[Referral]) -> None:
    """Say that the question has arrived, and who has it or that nobody has it yet."""
    if not allow(RECEIPTS_PER_ADDRESS, enquiry.email.lower()):
        return
    names = ", ".join(names_of(referrals, enquiry.language))
    if names:
        where = _("It went straight to: %(names)s") % {"names": names}
    else:
        where = _(
            "Nobody has it yet: the contact point is looking for the right partner and will "
            "tell you who takes it."
        )
    note = Note(
        subject=_("We have your question no. %(number)d") % {"number": enquiry.pk},
        paragraphs=(_("Your question to the contact point has arrived."), where),
        action=_where_it_stands(enquiry),
        after=(_("By the same link you end the question or erase your data."),),
        reason=_("If you did not ask anything, erase it by the link and write to us."),
    )
    _write("enquiry_receipt", enquiry, note)


@_to_firm
def passed(enquiry: Enquiry, referral: Referral) -> None:
    """Say which partner has been asked."""
    values = _values(enquiry, referral)
    note = Note(
        subject=_("We passed your question no. %(number)d on") % values,
        paragraphs=(
            _("We passed your question on to: %(name)s") % values,
            _("We watch over the answer and will tell you when it is taken."),
        ),
        action=_where_it_stands(enquiry),
        reason=_reason(),
    )
    _write("enquiry_passed", enquiry, note)


@_to_firm
def taken(enquiry: Enquiry, referral: Referral) -> None:
    """Say who has the case."""
    values = _values(enquiry, referral)
    note = Note(
        subject=_("Your question no. %(number)d has been taken: %(name)s") % values,
        paragraphs=(
            _("%(name)s has your question and will get in touch.") % values,
            _("If you want to add something, reply to this message: it goes to them."),
        ),
        action=_where_it_stands(enquiry),
        reason=_reason(),
    )
    _write("enquiry_taken", enquiry, note, referral.email)


@_to_firm
def nobody_yet(enquiry: Enquiry, referrals: Iterable[Referral]) -> None:
    """Say that nobody has taken it yet, and what we do about it."""
    rows = list(referrals)
    names = {"names": ", ".join(names_of(rows, enquiry.language))}
    if not rows:
        what = _("The contact point is still looking for the right partner.")
    elif any(row.reminders for row in rows):
        what = _("We asked and have reminded: %(names)s") % names
    else:
        what = _("We asked and are waiting for an answer: %(names)s") % names
    note = Note(
        subject=_("Nobody has taken your question no. %(number)d yet") % {"number": enquiry.pk},
        paragraphs=(_("We have not forgotten you, but we have no answer yet."), what),
        action=_where_it_stands(enquiry),
        reason=_reason(),
    )
    _write("enquiry_nobody", enquiry, note)


@_to_firm
def answered(enquiry: Enquiry, referral: Referral, text: str) -> None:
    """Hand the answer over, or say that there was one, and ask whether it helped."""
    values = _values(enquiry, referral)
    first = (
        _("%(name)s answers:") % values
        if text
        else _("%(name)s says that it has answered you.") % values
    )
    note = Note(
        subject=_("Answer to your question no. %(number)d") % values,
        paragraphs=(first,),
        quote=text,
        action=(_("Did it help?"), survey_link(enquiry, 1)),
        after=(
            _("If you want to add something, reply to this message: it goes to them."),
            _("Is it not enough? Say so by the link above and we take it up again.")
            if text
            else _("No answer has come? Say so by the link above and we take it up again."),
        ),
        reason=_reason(),
    )
    _write("enquiry_answer", enquiry, note, referral.email)


@_to_firm
def given_back(enquiry: Enquiry, referral: Referral) -> None:
    """Say that the partner of whom the firm heard does not answer it after all."""
    values = _values(enquiry, referral)
    note = Note(
        subject=_("We look for another partner for your question no. %(number)d") % values,
        paragraphs=(
            _("This partner will not answer your question: %(name)s") % values,
            _("The contact point is looking for another one and will tell you who takes it."),
        ),
        action=_where_it_stands(enquiry),
        reason=_reason(),
    )
    _write("enquiry_given_back", enquiry, note)


@_to_firm
def unreachable(enquiry: Enquiry, referral: Referral, text: str = "") -> None:
    """Say that a partner tried in vain, with what it writes."""
    values = _values(enquiry, referral)
    note = Note(
        subject=_("%(name)s could not reach you (question no. %(number)d)") % values,
        paragraphs=(
            _("%(name)s tried to reach you about your question, in vain.") % values,
            _("Reply to this message when you still need it: it goes to them."),
        ),
        quote=text,
        reason=_reason(),
    )
    _write("enquiry_unreachable", enquiry, note, referral.email)


@_to_firm
def closed(enquiry: Enquiry, text: str) -> None:
    """Say that the contact point has closed the question, and why when it says so."""
    note = Note(
        subject=_("Your question no. %(number)d is closed") % {"number": enquiry.pk},
        paragraphs=(
            _("The contact point has closed your question:")
            if text
            else _("The contact point has closed your question."),
        ),
        quote=text,
        action=(_("Did it help?"), survey_link(enquiry, 1)),
        reason=_reason(),
    )
    _write("enquiry_closed", enquiry, note)


@_to_firm
def survey(enquiry: Enquiry, round_number: int) -> None:
    """Ask again, a month later."""
    note = Note(
        subject=_("A month later: did the answer help?"),
        paragraphs=(
            _("A month ago your question no. %(number)d was answered.") % {"number": enquiry.pk},
            _("One answer tells us whether it led anywhere. We do not ask again."),
        ),
        action=(_("Did it help?"), survey_link(enquiry, round_number)),
        reason=_reason(),
    )
    _write("enquiry_survey", enquiry, note)
