"""What editors see of the search: synonyms, recommended and missing pages, the report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from search.models import MissingContent, Promotion, SynonymRule
from search.report import report_item, report_urls


class PrefilledCreateView(CreateView):
    """A form that begins with what the report hands over in the address."""

    def get_initial_form_instance(self) -> Any:
        """Return a new object with the text fields that the address names."""
        made = super().get_initial_form_instance() or self.model()
        request: HttpRequest = self.request
        for name in ("rule", "phrases", "language"):
            if hasattr(made, name) and name in request.GET:
                setattr(made, name, request.GET[name][:500])
        return made


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same; in force with the next search."""

    model = SynonymRule
    icon = "resubmit"
    menu_label = _("Synonyms")
    list_display = ["rule", "is_active", "note"]
    list_filter = ["is_active"]
    search_fields = ["rule"]
    list_per_page = 50
    add_view_class = PrefilledCreateView
    panels = [FieldPanel("rule"), FieldPanel("note"), FieldPanel("is_active")]


class PromotionViewSet(SnippetViewSet):
    """Pages that stand first for some questions."""

    model = Promotion
    icon = "pick"
    menu_label = _("Recommended pages")
    list_display = ["phrases", "language", "page", "is_active"]
    list_filter = ["language", "is_active"]
    search_fields = ["phrases"]
    add_view_class = PrefilledCreateView
    panels = [
        FieldPanel("language"),
        FieldPanel("phrases"),
        PageChooserPanel("page"),
        FieldPanel("is_active"),
    ]


class MissingContentViewSet(SnippetViewSet):
    """What readers look for and the portal lacks."""

    model = MissingContent
    icon = "warning"
    menu_label = _("Missing pages")
    list_display = ["text", "language", "note", "is_done", "since"]
    list_filter = ["language", "is_done"]
    search_fields = ["text", "note"]
    panels = [
        FieldPanel("text"),
        FieldPanel("language"),
        FieldPanel("note"),
        FieldPanel("is_done"),
    ]


class SearchViewSetGroup(SnippetViewSetGroup):
    """The search."""

    menu_label = pgettext_lazy("title of the page", "Search")
    menu_icon = "search"
    menu_order = 350
    items = (SynonymViewSet, PromotionViewSet, MissingContentViewSet)


register_snippet(SearchViewSetGroup)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_reports_menu_item", report_item)
