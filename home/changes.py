"""Material changes: what readers should know, on a public list (architecture, decision 6)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from home.base import BasePage, Changeable, shared


class MaterialChange(models.Model):
    """One published material change of a translation group, with its note in both languages."""

    page_key = models.UUIDField(_("page"), db_index=True)  # translation_key of the group
    at = models.DateTimeField(_("published at"), default=timezone.now, db_index=True)
    note_cs = models.CharField(_("what changed (Czech)"), max_length=300, blank=True)
    note_en = models.CharField(_("what changed (English)"), max_length=300, blank=True)

    panels: ClassVar = [FieldPanel("note_cs"), FieldPanel("note_en")]

    class Meta:
        verbose_name = _("material change")
        verbose_name_plural = _("material changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.note_cs or self.note_en

    def note_for(self, language: str) -> tuple[str, str]:
        """Return the note that serves a reader of `language` best, and its language."""
        notes = {"cs": self.note_cs, "en": self.note_en}
        other = "en" if language == "cs" else "cs"
        return (notes[language], language) if notes.get(language) else (notes[other], other)


def _has_source(page: Any) -> bool:
    """Say whether the page is a translation: its source page records the change."""
    return page.language != settings.LANGUAGE_CODE and page.facts is not page


@receiver(page_published)
def record_material_change(
    sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any
) -> None:
    """Put a ticked change on the list and take the tick away, so that it counts once."""
    page: Any = instance
    if not issubclass(sender, Changeable) or not page.is_material or _has_source(page):
        return
    language = page.language if page.language in ("cs", "en") else "cs"
    note = page.change_note
    MaterialChange.objects.create(page_key=page.translation_key, **{f"note_{language}": note})
    done = {"is_material": False, "change_note": ""}
    sender._default_manager.filter(pk=page.pk).update(**done)
    for row in {revision, page.latest_revision} - {None}:
        if row.content.get("change_note") == note:
            row.content.update(done)
            row.save(update_fields=["content"])


class ChangeListPage(BasePage):
    """All material changes, newest first."""

    page_description = _("Public list of what changed on the portal.")
    template = "pages/change_list_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    kind_label = _("List of changes")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of changes")
        verbose_name_plural = _("lists of changes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the list."""
        from home.change_list import change_list  # it needs the page types

        context = super().get_context(request, *args, **kwargs)
        context["changes"] = change_list(request.GET, context["reader_language"])
        context["index_url"] = request.path
        return context
