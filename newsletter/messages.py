"""The message of a variant: headers as newsletter.md, 7.1 asks."""

from __future__ import annotations

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


def reply_address() -> str:
    """Return a mailbox that somebody reads; the sender's own while nobody named one."""
    own = NewsletterSettings.load().reply_to or OperatorSettings.load().contact_email
    return str(own or settings.NEWSLETTER_FROM)


def headers(run: Run, subject: str, language: str, date: datetime) -> list[tuple[str, str]]:
    """Return the headers without those of MIME."""
    title = NewsletterSettings.load().title_in(language)
    domain = mail_domain()
    with translation.override(language):
        help_url, archive_url = reverse("newsletter_sign_up"), reverse("newsletter_archive")
    leave = f"<{personal_url('newsletter_leave', language)}>"
    by_mail = f"<mailto:odhlasit+{TOKEN}@{settings.BOUNCE_DOMAIN}>"
    return [
        ("From", mime.address(f"Rozcestník – {title}", settings.NEWSLETTER_FROM)),
        ("Reply-To", reply_address()),
        ("To", ADDRESS),
        ("Subject", subject),
        ("Date", format_datetime(timezone.localtime(date))),
        ("Message-ID", f"<d.{run.pk}.{ROW}@{domain}>"),
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


def message(run: Run, rendered: Rendered, language: str, date: datetime) -> bytes:
    """Return the whole message with marks, dots doubled."""
    lines = headers(run, rendered.subject, language, date)
    boundary = f"=_run{run.pk}"  # a line that quoted-printable never makes
    return stuffed(mime.build(lines, rendered.text, rendered.html, language, boundary))
