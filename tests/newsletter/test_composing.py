"""Issues: each item once for each reader, in their language; a ledger that cannot double."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.dates import today_in_prague
from home.models import MaterialChange
from news.models import NewsPage
from newsletter.audience import Bits, Choices
from newsletter.composing import compose, write_ledger
from newsletter.events import record_deadlines
from newsletter.items import Catalogue, Item
from newsletter.models import Delivery, NewsEvent, Run, RunItem, RunState, Variant
from newsletter.models.issues import EventKind
from servicecards.models import ServiceCard
from tests.factories import NewsPageFactory, term
from tests.newsletter.conftest import card, due_run, hides_foreign, reader, told

pytestmark = pytest.mark.django_db


def news(title: str, *topics: str, **values: Any) -> NewsPage:
    """Return a published Czech news item with topics and no translation."""
    page: NewsPage = NewsPageFactory(title=title, **{"date": date(2026, 11, 20), **values})
    page.topics.set([term("topics", code) for code in topics])
    page.save()
    return page


def texts() -> dict[str, str]:
    """Return {address: text of the variant}."""
    rows = Delivery.objects.select_related("subscriber", "variant")
    return {row.subscriber.email: row.variant.text for row in rows}


def test_readers_get_what_fits_them_each_item_once() -> None:
    reader("oba@firma.cz", export=2, dotace=2)
    reader("dotace@firma.cz", dotace=2)
    reader("mesicne@firma.cz", export=3)
    told(news("Obojí", "export", "dotace"))
    told(news("Jen export", "export"))

    due = compose(due_run())

    found = texts()
    assert due == 2
    assert found["oba@firma.cz"].count("Obojí") == 1
    assert "Jen export" in found["oba@firma.cz"]
    assert "Jen export" not in found["dotace@firma.cz"]


def test_readers_with_the_same_items_share_one_rendering() -> None:
    for number in range(5):
        reader(f"u{number}@firma.cz", export=2)
    reader("en@firma.cz", "en", export=2)
    told()

    compose(due_run())

    assert sorted(Variant.objects.values_list("language", "readers")) == [("cs", 5), ("en", 1)]


def test_page_told_twice_stands_once_and_loses_no_reader() -> None:
    reader("export@firma.cz", export=2)
    reader("partner@firma.cz", **{"pro-partnery": 2})
    told(card(), EventKind.CLOSING, deadline=date(2099, 1, 1), occasion="2099-01-01")
    change = MaterialChange.objects.create(page_key=card().translation_key, note_cs="Nově jinak.")
    NewsEvent.objects.filter(change=change).update(ripe_at=0)

    compose(due_run())

    assert set(texts()) == {"export@firma.cz", "partner@firma.cz"}
    assert all(text.count(card().title) == 1 for text in texts().values())


def test_item_of_the_other_language_is_marked_or_left_out() -> None:
    reader("ukaz@firma.cz", "en", export=2)
    hides_foreign(reader("skryj@firma.cz", "en", export=2))
    told(news("Jen česky", "export"))

    compose(due_run())

    (variant,) = Variant.objects.all()
    assert set(texts()) == {"ukaz@firma.cz"}
    assert 'lang="cs"' in variant.html
    assert "(in Czech)" in variant.text
    assert "/en/news/" in variant.text


def test_what_is_withdrawn_or_over_or_gone_drops_out() -> None:
    reader()
    withdrawn, over, gone = (news(title, "export") for title in ("Stažená", "Prošlá", "Zmizelá"))
    for page in (withdrawn, over, gone):
        told(page)
    NewsPage.objects.filter(pk=withdrawn.pk).update(withdrawn_at=date(2026, 11, 1))
    NewsPage.objects.filter(pk=over.pk).update(relevant_until=date(2020, 1, 1))
    gone.unpublish()

    run = due_run()
    compose(run)

    run.refresh_from_db()
    assert run.state == RunState.EMPTY
    assert sorted(RunItem.objects.values_list("absence", flat=True)) == ["gone", "over", "over"]


def test_issue_without_items_or_readers_is_never_sent() -> None:
    reader()
    empty = due_run()
    compose(empty)
    told(news("O dotacích", "dotace"))
    unread = due_run()
    compose(unread)

    states = set(Run.objects.values_list("state", flat=True))
    assert states == {RunState.EMPTY}
    assert not Delivery.objects.exists()


def test_event_is_claimed_once_for_each_frequency() -> None:
    reader("tydne@firma.cz", export=2)
    reader("mesicne@firma.cz", export=3)
    told()

    dues = [compose(due_run(frequency)) for frequency in (2, 2, 3, 3)]

    assert dues == [1, 0, 1, 0]


def test_composing_a_second_time_does_nothing() -> None:
    reader()
    told()
    run = due_run()

    assert compose(run) == 1
    assert compose(run) == -1
    rows = [(d.subscriber_id, 0, "x") for d in Delivery.objects.all()]
    assert write_ledger(run, rows, [Variant.objects.get().pk]) == 0


def test_many_items_are_cut_and_the_rest_stands_on_the_web() -> None:
    reader()
    for number in range(43):
        told(news(f"Zpráva {number:02d}", "export"))

    compose(due_run())

    variant = Variant.objects.get()
    assert variant.html.count("<h3") == 40
    assert "3 další položky na webu" in variant.text
    assert len(variant.html.encode()) < 100_000


def test_queries_of_composing_do_not_grow_with_items_or_readers() -> None:
    def cost(count: int) -> int:
        for number in range(count):
            told(news(f"Zpráva {count} {number}", "export"))
            reader(f"u{count}.{number}@firma.cz")
        with CaptureQueriesContext(connection) as captured:
            compose(due_run())
        import sys

        [print(q["sql"][:220], file=sys.stderr) for q in captured.captured_queries]
        print("=====", file=sys.stderr)
        return len(captured)

    cost(1)  # sites and settings are read once
    assert cost(9) == cost(3)


CODES = ["export", "dotace", "klastry", "inovace-a-vyzkum"]


def item(number: int, topics: frozenset[str], language: str) -> Item:
    values: dict[str, Any] = dict.fromkeys(
        ("title", "text", "text_language", "url", "label", "trail", "day", "days_left"), None
    )
    return Item(
        event=number,
        key=str(number),
        kind="news",
        at=None,  # type: ignore[arg-type]
        priority=0,
        topics=topics,
        language=language,
        **values,
    )


TOPIC_SETS = st.frozensets(st.sampled_from(CODES), max_size=4)
ITEMS = st.lists(st.tuples(TOPIC_SETS, st.sampled_from(["cs", "en"])), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS, chosen=TOPIC_SETS, hides=st.booleans())
def test_bits_choose_exactly_what_sets_would(
    items: list[tuple[frozenset[str], str]], chosen: frozenset[str], hides: bool
) -> None:
    made = [item(number, topics, language) for number, (topics, language) in enumerate(items)]
    bits = Bits.of(made)

    found = Choices({"cs": made}, bits).of(("cs", "hide" if hides else "show", bits.mask(chosen)))

    wanted = [i for i in made if i.topics & chosen and (i.language == "cs" or not hides)]
    assert list(found) == wanted


def test_publishing_with_the_tick_is_an_event_in_the_same_transaction() -> None:
    page = card()
    page.is_material, page.change_note = True, "Nový kontakt."

    page.save_revision().publish()

    event = NewsEvent.objects.get()
    assert (event.kind, event.change.note_cs) == ("change", "Nový kontakt.")
    assert event.page_key == page.translation_key


def test_publishing_without_the_tick_is_no_event() -> None:
    card().save_revision().publish()

    assert not NewsEvent.objects.exists()


def test_news_and_its_translation_are_one_event() -> None:
    page = news("Ohlášená", "export")
    page.send_in_newsletter = True

    page.save_revision().publish()
    page.save_revision().publish()

    assert NewsEvent.objects.filter(page_key=page.translation_key).count() == 1


def test_deadlines_are_told_once() -> None:
    today = today_in_prague()
    closing = card()
    ServiceCard.objects.filter(translation_key=closing.translation_key).update(
        valid_to=today + timedelta(days=5), intake_mode="continuous"
    )
    ServiceCard.objects.first().save()  # renews the stamp that the index waits for

    record_deadlines(today)
    again = record_deadlines(today)

    events = NewsEvent.objects.filter(kind="closing", page_key=closing.translation_key)
    assert [event.deadline for event in events] == [today + timedelta(days=5)]
    assert again == 0


def test_changed_cards_are_for_partners_too_and_news_are_not() -> None:
    changed, new = told(card(), EventKind.CHANGE), told(news("Nová", "export"))
    catalogue = Catalogue([changed, new])

    assert catalogue.topics(changed) == {"export", "pro-partnery"} | catalogue.topics(changed)
    assert "pro-partnery" not in catalogue.topics(new)
