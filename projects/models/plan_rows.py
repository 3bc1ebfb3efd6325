"""Tables of action-plan cards: the role matrix, cooperating bodies, services of activities."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin

from home.base import shared
from projects.models.choices import Need, Role
from projects.models.plan import ActionPlanCard
from projects.models.project_facts import ORGANISATION


class RoleAssignment(TranslatableMixin, Orderable):
    """What one actor does in one activity: a row of the role matrix.

    The activity is named by its number, since a key from one inline to another would break in
    translation and copy. A group of organisations is an actor like any other.
    """

    card = ParentalKey(ActionPlanCard, on_delete=models.CASCADE, related_name="assignments")
    actor = models.ForeignKey(
        ORGANISATION, verbose_name=_("actor"), on_delete=models.PROTECT, related_name="+"
    )
    activity = models.PositiveSmallIntegerField(_("activity"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    note = models.CharField(_("note on the card"), max_length=200, blank=True)
    as_printed = models.BooleanField(
        _("as printed"),
        default=False,
        help_text=_("The note is on the card; that it belongs to this activity is our reading."),
    )
    reader_note = models.TextField(_("explanation for readers"), blank=True)

    panels = [
        PageChooserPanel("actor"),
        FieldRowPanel([FieldPanel("activity"), FieldPanel("role")]),
        FieldPanel("note"),
        FieldPanel("as_printed"),
        FieldPanel("reader_note"),
    ]
    override_translatable_fields = shared("actor", "activity", "role", "as_printed", "sort_order")

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("role in an activity")
        verbose_name_plural = _("roles in activities")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "actor", "activity"], name="projects_one_role_in_an_activity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.activity}: {self.get_role_display()}"


class CooperatingBody(Orderable):
    """An organisation or a group whose cooperation the card asks for."""

    card = ParentalKey(ActionPlanCard, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey(
        ORGANISATION, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    need = models.CharField(_("how much it is needed"), max_length=10, choices=Need.choices)
    led_by = models.ForeignKey(
        ORGANISATION,
        verbose_name=_("who should lead the cooperation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    via = models.ForeignKey(
        ORGANISATION,
        verbose_name=_("who arranges it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        PageChooserPanel("organisation"),
        FieldPanel("need"),
        PageChooserPanel("led_by"),
        PageChooserPanel("via"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("cooperating body")
        verbose_name_plural = _("cooperating bodies")

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.get_need_display()}"


class ServiceLink(TranslatableMixin, Orderable):
    """A service that an activity leads to; without a service it names a gap."""

    card = ParentalKey(ActionPlanCard, on_delete=models.CASCADE, related_name="service_links")
    activity = models.PositiveSmallIntegerField(_("activity"), null=True, blank=True)
    service = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("service"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(_("note, or what is missing"), max_length=300, blank=True)

    panels = [
        FieldPanel("activity"),
        PageChooserPanel("service", "servicecards.ServiceCard"),
        FieldPanel("note"),
    ]
    override_translatable_fields = shared("activity", "service", "sort_order")

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("service for an activity")
        verbose_name_plural = _("services for activities")

    def __str__(self) -> str:
        return f"{self.activity}: {self.service_id or self.note}"

    def clean(self) -> None:
        """A link without a service says what is missing."""
        super().clean()
        if not self.service_id and not self.note.strip():
            raise ValidationError({"note": _("Choose a service, or say what is missing.")})
