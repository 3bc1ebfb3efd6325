"""Gaps and passports: what an editor is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.dates import today_in_prague
from home.linkcheck.records import CheckedLink
from home.models import MaterialChange
from servicecards.editors.passport import Confirmation, TranslationState, passports
from servicecards.gaps import GAPS, gaps_of_card
from servicecards.models import ServiceCard
from servicecards.wagtail_hooks import tell_gaps
from tests.factories import ServiceCardFactory, term
from tests.servicecards.passport_cards import card_of, passport_of

pytestmark = pytest.mark.django_db
LIST = "/admin/passports/"
TODAY = today_in_prague()


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
    assert [gap.field for gap in passport_of(whole_card).gaps] == [field]


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
    assert passport_of(card).translation == TranslationState.CURRENT
    first = timezone.now()
    for minutes in (5, 0):
        MaterialChange.objects.create(
            page_key=card.translation_key, at=first + timedelta(minutes=minutes), note_cs="Změna."
        )

    passport = passport_of(card)
    assert (passport.translation, passport.stale_since) == (TranslationState.STALE, first)

    english = ServiceCard.objects.get(
        translation_key=card.translation_key, locale__language_code="en"
    )
    ServiceCard.objects.filter(pk=english.pk).update(last_published_at=first + timedelta(minutes=6))
    assert passport_of(card).translation == TranslationState.CURRENT


def test_translation_is_missing_or_not_published() -> None:
    lonely = ServiceCardFactory()
    card = card_of("svc-exportni-mentoring")
    card.get_translations().first().unpublish()

    assert passport_of(lonely).translation == TranslationState.MISSING
    assert passport_of(card).translation == TranslationState.DRAFT


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

    assert passport_of(card).confirmation == expected


def test_dead_and_unchecked_links_are_counted() -> None:
    card = ServiceCardFactory(
        based_on="https://mrtva.example/",
        description='<a href="https://nova.example/">nová</a>',
    )
    CheckedLink.objects.create(
        url="https://mrtva.example/", outcome="gone", checked_at=timezone.now()
    )

    passport = passport_of(card)
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
