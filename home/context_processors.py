"""Template context of every response, pages and other views alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Offer `frame` to views that are no pages; a page's own context overrides it.

    Lazy, so that admin pages and mails pay nothing.
    """
    from home.frame import frame_for  # models are not ready when settings import this module

    return {
        "frame": SimpleLazyObject(lambda: frame_for(request)),
        "reader_language": translation.get_language(),
    }
