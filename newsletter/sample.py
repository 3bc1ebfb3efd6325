"""What readers see before they subscribe: feeds of the same items, a sample of their digest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from home.addresses import absolute
from home.dates import today_in_prague
from home.models import ContentPage
from home.references import Pages, PageView
from mail.ledger import now
from mail.mime import ADDRESS, ROW, SINCE, TOKEN
from newsletter.composing import once_each
from newsletter.consent import consent_text
from newsletter.items import Catalogue, Item
from newsletter.models import NewsEvent, Run, RunState
from newsletter.rendering import Rendered, Renderer, personal_url

RECENT = timedelta(days=92)
MOST_EVENTS = 200
SAMPLE = "ukazka"  # the key of no issue
PRIVACY_PAGE = "page-ochrana-udaju"


def recent_items(language: str, topics: set[str]) -> list[Item]:
    """Return what was told lately on the topics (all, when empty), as the mail would.

    The feeds, the sample and the mail ask this one catalogue of events.
    """
    events = NewsEvent.objects.filter(withdrawn_at=None, at__gte=timezone.now() - RECENT)
    items = once_each(Catalogue(events[:MOST_EVENTS]).items(language))
    return [item for item in items if not topics or item.topics & topics]


def sample(language: str, topics: set[str], frequency: int) -> Rendered:
    """Return an issue as a reader with these wishes would get it, without links of a person."""
    run = Run(
        pk=0,
        key=SAMPLE,
        frequency=frequency,
        state=RunState.PLANNED,
        day=today_in_prague(),
        due_at=now(),
    )
    rendered = Renderer(run).render(recent_items(language, topics), language)
    return without_person(rendered, language)


def without_person(rendered: Rendered, language: str) -> Rendered:
    """Return a rendering in which a reader's own links lead to the sign-up page."""
    with translation.override(language):
        sign_up = absolute(reverse("newsletter_sign_up"))
        sample_issue = absolute(reverse("newsletter_issue", args=[SAMPLE]))
        archive = absolute(reverse("newsletter_archive"))
    own = ("newsletter_preferences", "newsletter_leave")
    values = {personal_url(name, language): sign_up for name in own}
    values |= {sample_issue: archive, TOKEN: "", ADDRESS: "", ROW: "0", SINCE: "…"}

    def fill(text: str) -> str:
        for mark, value in values.items():
            text = text.replace(mark, value)
        return text

    return Rendered(rendered.subject, fill(rendered.text), fill(rendered.html))


def privacy_of(language: str) -> PageView | None:
    """Return the privacy page for a reader."""
    rows = ContentPage.objects.filter(identifier=PRIVACY_PAGE).values("pk")
    return next(iter(Pages(language, ids=rows).all()), None)


def sign_up_context(language: str) -> dict[str, Any]:
    """Return what the sign-up page needs besides its form."""
    with translation.override(language):
        return {
            "privacy": privacy_of(language),
            "action": reverse("newsletter_sign_up"),
            "sample_url": reverse("newsletter_sample"),
            "archive_url": reverse("newsletter_archive"),
            "feeds": [
                ("Atom", reverse("topics_feed", args=["atom"])),
                ("RSS", reverse("topics_feed", args=["rss"])),
                ("JSON Feed", reverse("topics_feed", args=["json"])),
            ],
            "consent": consent_text(language),
        }
