"""The frame around a page: menu, footer, way up, languages, canonical address.

Three queries for any page: the menu of the language, the operator, and all pages that the frame
mentions (with their translations).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from home.addresses import absolute
from home.base import BasePage
from home.models import Navigation, OperatorSettings
from home.references import Pages, PageView, fallback_urls
from home.stamp import stamp_column

LANGUAGE_NAMES = dict(settings.LANGUAGES)
LANGUAGE_CODES = tuple(LANGUAGE_NAMES)


@dataclass(frozen=True)
class MenuLink:
    """A link of the menu or the footer."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Alternate:
    """The same page for readers of another language."""

    language: str
    name: str
    url: str
    absolute_url: str


@dataclass
class Frame:
    """What base.html needs."""

    language: str
    home_url: str
    search_url: str
    tagline: str = ""
    menu: list[MenuLink] = field(default_factory=list)
    about: str = ""
    columns: list[dict[str, Any]] = field(default_factory=list)
    end_links: list[MenuLink] = field(default_factory=list)
    operator: OperatorSettings | None = None
    operator_name: str = ""
    crumbs: list[PageView] = field(default_factory=list)
    alternates: list[Alternate] = field(default_factory=list)
    canonical: str = ""
    page_language: str = ""
    pages: Pages | None = None
    stamp: str | None = None  # of the content (see `home.stamp`); None: not asked for

    @property
    def is_foreign(self) -> bool:
        """Say whether the page's wording is not in the reader's language."""
        return bool(self.page_language) and self.page_language != self.language

    @property
    def switch_to(self) -> list[Alternate]:
        """The other languages."""
        return [other for other in self.alternates if other.language != self.language]


def _menu_ids(blocks: list[dict[str, Any]]) -> list[int]:
    return [block["page"] for block in blocks if block.get("page")]


def _flat(stream: Any) -> list[dict[str, Any]]:
    return [dict(block["value"]) for block in stream.raw_data]


def _column_links(column: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["value"] for item in column.get("links", [])]


def _menu_link(block: dict[str, Any], pages: Pages, here: str) -> MenuLink | None:
    """Return the link for the reader; None when its page is not published."""
    view = pages.get(block.get("page"))
    url = view.url if view else (block.get("url") or "")
    if not url or (block.get("page") and not view):
        return None
    return MenuLink(block["label"], url, url != "/" and here.startswith(url))


def _links(blocks: list[dict[str, Any]], pages: Pages, here: str) -> list[MenuLink]:
    return [link for block in blocks if (link := _menu_link(block, pages, here))]


def _fill_navigation(frame: Frame, navigation: Navigation, pages: Pages, here: str) -> None:
    frame.stamp = navigation.stamp
    frame.tagline, frame.about = navigation.tagline, navigation.about
    frame.menu = _links(_flat(navigation.menu), pages, here)
    frame.end_links = _links(_flat(navigation.end_links), pages, here)
    frame.columns = [
        {"heading": column["heading"], "links": _links(_column_links(column), pages, here)}
        for column in _flat(navigation.columns)
    ]


def _navigation(language: str) -> Navigation | None:
    """Return the menu of `language`, or of the source language while there is none."""
    rows = Navigation.objects.select_related("locale").annotate(stamp=stamp_column())
    found = {row.locale.language_code: row for row in rows}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def _ancestor_paths(page: Page | None) -> list[str]:
    """Return the tree paths from the front page down to the parent."""
    if page is None:
        return []
    step = page.steplen
    return [page.path[:end] for end in range(2 * step, len(page.path), step)]


def _alternate_url(page: Page, pages: Pages, language: str, here: str) -> str:
    """Return where readers of `language` find the page, in their own language or not."""
    if own := pages.in_language(page.translation_key, language):
        return own.get_url() or ""
    if language == pages.language:
        return here  # the address of a page without translation, being read right now
    return fallback_urls([page], language).get(page.pk, "") if page.live else ""


def _alternates(page: Page, pages: Pages, here: str) -> list[Alternate]:
    """Return the page's address for readers of each language."""
    urls = {code: _alternate_url(page, pages, code, here) for code in LANGUAGE_CODES}
    return [
        Alternate(code, LANGUAGE_NAMES[code], url, absolute(url))
        for code, url in urls.items()
        if url
    ]


def _fill_page(frame: Frame, page: Page, pages: Pages, here: str) -> None:
    crumbs = [pages.by_path(path) for path in _ancestor_paths(page)]
    frame.crumbs = [crumb for crumb in crumbs if crumb]
    frame.alternates = _alternates(page, pages, here)
    frame.page_language = page.locale.language_code
    frame.canonical = absolute(page.get_url() or "/")


def same_view_alternates(request: HttpRequest) -> list[Alternate]:
    """Return the addresses of a view that is no page (search) in all languages."""
    match = request.resolver_match
    if match is None or not match.view_name or match.view_name == "wagtail_serve":
        return [
            Alternate(code, LANGUAGE_NAMES[code], f"/{code}/", absolute(f"/{code}/"))
            for code in LANGUAGE_CODES
        ]
    found = []
    for code in LANGUAGE_CODES:
        with translation.override(code):
            url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        found.append(Alternate(code, LANGUAGE_NAMES[code], url, absolute(url)))
    return found


def frame_for(request: HttpRequest, page: Page | None = None) -> Frame:
    """Return the frame for `page`, or for a view that is no page, in the reader's language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    frame = Frame(language, home_url=f"/{language}/", search_url=reverse("search"))
    navigation = _navigation(language)
    ids: list[int] = []
    if navigation:
        blocks = [*_flat(navigation.menu), *_flat(navigation.end_links)]
        for column in _flat(navigation.columns):
            blocks += _column_links(column)
        ids = _menu_ids(blocks)
    ids += page.frame_page_ids() if isinstance(page, BasePage) else []
    pages = Pages(
        language,
        ids=ids,
        paths=_ancestor_paths(page),
        keys=[str(page.translation_key)] if page else [],
        known_urls={page.pk: request.path} if page else {},
        with_topics=isinstance(page, BasePage) and page.frame_has_topics,
    )
    frame.pages = pages
    if navigation:
        _fill_navigation(frame, navigation, pages, request.path)
    frame.operator = OperatorSettings.load()
    frame.operator_name = frame.operator.name_in(language)
    if page:
        _fill_page(frame, page, pages, request.path)
    else:
        frame.alternates = same_view_alternates(request)
        frame.canonical = absolute(request.path)
    return frame


def page_at_query(
    request: HttpRequest, page: Page, query: str, template: str, **context: Any
) -> TemplateResponse:
    """Render what stands at a query of a page's address and is a page of its own: a report.

    Its canonical address and its links to other languages name the query.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    frame = frame_for(request, page)
    frame.canonical += query
    frame.alternates = [
        replace(other, url=other.url + query, absolute_url=other.absolute_url + query)
        for other in frame.alternates
    ]
    common = {"page": page, "self": page, "frame": frame, "reader_language": language}
    return TemplateResponse(request, template, {**common, "request": request, **context})
