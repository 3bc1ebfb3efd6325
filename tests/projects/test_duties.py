"""Duties of projects: series, reminders, the list, calendars, who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from home.dates import PRAGUE
from home.roles import COORDINATOR, EDITOR, NEWSLETTER_MANAGER, PROJECT_OFFICE, TRANSLATOR
from mail.models import OneTimeLink
from partners.models import ContactPointSettings
from projects.duties.doing import do, next_due, undo
from projects.duties.reminding import remind_of_duties
from projects.models import Duty, ProjectPage
from tests.partners.conftest import body, mails

LIST = "/admin/projects-and-plan/duties/"
ADDRESS = f"{LIST}calendar/"
DUE = date(2027, 3, 31)
pytestmark = pytest.mark.django_db


def project(identifier: str = "prj-ecos4in") -> ProjectPage:
    """Return a project of the starter content."""
    return ProjectPage.objects.get(identifier=identifier, locale__language_code="cs")


def duty(**facts: Any) -> Duty:
    """Store a duty of a project."""
    values = {"project": project(), "kind": "report", "title": "Zpráva o pokroku", "due": DUE}
    return Duty.objects.create(**{**values, **facts})


def at(day: date, hour: int = 12) -> Any:
    """Return a context in which it is that day in Prague."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=PRAGUE)
    return time_machine.travel(moment, tick=False)


# --- Series ----------------------------------------------------------------------------------


@given(
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.sampled_from([0, 3, 6, 12]),
    st.none() | st.dates(date(2020, 1, 1), date(2045, 12, 31)),
)
def test_series_goes_forward_and_never_beyond_its_end(
    due: date, months: int, until: date | None
) -> None:
    following = next_due(Duty(due=due, repeat_months=months, repeat_until=until))
    if months == 0:
        assert following is None
    elif following is None:
        assert until is not None
    else:
        assert following > due
        assert until is None or following <= until
        assert 28 * months <= (following - due).days <= 31 * months


def test_doing_a_duty_enters_the_next_one_once(admin_user: Any) -> None:
    first = duty(repeat_months=12, repeat_until=date(2028, 12, 31), responsible=admin_user)
    second = do(first, DUE, "Jana")
    assert second is not None
    assert (second.due, second.title, second.responsible) == (
        date(2028, 3, 31),
        first.title,
        admin_user,
    )
    with pytest.raises(ValidationError):
        do(first, DUE, "Petr")
    assert do(second, DUE, "Jana") is None
    assert Duty.objects.count() == 2


def test_duty_taken_back_and_done_again_has_one_next_one() -> None:
    first = duty(repeat_months=12)
    second = do(first, DUE, "Jana")
    undo(first)
    assert do(first, DUE, "Petr") == second
    assert Duty.objects.count() == 2


def test_series_comes_back_to_the_day_that_it_began_with() -> None:
    current: Duty | None = duty(due=date(2026, 8, 31), repeat_months=6)
    days = []
    for _n in range(4):
        current = do(current, DUE, "Jana")
        days.append(current.due)
    assert days == [date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31)]


def test_form_that_was_opened_before_a_duty_was_done_does_not_undo_it() -> None:
    stale = duty()
    do(Duty.objects.get(pk=stale.pk), DUE, "Jana")
    stale.title = "Nové jméno"
    stale.save()
    stored = Duty.objects.get(pk=stale.pk)
    assert (stored.title, stored.done_on) == ("Nové jméno", DUE)


# --- Reminders -------------------------------------------------------------------------------


@pytest.fixture
def office_mailbox(db: None) -> None:
    """Somebody coordinates."""
    settings = ContactPointSettings.load()
    settings.coordinator_email = "koordinator@kraj.example"
    settings.save()


@pytest.mark.usefixtures("office_mailbox")
def test_reminders_come_a_month_and_a_week_ahead_on_the_day_and_a_fortnight_late() -> None:
    duty()
    written = []
    for days in range(-40, 60):
        for hour in (6, 6, 12, 18):
            with at(DUE + timedelta(days), hour):
                written += [days] * remind_of_duties()

    assert written == [-30, -7, 0, 14]
    subjects = [message["Subject"] for message in mails("duty")]
    assert [subject.startswith("Po termínu") for subject in subjects] == [False] * 3 + [True]
    text = body(mails("duty")[0])
    assert "Zpráva o pokroku" in text
    assert "31. 3. 2027" in text.replace("\u00a0", " ")
    assert "/admin/projects-and-plan/duties/" in text


@pytest.mark.usefixtures("office_mailbox")
@pytest.mark.parametrize(
    ("ahead", "expected"), [(5, [-5, 0, 14]), (25, [-25, -7, 0, 14]), (-3, [3, 14]), (-60, [60])]
)
def test_duty_that_was_entered_late_has_its_other_reminders_on_their_day(
    ahead: int, expected: list[int]
) -> None:
    with at(DUE - timedelta(ahead)):
        duty()
    written = []
    for days in range(-ahead, 70):
        with at(DUE + timedelta(days)):
            written += [days] * remind_of_duties()
    assert written == expected


@pytest.mark.usefixtures("office_mailbox")
def test_who_does_it_is_reminded_before_who_looks_after_the_project(
    django_user_model: Any,
) -> None:
    owner = django_user_model.objects.create_user("o", "vlastnik@kraj.example")
    doer = django_user_model.objects.create_user("d", "kdo@kraj.example")
    ProjectPage.objects.filter(pk=project().pk).update(content_owner=owner)
    duty()
    duty(responsible=doer)
    with at(DUE):
        remind_of_duties()
    assert {message["To"] for message in mails("duty")} == {
        "vlastnik@kraj.example",
        "kdo@kraj.example",
    }


@pytest.mark.usefixtures("office_mailbox")
def test_what_is_done_or_moved_is_not_reminded_of() -> None:
    do(duty(), DUE, "Jana")
    moved = duty()
    with at(DUE - timedelta(30)):
        remind_of_duties()
    moved.refresh_from_db()
    moved.due = DUE + timedelta(365)
    moved.save()
    with at(DUE):
        assert remind_of_duties() == 0
    with at(moved.due):
        assert remind_of_duties() == 1


def test_without_anybody_to_write_to_the_reminder_waits() -> None:
    duty()
    with at(DUE):
        assert remind_of_duties() == 0
    assert Duty.objects.get().reminders == 0


# --- The room --------------------------------------------------------------------------------


@pytest.fixture
def office(member_of: Callable[..., Client]) -> Client:
    """A logged-in member of the project office."""
    return member_of(PROJECT_OFFICE)


def test_list_shows_what_is_overdue_and_takes_what_is_done(office: Client) -> None:
    entry = duty(due=date(2020, 1, 1), repeat_months=12)
    assert "po termínu" in office.get(LIST).content.decode()

    html = office.post(LIST, {"action": "done", "duty": entry.pk}, follow=True).content.decode()
    again = office.post(LIST, {"action": "done", "duty": entry.pk}, follow=True).content.decode()
    gone = office.post(LIST, {"action": "done", "duty": "999"}, follow=True).content.decode()

    assert "1. 1. 2021" in html
    assert "už je splněná" in again
    assert "už tu není" in gone
    office.post(LIST, {"action": "undone", "duty": entry.pk})
    assert Duty.objects.filter(done_on=None).count() == 2


def test_duty_through_the_form_names_the_page_with_the_facts(office: Client) -> None:
    english = ProjectPage.objects.get(identifier="prj-ecos4in", locale__language_code="en")
    form = {
        "project": english.pk,
        "kind": "publicity",
        "title": "Plakát",
        "due": "2027-01-01",
        "repeat_months": "0",
    }
    office.post("/admin/snippets/projects/duty/add/", form)
    assert Duty.objects.get().project == project()


@pytest.mark.parametrize("number", [2, 6])
def test_list_asks_the_same_for_more_duties(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    for place in range(number):
        entry = duty(title=f"Zpráva {place}")
        if place % 2:
            do(entry, DUE, "Jana")
    office.get(LIST)
    with django_assert_max_num_queries(18):
        office.get(LIST)


def test_calendar_holds_the_open_duties(office: Client) -> None:
    entry = duty()
    do(duty(title="Hotová"), DUE, "Jana")
    calendar = Calendar.from_ical(office.get(f"{LIST}?format=ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == entry.due
    assert "ECOS4IN" in str(event["summary"])


def secret(client: Client) -> str:
    """Ask for a calendar address; return its path."""
    html = client.post(ADDRESS).content.decode()
    return html.partition("http://127.0.0.1:8000")[2].partition('"')[0]


def test_calendar_program_reads_by_a_secret_address(office: Client, client: Client) -> None:
    duty()
    path = secret(office)
    response = client.get(path)
    assert response["Content-Type"].startswith("text/calendar")
    assert b"VEVENT" in response.content


@pytest.mark.parametrize("why", ["forged", "expired", "renewed", "left", "no right"])
def test_addresses_that_do_not_work_are_refused_alike(
    office: Client, client: Client, django_user_model: Any, why: str
) -> None:
    path = secret(office)
    if why == "forged":
        path = f"{path[:-3]}aa/"
    elif why == "expired":
        OneTimeLink.objects.update(expires_at=datetime(2020, 1, 1, tzinfo=PRAGUE))
    elif why == "renewed":
        secret(office)
    elif why == "left":
        django_user_model.objects.update(is_active=False)
    else:
        django_user_model.objects.get(username="clen").groups.clear()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (EDITOR, True),
        (PROJECT_OFFICE, True),
        (TRANSLATOR, False),
        (COORDINATOR, False),
        (NEWSLETTER_MANAGER, False),
    ],
)
def test_duties_are_for_editors_and_the_project_office(
    member_of: Callable[..., Client], role: str, opens: bool
) -> None:
    entry = duty()
    client = member_of(role)
    urls = [LIST, ADDRESS, f"{LIST}?format=ics", f"/admin/snippets/projects/duty/edit/{entry.pk}/"]
    assert [client.get(url).status_code for url in urls] == [200 if opens else 302] * len(urls)
    client.post(LIST, {"action": "done", "duty": entry.pk})
    entry.refresh_from_db()
    assert bool(entry.done_on) is opens
