"""App configuration of the projects' room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """`projects`: case studies, portfolio statistics, action plans, the role matrix."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        """Contribute to other rooms' pages, to the newsletter and to the chores."""
        from projects import involvement, wanted  # noqa: F401
        from projects.duties import reminding  # noqa: F401
        from projects.reporting import privacy, progress, rounds  # noqa: F401
