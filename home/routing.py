"""From an address to a page: one query for a page in its own language, few for a fallback.

Wagtail walks the tree one query per level; `url_path` says the same in one. Pages without a
translation are found under the translated parent (architecture, decision 5).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from wagtail.models import Page, Site

from home.models import HomePage
from home.references import fallback_urls
from home.visibility import public, with_restriction

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


def _front_page(language: str) -> Route | None:
    """Return the front page of `language`: its class is known, which saves a query."""
    roots = _root_paths()
    pages = HomePage.objects.filter(url_path__in=roots.values()).select_related("locale")
    found = {page.language: page for page in with_restriction(pages)}
    page, source = found.get(language), found.get(settings.LANGUAGE_CODE)
    if page is None or not page.live:
        return None
    if source:
        page.__dict__["facts"] = source  # fills the cached property
    return Route(page, page.is_restricted)


def _untranslated(slug: str, language: str) -> Q:
    """Return the condition for source-language pages without a public translation."""
    translations = public(
        Page.objects.filter(
            translation_key=OuterRef("translation_key"), locale__language_code=language
        )
    )
    source = Q(slug=slug, locale__language_code=settings.LANGUAGE_CODE)
    return source & Q(~Exists(translations))


def _choose(pages: list[Page], url_path: str, here: str, language: str) -> Page | None:
    """Return the page at `url_path`, else the untranslated one that appears at address `here`.

    Such a page appears under its own slug below the translated parent (`fallback_urls`).
    """
    for page in pages:
        if page.url_path == url_path:
            return page
    urls = fallback_urls(pages, language)
    return next((page for page in pages if urls.get(page.pk) == here), None)


def find_page(path: str) -> Route | None:
    """Return the published page at `path` (without the language prefix), or None."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    segments = [segment for segment in path.split("/") if segment]
    root = _root_paths().get(language)
    if root is None or len(segments) > MAX_DEPTH:
        return None
    below = "".join(f"{segment}/" for segment in segments)
    if not segments:
        return _front_page(language)
    wanted = Q(url_path=root + below)
    if language != settings.LANGUAGE_CODE:
        wanted |= _untranslated(segments[-1], language)
    pages = list(_candidates().filter(wanted))
    page = _choose(pages, root + below, f"/{language}/{below}", language)
    return Route(_specific(page), page.is_restricted) if page else None
