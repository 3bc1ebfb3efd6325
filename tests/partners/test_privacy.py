"""Everything about an address: shown, erased, and gone after its period (reliability 47, 48)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail_localize.models import TranslationSource

from mail.privacy import data_of, erase_address, keep_periods
from newsletter.models import Subscriber
from partners.models import Enquiry, Feedback
from servicecards.confirming.asking import ask_for_confirmations
from servicecards.models import ServiceCard
from tests.everywhere import everywhere
from tests.newsletter.conftest import reader, settings_path
from tests.partners.conftest import FIRM, NEED, PARTNER, asked, card, link_in, mails, partner, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]


def followed_up() -> Enquiry:
    """Return an enquiry with an answer, a survey and everything else that keeps words."""
    rule()
    enquiry = asked(name="Jana Nová", phone="777123456", q="keramika")
    Client().post(link_in(mails("referral")[0]), {"do": "answered", "answer": "Jano, přijďte."})
    survey = link_in(mails("enquiry_answer")[0])
    Client().post(survey, {"score": "yes", "comment": "Jana děkuje."})
    return enquiry


def test_export_shows_the_whole_enquiry() -> None:
    followed_up()
    output = StringIO()

    call_command("privacy_export", FIRM, stdout=output)

    (found,) = json.loads(output.getvalue())["enquiries"]
    assert found["need"] == NEED
    assert [step["what"] for step in found["history"]] == ["received", "passed", "answered"]
    assert found["answers"][0]["comment"] == "Jana děkuje."


def test_erasing_a_firm_leaves_its_words_nowhere() -> None:
    enquiry = followed_up()

    call_command("privacy_erase", FIRM, stdout=StringIO())

    for text in (FIRM, "Jana Nová", "777123456", "Jano, přijďte", "Jana děkuje", NEED[:30]):
        assert everywhere(text) == [], text
    enquiry.refresh_from_db()
    assert enquiry.state == "answered"  # what became of it is counted on


@pytest.mark.parametrize("by", ["link", "period"])
def test_erased_firm_stands_nowhere_and_nobody_works_on_it(by: str) -> None:
    rule()
    enquiry = asked(name="Jana Nová")
    if by == "link":
        path = link_in(mails("enquiry_receipt")[0])
        Client().post(path, {"do": "erase", "sure": "1"})
    else:
        with time_machine.travel(timezone.now() + timedelta(days=400)):
            keep_periods()

    enquiry.refresh_from_db()
    assert (everywhere(FIRM), everywhere("Jana Nová")) == ([], [])
    assert enquiry.state == "closed"
    assert [referral.state for referral in enquiry.referrals.all()] == ["cancelled"]


def test_newsletters_link_erases_the_subscription_alone() -> None:
    subscriber = reader(FIRM)
    enquiry = asked()

    Client().post(settings_path(subscriber), {"action": "erase", "sure": "1"})

    enquiry.refresh_from_db()
    assert enquiry.email == FIRM
    assert not Subscriber.objects.exists()


def test_erasing_a_partners_mailbox_takes_it_off_pages_and_their_versions() -> None:
    organisation = partner()
    organisation.save_revision()
    page = card()
    page.assurer_email = PARTNER
    page.save_revision().publish()
    TranslationSource.update_or_create_from_instance(page)
    ask_for_confirmations()
    rule()
    asked()
    kept = {"Organisation", "ServiceCard", "Revision", "Referral", "ConfirmationRequest"}
    assert kept | {"TranslationSource"} <= set(everywhere(PARTNER))
    assert {entry["field"] for entry in data_of(PARTNER)["pages"]} == {
        "assurer_email",
        "enquiry_email",
    }

    erase_address(PARTNER.upper())

    assert everywhere(PARTNER) == []
    assert ServiceCard.objects.filter(pk=page.pk, live=True).exists()


def test_nobody_knows_who_asked_a_year_after_the_end() -> None:
    enquiry = followed_up()
    days = settings.RETENTION["enquiries"]

    with time_machine.travel(timezone.now() + timedelta(days=days - 1)):
        keep_periods()
        enquiry.refresh_from_db()
        assert enquiry.email == FIRM
    with time_machine.travel(timezone.now() + timedelta(days=days + 1)):
        assert keep_periods(dry_run=True)["enquiries"] == 1
        enquiry.refresh_from_db()
        assert enquiry.email == FIRM
        keep_periods()

    enquiry.refresh_from_db()
    assert (enquiry.email, enquiry.need, enquiry.topic) == ("", "", "")
    assert everywhere(NEED[:30]) == []


def test_question_that_nobody_ended_does_not_stay_for_ever() -> None:
    asked()

    with time_machine.travel(timezone.now() + timedelta(days=settings.RETENTION["enquiries"] + 1)):
        keep_periods()

    assert Enquiry.objects.get().email == ""


def test_dry_run_changes_nothing() -> None:
    followed_up()
    Feedback.objects.create(page_key=card().translation_key, language="cs", is_helpful=True)
    output = StringIO()

    call_command("keep_periods", "--dry-run", stdout=output)

    assert "enquiries: 0" in output.getvalue()
    assert data_of(FIRM)["enquiries"]


@pytest.mark.parametrize("path", ["/cs/ochrana-osobnich-udaju/", "/en/privacy/"])
@pytest.mark.parametrize("name", ["enquiries", "feedback", "confirmations", "reports"])
def test_privacy_page_names_the_periods_of_the_settings(path: str, name: str) -> None:
    page = " ".join(Client().get(path).content.decode().replace("\u00a0", " ").split())

    assert re.search(rf"\b{settings.RETENTION[name]} (dn|days)", page)
