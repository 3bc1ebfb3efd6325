"""The register's room in the admin: buttons, forms, lists, report, who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.roles import COORDINATOR, EDITOR, NEWSLETTER_MANAGER, PROJECT_OFFICE, TRANSLATOR
from projects.models import Opportunity, ProjectIdea
from projects.register.moving import move
from projects.register.states import IdeaState
from tests.factories import term
from tests.projects.conftest import decided, idea, submitted

IDEAS = "/admin/snippets/projects/projectidea/"
REPORT = "/admin/projects-and-plan/report/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(member_of: Callable[..., Client]) -> Client:
    """A logged-in member of the project office."""
    return member_of(PROJECT_OFFICE)


def press(client: Client, entry: ProjectIdea, action: str, **values: Any) -> Any:
    """Press a button on the page of an idea."""
    path = reverse("project_idea", args=[entry.pk])
    response = client.post(path, {"action": action, **values}, follow=True)
    entry.refresh_from_db()
    return response


def test_office_takes_an_idea_to_a_project(office: Client) -> None:
    entry = idea(region_role="lead")
    press(office, entry, "move", state=IdeaState.IN_PREPARATION)
    press(office, entry, "move", state=IdeaState.SUBMITTED, day="2026-02-01")
    press(office, entry, "move", state=IdeaState.APPROVED, day="2026-05-01", note="95 bodů")
    press(office, entry, "project")

    assert entry.project is not None
    assert [line.day for line in entry.entries.all()][1:] == [
        date(2026, 2, 1),
        date(2026, 5, 1),
    ]
    actions = ModelLogEntry.objects.filter(action__startswith="projects.")
    assert actions.count() == 4


def test_what_was_typed_comes_back(office: Client) -> None:
    entry = submitted()
    html = press(
        office, entry, "move", state=IdeaState.REJECTED, day="nesmysl", note="Dlouhý důvod"
    ).content.decode()
    assert entry.state == IdeaState.SUBMITTED
    assert "Dlouhý důvod" in html


def test_new_idea_through_the_form(office: Client) -> None:
    empty = {
        f"{name}-{part}": "0"
        for name in ("links", "partners")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    response = office.post(
        f"{IDEAS}add/", {"title": "Nový námět", "currency": "EUR", **empty}, follow=True
    )
    assert response.status_code == 200
    assert ProjectIdea.objects.get().title == "Nový námět"
    assert "Nový námět" in office.get(IDEAS).content.decode()


def test_bid_cannot_be_deleted(office: Client) -> None:
    bid, note = decided(False), idea()
    for entry in (bid, note):
        office.post(f"{IDEAS}delete/{entry.pk}/")
        ids = {"id": entry.pk, "next": IDEAS}
        office.post(f"/admin/bulk/projects/projectidea/delete/?id={entry.pk}&next={IDEAS}", ids)
    assert list(ProjectIdea.objects.all()) == [bid]


def test_form_that_was_opened_before_a_step_does_not_take_it_back() -> None:
    stale = idea()
    move(ProjectIdea.objects.get(pk=stale.pk), IdeaState.PARTNERS_WANTED, "Jana")
    stale.evidence = "Nově doloženo."
    stale.save()
    stored = ProjectIdea.objects.get(pk=stale.pk)
    assert (stored.evidence, stored.state) == ("Nově doloženo.", IdeaState.PARTNERS_WANTED)


@pytest.mark.parametrize("number", [2, 6])
def test_lists_ask_the_same_for_more_entries(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    for place in range(number):
        entry = decided(bool(place % 2))
        entry.districts.set([term("districts", "most"), term("districts", "louny")])
        entry.save()
    for url in (IDEAS, REPORT):
        office.get(url)
        with django_assert_max_num_queries(25):
            office.get(url)
    with django_assert_max_num_queries(14):
        office.get(f"{REPORT}?format=csv")


def test_report_counts_and_gives_all_entries(office: Client) -> None:
    decided(True)
    entry = Opportunity.objects.create(title="Sklářský klastr")
    entry.districts.set([term("districts", "teplice")])
    entry.save()

    html = office.get(REPORT).content.decode()
    text = office.get(f"{REPORT}?format=csv").content.decode()

    assert "<svg" in html
    assert "Teplice" in html
    assert "Sklářský klastr" in text
    assert "Zelený vodík" in text
    assert "Interreg Europe" in office.get(f"{REPORT}?format=csv&table=bids").content.decode()


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
def test_register_is_for_editors_and_the_project_office(
    member_of: Callable[..., Client], role: str, opens: bool
) -> None:
    entry, chance = idea(), Opportunity.objects.create(title="Klastr")
    client = member_of(role)
    urls = [
        *(IDEAS, f"{IDEAS}add/", f"{IDEAS}edit/{entry.pk}/", REPORT, f"{REPORT}?format=csv"),
        *(reverse("project_idea", args=[entry.pk]), reverse("opportunity", args=[chance.pk])),
        "/admin/snippets/projects/opportunity/",
    ]
    assert [client.get(url).status_code for url in urls] == [200 if opens else 302] * len(urls)
    press(client, entry, "move", state=IdeaState.PARTNERS_WANTED)
    assert (entry.state == IdeaState.PARTNERS_WANTED) is opens


def test_anonymous_visitors_see_nothing_of_it(client: Client) -> None:
    path = reverse("project_idea", args=[idea().pk])
    assert client.get(path)["Location"].startswith("/admin/login/")
