"""From the rule to the answer: partners work by signed links, firms and the office hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from mail.models import OneTimeLink
from partners.enquiries import referring
from partners.enquiries.proposing import proposed
from partners.enquiries.states import EnquiryState, ReferralState
from partners.models import Enquiry, EnquiryEntry, SurveyAnswer
from tests.factories import term
from tests.page_client import PageClient
from tests.partners.conftest import (
    COORDINATOR,
    EXPORT_CARD,
    FIRM,
    NEED,
    PARTNER,
    asked,
    body,
    link_in,
    mails,
    partner,
    referral_of,
    rule,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
OTHER = "org-ustecky-kraj"


def partner_link(number: int = -1) -> str:
    """Return the path by which the partner works."""
    return link_in(mails("referral")[number])


def state(enquiry: Enquiry) -> str:
    enquiry.refresh_from_db()
    return enquiry.state


# --- Rules -----------------------------------------------------------------------------------


def test_rule_sends_the_question_out_by_itself() -> None:
    rule(topic=term("topics", "export"))

    enquiry = asked(topic="export")

    (message,) = mails("referral", PARTNER)
    assert state(enquiry) == EnquiryState.PASSED
    assert NEED in body(message)
    assert message["Reply-To"] == FIRM
    assert not mails("enquiry_coordinator")
    assert "Inovační centrum" in body(mails("enquiry_receipt")[0])


@pytest.mark.parametrize("language", ["cs", "en"])
def test_partner_is_written_to_in_its_own_language(language: str) -> None:
    rule(partner=partner(mail_language=language))

    asked("cs" if language == "en" else "en")

    words = {"cs": "Ptá se firma", "en": "A firm asks"}
    assert words[language] in mails("referral")[0]["Subject"]
    assert partner_link().startswith(f"/{language}/")


@pytest.mark.parametrize(
    "values",
    [{"sends_itself": False}, {"is_active": False}, {"topic": "dotace"}, {"district": "most"}],
)
def test_question_waits_for_the_coordinator_where_no_rule_sends_it(values: dict[str, Any]) -> None:
    for name, vocabulary in (("topic", "topics"), ("district", "districts")):
        if name in values:
            values = {name: term(vocabulary, values[name])}
    rule(**values)

    enquiry = asked(topic="export", place="louny")

    assert state(enquiry) == EnquiryState.WAITING
    assert not mails("referral")
    assert len(mails("enquiry_coordinator", COORDINATOR)) == 1


def test_provider_of_the_card_is_proposed_without_a_rule() -> None:
    enquiry = asked(karta=EXPORT_CARD)

    names = [entry.organisation.identifier for entry in proposed(enquiry)]
    assert names == ["org-icuk"]


def test_rule_without_a_mailbox_of_the_partner_is_refused() -> None:
    made = rule()
    partner(email="")
    made.partner.refresh_from_db()

    with pytest.raises(ValidationError, match="kdo dostává dotazy"):
        made.clean()

    assert state(asked()) == EnquiryState.WAITING  # and nothing is lost when it is there


# --- The partner's link ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cs", "en"])
def test_opening_the_link_changes_nothing_and_shows_the_question(
    page_client: PageClient, language: str
) -> None:
    rule(partner=partner(mail_language=language))
    enquiry = asked(language, phone="777 123 456", name="Jana Nová")

    page = page_client.get(partner_link())

    assert NEED in page.text
    assert "777 123 456" in page.text.replace("\u00a0", " ")
    assert state(enquiry) == EnquiryState.PASSED
    assert "no-store" in page.response["Cache-Control"]
    assert page.response["X-Robots-Tag"] == "noindex"
    assert not page.response.cookies


def test_taking_it_tells_the_firm_who_has_it() -> None:
    rule()
    enquiry = asked("en")

    response = Client().post(partner_link(), {"do": "taken"}, follow=True)

    (message,) = mails("enquiry_taken", FIRM)
    assert state(enquiry) == EnquiryState.TAKEN
    assert "has been taken" in message["Subject"]
    assert message["Reply-To"] == PARTNER
    assert "Dotazu jste se ujali" in text_of(response).replace("\u00a0", " ")


def test_taking_it_twice_writes_once() -> None:
    rule()
    asked()

    answers = [Client().post(partner_link(), {"do": "taken"}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(mails("enquiry_taken")) == 1


def test_answer_goes_to_the_firm_and_ends_the_link() -> None:
    rule()
    enquiry = asked()
    path = partner_link()

    done = Client().post(path, {"do": "answered", "answer": "Přijďte v úterý.\nIng. Malá"})

    (message,) = mails("enquiry_answer", FIRM)
    part: Any = message.get_body(("plain",))
    assert "> Přijďte v úterý." in part.get_content()
    assert message["Reply-To"] == PARTNER
    assert state(enquiry) == EnquiryState.ANSWERED
    assert enquiry.ended_at
    assert done.status_code == 200
    assert Client().get(path).status_code == 404


def test_unreachable_firm_gets_word_and_may_reply() -> None:
    rule()
    enquiry = asked()

    Client().post(partner_link(), {"do": "unreachable"})

    (message,) = mails("enquiry_unreachable", FIRM)
    assert message["Reply-To"] == PARTNER
    assert state(enquiry) == EnquiryState.UNREACHABLE


def test_question_that_nobody_wants_comes_back_to_the_coordinator() -> None:
    rule()
    enquiry = asked()

    Client().post(partner_link(), {"do": "not-for-us"})

    assert state(enquiry) == EnquiryState.NOT_FOR_US
    (message,) = mails("enquiry_coordinator", COORDINATOR)
    assert "žádnému partnerovi nepatří" in message["Subject"]
    referring.pass_on(enquiry, partner(OTHER, "kraj@kraj.example"), "Jan")
    assert state(enquiry) == EnquiryState.PASSED


def test_answer_of_one_partner_ends_the_others_work() -> None:
    rule()
    rule(partner=partner(OTHER, "kraj@kraj.example"))
    enquiry = asked()
    first, second = (link_in(message) for message in mails("referral"))

    Client().post(first, {"do": "answered"})

    assert Client().get(second).status_code == 404
    assert [r.state for r in enquiry.referrals.order_by("pk")] == ["answered", "cancelled"]
    assert len(mails("referral_ended")) == 1


@pytest.mark.parametrize("what", ["", "nesmysl", "cancelled", "passed", "closed"])
def test_unknown_wish_changes_nothing(what: str) -> None:
    rule()
    enquiry = asked()

    assert Client().post(partner_link(), {"do": what}).status_code == 422
    assert state(enquiry) == EnquiryState.PASSED


def test_too_long_an_answer_comes_back_whole() -> None:
    rule()
    asked()
    text = "x" * 4001

    response = Client().post(partner_link(), {"do": "answered", "answer": text})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    assert soup.find("textarea").get_text() == text


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

    assert state(enquiry) == EnquiryState.WAITING
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
    assert state(enquiry) == EnquiryState.CLOSED
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
