"""The newsletter's room in the admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from home.rooms import ReadOnlyPolicy, RoomItem, RoomViewSet
from newsletter.editors.access import MANAGE, SEE_MAIL, SEE_READERS
from newsletter.editors.letters import LetterView, OutboxView
from newsletter.editors.runs import PreviewView, RunListView, RunView
from newsletter.models import BounceEvent, Subscriber, Suppression


class SubscriberViewSet(RoomViewSet):
    """Readers: looked up by address, never changed here."""

    model = Subscriber
    icon = "group"
    menu_label = _("Subscribers")
    list_display = ["email", "status", "language", "confirmed_at", "ended_at", "end_reason"]
    list_filter = ["status", "language"]
    search_fields = ["email"]
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["secret"]  # a reader's own links are made from it
    list_per_page = 50
    panels = [FieldPanel("language", read_only=True)]


class BounceViewSet(RoomViewSet):
    """Returned letters."""

    model = BounceEvent
    icon = "warning"
    menu_label = _("Returned letters")
    list_display = ["kind", "status", "domain", "text", "source", "at"]
    list_filter = ["kind", "domain", "source"]
    inspect_view_enabled = True
    panels = [FieldPanel("text", read_only=True)]


class SuppressionViewSet(RoomViewSet):
    """Addresses that get nothing; deleting one lets its owner sign up again."""

    model = Suppression
    icon = "no-view"
    menu_label = _("Suppressed addresses")
    list_display = ["__str__", "reason", "at"]
    list_filter = ["reason"]
    panels = [FieldPanel("reason", read_only=True)]


register_permission_policy(Subscriber, ReadOnlyPolicy(Subscriber))
register_permission_policy(BounceEvent, ReadOnlyPolicy(BounceEvent))
register_permission_policy(Suppression, ReadOnlyPolicy(Suppression, ("view", "delete")))
for viewset in (SubscriberViewSet, BounceViewSet, SuppressionViewSet):
    register_snippet(viewset)


def _list_url(model: type[Any]) -> str:
    return reverse(f"wagtailsnippets_newsletter_{model._meta.model_name}:list")


@hooks.register("register_admin_menu_item")
def room_menu() -> SubmenuMenuItem:
    """Return the menu with its entries."""
    entries = [
        RoomItem(_("Issues"), reverse("newsletter_runs"), MANAGE, icon_name="mail", order=10),
        RoomItem(
            _("Sent messages"), reverse("newsletter_outbox"), SEE_MAIL, icon_name="upload", order=20
        ),
        RoomItem(_("Subscribers"), _list_url(Subscriber), SEE_READERS, icon_name="group", order=30),
        RoomItem(
            _("Returned letters"),
            _list_url(BounceEvent),
            SEE_READERS,
            icon_name="warning",
            order=40,
        ),
        RoomItem(
            _("Suppressed addresses"),
            _list_url(Suppression),
            SEE_READERS,
            icon_name="no-view",
            order=50,
        ),
    ]
    return SubmenuMenuItem(
        _("Newsletter"), Menu(items=entries), name="newsletter", icon_name="mail", order=340
    )


@hooks.register("register_admin_urls")
def room_urls() -> list[Any]:
    """Return the addresses of the room."""
    return [
        path("newsletter/", RunListView.as_view(), name="newsletter_runs"),
        path("newsletter/<int:pk>/", RunView.as_view(), name="newsletter_run"),
        path(
            "newsletter/<int:pk>/preview/<slug:key>/",
            PreviewView.as_view(),
            name="newsletter_preview",
        ),
        path("newsletter/messages/", OutboxView.as_view(), name="newsletter_outbox"),
        path("newsletter/messages/<slug:name>/", LetterView.as_view(), name="newsletter_letter"),
    ]


ACTION_NAMES = {
    "save_intro": _("Change the introduction"),
    "arrange": _("Arrange the items"),
    "withdraw": _("Take an item back"),
    "schedule": _("Choose the time"),
    "hold": _("Hold"),
    "release": _("Release"),
    "cancel": _("Cancel"),
    "send_now": _("Send now"),
    "send_test": _("Send a test"),
    "correct": _("Send a correction"),
    "decide": _("Decide about uncertain letters"),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name what the audit log keeps of issues."""
    for name, label in ACTION_NAMES.items():
        actions.register_action(f"newsletter.{name}", label, label)
