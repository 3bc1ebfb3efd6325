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
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, Stylesheet
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.feeds import Feed, FeedItem, json_feed_response
from home.frame import frame_for
from home.models import OperatorSettings
from home.pagination import PAGE_PARAMETER, paginate
from newsletter.composing import items_of
from newsletter.items import Item
from newsletter.models import Run
from newsletter.rendering import issue_day, issue_title, issue_url, sections
from newsletter.sample import recent_items
from newsletter.topics import topic_names

PAGE_SIZE = 20
FEED_LENGTH = 30
# Somebody got them, whatever became of the rest: held and cancelled ones are read, too.
SENT = {"composed_at__isnull": False, "due__gt": 0}
TOPIC_PARAMETER = "tema"
FORMS = ("atom", "rss", "json")


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
        "page_links": [(n, f"?{PAGE_PARAMETER}={n}") for n in results.numbers],
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
    document = _document(
        Atom1Feed,
        _("Rozcestník – issues of the newsletter"),
        reverse("newsletter_archive"),
        request.path,
        language,
    )
    for run in sent_runs()[:FEED_LENGTH]:
        moment = run.composed_at or datetime.fromtimestamp(run.due_at, UTC)
        title = f"{issue_title(run, language)}, {issue_day(run, language)}"
        document.add_item(
            title=title,
            link=issue_url(run, language),
            description=run.intro(language) or title,
            unique_id=absolute(f"/{run.key}"),
            pubdate=moment,
            updateddate=moment,
        )
    return _answer(document, "application/atom+xml")


@require_safe
def topics_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with what was told lately on some topics: `?tema=export,dotace`; all without it."""
    if form not in FORMS:
        raise Http404
    language = translation.get_language() or "cs"
    topics = {code for code in request.GET.get(TOPIC_PARAMETER, "")[:500].split(",") if code}
    names = topic_names(language)
    known = [names[code] for code in names if code in topics]
    title = _("Rozcestník – news")
    if known:
        title = f"{title}: {', '.join(known)}"
    # An unknown topic has no items; without this it would mean all of them.
    newest = sorted(recent_items(language, topics), key=lambda item: item.at, reverse=True)
    items = newest[:FEED_LENGTH]
    address = request.get_full_path()
    entries = [_feed_item(item) for item in items]
    page_url = reverse("newsletter_sign_up")
    if form == "json":
        return json_feed_response(Feed(title, language, page_url, address, entries))
    maker = Atom1Feed if form == "atom" else Rss201rev2Feed
    document = _document(maker, title, page_url, address, language)
    for entry in entries:
        document.add_item(
            title=entry.title,
            link=absolute(entry.url),
            description=entry.summary,
            unique_id=f"urn:uuid:{entry.key}",
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    kind = "application/atom+xml" if form == "atom" else "application/rss+xml"
    return _answer(document, kind)


def _feed_item(item: Item) -> FeedItem:
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


def _document(
    maker: type[Atom1Feed] | type[Rss201rev2Feed],
    title: str,
    page_url: str,
    url: str,
    language: str,
) -> Atom1Feed | Rss201rev2Feed:
    return maker(
        title=title,
        link=absolute(page_url),
        description=title,
        language=language,
        author_name=OperatorSettings.load().name_in(language) or "Rozcestník",
        feed_url=absolute(url),
        feed_guid=absolute(url),
        stylesheets=[Stylesheet(static("feed.xsl"), mimetype="text/xsl", media="all")],
    )


def _answer(document: Atom1Feed | Rss201rev2Feed, kind: str) -> HttpResponse:
    return HttpResponse(document.writeString("utf-8"), content_type=f"{kind}; charset=utf-8")
