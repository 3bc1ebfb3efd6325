"""When issues go out and what they are called; editors change it in Settings."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


@register_setting(icon="mail")
class NewsletterSettings(BaseGenericSetting):
    """One row. Times are those of the Czech Republic."""

    title_cs = models.CharField(_("name (Czech)"), max_length=60, default="Novinky pro firmy")
    title_en = models.CharField(_("name (English)"), max_length=60, default="News for firms")
    reply_to = models.EmailField(
        _("answers go to"),
        blank=True,
        help_text=_("A mailbox that somebody reads. Empty: the shared mailbox of the operator."),
    )
    weekly_day = models.SmallIntegerField(_("weekly issue on"), choices=WEEKDAYS, default=0)
    monthly_day = models.SmallIntegerField(
        _("monthly issue on day"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Of the month, 1 to 28."),
    )
    send_time = models.TimeField(_("at"), default=time(7, 0))
    cool_down = models.SmallIntegerField(
        _("minutes until an immediate message goes out"),
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(24 * 60)],
        help_text=_("Time to correct a mistake after publishing."),
    )
    hold_after = models.SmallIntegerField(
        _("hours after which a late issue is held"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 7)],
        help_text=_("An editor then decides whether it still goes out."),
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("title_cs"), FieldPanel("title_en"), FieldPanel("reply_to")],
            heading=_("Sender"),
        ),
        MultiFieldPanel(
            [FieldPanel("weekly_day"), FieldPanel("monthly_day"), FieldPanel("send_time")],
            heading=_("When issues go out"),
        ),
        FieldPanel("cool_down"),
        FieldPanel("hold_after"),
    ]

    class Meta:
        verbose_name = _("newsletter")

    def title_in(self, language: str) -> str:
        """Return the newsletter's name in a language."""
        return str(self.title_en if language == "en" else self.title_cs)
