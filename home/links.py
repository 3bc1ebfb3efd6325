"""The table of links between pages: one for all page types (ADR 0004)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable


class LinkKind(models.TextChoices):
    """What the target is to the page. Terms: CPSV-AP, schema.org; else the data model's."""

    RELATED = "related", _("related to")  # cv:relatedService
    REQUIRES = "requires", _("requires")  # dct:requires
    BASED_ON = "based_on", _("based on")
    FROM_PROJECT = "from_project", _("comes from the project")
    FROM_ACTION = "from_action", _("comes from the action plan")
    ABOUT = "about", _("is about")  # sdo:about
    MEMBER_OF = "member_of", _("is a member of")  # sdo:memberOf


class PageLink(Orderable):
    """A link from `page` to `target`, an inline of every page type.

    Both ends are compared by translation key and read in both directions (`home.references`);
    `target` is a page of the source language, so the link is one fact for all languages.
    """

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="portal_links")
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind.choices)
    target = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="incoming_portal_links",
    )

    panels = [FieldPanel("kind"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("link to a page")
        verbose_name_plural = _("links to pages")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind", "target"], name="home_pagelink_once_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target_id}"
