"""Duties that come with a project's money: reports, publicity, sustainability (ADR 0021)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel

from home.dates import PRAGUE, check_day, day_field
from home.edited import form_fields
from projects.models.choices import DutyKind, Repeat

AHEAD = timedelta(days=30)  # the first reminder


class Duty(models.Model):
    """One duty with its day. `remind_from` follows from the day: reminders count from it."""

    project = models.ForeignKey(
        "projects.ProjectPage",
        verbose_name=_("project"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=15, choices=DutyKind.choices)
    title = models.CharField(_("what is to be done"), max_length=200)
    due = models.DateField(_("due on"), validators=[check_day])
    repeat_months = models.PositiveSmallIntegerField(
        _("repeats"),
        choices=Repeat.choices,
        default=Repeat.ONCE,
        help_text=_("The next one is entered when this one is done."),
    )
    repeat_until = day_field(_("repeats until"))
    # The day of the month that a series began with: 31 August, 28 February, 31 August.
    repeat_day = models.PositiveSmallIntegerField(editable=False)
    previous = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="following",
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Gets the reminders; else whoever looks after the project's page."),
    )
    note = models.TextField(_("note"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    done_by = models.CharField(_("done by"), max_length=150, blank=True, editable=False)
    remind_from = models.DateTimeField(editable=False)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    panels: ClassVar = [
        PageChooserPanel("project", "projects.ProjectPage"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("due")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("repeat_months"), FieldPanel("repeat_until")]),
        FieldPanel("responsible"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("duty of a project")
        verbose_name_plural = _("duties of projects")
        ordering: ClassVar = ["due", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Name the page that carries the project's facts; check the end of the repeating."""
        super().clean()
        if self.project_id:
            self.project = self.project.facts
        if self.repeat_until and self.due and self.repeat_until < self.due:
            raise ValidationError({"repeat_until": _("The end must not be before the beginning.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Begin the reminders anew when the day has changed; leave alone what no form shows.

        A duty may have been done while somebody edited it.
        """
        first = datetime.combine(self.due - AHEAD, time(), PRAGUE)
        changed = self.remind_from != first
        if changed:
            self.remind_from, self.reminders, self.reminded_at = first, 0, None
            self.repeat_day = (
                self.repeat_day if self._state.adding and self.repeat_day else self.due.day
            )
        if not self._state.adding:
            ours = ["remind_from", "reminders", "reminded_at", "repeat_day"] if changed else []
            kwargs.setdefault("update_fields", [*form_fields(self), *ours])
        super().save(*args, **kwargs)
