"""Who edits pages, for menus and reports in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

RIGHTS = ["add", "change", "publish"]  # one of them, on any page


def edits_pages(user: Any) -> bool:
    """Say whether the user may edit any page."""
    return bool(page_permission_policy.user_has_any_permission(user, RIGHTS))


class EditorsItem(MenuItem):
    """A menu entry for those who edit pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the user may edit any page."""
        return edits_pages(request.user)
