"""App configuration of the projects' room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """`projects`: case studies, portfolio statistics, action plans, the role matrix."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        """Contribute to the organisations' pages, to links between pages and to the newsletter."""
        from projects import involvement, wanted  # noqa: F401
