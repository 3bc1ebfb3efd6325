"""What readers say of pages: counts for each page, and the comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from home.dates import today_in_prague
from home.editors import admin_language
from home.references import Pages, PageView
from partners.editors.access import SEE_FEEDBACK, RoomView
from partners.models import Feedback

PERIODS = {"30": _("30 days"), "90": _("90 days"), "395": _("13 months")}
USUAL = "90"
COMMENTS = 50  # a page
BAR = 200  # units of the view box


@dataclass(frozen=True)
class PageVotes:
    """The answers about one page."""

    key: str
    page: PageView | None
    yes: int
    no: int
    comments: int
    most: int  # answers of the page with most of them

    @property
    def all(self) -> int:
        """How many answered."""
        return self.yes + self.no

    @property
    def no_width(self) -> float:
        """Width of the bar of those it did not help, of 200 units."""
        return round(BAR * self.no / self.most, 1)

    @property
    def yes_width(self) -> float:
        """Width of the bar of those it helped."""
        return round(BAR * self.yes / self.most, 1)


def votes_since(days: int, language: str) -> list[PageVotes]:
    """Return the answers of the last days by page, those with most "no" first; two queries."""
    rows = (
        Feedback.objects.filter(day__gt=today_in_prague() - timedelta(days=days))
        .values("page_key")
        .annotate(
            yes=Count("pk", filter=Q(is_helpful=True)),
            no=Count("pk", filter=Q(is_helpful=False)),
            comments=Count("pk", filter=~Q(comment="")),
        )
        .order_by()
    )
    found = list(rows)
    pages = Pages(language, keys=[str(row["page_key"]) for row in found])
    most = max((row["yes"] + row["no"] for row in found), default=1)
    votes = [
        PageVotes(
            str(row["page_key"]),
            pages.by_key(row["page_key"]),
            *(row["yes"], row["no"], row["comments"], most),
        )
        for row in found
    ]
    return sorted(votes, key=lambda vote: (-vote.no, -vote.all, vote.key))


class FeedbackView(RoomView):
    """The counts, and the newest comments of all pages or of one."""

    permission = SEE_FEEDBACK
    room_url_name = "feedback_report"
    room_label = _("Did it help?")
    page_title = _("Did it help?")
    header_icon = "success"
    template_name = "wagtailadmin/contact/feedback.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add both."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked = self.request.GET.get("days", "")
        days = asked if asked in PERIODS else USUAL
        comments = Feedback.objects.exclude(comment="")
        votes = votes_since(int(days), admin_language())
        chosen = next((v for v in votes if v.key == self.request.GET.get("page", "")), None)
        if chosen:
            comments = comments.filter(page_key=chosen.key)
        shown = Paginator(comments, COMMENTS).get_page(self.request.GET.get("p"))
        titles = {vote.key: vote.page for vote in votes}
        return {
            **context,
            "votes": votes,
            "periods": list(PERIODS.items()),
            "days": days,
            "chosen": chosen,
            "comments": [(row, titles.get(str(row.page_key))) for row in shown],
            "shown": shown,
            "bar": BAR,
        }
