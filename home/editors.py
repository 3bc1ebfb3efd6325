"""Who edits pages, for menus and reports in the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

NONE = "-"  # value of a filter: what has no term of the vocabulary
RIGHTS = ["add", "change", "publish"]  # one of them, on any page


def edits_pages(user: Any) -> bool:
    """Say whether the user may edit any page."""
    return bool(page_permission_policy.user_has_any_permission(user, RIGHTS))


def admin_language() -> str:
    """Return the language of the admin, "cs" or "en"."""
    return "en" if get_language() == "en" else settings.LANGUAGE_CODE


class EditorsItem(MenuItem):
    """A menu entry for those who edit pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the user may edit any page."""
        return edits_pages(request.user)
