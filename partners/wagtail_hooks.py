"""The contact point in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.snippets.models import register_snippet

from home.rooms import RoomItem, RoomViewSet
from home.terms import term_panel
from partners.editors.access import NOTE_NEEDS, SEE, SEE_FEEDBACK, SEE_NEEDS, SEE_RULES
from partners.editors.enquiries import EnquiryListView, EnquiryView, export
from partners.editors.feedback import FeedbackView
from partners.editors.needs import NeedsView, NoteNeedView, QuartersView
from partners.models import ReferralRule

MENU_HOOK = "register_contact_point_menu_item"  # other rooms add entries by it


class RuleViewSet(RoomViewSet):
    """Rules for enquiries."""

    model = ReferralRule
    icon = "redirect"
    menu_label = _("Rules for enquiries")
    list_display = ["__str__", "sends_itself", "is_active", "note"]
    list_filter = ["is_active", "sends_itself"]
    panels = [
        MultiFieldPanel(
            [
                term_panel("topic"),
                term_panel("district"),
                PageChooserPanel("service", "servicecards.ServiceCard"),
                PageChooserPanel("provider", "partners.Organisation"),
            ],
            heading=_("When all of this holds (empty: any)"),
        ),
        PageChooserPanel("partner", "partners.Organisation"),
        FieldPanel("sends_itself"),
        FieldPanel("is_active"),
        FieldPanel("note"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the rules with everything that their names mention, in one query."""
        return ReferralRule.objects.select_related(
            "topic", "district", "service", "provider", "partner"
        )


register_snippet(RuleViewSet)


@hooks.register("register_admin_menu_item")
def contact_point_menu() -> SubmenuMenuItem:
    """Return the menu with its entries."""
    rules = reverse("wagtailsnippets_partners_referralrule:list")
    entries = [
        RoomItem(_("Questions of firms"), reverse("enquiries"), SEE, icon_name="comment", order=10),
        RoomItem(_("Rules for enquiries"), rules, SEE_RULES, icon_name="redirect", order=20),
        RoomItem(
            _("Did it help?"),
            reverse("feedback_report"),
            SEE_FEEDBACK,
            icon_name="success",
            order=30,
        ),
        RoomItem(
            _("Note what a firm needs"),
            reverse("note_need"),
            NOTE_NEEDS,
            icon_name="edit",
            order=50,
        ),
        RoomItem(
            _("What firms told us"),
            reverse("firm_needs"),
            SEE_NEEDS,
            icon_name="group",
            order=60,
        ),
        RoomItem(
            _("Reports of quarters"),
            reverse("firm_quarters"),
            SEE_NEEDS,
            icon_name="table",
            order=70,
        ),
    ]
    return SubmenuMenuItem(
        _("Contact point"),
        Menu(register_hook_name=MENU_HOOK, items=entries),
        name="contact-point",
        icon_name="comment",
        order=330,
    )


@hooks.register("register_admin_urls")
def contact_point_urls() -> list[Any]:
    """Return the addresses of the room."""
    return [
        path("contact-point/", EnquiryListView.as_view(), name="enquiries"),
        path(
            "contact-point/results/",
            EnquiryListView.as_view(results_only=True),
            name="enquiries_results",
        ),
        path("contact-point/export/", export, name="enquiries_export"),
        path("contact-point/<int:pk>/", EnquiryView.as_view(), name="enquiry_edit"),
        path("contact-point/needs/", NeedsView.as_view(), name="firm_needs"),
        path("contact-point/needs/note/", NoteNeedView.as_view(), name="note_need"),
        path("contact-point/needs/quarters/", QuartersView.as_view(), name="firm_quarters"),
        path("contact-point/feedback/", FeedbackView.as_view(), name="feedback_report"),
    ]


ACTION_NAMES = {
    "pass_on": _("Pass a question on"),
    "take_back": _("Take a question back"),
    "answer": _("Answer a question"),
    "close": _("Close a question"),
    "reopen": _("Take a question up again"),
    "note": _("Note on a question"),
    "classify": _("Topic and district of a question"),
    "erase": _("Erase who asked"),
    "export": _("Export questions"),
    "needs_delete": _("Delete a need of a firm"),
    "needs_send_link": _("Send a partner a link for needs of firms"),
    "needs_end_link": _("End a partner's link for needs of firms"),
    "quarter_save": _("Comment on a quarter"),
    "quarter_publish": _("Publish the report of a quarter"),
    "quarter_withdraw": _("Withdraw the report of a quarter"),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name what the audit log keeps of the contact point."""
    for name, label in ACTION_NAMES.items():
        actions.register_action(f"partners.{name}", label, label)
