"""The list of projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.base import BasePage, shared


class ProjectIndexPage(BasePage):
    """All projects, those that still run first."""

    page_description = _("List of all projects.")
    template = "pages/project_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["projects.ProjectPage", "projects.StatisticsPage"]

    trail = "project"
    kind_label = _("Projects")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of projects")
        verbose_name_plural = _("lists of projects")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the list, and the statistics page."""
        from projects.listing import project_list, statistics_pages  # they need ProjectPage

        context = super().get_context(request, *args, **kwargs)
        context["projects"] = project_list(request.GET, context["reader_language"])
        context["figures"] = statistics_pages(context["reader_language"])
        context["index_url"] = request.path
        context["keep_query"] = context["projects"].same_query
        return context
