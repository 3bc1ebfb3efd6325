"""Gaps and passports: what an editor is told, and what the list lets her do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.dates import today_in_prague
from home.linkcheck.records import CheckedLink
from home.models import MaterialChange
from servicecards.editors.passport import Confirmation, TranslationState, passports
from servicecards.gaps import GAPS, gaps_of_card
from servicecards.models import ServiceCard, ServiceProvider
from servicecards.wagtail_hooks import tell_gaps
from tests.factories import ServiceCardFactory, term

pytestmark = pytest.mark.django_db
LIST = "/admin/passports/"
TODAY = today_in_prague()


def card_of(identifier: str) -> ServiceCard:
    return ServiceCard.objects.get(identifier=identifier, locale__language_code="cs")


@pytest.fixture
def whole_card() -> ServiceCard:
    """A card that lacks nothing."""
    card = ServiceCardFactory(
        title="Úplná karta",
        terms={
            "territory": [("territories", "kraj")],
            "audience": [("target_groups", "msp")],
            "service_type": [("support_types", "poradenstvi")],
        },
        steps=[("step", {"title": "Zavolejte", "text": "", "link": ""})],
        channels=[("channel", {"kind": "telefon"})],
        contact_points=[("contact_point", {"office": "Kancelář"})],
        publicly_funded_by=[("funding", {"source": "kraj"})],
        cost_type=term("cost_types", "zdarma"),
        assurer_email="karta@example.org",
        review_due=TODAY,
    )
    ServiceProvider.objects.create(card=card, organisation=card.competent_authority, sort_order=0)
    return card


# --- Gaps ------------------------------------------------------------------------------------


def test_empty_card_has_every_gap_and_a_whole_one_none(whole_card: ServiceCard) -> None:
    assert gaps_of_card(ServiceCardFactory()) == list(GAPS)
    assert gaps_of_card(whole_card) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("steps", []),
        ("channels", []),
        ("contact_points", []),
        ("publicly_funded_by", [("funding", {"source": "unknown"})]),
        ("cost_type", None),
        ("assurer_email", ""),
        ("review_due", None),
    ],
)
def test_each_missing_part_is_named(whole_card: ServiceCard, field: str, value: Any) -> None:
    setattr(whole_card, field, value)
    whole_card.save()

    assert [gap.field for gap in gaps_of_card(whole_card)] == [field]
    assert [gap.field for gap in passports()[whole_card.pk].gaps] == [field]


@pytest.mark.parametrize("field", ["territory", "audience", "service_type"])
def test_each_missing_choice_is_named(whole_card: ServiceCard, field: str) -> None:
    getattr(whole_card, field).clear()
    whole_card.save()

    assert [gap.field for gap in gaps_of_card(whole_card)] == [field]


def test_card_for_people_abroad_asks_for_english(whole_card: ServiceCard) -> None:
    whole_card.audience.set([term("target_groups", "investori")])
    whole_card.save()

    assert [gap.field for gap in gaps_of_card(whole_card)] == ["translation"]
    assert "translation" not in {
        gap.field for gap in gaps_of_card(card_of("svc-exportni-mentoring"))
    }


def test_editor_is_told_the_gaps_after_publishing(rf: RequestFactory, admin_user: Any) -> None:
    request = rf.get("/")
    request.user = admin_user
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda request: None).process_request(request)
    tell_gaps(request, card_of("svc-exportni-mentoring"))

    text = str(next(iter(get_messages(request))))
    assert "Zeptejte se poskytovatele" in text
    assert f"/admin/pages/{card_of('svc-exportni-mentoring').pk}/edit/" in text


# --- Passports -------------------------------------------------------------------------------


def test_translation_is_outdated_since_the_first_material_change_after_it() -> None:
    card = card_of("svc-exportni-mentoring")
    assert passports()[card.pk].translation == TranslationState.CURRENT
    first = timezone.now()
    for minutes in (5, 0):
        MaterialChange.objects.create(
            page_key=card.translation_key, at=first + timedelta(minutes=minutes), note_cs="Změna."
        )

    passport = passports()[card.pk]
    assert (passport.translation, passport.stale_since) == (TranslationState.STALE, first)

    english = ServiceCard.objects.get(
        translation_key=card.translation_key, locale__language_code="en"
    )
    ServiceCard.objects.filter(pk=english.pk).update(last_published_at=first + timedelta(minutes=6))
    assert passports()[card.pk].translation == TranslationState.CURRENT


def test_translation_is_missing_or_not_published() -> None:
    lonely = ServiceCardFactory()
    card = card_of("svc-exportni-mentoring")
    card.get_translations().first().unpublish()

    found = passports()
    assert found[lonely.pk].translation == TranslationState.MISSING
    assert found[card.pk].translation == TranslationState.DRAFT


@pytest.mark.parametrize(
    ("assured_on", "every", "expected"),
    [
        (None, None, Confirmation.NEVER),
        (TODAY, None, Confirmation.CONFIRMED),
        (TODAY - timedelta(days=400), None, Confirmation.OVERDUE),
        (TODAY - timedelta(days=400), 24, Confirmation.CONFIRMED),
        (TODAY - timedelta(days=100), 3, Confirmation.OVERDUE),
    ],
)
def test_confirmation_lasts_as_long_as_the_card_says(
    assured_on: date | None, every: int | None, expected: Confirmation
) -> None:
    card = ServiceCardFactory(assured_on=assured_on, confirm_every=every)

    assert passports()[card.pk].confirmation == expected


def test_dead_and_unchecked_links_are_counted() -> None:
    card = ServiceCardFactory(
        based_on="https://mrtva.example/",
        description='<a href="https://nova.example/">nová</a>',
    )
    CheckedLink.objects.create(
        url="https://mrtva.example/", outcome="gone", checked_at=timezone.now()
    )

    passport = passports()[card.pk]
    assert passport.broken_links == ["https://mrtva.example/"]
    assert passport.unchecked_links == 1


def test_passports_need_the_same_queries_for_more_cards() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            passports()
        return len(captured)

    before = count()
    for _number in range(20):
        ServiceCardFactory()

    assert count() == before <= 7


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
    ways = [titles(admin_client_cs, f"?ordering={sign}{order}") for sign in ("", "-")]

    assert sorted(ways[0]) == sorted(ways[1])
    assert titles(admin_client_cs, f"?ordering={order}&q=exportní")


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

    for card in (published, edited):
        card.refresh_from_db()
        assert card.assured_on == TODAY
        assert card.get_latest_revision_as_object().assured_on == TODAY
    assert not published.has_unpublished_changes
    assert edited.has_unpublished_changes
    assert edited.title != "Rozepsaný název"
    assert edited.get_latest_revision_as_object().title == "Rozepsaný název"


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
