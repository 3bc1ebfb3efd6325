"""Menu, footer and operator: what stands around every page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from home.blocks import FooterColumnBlock, MenuLinkBlock

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


class Navigation(TranslatableMixin, models.Model):
    """Menu and footer of one language; an editor changes each language by itself."""

    name = models.CharField(_("name"), max_length=60)
    tagline = models.CharField(
        _("line under the wordmark"),
        max_length=60,
        blank=True,
        help_text=_("The part after “|” is left out on phones."),
    )
    menu = StreamField(
        [("link", MenuLinkBlock())], blank=True, verbose_name=_("menu"), use_json_field=True
    )
    about = models.TextField(_("about the portal"), blank=True)
    columns = StreamField(
        [("column", FooterColumnBlock())],
        blank=True,
        verbose_name=_("columns of the footer"),
        use_json_field=True,
    )
    end_links = StreamField(
        [("link", MenuLinkBlock())],
        blank=True,
        verbose_name=_("links on the last line"),
        use_json_field=True,
    )

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("menu"),
        MultiFieldPanel(
            [FieldPanel("about"), FieldPanel("columns"), FieldPanel("end_links")],
            heading=_("Footer"),
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu and footer")
        verbose_name_plural = _("menus and footers")

    def __str__(self) -> str:
        return self.name


@register_setting(icon="home")
class OperatorSettings(BaseGenericSetting):
    """Who runs the portal. Settings have no translation: wording stands in two fields."""

    name_cs = models.CharField(_("operator (Czech)"), max_length=150, blank=True)
    name_en = models.CharField(_("operator (English)"), max_length=150, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    ico = models.CharField(_("company number (IČO)"), max_length=8, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(_("shared mailbox"), blank=True)
    dpo_contact = models.CharField(
        _("data protection officer"),
        max_length=200,
        blank=True,
        default="",
        db_default="",  # an older version of the code may still write rows during an upgrade
        help_text=_("How to reach the officer; shown on the privacy page."),
    )
    data_licence = models.URLField(
        _("licence of the data"),
        default=CC_BY,
        db_default=CC_BY,
        help_text=_("Under which terms others may use the texts and tables of the portal."),
    )
    statement_prepared = models.DateField(
        _("accessibility statement prepared on"), null=True, blank=True
    )
    statement_reviewed = models.DateField(
        _("accessibility statement reviewed on"),
        null=True,
        blank=True,
        help_text=_("Once a year at least (Decision (EU) 2018/1523)."),
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("name_cs"),
                FieldPanel("name_en"),
                FieldPanel("address"),
                FieldPanel("ico"),
                FieldPanel("website"),
                FieldPanel("contact_email"),
            ],
            heading=_("Operator"),
        ),
        FieldPanel("dpo_contact"),
        FieldPanel("data_licence"),
        FieldPanel("statement_prepared"),
        FieldPanel("statement_reviewed"),
    ]

    class Meta:
        verbose_name = _("operator of the portal")

    def name_in(self, language: str) -> str:
        """Return the operator's name for a reader of `language` ("cs" or "en")."""
        return self.name_en if language == "en" and self.name_en else self.name_cs
