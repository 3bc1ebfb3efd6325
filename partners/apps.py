"""App configuration of the partners' room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """`partners`: organisations and their directory."""

    name = "partners"
    verbose_name = _("Partners")
