"""Vocabularies, menu and footer in the admin's side bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.linkcheck.report import report_item, report_urls
from home.models import MaterialChange, Navigation, Term


class TermViewSet(SnippetViewSet):
    """All vocabularies in one list, filtered by vocabulary and language."""

    model = Term
    icon = "tag"
    menu_label = _("Vocabularies")
    list_display = ["name", "vocabulary", "code", "notation"]
    list_filter = ["vocabulary"]
    list_per_page = 50


class NavigationViewSet(SnippetViewSet):
    """Menu and footer, one per language."""

    model = Navigation
    icon = "bars"
    menu_label = _("Menu and footer")
    list_display = ["name"]


class MaterialChangeViewSet(SnippetViewSet):
    """The public list of changes; publishing adds to it, editors add the other language."""

    model = MaterialChange
    icon = "history"
    menu_label = _("Material changes")
    list_display = ["note_cs", "note_en", "at"]


class PortalViewSetGroup(SnippetViewSetGroup):
    """What stands around and between the pages."""

    menu_label = _("Portal")
    menu_icon = "site"
    items = (NavigationViewSet, TermViewSet, MaterialChangeViewSet)


register_snippet(PortalViewSetGroup)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_reports_menu_item", report_item)
