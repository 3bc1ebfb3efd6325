"""Is the card still right? One question, four answers by signed link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from home.dates import today_in_prague
from mail.models import OneTimeLink
from servicecards.confirming.asking import MOST_A_DAY, ask_for_confirmations, due_cards
from servicecards.confirming.models import Answer
from servicecards.editors.passport import Confirmation
from servicecards.models import ServiceCard
from tests.factories import ServiceCardFactory
from tests.page_client import PageClient
from tests.partners.conftest import COORDINATOR, body, mails, partner, text_of
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

# --- When ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "is_due"),
    [
        ({}, True),
        ({"assured_on": START.date() - timedelta(days=352)}, True),
        ({"assured_on": START.date() - timedelta(days=300)}, False),
        ({"assured_on": START.date() - timedelta(days=180), "confirm_every": 6}, True),
        ({"assurer_email": ""}, False),
        ({"valid_to": START.date() - timedelta(days=1)}, False),
        ({"is_paused": True, "notice_until": START.date() + timedelta(days=9)}, False),
    ],
)
def test_question_comes_when_the_confirmation_runs_out(
    values: dict[str, Any], is_due: bool
) -> None:
    assured(**values)

    ask_for_confirmations()
    ask_for_confirmations()  # a second worker

    assert len(mails("card_confirmation")) == int(is_due)


def test_one_mailbox_gets_three_new_questions_a_day(clock: time_machine.Coordinates) -> None:
    for _number in range(MOST_A_DAY + 2):
        ServiceCardFactory(assurer_email=ASSURER)

    ask_for_confirmations()
    assert len(mails("card_confirmation", ASSURER)) == MOST_A_DAY
    clock.move_to(START + timedelta(days=1, minutes=1))
    ask_for_confirmations()

    assert len(mails("card_confirmation", ASSURER)) == MOST_A_DAY + 2


@pytest.mark.parametrize("language", ["cs", "en"])
def test_question_is_in_the_language_of_the_organisation(language: str) -> None:
    authority = card().competent_authority
    partner(authority.identifier, mail_language=language)

    asked()

    words = {"cs": "Platí ještě tato karta?", "en": "Is this card still right?"}
    (message,) = mails("card_confirmation")
    assert message["Subject"].startswith(words[language])
    assert card(language).title in message["Subject"]
    assert URL[language] in body(message)


@pytest.mark.parametrize("number", [3, 9])
def test_looking_for_due_cards_asks_the_same_for_more(
    django_assert_max_num_queries: Any, number: int
) -> None:
    for _place in range(number):
        ServiceCardFactory(assurer_email=ASSURER)

    with django_assert_max_num_queries(3):
        assert len(due_cards(today_in_prague())) == number


# --- Four answers ----------------------------------------------------------------------------


def test_opening_the_link_confirms_nothing(page_client: PageClient) -> None:
    path = asked()

    page = page_client.get(path)

    assert card().title in page.text.replace("\u00a0", " ")
    assert request().state == Answer.ASKED
    assert card().assured_on is None
    assert not page.response.cookies


def test_confirming_changes_the_public_line_at_once() -> None:
    path = asked()

    done = Client().post(path, {"do": "confirm"})

    page = text_of(Client().get(URL["cs"])).replace("\u00a0", " ")
    assert done.status_code == 200
    assert card().assured_on == START.date()
    assert "Naposledy potvrzeno poskytovatelem 2. 3. 2026" in page
    assert passport_of(card()).confirmation == Confirmation.CONFIRMED
    assert card().latest_revision.content["assured_on"] == "2026-03-02"


def test_pause_is_seen_by_readers_and_told_to_the_editor() -> None:
    path = asked()

    Client().post(path, {"do": "pause", "until": "2026-04-01"})

    page = text_of(Client().get(URL["cs"])).replace("\u00a0", " ")
    (message,) = mails("card_answer", COORDINATOR)
    assert "Pozastaveno" in page
    assert (card().is_paused, str(card().notice_until)) == (True, "2026-04-01")
    assert "pozastavil" in message["Subject"]
    assert "1. 4. 2026" in body(message).replace("\u00a0", " ")


def test_end_is_seen_by_readers_and_told_to_the_editor() -> None:
    path = asked()

    Client().post(path, {"do": "end", "ended": "2026-02-28"})

    assert "Ukončeno" in text_of(Client().get(URL["cs"]))
    assert "ukončil" in mails("card_answer", COORDINATOR)[0]["Subject"]


def test_proposed_change_is_a_draft_that_an_editor_compares(admin_client_cs: Client) -> None:
    path = asked()
    before = card()
    form = {
        "do": "change",
        "summary": "Nový popis služby.",
        "plain_title": before.plain_title,
        "cost_note": before.cost_note,
        "notice": before.notice,
        "note": "Změnil se i telefon.",
    }

    Client().post(path, form)

    page = card()
    (message,) = mails("card_answer", COORDINATOR)
    compare = next(w for w in body(message).split() if "revisions/compare" in w)
    shown = admin_client_cs.get(compare.removeprefix("http://127.0.0.1:8000"))
    assert page.summary == before.summary  # readers see nothing of it yet
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().summary == "Nový popis služby."
    assert "Změnil se i telefon." in body(message)
    assert shown.status_code == 200
    assert "Nový popis" in shown.content.decode()
    page.get_latest_revision().publish()
    assert card().summary == "Nový popis služby."


def test_proposal_builds_on_an_editors_unpublished_work() -> None:
    path = asked()
    draft = card()
    draft.plain_title = "Rozpracovaný název"
    draft.save_revision()
    old = card()

    form = {name: getattr(old, name) for name in ("plain_title", "cost_note", "notice")}
    Client().post(path, {"do": "change", "summary": "Nový popis služby.", **form})

    latest = card().get_latest_revision_as_object()
    assert (latest.summary, latest.plain_title) == ("Nový popis služby.", "Rozpracovaný název")


def test_pause_does_not_bring_an_old_notice_back() -> None:
    path = asked(notice="Výzva končí v pátek.", notice_until=START.date() - timedelta(days=300))

    Client().post(path, {"do": "pause", "until": "2026-04-01"})

    assert "Výzva končí" not in text_of(Client().get(URL["cs"]))
    assert card().notice == ""


def test_proposal_on_the_english_page_reaches_the_editor_in_words() -> None:
    partner(card().competent_authority.identifier, mail_language="en")
    path = asked()

    Client().post(path, {"do": "change", "summary": "A new description."})

    assert "A new description." in body(mails("card_answer", COORDINATOR)[0])
    assert card("en").get_latest_revision_as_object().summary == "A new description."


def test_editor_is_written_to_in_the_office_language_whatever_the_providers_is() -> None:
    partner(card().competent_authority.identifier, mail_language="en")
    path = asked()

    Client().post(path, {"do": "end", "ended": "2026-02-28"})

    message = body(mails("card_answer", COORDINATOR)[0])
    assert "Otevřít kartu:" in message
    assert "Open the card" not in message


def test_mistake_in_one_form_keeps_what_the_others_began_with() -> None:
    path = asked()

    response = Client().post(path, {"do": "pause"})

    soup = BeautifulSoup(response.content.decode(), "html.parser")
    assert soup.find(id="pole-summary").get_text() == card().summary
    assert soup.find(id="pole-cost_note")["value"] == card().cost_note


@pytest.mark.parametrize(
    ("form", "advice"),
    [
        ({}, "Vyberte jednu z odpovědí"),
        ({"do": "nesmysl"}, "Vyberte jednu z odpovědí"),
        ({"do": "pause"}, "den v budoucnu"),
        ({"do": "pause", "until": "2026-03-02"}, "den v budoucnu"),
        ({"do": "pause", "until": "2126-03-02"}, "den v budoucnu"),
        ({"do": "end"}, "den, kdy služba skončila"),
        ({"do": "end", "ended": "9999-12-31"}, "den, kdy služba skončila"),
        ({"do": "end", "ended": "0001-01-01"}, "den, kdy služba skončila"),
        ({"do": "change", "summary": ""}, "krátký popis"),
    ],
)
def test_incomplete_answer_says_what_to_do_and_changes_nothing(
    form: dict[str, str], advice: str
) -> None:
    path = asked()

    response = Client().post(path, form)

    assert response.status_code == 422
    assert advice in text_of(response).replace("\u00a0", " ")
    assert request().state == Answer.ASKED


def test_proposal_without_any_change_asks_for_one() -> None:
    path = asked()
    names = ("summary", "plain_title", "cost_note", "notice")

    response = Client().post(path, {"do": "change", **{n: getattr(card(), n) for n in names}})

    soup = BeautifulSoup(response.content.decode(), "html.parser")
    assert response.status_code == 422
    assert soup.find(role="alert").find("a", href="#pole-note")


@pytest.mark.parametrize("kind", ["forged", "expired", "reused", "other purpose", "unpublished"])
def test_links_that_do_not_work_are_refused_alike(kind: str) -> None:
    path = asked()
    plain = Client().get("/cs/potvrzeni-karty/nic/")
    if kind == "forged":
        path = path[:-4] + "xyz/"
    elif kind == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now())
    elif kind == "reused":
        Client().post(path, {"do": "confirm"})
    elif kind == "other purpose":
        OneTimeLink.objects.update(purpose="enquiry-survey")
    else:
        for page in ServiceCard.objects.filter(translation_key=card().translation_key):
            page.unpublish()
    before = card().assured_on

    for answer in (Client().get(path), Client().post(path, {"do": "confirm"})):
        assert (answer.status_code, text_of(answer)) == (404, text_of(plain))
    assert card().assured_on == before
