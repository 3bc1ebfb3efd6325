"""Bulk actions of the passport: confirm cards, plan a review, check their links now."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from home.dates import today_in_prague
from home.inputs import DayInput
from home.linkcheck.outgoing import urls_of_pages
from home.linkcheck.tasks import check_urls
from servicecards.changing import change_facts
from servicecards.models import ServiceCard


class CardAction(PageBulkAction):
    """What all have in common: they need the right to change, and act on cards only."""

    models = [ServiceCard]
    template_name = "wagtailadmin/passport/confirm_action.html"
    question: Any = ""

    def check_perm(self, page: Any) -> bool:
        """Say whether the user may change the card, also what readers see of it, now."""
        rights = page.permissions_for_user(self.request.user)
        may_publish = rights.can_publish() or not page.live
        return bool(rights.can_edit() and may_publish and not rights.page_locked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the name and the question of the action."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "name": self.display_name, "question": self.question}


class SetDay(CardAction):
    """An action that asks for a day and sets it on the cards."""

    date_field: ClassVar[str]
    also: ClassVar[dict[str, Any]] = {}  # what else changes with the day

    def get_execution_context(self) -> dict[str, Any]:
        """Add the day."""
        return {**super().get_execution_context(), "day": self.cleaned_form.cleaned_data["day"]}

    @classmethod
    def execute_action(
        cls, objects: list[Any], user: Any = None, day: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Set the day."""
        for card in objects:
            change_facts(card, user, **{cls.date_field: day}, **cls.also)
        return len(objects), 0


class NoFields(forms.Form):
    """A confirmation without anything to choose."""


class ConfirmForm(forms.Form):
    """When the card was confirmed."""

    day = forms.DateField(label=_("confirmed on"), initial=today_in_prague, widget=DayInput)

    def clean_day(self) -> Any:
        """Refuse a day that has not come yet."""
        if self.cleaned_data["day"] > today_in_prague():
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["day"]


class Confirm(SetDay):
    """Write down that the provider confirmed the cards."""

    date_field = "assured_on"
    also = {"silent_since": None}
    display_name = _("Confirm cards")
    aria_label = _("Write down that the selected cards were confirmed")
    action_type = "confirm_cards"
    action_priority = 10
    form_class = ConfirmForm
    question = _("When did the provider confirm these cards?")

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many cards were changed."""
        return ngettext(
            "%(n)d card is marked as confirmed.",
            "%(n)d cards are marked as confirmed.",
            num_parent_objects,
        ) % {"n": num_parent_objects}


class ReviewForm(forms.Form):
    """When somebody shall look at the cards again."""

    day = forms.DateField(label=_("review due on"), widget=DayInput)


class PlanReview(SetDay):
    """Choose when the cards are due for a look."""

    date_field = "review_due"
    display_name = _("Plan a review")
    aria_label = _("Choose when the selected cards are due for a review")
    action_type = "plan_review"
    action_priority = 20
    form_class = ReviewForm
    question = _("When shall somebody look at these cards again?")

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many cards were changed."""
        return ngettext(
            "The review of %(n)d card is planned.",
            "The review of %(n)d cards is planned.",
            num_parent_objects,
        ) % {"n": num_parent_objects}


class CheckLinks(CardAction):
    """Visit the links of the cards now, in the background."""

    display_name = _("Check links")
    aria_label = _("Check the links of the selected cards now")
    action_type = "check_links"
    action_priority = 30
    form_class = NoFields
    question = _("Shall the links of these cards be checked now?")

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        """Queue the visits."""
        urls = sorted(urls_of_pages(ServiceCard, objects))
        transaction.on_commit(lambda: check_urls.enqueue(urls))
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say that the work was queued."""
        return str(_("The check is queued; results appear in the passports one by one."))


ACTIONS = (Confirm, PlanReview, CheckLinks)
