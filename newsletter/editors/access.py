"""Who may do what in the newsletter's room, and the common frame of its views."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

MANAGE = "newsletter.change_run"
SEE_READERS = "newsletter.view_subscriber"
SEE_MAIL = "mail.view_outgoingmail"


class RoomView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the room; `permission` is asked for every request, GET and POST."""

    permission: ClassVar[str] = MANAGE
    header_icon = "mail"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("newsletter_runs"), "label": _("Newsletter")},
    ]
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who has no right. Raises PermissionDenied."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class RoomItem(MenuItem):
    """A menu entry for those who have a right."""

    def __init__(self, label: Any, url: str, permission: str, **options: Any) -> None:
        super().__init__(label, url, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the user has the right."""
        return bool(request.user.has_perm(self.permission))
