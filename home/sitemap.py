"""Sitemap with all languages: Wagtail's lists one tree only (wagtail#12420)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from home.addresses import absolute


def _listed_pages() -> list[Page]:
    """Return published, public pages below the site's front pages, in tree order."""
    roots = [root.root_path for root in Site.get_site_root_paths()]
    pages = Page.objects.live().public().filter(depth__gte=2).select_related("locale")
    return [page for page in pages.order_by("path") if page.url_path.startswith(tuple(roots))]


def entries() -> list[dict[str, Any]]:
    """Return one entry per page: address, last change, addresses of all its languages."""
    groups: dict[Any, dict[str, str]] = defaultdict(dict)
    pages = _listed_pages()
    for page in pages:
        groups[page.translation_key][page.locale.language_code] = absolute(page.get_url() or "/")
    found = []
    for page in pages:
        languages = groups[page.translation_key]
        default = languages.get(settings.LANGUAGE_CODE)
        found.append(
            {
                "url": languages[page.locale.language_code],
                "changed": page.last_published_at,
                "alternates": sorted(languages.items()),
                "default": default,
            }
        )
    return found


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemap of the whole site."""
    xml = render_to_string("sitemap.xml", {"entries": entries()})
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
