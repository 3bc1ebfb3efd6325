"""The stamp of the content: it changes with the content, and with nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from wagtail.models import PageViewRestriction

from home.models import Navigation, Term
from home.stamp import present_stamp, renew
from home.vocabularies import Vocabulary
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import ServiceCardFactory, term

pytestmark = pytest.mark.django_db


def restrict(card: ServiceCard) -> None:
    PageViewRestriction.objects.create(page=card, restriction_type="login")


def classify(card: ServiceCard) -> None:
    card.topics.set([term("topics", "export")])
    card.save()


CHANGES: dict[str, Callable[[ServiceCard], object]] = {
    "saved": lambda card: card.save(),
    "published": lambda card: card.save_revision().publish(),
    "unpublished": lambda card: card.unpublish(),
    "deleted": lambda card: card.delete(),
    "classified": classify,
    "restricted": restrict,
    "changed in bulk": lambda card: ServiceCard.objects.filter(pk=card.pk).update(live=False),
    "call added": lambda card: ServiceCall.objects.create(
        card=card, locale=card.locale, closes=date(2030, 1, 1)
    ),
    "term renamed": lambda card: term("topics", "export").save(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_of_the_content_renews_the_stamp(change: Callable[[ServiceCard], object]) -> None:
    card = ServiceCardFactory()
    before = present_stamp()

    change(card)

    assert present_stamp() != before


def test_saved_draft_leaves_the_stamp() -> None:
    card = ServiceCardFactory()
    before = present_stamp()
    card.title = "Rozepsané"
    card.save_revision()

    assert present_stamp() == before


def test_what_is_no_content_leaves_the_stamp() -> None:
    before = present_stamp()
    User.objects.create_user("nekdo", password="x" * 16)

    assert present_stamp() == before


def test_stamp_that_was_rolled_back_does_not_come_again() -> None:
    rolled_back = set()
    for _number in range(5):
        with transaction.atomic():
            renew()
            rolled_back.add(present_stamp())
            transaction.set_rollback(True)

    assert len(rolled_back) == 5


def test_list_shows_a_change_at_once_though_the_index_is_kept(client: Client) -> None:
    client.get("/cs/sluzby/")
    card = ServiceCardFactory(title="Zcela nová služba")
    assert "Zcela nová služba" in client.get("/cs/sluzby/?razeni=termin&strana=9").content.decode()
    assert client.get("/cs/sluzby/?podpora=poradenstvi").status_code == 200

    card.unpublish()

    assert "Zcela nová služba" not in client.get("/cs/sluzby/?strana=9").content.decode()


def test_list_without_a_menu_is_fresh_too(client: Client) -> None:
    Navigation.objects.all().delete()
    client.get("/cs/sluzby/")
    ServiceCardFactory(title="Abeceda služeb")

    assert "Abeceda služeb" in client.get("/cs/sluzby/").content.decode()


def test_list_shows_a_renamed_term_at_once(client: Client) -> None:
    client.get("/cs/sluzby/")
    Term.objects.filter(pk=term(Vocabulary.SUPPORT_TYPES, "poradenstvi").pk).update(
        name="nezávislá rada"
    )

    assert "nezávislá rada" in client.get("/cs/sluzby/").content.decode()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_writers_do_not_wait_for_one_another() -> None:
    """A second writer takes a row of its own while the first one's is not committed."""
    renew()
    failures: list[DatabaseError] = []

    def write() -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
                renew()
                transaction.set_rollback(True)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        renew()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(10)

    assert failures == []
