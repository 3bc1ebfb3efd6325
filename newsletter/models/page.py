"""The page where readers subscribe."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.base import BasePage, shared


class SubscribePage(BasePage):
    """Sign-up form with its introduction; the form goes to `newsletter.views.sign_up`."""

    page_description = _("Where readers subscribe to the newsletter.")
    template = "pages/subscribe_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    kind_label = _("Newsletter")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("sign-up page")
        verbose_name_plural = _("sign-up pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add an empty form, or what came back with mistakes (`sign_up` hands it over)."""
        from newsletter.forms import SignUpForm  # it needs the models
        from newsletter.sample import sign_up_context

        context = super().get_context(request, *args, **kwargs)
        form = getattr(request, "sign_up_form", None)
        language = context["reader_language"]
        context.update(sign_up_context(language))
        context["form"] = form or SignUpForm.empty(language, request.GET)
        return context
