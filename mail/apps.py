"""App configuration of the mail room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """`mail`: the outbox, and how letters get from a table to a mail server exactly once."""

    name = "mail"
    verbose_name = _("Mail")
