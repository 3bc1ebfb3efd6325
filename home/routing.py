"""From an address to a page: one query for a page in its own language, few for a fallback.

Wagtail walks the tree one query per level; `url_path` says the same in one. Pages without a
translation are found under the translated parent (architecture, decision 5).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from wagtail.models import Page, Site

from home.models import HomePage
from home.references import fallback_urls
from home.visibility import with_restriction

MAX_DEPTH = 8  # path segments; deeper addresses do not exist and are not looked for


@dataclass(frozen=True)
class Route:
    """A page for an address; `is_restricted` when it or an ancestor has view restrictions."""

    page: Page
    is_restricted: bool


def _candidates() -> QuerySet:
    """Return live pages, each with the answer whether anybody restricted its view."""
    pages = Page.objects.filter(live=True).select_related("locale", "content_type")
    return with_restriction(pages)


def _root_paths() -> dict[str, str]:
    """Return {language: url_path of its front page} (Wagtail caches the list)."""
    return {root.language_code: root.root_path for root in Site.get_site_root_paths()}


def _specific(page: Page) -> Page:
    """Return the page in its own class, with its source page (which has the facts) in one query."""
    model = page.content_type.model_class()
    if model is None or model is Page:
        return page
    rows = model._default_manager.filter(translation_key=page.translation_key)
    found = {row.pk: row for row in rows.select_related("locale")}
    specific = found[page.pk]
    for row in found.values():
        if row.locale.language_code == settings.LANGUAGE_CODE:
            specific.__dict__["facts"] = row  # fills the cached property
    return specific


def _front_page(url_path: str) -> Route | None:
    """Return the front page at `url_path`: its class is known, which saves a query."""
    pages = HomePage.objects.filter(url_path=url_path, live=True).select_related("locale")
    page = with_restriction(pages).first()
    return Route(page, page.is_restricted) if page else None


def _fallback(segments: list[str], language: str) -> Page | None:
    """Return the source-language page that an untranslated address means, if there is one.

    Such a page appears under its own slug below the translated parent (`fallback_urls`).
    """
    translations = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language, live=True
    )
    pages = _candidates().filter(
        ~Exists(translations), slug=segments[-1], locale__language_code=settings.LANGUAGE_CODE
    )
    urls = fallback_urls(list(pages), language)
    here = f"/{language}/" + "".join(f"{segment}/" for segment in segments)
    return next((page for page in pages if urls.get(page.pk) == here), None)


def find_page(path: str) -> Route | None:
    """Return the published page at `path` (without the language prefix), or None."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    segments = [segment for segment in path.split("/") if segment]
    root = _root_paths().get(language)
    if root is None or len(segments) > MAX_DEPTH:
        return None
    url_path = root + "".join(f"{segment}/" for segment in segments)
    if not segments and (front := _front_page(url_path)):
        return front
    page = _candidates().filter(url_path=url_path).first()
    if page is None and segments and language != settings.LANGUAGE_CODE:
        page = _fallback(segments, language)
    if page is None:
        return None
    return Route(_specific(page), page.is_restricted)
