"""The cards' passport in the admin, and what an editor is told after publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from home.rooms import RoomItem
from partners.editors.access import SEE_FEEDBACK
from partners.wagtail_hooks import MENU_HOOK
from servicecards.editors.bulk import ACTIONS
from servicecards.editors.coverage import CoverageView
from servicecards.editors.listing import PassportViewSet
from servicecards.gaps import gaps_of_card
from servicecards.models import ServiceCard

for action in ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def passport_viewset() -> ViewSet:
    """Return the list of passports."""
    return PassportViewSet()


@hooks.register("register_admin_urls")
def coverage_urls() -> list[Any]:
    """Return the addresses of the coverage board."""
    return [path("contact-point/coverage/", CoverageView.as_view(), name="coverage")]


@hooks.register(MENU_HOOK)
def coverage_item() -> RoomItem:
    """Return its entry in the menu of the contact point."""
    return RoomItem(
        _lazy("Coverage"), reverse("coverage"), SEE_FEEDBACK, icon_name="table", order=40
    )


@hooks.register("after_publish_page")
def tell_gaps(request: HttpRequest, page: Any) -> None:
    """Say what a published card does not say yet, with what to do about it."""
    if not isinstance(page, ServiceCard) or not page.live:
        return
    gaps = gaps_of_card(page.facts)
    if gaps:
        advice = " ".join(str(gap.advice) for gap in gaps)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Fill in"))
        messages.warning(request, _("Published with gaps. %s") % advice, buttons=[edit])
