"""Reports of actors: asked, reminded, given by signed link, approved, shown, made a metric."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mail.models import OneTimeLink
from mail.privacy import erase_address
from projects.models import ActionPlan, ActorReport, ReportRound
from projects.reporting import rounds
from projects.reporting.halves import HalfYear, asks_by_itself, last_ended
from projects.reporting.rounds import ask_at, open_round, tend_rounds
from tests.page_client import PageClient
from tests.partners.conftest import body, mails
from tests.projects.plan_actors import (
    CO_LEAD,
    HALF,
    LEAD,
    PLAN,
    SENTENCE,
    SILENT,
    answer,
    approved,
    filled,
    link_of,
    mailbox,
    opened,
    plan,
    report_of,
    with_mailboxes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
REPORT = f"{PLAN[0]}?zprava=2026-1"


# --- Half-years, pure ------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_half_year_that_ended_last_lies_before_the_day(day: date) -> None:
    ended = last_ended(day)
    assert ended.last_day < day
    assert (day - ended.last_day).days <= 184
    assert HalfYear.of(ended.last_day) == ended
    assert HalfYear.parse(ended.code) == ended
    by_itself = asks_by_itself(day, timedelta(60))
    assert by_itself in (None, ended)
    assert (by_itself is not None) == ((day - ended.last_day).days <= 60)


@pytest.mark.parametrize("code", ["", "2026", "2026-3", "1999-1", "2026-1x", "٢٠٢٦-1"])
def test_other_codes_are_no_half_year(code: str) -> None:
    assert HalfYear.parse(code) is None


# --- Asking ----------------------------------------------------------------------------------


def test_each_actor_gets_one_mail_with_its_own_cells() -> None:
    opened(LEAD, CO_LEAD)

    assert {message["To"] for message in mails("actor_report")} == {
        mailbox(LEAD),
        mailbox(CO_LEAD),
    }
    text = body(mails("actor_report", mailbox(CO_LEAD))[0])
    assert "činnosti 1, 3" in text.replace("\u00a0", " ")
    assert ActorReport.objects.count() == 11
    assert ActorReport.objects.filter(was_asked=True).count() == 2


def test_english_actor_is_asked_in_english() -> None:
    with_mailboxes(LEAD, language="en")
    open_round(plan(), HALF)
    (message,) = mails("actor_report")
    assert "first half of 2026" in message["Subject"]
    assert "/en/actor-report/" in body(message)


def test_nobody_is_asked_twice_about_a_half_year() -> None:
    opened()
    with pytest.raises(ValidationError):
        open_round(plan(), HALF)
    assert len(mails("actor_report")) == 3


def test_plan_asks_by_itself_only_when_it_shall() -> None:
    with_mailboxes(LEAD)
    with time_machine.travel("2027-01-04 09:00+01:00"):
        assert tend_rounds()["opened"] == 0
        ActionPlan.objects.filter(pk=plan().pk).update(asks_actors=True)
        assert [tend_rounds()["opened"] for _n in range(2)] == [1, 0]
    found = ReportRound.objects.get()
    assert (found.code, found.closes_on) == ("2026-2", date(2027, 2, 18))


def test_plan_that_begins_to_ask_late_waits_for_the_next_half_year() -> None:
    with_mailboxes(LEAD)
    ActionPlan.objects.filter(pk=plan().pk).update(asks_actors=True)
    with time_machine.travel("2027-04-01 09:00+02:00"):
        assert tend_rounds()["opened"] == 0


def test_silent_actors_are_reminded_and_the_round_closes() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        opened()
        answer(LEAD)
        written = {}
        for day in range(1, 60):
            clock.move_to(start + timedelta(days=day))
            done = tend_rounds()
            written |= {day: done} if any(done.values()) else {}

    assert {day: done["reminded"] for day, done in written.items() if done["reminded"]} == {
        9: 2,
        21: 2,
    }
    assert [day for day, done in written.items() if done["closed"]] == [46]
    reminders = [m["Subject"] for m in mails("actor_report") if m["Subject"].startswith("Připom")]
    assert len(reminders) == 4
    (end,) = mails("reports_closed")
    assert "1 z 3" in body(end).replace("\u00a0", " ")
    assert Client().get(link_of(SILENT)).status_code == 404


def test_after_an_outage_the_round_closes_without_a_late_reminder() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        opened()
        clock.move_to(start + timedelta(days=50))
        assert tend_rounds() == {"opened": 0, "closed": 1, "reminded": 0}


def test_reminder_goes_to_no_address_that_was_replaced_meanwhile() -> None:
    opened()
    stale = ActorReport.objects.select_related("round").get(pk=report_of(LEAD).pk)
    ask_at(report_of(LEAD), "nova@urad.example")
    assert rounds._remind_one(stale) is False
    assert len(mails("actor_report", mailbox(LEAD))) == 1


# --- Reporting -------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(page_client: PageClient) -> None:
    opened()
    page = page_client.get(link_of(LEAD))
    assert page.response["X-Robots-Tag"] == "noindex"
    assert len(page.soup.main.find_all("select")) == 6
    assert not ActorReport.objects.exclude(answered_at=None).exists()


def test_report_counts_and_its_words_wait_for_approval(page_client: PageClient) -> None:
    opened()
    response = answer(
        LEAD,
        state="done",
        sentence=SENTENCE,
        title="Analýza příležitostí",
        url="https://urad.example/analyza.pdf",
        score="5",
    )
    assert "Zpráva dorazila" in response.content.decode()
    assert len(mails("actor_reported")) == 1

    before = page_client.get(REPORT)
    assert "hotovo" in before.text
    assert SENTENCE not in before.text
    approved(LEAD)
    after = page_client.get(REPORT)

    assert SENTENCE in after.text
    assert after.soup.find("a", href="https://urad.example/analyza.pdf")


def test_report_can_be_changed_until_the_round_closes() -> None:
    opened()
    answer(LEAD, sentence=SENTENCE)
    approved(LEAD)
    answer(LEAD, sentence=SENTENCE, state="done")
    assert report_of(LEAD).approved_at  # the words are the same
    answer(LEAD, sentence="Jinak.", score="")

    report = report_of(LEAD)
    assert report.approved_at is None
    assert {cell.sentence for cell in report.cells.all()} == {"Jinak."}
    assert not report.ratings.exists()
    assert len(mails("actor_reported")) == 2


def test_states_of_the_last_report_are_offered_again(client: Client) -> None:
    opened()
    answer(LEAD, state="done")
    open_round(plan(), HalfYear(2026, 2))
    html = client.get(link_of(LEAD)).content.decode()
    assert html.count('<option value="done" selected>') == 6


def test_second_reader_of_a_mailbox_does_not_wipe_out_the_first(client: Client) -> None:
    opened()
    mine = filled(LEAD, sentence="Moje věta.")
    answer(LEAD, sentence="Kolegova věta.")

    late = client.post(link_of(LEAD), mine)

    html = late.content.decode()
    assert late.status_code == 422
    assert "mezitím změnil" in html
    assert "Moje věta." in html
    assert {cell.sentence for cell in report_of(LEAD).cells.all()} == {"Kolegova věta."}
    again = client.post(link_of(LEAD), {**mine, "version": report_of(LEAD).version})
    assert again.status_code == 200
    assert {cell.sentence for cell in report_of(LEAD).cells.all()} == {"Moje věta."}


def test_words_keep_the_language_in_which_they_were_written(client: Client) -> None:
    opened()
    answer(LEAD, sentence=SENTENCE)
    approved(LEAD)
    english = link_of(LEAD).replace("/cs/zprava-aktera/", "/en/actor-report/")
    client.post(english, filled(LEAD, sentence=SENTENCE, state="done"))
    report = report_of(LEAD)
    assert report.approved_at
    assert {cell.language for cell in report.cells.all()} == {"cs"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"url": "https://urad.example/x.pdf"}, "jak se dokument jmenuje"),
        ({"url": "javascript:alert(1)", "title": "x"}, "celou adresu"),
        ({"sentence": "x" * 301}, "300"),
        ({"state": "nesmysl"}, "nesmysl"),
        ({"score": "9"}, "9"),
        ({"state": "", "score": ""}, "aspoň jeden stav"),
    ],
)
def test_bad_input_is_refused_and_comes_back(changes: dict[str, str], says: str) -> None:
    opened()
    response = answer(
        LEAD, **{"sentence": "Drahá věta." if "state" not in changes else "", **changes}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert changes.get("sentence", "Drahá věta." if "state" not in changes else "") in html
    assert report_of(LEAD).answered_at is None


def wrong_link(why: str) -> str:
    """Return a link that must not work, by the way in which it is wrong."""
    found = opened()
    path = link_of(LEAD)
    token = path.rstrip("/").rpartition("/")[2]
    if why == "forged":
        return path.replace(token, token[:-2] + ("aa" if token[-2:] != "aa" else "bb"))
    if why == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "closed":
        ReportRound.objects.filter(pk=found.pk).update(closed_at=timezone.now())
    elif why == "another purpose":
        OneTimeLink.objects.update(purpose="card-confirmation")
    elif why == "erased":
        erase_address(mailbox(LEAD))
    return path


@pytest.mark.parametrize("why", ["forged", "expired", "closed", "another purpose", "erased"])
def test_links_that_do_not_work_are_refused_alike_and_words_come_back(
    page_client: PageClient, client: Client, why: str
) -> None:
    path = wrong_link(why)
    refused = page_client.get(path, status=404).text
    sent = client.post(path, filled(LEAD, sentence="Drahá věta."))
    assert "Drahá věta." in sent.content.decode()
    assert sent.status_code == 404
    assert refused == page_client.get(path[:-6] + "zzzzz/", status=404).text
    assert report_of(LEAD).answered_at is None


def test_actor_cannot_write_into_cells_of_another(client: Client) -> None:
    opened()
    client.post(link_of(LEAD), {**filled(LEAD), **filled(CO_LEAD, sentence="Cizí slova")})
    assert {cell.sentence for cell in report_of(CO_LEAD).cells.all()} == {""}
    assert report_of(CO_LEAD).answered_at is None
