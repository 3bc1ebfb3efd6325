"""What silence does when a card is to be confirmed, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from home.dates import today_in_prague
from mail.privacy import keep_periods
from search.models import PageText
from servicecards.confirming.asking import ask_for_confirmations
from servicecards.confirming.models import Answer
from servicecards.editors.passport import Confirmation
from tests.partners.conftest import COORDINATOR, mails, text_of
from tests.servicecards.assured_cards import (
    ASSURER,
    START,
    URL,
    asked,
    assured,
    card,
    clock,
    coordinator,
    request,
)
from tests.servicecards.passport_cards import passport_of

__all__ = ["clock", "coordinator"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator", "clock")]


def silence(clock: time_machine.Coordinates) -> None:
    """Let 45 days pass."""
    for day in (8.9, 9, 10, 21, 45):
        clock.move_to(START + timedelta(days=day))
        ask_for_confirmations()


def test_silence_is_reminded_then_seen_by_readers_search_and_editor(
    clock: time_machine.Coordinates,
) -> None:
    asked()
    prior = PageText.objects.get(page=card().pk).prior

    silence(clock)

    page = text_of(Client().get(URL["cs"])).replace("\u00a0", " ")
    assert len(mails("card_confirmation", ASSURER)) == 4
    assert request().state == Answer.SILENT
    assert "Nejdřív si to ověřte" in page
    assert "Check this first" in text_of(Client().get(URL["en"])).replace("\u00a0", " ")
    assert PageText.objects.get(page=card().pk).prior < prior
    assert passport_of(card()).confirmation == Confirmation.SILENT
    assert "Nikdo nepotvrzuje" in mails("card_answer", COORDINATOR)[0]["Subject"]


def test_late_answer_takes_the_notice_away(clock: time_machine.Coordinates) -> None:
    path = asked()
    silence(clock)

    assert Client().post(path, {"do": "confirm"}).status_code == 200

    assert card().silent_since is None
    assert "Nejdřív si to ověřte" not in text_of(Client().get(URL["cs"])).replace("\u00a0", " ")


def test_editor_who_confirms_the_card_ends_the_question(clock: time_machine.Coordinates) -> None:
    path = asked()
    silence(clock)
    page = card()
    page.assured_on = today_in_prague()
    page.save_revision().publish()

    ask_for_confirmations()

    assert request().state == Answer.WITHDRAWN
    assert card().silent_since is None
    assert Client().get(path).status_code == 404


def test_new_assurer_is_asked_and_the_old_link_ends(clock: time_machine.Coordinates) -> None:
    path = asked()
    silence(clock)
    assured(assurer_email="nova@icuk.example")

    ask_for_confirmations()

    assert len(mails("card_confirmation", "nova@icuk.example")) == 1
    assert card().silent_since is None
    assert Client().get(path).status_code == 404


def test_card_that_was_away_begins_without_a_notice(clock: time_machine.Coordinates) -> None:
    asked()
    silence(clock)
    card().unpublish()
    ask_for_confirmations()
    card().get_latest_revision().publish()

    assert card().silent_since is None


def test_card_is_not_asked_about_again_for_three_months(clock: time_machine.Coordinates) -> None:
    path = asked()
    Client().post(path, {"do": "change", "summary": card().summary, "note": "Nový telefon."})

    for day in (1, 45, 89, 91):
        clock.move_to(START + timedelta(days=day))
        ask_for_confirmations()

    assert len(mails("card_confirmation")) == 2


def test_who_was_asked_is_forgotten_after_the_period(clock: time_machine.Coordinates) -> None:
    Client().post(asked(), {"do": "confirm"})

    clock.move_to(START + timedelta(days=settings.RETENTION["confirmations"] + 1))
    keep_periods()

    assert (request().email, request().state) == ("", Answer.CONFIRMED)
