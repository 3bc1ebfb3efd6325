"""Inputs of the admin take what an office writes, or say that they do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from home.inputs import WholeDaysInput
from projects.blocks import MilestoneBlock
from servicecards.models import ServiceCard

pytestmark = pytest.mark.django_db


def card() -> ServiceCard:
    return ServiceCard.objects.get(identifier="svc-exportni-mentoring", locale__language_code="cs")


@pytest.fixture
def form(admin_client_cs: Client):
    """Return the form that the editor of a card shows."""
    return admin_client_cs.get(reverse("wagtailadmin_pages:edit", args=[card().pk])).context["form"]


def test_dates_are_typed_into_the_browsers_own_input(form) -> None:
    html = str(form["valid_from"])

    assert 'type="date"' in html
    assert "<script" not in html


def test_stored_date_comes_back_in_the_form_that_the_browser_needs(
    admin_client_cs: Client,
) -> None:
    page = card()
    page.valid_from = date(2026, 11, 7)
    page.save_revision()

    form = admin_client_cs.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]

    assert 'value="2026-11-07"' in str(form["valid_from"])


def test_date_of_a_block_uses_the_same_input() -> None:
    assert MilestoneBlock().child_blocks["start"].field.widget.input_type == "date"


def test_date_that_is_none_is_refused_and_not_replaced(form) -> None:
    field = form.fields["valid_from"]

    assert field.clean("2026-11-07") == date(2026, 11, 7)
    for text in ("7. 11. 2026 asi", "31. 2. 2026", "zítra"):
        with pytest.raises(ValidationError):
            field.clean(text)


def test_thirty_is_thirty_days(form) -> None:
    widget = WholeDaysInput()

    assert form.fields["processing_time"].clean(
        widget.value_from_datadict({"d": " 30 "}, {}, "d")
    ) == timedelta(days=30)
    assert widget.format_value(timedelta(days=30)) == "30"
    assert widget.format_value("30 00:00:00") == "30"
    assert widget.format_value(None) is None
    assert widget.format_value("99999999999999 00:00:00") is None
    for text in ("-5", "2.5", "99999", "třicet"):
        with pytest.raises(ValidationError):
            form.fields["processing_time"].clean(widget.value_from_datadict({"d": text}, {}, "d"))


def test_one_of_a_vocabulary_is_chosen_from_its_own_terms(form) -> None:
    choices = {str(label) for _value, label in form.fields["cost_type"].choices}

    assert "Zdarma" in choices
    assert len(choices) < 15
