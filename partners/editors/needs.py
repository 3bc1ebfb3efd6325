"""What firms told us in the admin: note a need, links for partners, reports by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import today_in_prague
from home.editors import NONE, admin_language
from home.plain_text import id_in, posted
from home.private import only_page
from home.rooms import Action, ActionView
from mail.links import end_links
from newsletter.addresses import normalised
from partners.editors.access import NOTE_NEEDS, REPORT_NEEDS, SEE_NEEDS, RoomView
from partners.models import FirmNeed, FirmVoicesPage, Occasion, Organisation, QuarterReport
from partners.needs.messages import send_link
from partners.needs.noting import (
    PURPOSE,
    NeedForm,
    Noter,
    names_of_needs,
    note_need,
    partners_with_links,
)
from partners.needs.quarters import Quarter, last_quarters
from partners.needs.report import count

SHOWN = 50  # needs a page
QUARTERS = 8
LONGEST = 2000  # characters of a comment


class NoteNeedView(RoomView):
    """The form for who comes from a visit: four choices, on a phone too."""

    permission = NOTE_NEEDS
    page_title = gettext_lazy("Note what a firm needs")
    header_icon = "edit"
    template_name = "wagtailadmin/contact/note_need.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add an empty form, or the one that came back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = kwargs.get("form") or NeedForm(names=names_of_needs(admin_language()))
        return {**context, "form": form, "occasions": Occasion.choices}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store a need and offer the next form."""
        form = NeedForm(posted(request), names=names_of_needs(admin_language()))
        if form.is_valid():
            if note_need(form, Noter(f"user {request.user.pk}")):
                messages.success(request, _("Saved. You can note the next need."))
                return redirect("note_need")
            form.add_error(None, _("A hundred needs a day is the most. Try it tomorrow."))
        return self.render_to_response(self.get_context_data(form=form))


def _delete(_subject: Any, request: HttpRequest) -> str:
    rows = FirmNeed.objects.filter(pk=id_in(request.POST.get("need", "")))
    if not rows.delete()[0]:
        raise ValidationError(_("This need is not here any more."))
    return _("The need is deleted.")


def _send_link(_subject: Any, request: HttpRequest) -> str:
    partner = Organisation.objects.filter(pk=id_in(request.POST.get("partner", ""))).first()
    if partner is None:
        raise ValidationError(_("Choose a partner."))
    email = normalised(request.POST.get("email", "").strip() or partner.enquiry_email)
    send_link(partner, email)
    return _("A link is on its way to %s. An older one does not work any more.") % email


def _end_link(_subject: Any, request: HttpRequest) -> str:
    end_links(PURPOSE, id_in(request.POST.get("partner", "")))
    return _("The link does not work any more.")


ACTIONS: dict[str, Action] = {
    "delete": _delete,
    "send_link": _send_link,
    "end_link": _end_link,
}


class NeedsView(RoomView, ActionView):
    """The needs, newest first, and the links of partners; `?topic=` keeps one topic."""

    permission = SEE_NEEDS
    change_permission = REPORT_NEEDS
    actions = ACTIONS
    log_prefix = "partners.needs_"
    page_title = gettext_lazy("What firms told us")
    header_icon = "comment"
    template_name = "wagtailadmin/contact/needs.html"

    @property
    def subject(self) -> Any:
        """What the audit log names: the user, since needs and links leave no trace."""
        return self.request.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the needs in words, and the partners."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        names, topic = names_of_needs(admin_language()), self.request.GET.get("topic", "")[:80]
        days = id_in(self.request.GET.get("days", "")[:4])
        rows = FirmNeed.objects.select_related("partner")
        if topic == NONE:
            rows = rows.exclude(topic__in=names["topic"])
        elif topic:
            rows = rows.filter(topic=topic)
        if days:
            rows = rows.filter(day__gt=today_in_prague() - timedelta(days=days))
        shown = Paginator(rows, SHOWN).get_page(self.request.GET.get("p"))
        partners = Organisation.objects.filter(
            locale__language_code=settings.LANGUAGE_CODE, is_historic=False, live=True
        )
        return {
            **context,
            "shown": shown,
            "needs": [
                (row, [names[field].get(getattr(row, field), "–") for field in names])
                for row in shown
            ],
            "topic": _("(no topic)") if topic == NONE else names["topic"].get(topic, topic),
            "days": days,
            "query": urlencode({k: v for k, v in (("topic", topic), ("days", days)) if v}),
            "partners": partners.order_by("title").only("title", "enquiry_email"),
            "linked": partners_with_links(),
            "may_note": self.request.user.has_perm(NOTE_NEEDS),
        }


@dataclass(frozen=True)
class QuarterLine:
    """A quarter with its row, stored once somebody has written a comment or published it."""

    quarter: Quarter
    row: QuarterReport


def _quarter(request: HttpRequest) -> Quarter:
    quarter = Quarter.parse(request.POST.get("quarter", ""))
    if quarter is None or quarter.first_day > today_in_prague():
        raise ValidationError(_("Choose a quarter from the list."))
    return quarter


def _commented(request: HttpRequest) -> QuarterReport:
    """Store the comments; raises ValidationError when somebody else has changed them meanwhile."""
    quarter = _quarter(request)
    comments = {name: request.POST.get(name, "").strip() for name in ("comment_cs", "comment_en")}
    if any(len(text) > LONGEST for text in comments.values()):
        raise ValidationError(_("At most 2,000 characters."))
    QuarterReport.objects.get_or_create(year=quarter.year, quarter=quarter.number)
    row = QuarterReport.objects.select_for_update().get(year=quarter.year, quarter=quarter.number)
    if request.POST.get("version", "") != row.version:
        raise ValidationError(
            _("Somebody else has changed the comment meanwhile. Look at it; yours is kept below.")
        )
    for name, text in comments.items():
        setattr(row, name, text)
    row.save(update_fields=list(comments))
    request.acted_on = row  # type: ignore[attr-defined]
    return row


@transaction.atomic
def _save(_subject: Any, request: HttpRequest) -> str:
    _commented(request)
    return _("The comment is saved.")


@transaction.atomic
def _publish(_subject: Any, request: HttpRequest) -> str:
    row = _commented(request)
    row.published_on, row.counts = today_in_prague(), count(Quarter(row.year, row.quarter))
    row.save(update_fields=["published_on", "counts"])
    return _("The report is public.")


def _withdraw(_subject: Any, request: HttpRequest) -> str:
    quarter = _quarter(request)
    rows = QuarterReport.objects.filter(year=quarter.year, quarter=quarter.number)
    rows.update(published_on=None)
    request.acted_on = rows.first()  # type: ignore[attr-defined]
    return _("The report is not public any more.")


class QuartersView(RoomView, ActionView):
    """Reports by quarter: look, comment, publish, withdraw."""

    permission = SEE_NEEDS
    change_permission = REPORT_NEEDS
    actions = {"save": _save, "publish": _publish, "withdraw": _withdraw}
    log_prefix = "partners.quarter_"
    page_title = gettext_lazy("Reports of quarters")
    header_icon = "table"
    template_name = "wagtailadmin/contact/quarters.html"

    @property
    def subject(self) -> Any:
        """What the log names where no report is meant."""
        return self.request.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the quarters and where their reports are."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = {(row.year, row.quarter): row for row in QuarterReport.objects.all()}
        page = only_page(FirmVoicesPage, admin_language())
        return {
            **context,
            "lines": [
                QuarterLine(quarter, rows.get((quarter.year, quarter.number)) or QuarterReport())
                for quarter in last_quarters(today_in_prague(), QUARTERS)
            ],
            "page_url": page.get_url() if page else "",
        }
