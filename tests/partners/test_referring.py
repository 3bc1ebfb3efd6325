"""From the rule to the answer: partners work by signed links, firms and the office hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from partners.enquiries import referring
from partners.enquiries.proposing import proposed
from partners.enquiries.states import EnquiryState
from partners.models import Enquiry, Organisation
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
    partner_link,
    rule,
    state_now,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
OTHER = "org-ustecky-kraj"


# --- Rules -----------------------------------------------------------------------------------


def test_rule_sends_the_question_out_by_itself() -> None:
    rule(topic=term("topics", "export"))

    enquiry = asked(topic="export")

    (message,) = mails("referral", PARTNER)
    assert state_now(enquiry) == EnquiryState.PASSED
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

    assert state_now(enquiry) == EnquiryState.WAITING
    assert not mails("referral")
    assert len(mails("enquiry_coordinator", COORDINATOR)) == 1


def test_provider_of_the_card_is_proposed_without_a_rule() -> None:
    enquiry = asked(karta=EXPORT_CARD)

    names = [entry.organisation.identifier for entry in proposed(enquiry)]
    assert names == ["org-icuk"]


def test_rule_may_name_the_english_page_of_a_partner() -> None:
    english = Organisation.objects.get(
        translation_key=partner().translation_key, locale__language_code="en"
    )
    rule(partner=english)

    enquiry = asked(karta=EXPORT_CARD)

    assert [referral.organisation_id for referral in enquiry.referrals.all()] == [partner().pk]
    assert len(proposed(enquiry)) == 1


def test_what_a_partner_writes_with_not_for_us_stays_in_the_office() -> None:
    rule()
    enquiry = asked()
    own = link_in(mails("enquiry_receipt")[0])

    Client().post(partner_link(), {"do": "not-for-us", "answer": "Tohle neděláme."})

    assert "Tohle neděláme." not in text_of(Client().get(own))
    assert enquiry.entries.get(event="not-for-us").note == "Tohle neděláme."


def test_rule_without_a_mailbox_of_the_partner_is_refused() -> None:
    made = rule()
    partner(email="")
    made.partner.refresh_from_db()

    with pytest.raises(ValidationError, match="kdo dostává dotazy"):
        made.clean()

    assert state_now(asked()) == EnquiryState.WAITING  # and nothing is lost when it is there


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
    assert state_now(enquiry) == EnquiryState.PASSED
    assert "no-store" in page.response["Cache-Control"]
    assert page.response["X-Robots-Tag"] == "noindex"
    assert not page.response.cookies


def test_taking_it_tells_the_firm_who_has_it() -> None:
    rule()
    enquiry = asked("en")

    response = Client().post(partner_link(), {"do": "taken"}, follow=True)

    (message,) = mails("enquiry_taken", FIRM)
    assert state_now(enquiry) == EnquiryState.TAKEN
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
    assert state_now(enquiry) == EnquiryState.ANSWERED
    assert enquiry.ended_at
    assert done.status_code == 200
    assert Client().get(path).status_code == 404


def test_unreachable_firm_gets_word_and_may_reply() -> None:
    rule()
    enquiry = asked()

    Client().post(partner_link(), {"do": "unreachable", "answer": "Volali jsme dvakrát."})

    (message,) = mails("enquiry_unreachable", FIRM)
    assert "> Volali jsme" in body(message)
    assert message["Reply-To"] == PARTNER
    assert state_now(enquiry) == EnquiryState.UNREACHABLE


def test_what_a_partner_wrote_is_kept_while_it_takes_the_question() -> None:
    rule()
    asked()

    for _time in range(2):
        response = Client().post(partner_link(), {"do": "taken", "answer": "Rozepsáno."})
        assert "Rozepsáno." in response.content.decode()

    assert not mails("enquiry_answer")


def test_answered_question_that_is_passed_on_begins_again() -> None:
    rule()
    enquiry = asked()
    Client().post(partner_link(), {"do": "answered"})

    referring.pass_on(enquiry, partner(OTHER, "kraj@kraj.example"), "Jan")

    assert state_now(enquiry) == EnquiryState.PASSED
    assert enquiry.ended_at is None


@pytest.mark.parametrize("end", ["unreachable", "not-for-us", "answered"])
def test_reopened_question_waits_from_now_on(end: str) -> None:
    rule()
    enquiry = asked()
    Client().post(partner_link(), {"do": end})
    Enquiry.objects.update(since=timezone.now() - timedelta(days=300))

    referring.reopen(enquiry, "Jan")

    assert state_now(enquiry) == EnquiryState.WAITING
    assert timezone.now() - enquiry.since < timedelta(minutes=1)


def test_question_comes_back_when_one_cannot_reach_and_the_other_does_not_want() -> None:
    rule()
    rule(partner=partner(OTHER, "kraj@kraj.example"))
    enquiry = asked()
    first, second = (link_in(message) for message in mails("referral"))

    Client().post(first, {"do": "unreachable"})
    Client().post(second, {"do": "not-for-us"})

    assert state_now(enquiry) == EnquiryState.NOT_FOR_US
    assert enquiry.ended_at is None
    assert len(mails("enquiry_coordinator", COORDINATOR)) == 1


def test_partner_that_is_not_published_gets_nothing_by_itself() -> None:
    rule()
    partner().unpublish()

    assert state_now(asked()) == EnquiryState.WAITING
    assert not mails("referral")


def test_question_that_nobody_wants_comes_back_to_the_coordinator() -> None:
    rule()
    enquiry = asked()

    Client().post(partner_link(), {"do": "not-for-us"})

    assert state_now(enquiry) == EnquiryState.NOT_FOR_US
    (message,) = mails("enquiry_coordinator", COORDINATOR)
    assert "žádnému partnerovi nepatří" in message["Subject"]
    assert "Inovační centrum" in body(mails("enquiry_given_back", FIRM)[0])
    referring.pass_on(enquiry, partner(OTHER, "kraj@kraj.example"), "Jan")
    assert state_now(enquiry) == EnquiryState.PASSED


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
    assert state_now(enquiry) == EnquiryState.PASSED


def test_too_long_an_answer_comes_back_whole() -> None:
    rule()
    asked()
    text = "x" * 4001

    response = Client().post(partner_link(), {"do": "answered", "answer": text})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    assert soup.find("textarea").get_text() == text
