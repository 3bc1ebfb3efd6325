"""The coordinator's room: list, one enquiry, what can be done, export, who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.roles import ADMINISTRATOR, COORDINATOR, EDITOR, NEWSLETTER_MANAGER, TRANSLATOR
from partners.enquiries.states import EnquiryState, Event, ReferralState
from partners.models import ContactPointSettings, Enquiry, EnquiryEntry, ReferralRule
from tests.factories import term
from tests.partners.conftest import (
    FIRM,
    NEED,
    asked,
    body,
    mails,
    partner,
    referral_of,
    rule,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
LIST, EXPORT = "/admin/contact-point/", "/admin/contact-point/export/"


@pytest.fixture
def office(member_of: Callable[..., Client]) -> Client:
    """A logged-in coordinator."""
    return member_of(COORDINATOR)


def do(client: Client, enquiry: Enquiry, action: str, **values: Any) -> Any:
    """Press a button on the page of an enquiry."""
    path = reverse("enquiry_edit", args=[enquiry.pk])
    response = client.post(path, {"action": action, **values}, follow=True)
    enquiry.refresh_from_db()
    return response


def test_list_shows_questions_and_whose_turn_it_is(office: Client) -> None:
    rule(topic=term("topics", "export"))
    asked(topic="export")
    asked(need="Sháníme halu k pronájmu v Lounech.", email="petr@jina.cz")

    everything, waiting, at_partners = (
        text_of(office.get(LIST + query)) for query in ("", "?turn=office", "?turn=partner")
    )

    assert "Sháníme halu" in everything
    assert NEED[:40] in everything
    assert NEED[:40] not in waiting
    assert "Sháníme halu" in waiting
    assert "Sháníme halu" not in at_partners
    assert "Inovační centrum" in at_partners


@pytest.mark.parametrize("number", [2, 6])
def test_list_asks_the_same_for_more_questions(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    rule()
    for place in range(number):
        asked(email=f"f{place}@firma.cz")
    office.get(LIST)

    with django_assert_max_num_queries(20):
        office.get(LIST)


def test_coordinator_confirms_what_the_rules_propose(office: Client) -> None:
    rule(sends_itself=False)
    enquiry = asked()
    page = text_of(office.get(reverse("enquiry_edit", args=[enquiry.pk])))
    assert "navrhují pravidla" in page

    do(office, enquiry, "pass_on", partner=partner().pk)

    assert enquiry.state == EnquiryState.PASSED
    assert len(mails("referral")) == len(mails("enquiry_passed", FIRM)) == 1
    assert enquiry.entries.get(event=Event.PASSED).who == "clen"


def test_coordinator_chooses_another_partner_with_an_address_of_its_own(office: Client) -> None:
    enquiry = asked()
    chosen = partner("org-ustecky-kraj", email="")

    failed = do(office, enquiry, "pass_on", partner=chosen.pk)
    done = do(office, enquiry, "pass_on", partner=chosen.pk, email="nekdo@kraj.example")
    again = do(office, enquiry, "pass_on", partner=chosen.pk, email="nekdo@kraj.example")

    assert "nemá schránku pro dotazy" in failed.content.decode()
    assert "jde k partnerovi" in done.content.decode()
    assert "už dotaz má" in again.content.decode()
    assert [message["To"] for message in mails("referral")] == ["nekdo@kraj.example"]


def test_question_is_taken_back_and_the_partner_hears(office: Client) -> None:
    rule()
    enquiry = asked()

    do(office, enquiry, "take_back", referral=referral_of(enquiry).pk)

    assert referral_of(enquiry).state == ReferralState.CANCELLED
    assert enquiry.state == EnquiryState.WAITING
    assert len(mails("referral_ended")) == len(mails("enquiry_given_back", FIRM)) == 1


def test_coordinator_answers_and_the_firm_is_asked_whether_it_helped(office: Client) -> None:
    enquiry = asked("en")

    do(office, enquiry, "answer", text="Come on Tuesday.")

    (message,) = mails("enquiry_answer", FIRM)
    assert "Contact point answers:" in body(message)
    assert "Come on Tuesday." in body(message)
    assert enquiry.state == EnquiryState.ANSWERED


def test_same_answer_is_sent_once(office: Client) -> None:
    enquiry = asked()

    answers = [do(office, enquiry, "answer", text="Přijďte.") for _ in range(2)]

    assert "už byla odeslána" in answers[1].content.decode().replace("\u00a0", " ")
    assert len(mails("enquiry_answer", FIRM)) == 1


@pytest.mark.parametrize("text", ["", "Týká se jiného kraje."])
def test_question_is_closed_with_or_without_a_word(office: Client, text: str) -> None:
    rule()
    enquiry = asked()

    do(office, enquiry, "close", text=text)

    assert enquiry.state == EnquiryState.CLOSED
    (message,) = mails("enquiry_closed", FIRM)
    assert text in body(message)
    assert enquiry.surveys == 1
    do(office, enquiry, "reopen")
    assert enquiry.state == EnquiryState.WAITING


def test_mistake_keeps_what_was_typed(office: Client) -> None:
    enquiry = asked()
    text = "x" * 4001

    response = do(office, enquiry, "answer", text=text)

    assert "Nejvýše 4 000 znaků" in response.content.decode().replace("\u00a0", " ")
    assert text in response.content.decode()
    assert not mails("enquiry_answer")


def test_notes_stay_in_the_office(office: Client) -> None:
    enquiry = asked()

    do(office, enquiry, "note", text="Volala jsem, vrátí se v pondělí.")
    do(office, enquiry, "classify", topic="export", place="most")

    assert enquiry.entries.get(event=Event.NOTED).note.startswith("Volala")
    assert (enquiry.topic, enquiry.place) == ("export", "most")
    assert not [message for message in mails() if "Volala" in message.as_string()]


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "9" * 5000, "²"])
def test_odd_number_of_a_partner_is_a_mistake_and_no_error(office: Client, number: str) -> None:
    enquiry = asked()

    for action in ("pass_on", "take_back"):
        answer = do(office, enquiry, action, partner=number, referral=number)
        assert answer.status_code == 200


@pytest.mark.parametrize("number", [1, 5])
def test_list_of_rules_asks_the_same_for_more(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    for _place in range(number):
        rule(topic=term("topics", "export"), district=term("districts", "most"))

    with django_assert_max_num_queries(14):
        office.get("/admin/snippets/partners/referralrule/")


@pytest.mark.parametrize("action", ["", "nesmysl", "delete"])
def test_unknown_action_is_not_found(office: Client, action: str) -> None:
    assert do(office, asked(), action).status_code == 404


def test_everything_that_is_done_stands_in_the_audit_log(office: Client) -> None:
    enquiry = asked()

    do(office, enquiry, "note", text="x")
    do(office, enquiry, "erase")
    assert enquiry.email == FIRM  # nobody can undo it, so it asks for a tick
    do(office, enquiry, "erase", sure="1")

    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"partners.note", "partners.erase"} <= actions
    assert enquiry.email == ""


def test_export_is_logged_and_harmless_in_a_spreadsheet(office: Client) -> None:
    asked(name="=HYPERLINK(1)", phone="+420777")

    response = office.get(EXPORT)

    text = response.content.decode()
    assert "'=HYPERLINK(1)" in text
    assert "'+420777" in text
    assert "no-store" in response["Cache-Control"]
    entry = ModelLogEntry.objects.get(action="partners.export")
    assert entry.data["rows"] == 1


# --- Who may ---------------------------------------------------------------------------------

# Address -> who gets 200: coordinator C, editor E, translator T, newsletter manager N, admin A.
MAY_OPEN = {
    LIST: "CA",
    "/admin/contact-point/results/": "CA",
    "/admin/contact-point/{enquiry}/": "CA",
    EXPORT: "CA",
    "/admin/contact-point/feedback/": "CEA",
    "/admin/contact-point/coverage/": "CEA",
    "/admin/snippets/partners/referralrule/": "CA",
    "/admin/snippets/partners/referralrule/add/": "CA",
    "/admin/snippets/partners/referralrule/edit/{rule}/": "CA",
    "/admin/settings/partners/contactpointsettings/{settings}/": "CA",
}
ROLES = {
    "C": COORDINATOR,
    "E": EDITOR,
    "T": TRANSLATOR,
    "N": NEWSLETTER_MANAGER,
    "A": ADMINISTRATOR,
}


@pytest.mark.parametrize("letter", ROLES)
def test_role_opens_what_it_needs_and_nothing_else(
    member_of: Callable[..., Client], letter: str
) -> None:
    ids = {
        "rule": rule().pk,
        "enquiry": asked().pk,
        "settings": ContactPointSettings.load().pk,
    }
    client = member_of(ROLES[letter])

    answers = {url: client.get(url.format(**ids)).status_code for url in MAY_OPEN}

    opened = {url for url, status in answers.items() if status == 200}
    assert opened == {url for url, letters in MAY_OPEN.items() if letter in letters}
    assert {answers[url] for url in MAY_OPEN.keys() - opened} <= {302}


@pytest.mark.parametrize("role", [EDITOR, TRANSLATOR, NEWSLETTER_MANAGER])
def test_others_change_nothing(member_of: Callable[..., Client], role: str) -> None:
    rule()
    enquiry, client = asked(), member_of(role)
    before = (EnquiryEntry.objects.count(), ReferralRule.objects.count(), len(mails()))

    for action in ("pass_on", "answer", "close", "erase", "note"):
        do(client, enquiry, action, text="x", partner=partner().pk)
    client.post("/admin/snippets/partners/referralrule/add/", {"partner": partner().pk})

    assert (EnquiryEntry.objects.count(), ReferralRule.objects.count(), len(mails())) == before
    assert enquiry.email == FIRM


def test_nobody_is_sent_to_the_login() -> None:
    assert Client().get(LIST)["Location"].startswith("/admin/login/")


def test_reader_of_enquiries_cannot_change_them(
    member_of: Callable[..., Client], django_user_model: Any
) -> None:
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="Čtenář dotazů")
    names = ["access_admin", "view_enquiry"]
    group.permissions.set(Permission.objects.filter(codename__in=names))
    client, enquiry = member_of("Čtenář dotazů"), asked()

    page = client.get(reverse("enquiry_edit", args=[enquiry.pk]))
    do(client, enquiry, "close")

    assert page.status_code == 200
    assert enquiry.state == EnquiryState.WAITING
    assert client.get(EXPORT).status_code == 302
