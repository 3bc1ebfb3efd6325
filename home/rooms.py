"""Rooms of the admin beside pages: their views and menu entries, each behind a permission."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet


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

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who has no right. Raises PermissionDenied."""
        if not self.may_open(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_open(self, user: Any) -> bool:
        """Say whether the user has the right."""
        return bool(user.has_perm(self.permission))


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
