"""The public archive of issues, and feeds of the same items.

An issue on the web is made from the pages as they are now: what is not public any more is not
shown, and a corrected title is corrected here, too.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.feeds import Feed, FeedItem, atom_response, json_feed_response, rss_response
from home.frame import frame_for
from home.pagination import PAGE_PARAMETER, paginate
from newsletter.composing import items_of
from newsletter.items import Item
from newsletter.models import Run
from newsletter.rendering import issue_day, issue_title, sections
from newsletter.sample import recent_items
from newsletter.topics import TOPIC_PARAMETER, codes_in, topic_names

PAGE_SIZE = 20
FEED_LENGTH = 30
# Somebody got them, whatever became of the rest: held and cancelled ones are read, too.
SENT = {"composed_at__isnull": False, "due__gt": 0}
FORMS = {"atom": atom_response, "rss": rss_response, "json": json_feed_response}


def sent_runs() -> list[Run]:
    """Return the issues that went to somebody, newest first."""
    runs = Run.objects.filter(**SENT).select_related("corrects")
    return list(runs.order_by("-composed_at", "-pk"))


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List all issues."""
    language = translation.get_language() or "cs"
    results = paginate(sent_runs(), request.GET.get(PAGE_PARAMETER, ""), PAGE_SIZE)
    values = {
        "frame": frame_for(request),
        "reader_language": language,
        "results": results,
        "page_links": results.links(),
        "issues": [
            {
                "run": run,
                "title": issue_title(run, language),
                "day": issue_day(run, language),
                "url": reverse("newsletter_issue", args=[run.key]),
            }
            for run in results.items
        ],
    }
    return render(request, "newsletter/archive.html", values)


@require_safe
def issue(request: HttpRequest, key: str) -> HttpResponse:
    """Show one issue with all its items, whatever topics they have."""
    language = translation.get_language() or "cs"
    run = Run.objects.filter(key=key, **SENT).select_related("corrects").first()
    if run is None:
        raise Http404
    corrections = Run.objects.filter(corrects=run, **SENT)
    corrected = run.corrects
    values = {
        "frame": frame_for(request),
        "reader_language": language,
        "run": run,
        "title": issue_title(run, language),
        "day": issue_day(run, language),
        "intro": run.intro(language),
        "corrections": [correction.intro(language) for correction in corrections],
        "corrected_url": reverse("newsletter_issue", args=[corrected.key]) if corrected else "",
        "sections": sections(issue_items(run, language)),
    }
    return render(request, "newsletter/issue.html", values)


def issue_items(run: Run, language: str) -> list[Item]:
    """Return the items of an issue as readers of a language see them today."""
    attached = [row for row in run.items.select_related("event") if row.absence == ""]
    return items_of(attached, is_past=True)[language]


@require_safe
def archive_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the Atom feed of issues: one entry for each issue that was sent."""
    language = translation.get_language() or "cs"
    title = _("Rozcestník – issues of the newsletter")
    items = [_issue_entry(run, language) for run in sent_runs()[:FEED_LENGTH]]
    return atom_response(_feed(request, title, reverse("newsletter_archive"), items))


def _issue_entry(run: Run, language: str) -> FeedItem:
    moment = run.composed_at or datetime.fromtimestamp(run.due_at, UTC)
    title = f"{issue_title(run, language)}, {issue_day(run, language)}"
    return FeedItem(
        key="",
        guid=absolute(f"/{run.key}"),
        url=reverse("newsletter_issue", args=[run.key]),
        title=title,
        summary=run.intro(language) or title,
        language=language,
        published=moment,
        updated=moment,
    )


@require_safe
def topics_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with what was told lately on some topics: `?tema=export,dotace`; all without it."""
    answer = FORMS.get(form)
    if answer is None:
        raise Http404
    language = translation.get_language() or "cs"
    topics = set(codes_in(request.GET.get(TOPIC_PARAMETER, "")))
    known = [name for code, name in topic_names(language).items() if code in topics]
    title = _("Rozcestník – news")
    if known:
        title = f"{title}: {', '.join(known)}"
    newest = sorted(recent_items(language, topics), key=lambda item: item.at, reverse=True)
    items = [_item_entry(item) for item in newest[:FEED_LENGTH]]
    return answer(_feed(request, title, reverse("newsletter_sign_up"), items))


def _item_entry(item: Item) -> FeedItem:
    """Return an event as an entry: a page may be told of several times, each is one entry."""
    return FeedItem(
        key=item.event_key,
        url=item.url.removeprefix(absolute("")),
        title=item.title,
        summary=item.text,
        language=item.language,
        published=item.at,
        updated=item.at,
    )


def _feed(request: HttpRequest, title: str, page_url: str, items: list[FeedItem]) -> Feed:
    language = translation.get_language() or "cs"
    address, sheet = request.get_full_path(), static("feed.xsl")
    return Feed(title, language, page_url, address, items, description=title, stylesheet=sheet)
