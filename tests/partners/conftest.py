"""What the tests of the contact point share: a partner, a rule, an enquiry, its messages."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.signing import TimestampSigner
from django.test import Client

from mail.models import OutgoingMail
from partners.enquiries import forms
from partners.models import ContactPointSettings, Enquiry, Organisation, Referral, ReferralRule
from servicecards.models import ServiceCard

NEED = "Vyrábíme keramiku a chceme začít vyvážet do Německa, nevíme, kde začít."
PATHS = {"cs": "/cs/dotaz/", "en": "/en/enquiry/"}
PARTNER, COORDINATOR, FIRM = "dotazy@icuk.example", "koordinator@kraj.example", "jana@firma.cz"
EXPORT_CARD = "svc-exportni-mentoring"


@pytest.fixture
def coordinator(db: None) -> None:
    """Somebody coordinates."""
    settings = ContactPointSettings.load()
    settings.coordinator_email = COORDINATOR
    settings.save()


def partner(identifier: str = "org-icuk", email: str = PARTNER, **values: Any) -> Organisation:
    """Return a partner of the starter content with a mailbox for enquiries."""
    found = Organisation.objects.get(identifier=identifier, locale__language_code="cs")
    for name, value in {"enquiry_email": email, **values}.items():
        setattr(found, name, value)
    found.save()
    return found


def rule(**values: Any) -> ReferralRule:
    """Return a rule that sends everything to the partner by itself, unless it says otherwise."""
    return ReferralRule.objects.create(
        **{"partner": values.pop("partner", None) or partner(), "sends_itself": True, **values}
    )


def card() -> ServiceCard:
    """Return the Czech page of a card about export."""
    return ServiceCard.objects.get(identifier=EXPORT_CARD, locale__language_code="cs")


def form_key(age: int = 60) -> str:
    """Return the key of a form that was made `age` seconds ago."""
    signer = TimestampSigner(salt=forms._SALT)
    value = f"klic-{age}"
    from django.core import signing

    made = signing.b62_encode(int(signing.time.time()) - age)
    text = f"{value}:{made}"
    return f"{text}:{signer.signature(text)}"


def ask(client: Client | None = None, language: str = "cs", **changes: Any) -> Any:
    """Send the form as somebody does who took a minute."""
    form = {"need": NEED, "email": FIRM, "klic": form_key(), **changes}
    return (client or Client()).post(PATHS[language], form)


def asked(language: str = "cs", **changes: Any) -> Enquiry:
    """Return an enquiry that came through the form."""
    response = ask(language=language, **changes)
    assert response.status_code == 303, text_of(response)
    found = Enquiry.objects.latest("pk")
    return found


def referral_of(enquiry: Enquiry) -> Referral:
    """Return the last referral of an enquiry."""
    found = enquiry.referrals.latest("pk")
    return found


def mails(kind: str = "", to: str = "") -> list[EmailMessage]:
    """Return stored messages, oldest first; erased ones not."""
    rows = OutgoingMail.objects.exclude(content=None).order_by("pk")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(recipient=to) if to else rows
    return [message_from_bytes(bytes(row.content), policy=policy.default) for row in rows]  # type: ignore[misc]


def body(message: EmailMessage) -> str:
    """Return the text part, white space folded."""
    part: Any = message.get_body(("plain",))
    return " ".join(part.get_content().split())


def link_in(message: EmailMessage) -> str:
    """Return the path of the one thing to do."""
    part: Any = message.get_body(("plain",))
    return re.findall(r"http://127\.0\.0\.1:8000(/\S*/\S+/\S+/)", part.get_content())[-1]


def partner_link(number: int = -1) -> str:
    """Return the path by which a partner works on an enquiry."""
    return link_in(mails("referral")[number])


def state_now(enquiry: Enquiry) -> str:
    """Return where an enquiry stands in the database."""
    enquiry.refresh_from_db()
    return enquiry.state


def text_of(response: Any) -> str:
    """Return what a page says, white space folded."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return " ".join((soup.main or soup).get_text(" ").split())
