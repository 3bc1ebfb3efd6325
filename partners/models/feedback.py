"""What readers say of a page: whether it helped, and what was missing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import today_in_prague


class Feedback(models.Model):
    """One answer to "Did this help?", of nobody in particular.

    It counts for the translation group; only the day is kept, no address, no network. The comment
    goes after `RETENTION["feedback"]` days, the count stays.
    """

    page_key = models.UUIDField(_("page"), db_index=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    is_helpful = models.BooleanField(_("it helped"))
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    day = models.DateField(_("day"), default=today_in_prague, db_index=True)

    class Meta:
        verbose_name = _("answer to “Did this help?”")
        verbose_name_plural = _("answers to “Did this help?”")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.day}: {'+' if self.is_helpful else '−'}"
