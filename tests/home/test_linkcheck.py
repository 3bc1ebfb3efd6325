"""The link check: what it finds on pages, how it visits, what it keeps, who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.dates import next_at
from home.linkcheck.outgoing import all_urls, urls_of_pages
from home.linkcheck.records import CheckedLink, Outcome
from home.linkcheck.run import check, due_links, note, take_stock
from home.linkcheck.tasks import NIGHT, check_nightly, check_urls, schedule
from home.linkcheck.visitor import Visit, Visitor
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import ServiceCardFactory
from tests.home.conftest import Server

pytestmark = pytest.mark.django_db


# --- What stands on pages --------------------------------------------------------------------


def test_addresses_are_found_in_all_kinds_of_fields() -> None:
    card = ServiceCardFactory(
        based_on="https://narodni.example/karta",
        description='<p>Viz <a href="https://popis.example/?a=1&amp;b=2">popis</a>.</p>',
        steps=[("step", {"title": "Napište", "text": "", "link": "https://krok.example/"})],
    )

    ServiceCall.objects.create(card=card, locale=card.locale, link="https://vyzva.example/")

    assert urls_of_pages(ServiceCard, [card]) == {
        "https://narodni.example/karta": {card.pk},
        "https://popis.example/?a=1&b=2": {card.pk},
        "https://krok.example/": {card.pk},
        "https://vyzva.example/": {card.pk},
    }


def test_drafts_are_looked_through_and_addresses_of_the_portal_left_out() -> None:
    ServiceCardFactory(live=False, based_on="https://rozepsane.example/")
    found = all_urls()

    assert len(found) > 50  # the starter content has its sources
    assert "https://rozepsane.example/" in found
    assert all(url.startswith(("http://", "https://")) for url in found)


def test_address_too_long_for_the_database_is_left_out() -> None:
    card = ServiceCardFactory(description=f'<a href="https://x.example/{"ž" * 1500}">dlouhý</a>')

    assert urls_of_pages(ServiceCard, [card]) == {}


# --- What is kept ----------------------------------------------------------------------------


def test_new_addresses_are_noted_and_removed_ones_forgotten() -> None:
    card = ServiceCardFactory(based_on="https://nova.example/")
    take_stock()
    assert CheckedLink.objects.filter(url="https://nova.example/").exists()

    card.delete()
    take_stock()
    assert not CheckedLink.objects.filter(url="https://nova.example/").exists()


def test_address_is_due_after_a_week_and_a_failing_one_after_a_day() -> None:
    now = timezone.now()
    for name, outcome, hours in (
        ("fresh", "ok", 24 * 6),
        ("old", "ok", 24 * 8),
        ("failing", "failed", 30),
        ("failed-now", "failed", 2),
    ):
        at = now - timedelta(hours=hours)
        CheckedLink.objects.create(url=f"https://{name}.example/", outcome=outcome, checked_at=at)
    CheckedLink.objects.create(url="https://never.example/")

    assert [link.url.split("/")[2].split(".")[0] for link in due_links()] == [
        "never",
        "old",
        "failing",
    ]


def test_server_that_is_down_counts_as_dead_after_three_days_only(
    server: Server, visitor: Visitor
) -> None:
    server.answers["/x"] = (500, "")
    link = CheckedLink.objects.create(url=f"{server.url}/x")

    check([link], visitor)
    assert not link.is_broken
    first = link.failing_since
    check([link], visitor)
    assert link.failing_since == first

    link.failing_since = timezone.now() - timedelta(days=3, minutes=1)
    assert link.is_broken
    server.answers["/x"] = (200, "")
    check([link], visitor)
    assert (link.is_broken, link.failing_since) == (False, None)


def test_page_that_is_gone_counts_as_dead_at_once(server: Server, visitor: Visitor) -> None:
    server.answers["/x"] = (404, "")
    link = CheckedLink.objects.create(url=f"{server.url}/x")

    check([link], visitor)

    assert CheckedLink.objects.get().is_broken


def test_forgotten_address_does_not_come_back(visitor: Visitor) -> None:
    link = CheckedLink.objects.create(url="https://pryc.example/")
    CheckedLink.objects.all().delete()
    note(link, Visit(Outcome.OK, 200))

    assert not CheckedLink.objects.exists()


def test_run_that_takes_too_long_leaves_the_rest(server: Server, visitor: Visitor) -> None:
    links = [CheckedLink.objects.create(url=f"{server.url}/{n}") for n in range(3)]

    assert check(links, visitor, longest=timedelta(seconds=-1)) == 0
    assert CheckedLink.objects.filter(checked_at=None).count() == 3


# --- In the background, and for editors ------------------------------------------------------


@pytest.fixture
def queue(settings: Any) -> None:
    """The queue of production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_night_is_queued_once(queue: None) -> None:
    assert [schedule(), schedule()] == [True, False]
    task = DBTaskResult.objects.get(task_path=check_nightly.module_path)
    assert task.run_after == next_at(NIGHT) > timezone.now()


def test_command_shows_each_visit(server: Server, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(
        "home.linkcheck.run.all_urls", lambda: {f"{server.url}/a": {1}, f"{server.url}/b": {1}}
    )
    monkeypatch.setattr("home.linkcheck.run.Visitor", lambda: Visitor(0, lambda address: True))

    call_command("check_links")

    output = capsys.readouterr().out
    assert f"2/2 ok {server.url}/b" in output
    assert "2 addresses visited, 0 broken in all." in output


def test_address_of_a_draft_is_checked_when_an_editor_asks(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("home.linkcheck.run.Visitor", lambda: Visitor(0, lambda address: True))

    assert check_urls.func([f"{server.url}/draft"]) == 1
    assert CheckedLink.objects.get().outcome == "ok"


def test_report_puts_dead_addresses_first(admin_client_cs: Client) -> None:
    now = timezone.now()
    for number in range(3):
        CheckedLink.objects.create(url=f"https://a{number}.example/", outcome="ok", checked_at=now)
    CheckedLink.objects.create(url="https://z.example/", outcome="gone", failing_since=now)

    found = admin_client_cs.get("/admin/reports/links/").context["object_list"]
    assert found[0].url == "https://z.example/"


def test_report_lists_dead_addresses_with_their_pages(admin_client_cs: Client) -> None:
    ServiceCardFactory(title="Karta s odkazem", based_on="https://mrtva.example/")
    CheckedLink.objects.create(
        url="https://mrtva.example/", outcome="gone", status=404, failing_since=timezone.now()
    )
    answer = admin_client_cs.get("/admin/reports/links/?outcome=gone")
    table = admin_client_cs.get("/admin/reports/links/?export=csv")

    assert "Karta s odkazem" in answer.content.decode()
    assert b"https://mrtva.example/" in b"".join(table.streaming_content)


def test_report_queues_a_check_on_demand(admin_client_cs: Client, queue: None) -> None:
    assert admin_client_cs.get("/admin/reports/links/check/").status_code == 405

    answer = admin_client_cs.post("/admin/reports/links/check/", follow=True)

    assert answer.status_code == 200
    assert DBTaskResult.objects.filter(task_path="home.linkcheck.tasks.check_due").count() == 1
