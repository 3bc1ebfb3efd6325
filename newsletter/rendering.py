"""An issue as subject, text and HTML, in the look of `look/pages/mail.html`.

An item is rendered once a language; a variant joins items. What differs between readers are
placeholders (`mail.mime`), so nobody's address is in a rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.addresses import absolute
from home.dates import PreciseDate, Precision
from home.models import OperatorSettings
from home.typography import polished_text
from mail.mime import SINCE, TOKEN
from mail.outbox import tidy_text
from newsletter.frequencies import Frequency
from newsletter.items import Item
from newsletter.models import Run
from newsletter.models.issues import EventKind
from newsletter.topics import topic_names

MOST_ITEMS = 40
MOST_TOPICS = 6  # named below the title
STAND_IN = "0" * 30  # where a token stands while addresses are made


@dataclass
class Section:
    """Items under one heading."""

    heading: str
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Rendered:
    """A variant, with placeholders."""

    subject: str
    text: str
    html: str


def personal_url(name: str, language: str) -> str:
    """Return the absolute address of a view that takes the reader's token, a placeholder."""
    with translation.override(language):
        return absolute(reverse(name, args=[STAND_IN]).replace(STAND_IN, TOKEN))


def issue_url(run: Run, language: str) -> str:
    """Return where the issue stands on the web."""
    with translation.override(language):
        return absolute(reverse("newsletter_issue", args=[run.key]))


def sections(items: Sequence[Item]) -> list[Section]:
    """Return the items under their headings: pinned ones first, whatever their kind."""
    groups = [
        Section(_("Most important"), [item for item in items if item.is_pinned]),
        Section(_("What closes soon"), _of(items, EventKind.CLOSING)),
        Section(_("What changed"), _of(items, EventKind.CHANGE)),
        Section(_("News"), _of(items, EventKind.NEWS)),
    ]
    return [group for group in groups if group.items]


def _of(items: Sequence[Item], kind: EventKind) -> list[Item]:
    return [item for item in items if item.kind == kind and not item.is_pinned]


def issue_title(run: Run, language: str) -> str:
    """Return the heading of an issue: "The week for firms in the region"."""
    with translation.override(language):
        if run.corrects_id:
            return _("Correction")
        if run.frequency == Frequency.WEEKLY:
            return _("The week for firms in the region")
        if run.frequency == Frequency.MONTHLY:
            return _("The month for firms in the region")
        return _("New for firms in the region")


def issue_day(run: Run, language: str) -> str:
    """Return the day of an issue, or its month."""
    precision = Precision.MONTH if run.frequency == Frequency.MONTHLY else Precision.DAY
    return PreciseDate(run.day, precision).text(language)


def subject_of(run: Run, items: Sequence[Item], language: str) -> str:
    """Return the subject: for one immediate item its title, else the issue and its day."""
    with translation.override(language):
        if run.corrects_id:
            corrected = cast(Run, run.corrects)
            old = issue_title(corrected, language)
            return _("Correction: %(title)s, %(day)s") % {
                "title": old,
                "day": issue_day(corrected, language),
            }
        if run.frequency != Frequency.NOW:
            return f"{issue_title(run, language)}, {issue_day(run, language)}"
        if len(items) == 1:
            return items[0].title
        more = len(items) - 1
        return ngettext(
            "%(title)s and %(more)d more item", "%(title)s and %(more)d more items", more
        ) % {"title": items[0].title, "more": more}


class Renderer:
    """Renders the variants of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.operator = OperatorSettings.load()
        self._topics: dict[str, dict[str, str]] = {}
        self._common: dict[str, dict[str, Any]] = {}
        self._items: dict[tuple[str, int, bool], tuple[str, str]] = {}

    def render(self, items: Sequence[Item], language: str) -> Rendered:
        """Return the variant with these items for readers of a language."""
        shown, more = items[:MOST_ITEMS], max(len(items) - MOST_ITEMS, 0)
        subject = plain(subject_of(self.run, items, language), language)
        with translation.override(language):
            groups = sections(shown)
            values = {
                **self._values(language),
                "subject": subject,
                "preheader": self._preheader(shown),
                "topics": self._topic_line(shown, language),
                "more": more,
                "sections": [
                    (group.heading, [self._item(item, language) for item in group.items])
                    for group in groups
                ],
            }
            html = render_to_string("emails/newsletter/body.html", values)
            text = tidy_text(render_to_string("emails/newsletter/body.txt", values))
        return Rendered(subject, plain_spaces(text), html)

    def _values(self, language: str) -> dict[str, Any]:
        """Return what all variants of a language share."""
        if language not in self._common:
            corrected = self.run.corrects
            self._common[language] = {
                "reader_language": language,
                "run": self.run,
                "title": issue_title(self.run, language),
                "day": issue_day(self.run, language),
                "intro": self.run.intro(language),
                "frequency": self.run.frequency,
                "corrected_url": issue_url(corrected, language) if corrected else "",
                "web_url": issue_url(self.run, language),
                "preferences_url": personal_url("newsletter_preferences", language),
                "leave_url": personal_url("newsletter_leave", language),
                "portal_url": f"{settings.PORTAL_BASE_URL}/{language}/",
                "operator": self.operator,
                "operator_name": self.operator.name_in(language),
                "since": SINCE,
            }
        return self._common[language]

    def _item(self, item: Item, language: str) -> dict[str, str]:
        """Return an item's HTML and text, rendered once for a language."""
        key = (language, item.event, item.is_pinned)
        if key not in self._items:
            values = {"item": item, "reader_language": language}
            self._items[key] = (
                render_to_string("emails/newsletter/item.html", values),
                render_to_string("emails/newsletter/item.txt", values).strip("\n"),
            )
        html, text = self._items[key]
        return {"html": html, "text": text}

    def _topic_line(self, items: Sequence[Item], language: str) -> str:
        """Return the names of the topics that occur, at most six."""
        if language not in self._topics:
            self._topics[language] = topic_names(language)
        codes = {topic for item in items for topic in item.topics}
        names = [name for code, name in self._topics[language].items() if code in codes]
        return ", ".join(names) if len(names) <= MOST_TOPICS else ""

    @staticmethod
    def _preheader(items: Sequence[Item]) -> str:
        """Return what mail clients show beside the subject: the first titles."""
        return " · ".join(item.title for item in items[:3])


def plain(text: str, language: str) -> str:
    """Return text in good typography, in one line without tags, for headers."""
    return plain_spaces(" ".join(polished_text(strip_tags(text), language).split()))


def plain_spaces(text: str) -> str:
    """Return text with ordinary spaces: some clients show no-break spaces as boxes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
