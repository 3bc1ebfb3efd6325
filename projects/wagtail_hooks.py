"""The projects' rooms in the admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from home.editors import EditorsItem
from projects.editors.indicators import IndicatorsDueView


@hooks.register("register_admin_menu_item")
def projects_menu() -> SubmenuMenuItem:
    """Return the menu with its entries."""
    entries = [
        EditorsItem(_("Indicators"), reverse("indicators_due"), icon_name="order-up", order=50),
    ]
    return SubmenuMenuItem(
        _("Projects and plan"),
        Menu(items=entries),
        name="projects-and-plan",
        icon_name="folder-open-inverse",
        order=320,
    )


@hooks.register("register_admin_urls")
def projects_urls() -> list[Any]:
    """Return the addresses of the rooms."""
    return [path("indicators/", IndicatorsDueView.as_view(), name="indicators_due")]
