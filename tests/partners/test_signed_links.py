"""Links that do not work are all refused alike; the firm's own links: survey, state, erasing."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mail.models import OneTimeLink
from partners.enquiries import referring
from partners.enquiries.states import EnquiryState, ReferralState
from partners.models import Enquiry, EnquiryEntry, SurveyAnswer
from portal.log_filter import TokenFilter, without_tokens
from tests.page_client import PageClient
from tests.partners.conftest import (
    FIRM,
    asked,
    link_in,
    mails,
    partner_link,
    referral_of,
    rule,
    state_now,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
OTHER = "org-ustecky-kraj"


# --- Links that do not work: all refused alike -----------------------------------------------


def refused(kind: str) -> str:
    """Return a partner's link that must not work, by the way in which it is wrong."""
    rule()
    enquiry = asked()
    path = partner_link()
    token = path.rstrip("/").rpartition("/")[2]
    if kind == "forged":
        return path.replace(token, token[:-2] + ("aa" if token[-2:] != "aa" else "bb"))
    if kind == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif kind == "reused":
        Client().post(path, {"do": "answered"})
    elif kind == "for another purpose":
        return path.replace(
            token, link_in(mails("enquiry_receipt")[0]).rstrip("/").rpartition("/")[2]
        )
    elif kind == "taken back":
        referring.take_back(referral_of(enquiry), "Jan")
    elif kind == "closed":
        referring.close(enquiry, "Jan")
    return path


@pytest.mark.parametrize(
    "kind", ["forged", "expired", "reused", "for another purpose", "taken back", "closed"]
)
def test_link_that_does_not_work_is_refused_like_any_other(kind: str) -> None:
    plain = Client().get("/cs/dotaz/predano/nic/")
    path = refused(kind)
    entries = EnquiryEntry.objects.count()

    for answer in (Client().get(path), Client().post(path, {"do": "taken"})):
        assert (answer.status_code, text_of(answer)) == (404, text_of(plain))
    assert EnquiryEntry.objects.count() == entries


def test_answer_that_comes_too_late_is_given_back() -> None:
    path = refused("closed")

    response = Client().post(path, {"do": "answered", "answer": "Přijďte v úterý."})

    assert response.status_code == 404
    assert "Přijďte v úterý." in response.content.decode()


def test_token_reaches_no_log(caplog: pytest.LogCaptureFixture) -> None:
    rule()
    asked()
    path = partner_link()
    Client().post(path, {"do": "nesmysl"})
    shown = [TokenFilter().filter(record) and record.getMessage() for record in caplog.records]

    assert any("/dotaz/predano/…" in str(line) for line in shown)
    assert not any(path.rstrip("/").rpartition("/")[2] in str(line) for line in shown)


def test_log_still_names_pages_and_takes_broken_lines() -> None:
    path = "/cs/sluzby/podpora-exportu-pro-male-a-stredni/"
    record = logging.LogRecord("x", logging.WARNING, "", 1, "%s %s", ("a",), None)

    assert without_tokens(f"Not Found: {path}") == f"Not Found: {path}"
    assert TokenFilter().filter(record)


def test_partner_of_one_enquiry_sees_no_other() -> None:
    rule()
    asked()
    asked(need="Potřebujeme halu v Lounech, asi tisíc metrů.", email="petr@jina.cz")
    first, second = (link_in(message) for message in mails("referral"))

    assert "halu" not in text_of(Client().get(first))
    Client().post(first, {"do": "answered"})
    assert Client().get(second).status_code == 200


# --- Did it help -----------------------------------------------------------------------------


def answered() -> Enquiry:
    rule()
    enquiry = asked()
    Client().post(partner_link(), {"do": "answered"})
    return enquiry


@pytest.mark.parametrize("score", ["yes", "partly", "no"])
def test_firm_says_once_whether_it_helped(page_client: PageClient, score: str) -> None:
    enquiry = answered()
    path = link_in(mails("enquiry_answer")[0])
    page_client.get(path)

    first = Client().post(path, {"score": score, "comment": "Díky."})
    second = Client().post(path, {"score": "no"})

    (row,) = SurveyAnswer.objects.filter(enquiry=enquiry)
    assert (first.status_code, second.status_code) == (200, 404)
    assert (row.round, row.score, row.comment) == (1, score, "Díky.")


def test_survey_without_an_answer_says_what_to_do() -> None:
    answered()

    response = Client().post(link_in(mails("enquiry_answer")[0]), {"comment": "Nevím."})

    assert response.status_code == 422
    assert "vyberte jednu z odpovědí" in text_of(response).lower().replace("\u00a0", " ")
    assert "Nevím." in response.content.decode()


def test_firm_that_still_needs_an_answer_takes_the_question_up_again() -> None:
    enquiry = answered()

    Client().post(link_in(mails("enquiry_answer")[0]), {"score": "no", "is_open": "1"})

    assert state_now(enquiry) == EnquiryState.WAITING
    assert enquiry.ended_at is None
    assert "nepomohla" in mails("enquiry_coordinator")[-1]["Subject"]


# --- The firm's own link ---------------------------------------------------------------------


def test_firm_sees_who_has_it_and_may_end_it(page_client: PageClient) -> None:
    rule()
    enquiry = asked()
    path = link_in(mails("enquiry_receipt")[0])

    page = page_client.get(path)
    Client().post(path, {"do": "close"})

    assert "Inovační centrum" in page.text
    assert state_now(enquiry) == EnquiryState.CLOSED
    assert referral_of(enquiry).state == ReferralState.CANCELLED
    assert len(mails("referral_ended")) == 1
    assert not mails("enquiry_closed")


def test_firm_erases_its_data_after_being_asked_once_more() -> None:
    rule()
    enquiry = asked(name="Jana Nová", phone="777")
    path, work = link_in(mails("enquiry_receipt")[0]), partner_link()

    first = Client().post(path, {"do": "erase"})
    enquiry.refresh_from_db()
    assert enquiry.email == FIRM
    Client().post(path, {"do": "erase", "sure": "1"})

    enquiry.refresh_from_db()
    assert "Smazat údaje" in text_of(first).replace("\u00a0", " ")
    assert (enquiry.need, enquiry.email, enquiry.name, enquiry.phone) == ("", "", "", "")
    assert [Client().get(p).status_code for p in (path, work)] == [404, 404]


@time_machine.travel("2026-03-02 08:00", tick=False)
def test_link_of_the_firm_ends_after_a_year() -> None:
    asked()
    path = link_in(mails("enquiry_receipt")[0])

    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        assert Client().get(path).status_code == 404
