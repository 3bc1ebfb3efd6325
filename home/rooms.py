"""Rooms of the admin beside pages: their views and menu entries, each behind a permission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from home.plain_text import posted

Action = Callable[[Any, HttpRequest], str]


class RoomView(WagtailAdminTemplateMixin, TemplateView):
    """A page of a room; `permission` is asked for every request, GET and POST."""

    permission: ClassVar[str]
    room_url_name: ClassVar[str]
    room_label: ClassVar[Any]
    _show_breadcrumbs = True

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way from the front page of the admin to the room."""
        room = {"url": reverse(self.room_url_name), "label": self.room_label}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, room]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this page; the room's first page may be called like the room."""
        title = self.get_page_title()
        own = [] if str(title) == str(self.room_label) else [{"url": "", "label": title}]
        return [*self.breadcrumbs_items, *own]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who has no right. Raises PermissionDenied."""
        if not self.may_open(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_open(self, user: Any) -> bool:
        """Say whether the user has the right."""
        return bool(user.has_perm(self.permission))


class ActionView(RoomView):
    """A page of one thing with buttons. Each names an action: it returns what to say, or raises
    ValidationError; then the page comes back with what was typed (`view.kept`).

    An action on something else than the subject puts it into `request.acted_on`, for the log.
    """

    change_permission: ClassVar[str]
    actions: ClassVar[Mapping[str, Action]]
    log_prefix: ClassVar[str]  # of the action's name in the audit log
    kept: Mapping[str, str] = {}

    subject: Any  # the thing of the address

    @property
    def may_change(self) -> bool:
        """Say whether the user may press buttons."""
        return bool(self.request.user.has_perm(self.change_permission))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry one action out and come back with a message."""
        if not self.may_change:
            raise PermissionDenied
        request.POST = posted(request)  # type: ignore[assignment]
        name = request.POST.get("action", "")
        action = self.actions.get(name)
        if action is None:
            raise Http404
        try:
            done = action(self.subject, request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            self.kept = request.POST
            return self.get(request, *args, **kwargs)
        acted_on = getattr(request, "acted_on", None) or self.subject
        log(instance=acted_on, action=f"{self.log_prefix}{name}", user=request.user)
        messages.success(request, done)
        return redirect(request.get_full_path())  # keeps what the list is narrowed by


class RoomItem(MenuItem):
    """A menu entry for those who have a right."""

    def __init__(self, label: Any, url: str, permission: str, **options: Any) -> None:
        super().__init__(label, url, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the user has the right."""
        return bool(request.user.has_perm(self.permission))


class RoomViewSet(SnippetViewSet):
    """A list of a room: its entry stands in the room's menu, not under Snippets too."""

    menu_item_is_registered = True
    copy_view_enabled = False

    def register_chooser_viewset(self) -> None:
        """Offer no dialog to choose rows: Wagtail's asks for no right, and no form needs it."""


class ReadOnlyPolicy(ModelPermissionPolicy):
    """What only machines and readers write: editors look at it, some may delete."""

    def __init__(self, model: Any, actions: tuple[str, ...] = ("view",)) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow looking (and deleting where that makes sense) to those who have the right."""
        return action in self.actions and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Say whether one of the actions is allowed."""
        return any(self.user_has_permission(user, action) for action in actions)
