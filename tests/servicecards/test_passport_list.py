"""The list of passports and its bulk actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.dates import today_in_prague
from home.linkcheck.records import CheckedLink
from home.roles import EDITOR, TRANSLATOR, setup_roles
from servicecards.gaps import gaps_of_card
from servicecards.models import ServiceCard
from tests.factories import ServiceCardFactory
from tests.servicecards.passport_cards import card_of, passport_of

pytestmark = pytest.mark.django_db
LIST = "/admin/passports/"
TODAY = today_in_prague()


# --- The list --------------------------------------------------------------------------------


def titles(client: Client, query: str = "") -> list[str]:
    cards = client.get(LIST + query).context["object_list"]
    return [card.title for card in cards]


@pytest.fixture
def two_cards(whole_card: ServiceCard) -> list[str]:
    ServiceCardFactory(title="Prázdná karta")
    return ["Prázdná karta", whole_card.title]


def test_worst_card_stands_first(admin_client_cs: Client, two_cards: list[str]) -> None:
    found = titles(admin_client_cs)

    assert found[0] == "Prázdná karta"
    assert titles(admin_client_cs, "?ordering=-worry")[-1] == "Prázdná karta"
    assert len(found) == ServiceCard.objects.filter(locale__language_code="cs").count()


@pytest.mark.parametrize(
    "order", ["complete", "translation", "confirmation", "links", "lix", "title", "live"]
)
def test_list_can_be_sorted_both_ways_and_searched(
    admin_client_cs: Client, two_cards: list[str], order: str
) -> None:
    up, down = (titles(admin_client_cs, f"?ordering={sign}{order}") for sign in ("", "-"))

    assert sorted(up) == sorted(down)
    assert up != down
    assert titles(admin_client_cs, f"?ordering={order}&q=exportní")


def test_each_column_sorts_the_worst_first(admin_client_cs: Client, two_cards: list[str]) -> None:
    hard = ServiceCardFactory(title="Těžká", summary="Administrativněprávní " * 30 + "konec.")
    dead = ServiceCardFactory(title="S mrtvým odkazem", based_on="https://mrtva.example/")
    CheckedLink.objects.create(
        url="https://mrtva.example/", outcome="gone", checked_at=timezone.now()
    )

    assert titles(admin_client_cs, "?ordering=lix")[0] == hard.title
    assert titles(admin_client_cs, "?ordering=links")[0] == dead.title
    assert titles(admin_client_cs, "?ordering=complete")[-1] == "Úplná karta"


def test_card_without_a_provider_lacks_one_in_both_places(whole_card: ServiceCard) -> None:
    whole_card.providers.update(role="partner")

    assert [gap.field for gap in gaps_of_card(ServiceCard.objects.get(pk=whole_card.pk))] == [
        "providers"
    ]
    assert [gap.field for gap in passport_of(whole_card).gaps] == ["providers"]


def test_translator_sees_the_passports_of_the_translations(client: Client) -> None:
    setup_roles()
    user = User.objects.create_user("prekladatel", password="x" * 16)
    user.groups.add(Group.objects.get(name=TRANSLATOR))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    found = titles(client)
    assert "Pro-export mentoring" in found
    assert len(found) == ServiceCard.objects.filter(locale__language_code="en").count()


@pytest.mark.parametrize("problem", ["gaps", "translation", "confirmation"])
def test_list_can_be_narrowed_to_a_problem(
    admin_client_cs: Client, two_cards: list[str], problem: str
) -> None:
    assert "Prázdná karta" in titles(admin_client_cs, f"?problem={problem}")
    assert ("Úplná karta" in titles(admin_client_cs, f"?problem={problem}")) == (problem != "gaps")


def test_list_can_be_taken_away_as_a_table(admin_client_cs: Client, two_cards: list[str]) -> None:
    answer = admin_client_cs.get(f"{LIST}?export=csv")

    assert "Úplná karta" in b"".join(answer.streaming_content).decode()


def test_list_needs_the_same_queries_for_more_cards(admin_client_cs: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client_cs.get(f"{LIST}?p=2").status_code == 200
        return len(captured)

    # wagtail-localize asks some things for every row; the rows of this page are alike.
    for _number in range(100):
        ServiceCardFactory()
    count()
    before = count()
    for _number in range(60):
        ServiceCardFactory()

    assert count() == before


# --- Bulk actions ----------------------------------------------------------------------------


def act(client: Client, action: str, cards: list[ServiceCard], **data: str) -> Any:
    ids = "&".join(f"id={card.pk}" for card in cards)
    url = f"/admin/bulk/servicecards/servicecard/{action}/?{ids}&next={LIST}"
    assert client.get(url).status_code == 200
    return client.post(url, data)


def test_cards_are_confirmed_together_and_their_drafts_stay_drafts(
    admin_client_cs: Client,
) -> None:
    published, edited = card_of("svc-exportni-mentoring"), card_of("svc-platinn")
    edited.title = "Rozepsaný název"
    edited.save_revision()

    act(admin_client_cs, "confirm_cards", [published, edited], day=TODAY.isoformat())

    before = published.last_published_at
    for card in (published, edited):
        card.refresh_from_db()
        assert card.assured_on == TODAY
        assert card.get_latest_revision_as_object().assured_on == TODAY
    assert not published.has_unpublished_changes
    assert published.last_published_at == before  # readers are not told of a change
    assert edited.has_unpublished_changes
    assert edited.title != "Rozepsaný název"
    assert edited.get_latest_revision_as_object().title == "Rozepsaný název"


def test_card_with_a_scheduled_version_is_left_alone(admin_client_cs: Client) -> None:
    card = card_of("svc-platinn")
    card.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))

    act(admin_client_cs, "confirm_cards", [card], day=TODAY.isoformat())

    assert card_of("svc-platinn").assured_on is None


def test_locked_card_is_not_changed(client: Client) -> None:
    setup_roles()
    owner, editor = (User.objects.create_user(name, password="x" * 16) for name in ("a", "b"))
    editor.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    card = card_of("svc-platinn")
    ServiceCard.objects.filter(pk=card.pk).update(locked=True, locked_by=owner)

    act(client, "confirm_cards", [card], day=TODAY.isoformat())

    assert card_of("svc-platinn").assured_on is None


def test_day_to_come_is_no_day_of_a_confirmation(admin_client_cs: Client) -> None:
    card = card_of("svc-platinn")
    answer = act(
        admin_client_cs, "confirm_cards", [card], day=(TODAY + timedelta(days=1)).isoformat()
    )

    card.refresh_from_db()
    assert card.assured_on is None
    assert "Tento den ještě nenastal." in answer.content.decode()


def test_reviews_are_planned_together(admin_client_cs: Client) -> None:
    cards = [card_of("svc-exportni-mentoring"), card_of("svc-platinn")]
    act(admin_client_cs, "plan_review", cards, day="2027-05-01")

    assert {
        card.review_due for card in ServiceCard.objects.filter(pk__in=[c.pk for c in cards])
    } == {date(2027, 5, 1)}


def test_links_of_chosen_cards_are_checked(
    admin_client_cs: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    card = ServiceCardFactory(based_on="https://vybrana.example/")
    asked: list[list[str]] = []
    monkeypatch.setattr(
        "servicecards.editors.bulk.check_urls",
        type("Task", (), {"enqueue": staticmethod(asked.append)}),
    )
    with django_capture_on_commit_callbacks(execute=True):
        act(admin_client_cs, "check_links", [card])

    assert asked == [["https://vybrana.example/"]]
