"""The page where firms ask."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.base import BasePage, shared


class EnquiryPage(BasePage):
    """Form for those who do not know whom to ask; it goes to `partners.enquiries.views.ask`."""

    page_description = _("Where firms ask the contact point.")
    template = "pages/enquiry_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    kind_label = _("Question to the contact point")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("page for questions")
        verbose_name_plural = _("pages for questions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add an empty form, or what came back (`ask` hands it over)."""
        from partners.enquiries.views import form_context  # it needs the models

        context = super().get_context(request, *args, **kwargs)
        context.update(form_context(request, context["reader_language"]))
        return context
