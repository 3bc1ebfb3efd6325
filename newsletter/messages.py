"""The message of a variant: headers as newsletter.md, 7.1 asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from home.addresses import absolute
from home.models import OperatorSettings
from mail import mime
from mail.configuration import mail_domain
from mail.letters import stuffed
from mail.mime import ADDRESS, ROW, TOKEN
from newsletter.frequencies import SLUGS, Frequency
from newsletter.models import NewsletterSettings, Run
from newsletter.rendering import Rendered, personal_url

KIND = "b"  # the ledger's letter in envelopes


@dataclass(frozen=True)
class Sender:
    """Who sends, read once for all variants of an issue."""

    titles: dict[str, str]
    reply_to: str

    @classmethod
    def load(cls) -> Sender:
        """Return the sender; answers go to the sender's own address while nobody named one."""
        own, operator = NewsletterSettings.load(), OperatorSettings.load()
        return cls(
            titles={code: own.title_in(code) for code, _name in settings.LANGUAGES},
            reply_to=str(own.reply_to or operator.contact_email or settings.NEWSLETTER_FROM),
        )


def headers(
    run: Run, sender: Sender, subject: str, language: str, date: datetime, message_id: str = ""
) -> list[tuple[str, str]]:
    """Return the headers without those of MIME. `message_id`: of a test; else that of the row."""
    title = sender.titles[language]
    domain = mail_domain()
    with translation.override(language):
        help_url, archive_url = reverse("newsletter_sign_up"), reverse("newsletter_archive")
    leave = f"<{personal_url('newsletter_leave', language)}>"
    by_mail = f"<mailto:odhlasit+{TOKEN}@{settings.BOUNCE_DOMAIN}>"
    return [
        ("From", mime.address(f"Rozcestník – {title}", settings.NEWSLETTER_FROM)),
        ("Reply-To", sender.reply_to),
        ("To", ADDRESS),
        ("Subject", subject),
        ("Date", format_datetime(timezone.localtime(date))),
        ("Message-ID", message_id or f"<d.{run.pk}.{ROW}@{domain}>"),
        ("List-Id", mime.address(title, f"novinky.{domain}")),
        ("List-Unsubscribe", f"{leave}, {by_mail}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Help", f"<{absolute(help_url)}>"),
        ("List-Archive", f"<{absolute(archive_url)}>"),
        ("List-Post", "NO"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Feedback-ID", f"{run.pk}:{SLUGS[Frequency(run.frequency)]}:{language}:portal"),
    ]


def message(
    run: Run,
    sender: Sender,
    rendered: Rendered,
    language: str,
    date: datetime,
    message_id: str = "",
) -> bytes:
    """Return the whole message with marks, dots doubled."""
    lines = headers(run, sender, rendered.subject, language, date, message_id)
    boundary = f"=_run{run.pk}"  # a line that quoted-printable never makes
    return stuffed(mime.build(lines, rendered.text, rendered.html, language, boundary))
