"""What firms told us in the admin: note a need, links for partners, reports by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import today_in_prague
from home.editors import admin_language
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
from partners.needs.quarters import Quarter, last_quarters, parse_quarter

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
        rows = FirmNeed.objects.select_related("partner")
        rows = rows.filter(topic=topic) if topic else rows
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
            "topic": names["topic"].get(topic, topic),
            "partners": partners.order_by("title").only("title", "enquiry_email"),
            "linked": partners_with_links(),
            "may_note": self.request.user.has_perm(NOTE_NEEDS),
        }


@dataclass(frozen=True)
class QuarterLine:
    """A quarter with its row, if anybody has written a comment or published it."""

    quarter: Quarter
    row: QuarterReport | None


def _row(request: HttpRequest) -> QuarterReport:
    quarter = parse_quarter(request.POST.get("quarter", ""))
    if quarter is None or quarter.first_day > today_in_prague():
        raise ValidationError(_("Choose a quarter from the list."))
    comments = {name: request.POST.get(name, "").strip() for name in ("comment_cs", "comment_en")}
    if any(len(text) > LONGEST for text in comments.values()):
        raise ValidationError(_("At most 2,000 characters."))
    row, _is_new = QuarterReport.objects.update_or_create(
        year=quarter.year, quarter=quarter.number, defaults=comments
    )
    return row


def _save(_subject: Any, request: HttpRequest) -> str:
    _row(request)
    return _("The comment is saved.")


def _publish(_subject: Any, request: HttpRequest) -> str:
    row = _row(request)
    row.published_on = today_in_prague()
    row.save(update_fields=["published_on"])
    return _("The report is public.")


def _withdraw(_subject: Any, request: HttpRequest) -> str:
    row = _row(request)
    row.published_on = None
    row.save(update_fields=["published_on"])
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
        """The newest report (what the audit log names)."""
        return QuarterReport.objects.first() or self.request.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the quarters and where their reports are."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = {(row.year, row.quarter): row for row in QuarterReport.objects.all()}
        page = only_page(FirmVoicesPage, admin_language())
        return {
            **context,
            "lines": [
                QuarterLine(quarter, rows.get((quarter.year, quarter.number)))
                for quarter in last_quarters(today_in_prague(), QUARTERS)
            ],
            "page_url": page.get_url() if page else "",
        }
