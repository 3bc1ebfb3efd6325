"""The editors' room: see before, shape, hold, send, correct; sums that add up; nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from mail.models import OutgoingMail
from mail.states import State
from newsletter import issues
from newsletter.composing import compose
from newsletter.models import (
    Delivery,
    NewsEvent,
    Run,
    RunItem,
    RunState,
    Subscriber,
    Variant,
)
from newsletter.models.issues import EventKind
from newsletter.results import sums
from newsletter.scheduling import plan, send_due
from tests.newsletter.conftest import card, due_run, reader, text, told
from tests.newsletter.test_composing import news

pytestmark = pytest.mark.django_db


def act(client: Client, run: Run, action: str, **values: Any) -> Any:
    return client.post(
        reverse("newsletter_run", args=[run.pk]), {"action": action, **values}, follow=True
    )


def test_list_counts_the_next_issue_live(manager: Client) -> None:
    reader("a@firma.cz", export=2)
    reader("b@firma.cz", export=2, dotace=2)
    told()
    told(news("O dotacích", "dotace"))
    plan()

    soup = BeautifulSoup(manager.get(reverse("newsletter_runs")).content, "html.parser")

    (row,) = [tr for tr in soup.find_all("tr") if "Týden" in tr.text]
    items, readers, variants = (int(td.text) for td in row.find_all("td")[-3:])
    assert (items, readers, variants) == (2, 2, 2)


def test_queries_of_the_list_do_not_grow_with_issues(manager: Client) -> None:
    def cost(count: int) -> int:
        for _number in range(count):
            due_run(state=RunState.DONE, archived={"due": 1, "handed": 1})
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(reverse("newsletter_runs")).status_code == 200
        return len(captured)

    cost(1)
    assert cost(9) == cost(3)


def test_editor_orders_pins_and_drops(manager: Client) -> None:
    reader(export=2)
    first, second, third = (told(news(title, "export")) for title in ("Prvá", "Druhá", "Třetí"))
    run = plan()[0]

    act(
        manager,
        run,
        "arrange",
        event=[first.pk, second.pk, third.pk],
        **{f"place-{first.pk}": 3, f"place-{second.pk}": 1, f"place-{third.pk}": 2},
        pinned=[third.pk],
        dropped=[second.pk],
    )
    issues.send_now(run)
    send_due()

    variant = Variant.objects.get()
    assert "Druhá" not in variant.text
    assert variant.text.index("NEJDŮLEŽITĚJŠÍ") < variant.text.index("Třetí")
    assert variant.text.index("Třetí") < variant.text.index("Prvá")


def test_dropped_item_does_not_come_back_in_the_next_issue() -> None:
    reader(export=2)
    event = told()
    run = plan()[0]
    issues.arrange(run, [event.pk], set(), {event.pk})
    issues.send_now(run)
    send_due()

    assert compose(due_run()) == 0


def test_item_taken_back_drops_out_of_everything(manager: Client) -> None:
    reader(export=2)
    event = told()
    run = plan()[0]

    act(manager, run, "", withdrawn=event.pk)

    event.refresh_from_db()
    assert event.withdrawn_at
    assert compose(due_run(2)) == compose(due_run(3)) == 0


def test_introduction_stands_in_each_language(manager: Client) -> None:
    reader("cs@firma.cz", "cs")
    reader("en@firma.cz", "en")
    told()
    run = plan()[0]

    act(manager, run, "save_intro", intro_cs="Milí čtenáři,", intro_en="Dear readers,")
    issues.send_now(run)
    send_due()

    texts = dict(Variant.objects.values_list("language", "text"))
    assert "Milí čtenáři," in texts["cs"]
    assert "Dear readers," in texts["en"]


def test_sending_now_leaves_the_regular_day_to_the_next(manager: Client) -> None:
    reader(export=2)
    told()
    run = plan()[0]
    day = run.day

    act(manager, run, "send_now")
    done = send_due()
    again = plan()[0]

    assert list(done.values()) == [1]
    assert (again.day, again.key) == (day, f"weekly-{day}")


def test_issue_is_scheduled_held_and_released(manager: Client) -> None:
    run = plan()[0]
    when = timezone.localtime() + timedelta(days=2)

    act(manager, run, "schedule", when=when.strftime("%Y-%m-%dT%H:%M"))
    plan()
    run.refresh_from_db()
    assert abs(run.due_at - when.timestamp()) < 61

    act(manager, run, "hold", reason="Čeká na schválení.")
    run.refresh_from_db()
    assert (run.state, run.hold_reason) == (RunState.HELD, "Čeká na schválení.")

    act(manager, run, "release")
    run.refresh_from_db()
    assert run.state == RunState.PLANNED


@pytest.mark.parametrize("when", ["", "nesmysl", "2020-01-01T07:00"])
def test_time_in_the_past_is_refused_with_a_word(manager: Client, when: str) -> None:
    run = plan()[0]

    answer = act(manager, run, "schedule", when=when)

    assert "Zvolte" in text(answer)
    run.refresh_from_db()
    assert not run.is_by_hand


def test_cancelled_plan_gives_its_items_to_the_next_issue(manager: Client) -> None:
    reader(export=2)
    event = told()
    run = plan()[0]
    issues.arrange(run, [event.pk], set(), set())

    act(manager, run, "cancel")

    assert not RunItem.objects.exists()
    assert compose(due_run()) == 1


def test_cancelling_while_it_is_sent_stops_the_rest_and_the_sum_adds_up(
    manager: Client, deliver: Callable[[], list[EmailMessage]]
) -> None:
    for number in range(3):
        reader(f"u{number}@firma.cz")
    told()
    run = due_run()
    compose(run)
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=first.pk).update(state=State.HANDED)
    run.refresh_from_db()

    act(manager, run, "cancel")

    run.refresh_from_db()
    found = sums(run)
    assert deliver() == []
    assert (found.due, found.handed, found.cancelled, found.adds_up) == (3, 1, 2, True)


def test_correction_goes_to_exactly_those_who_got_the_issue(
    manager: Client, deliver: Callable[[], list[EmailMessage]]
) -> None:
    reader("dostal@firma.cz")
    left = reader("odesel@firma.cz")
    told()
    run = due_run()
    compose(run)
    deliver()
    Subscriber.objects.filter(pk=left.pk).update(status=3)
    reader("pozdeji@firma.cz")

    texts = {"text_cs": "Uzávěrka je 15. 12.", "text_en": "The deadline is 15 December."}
    answer = act(manager, run, "correct", **texts)
    assert "Nejdřív vydání pozastavte" in text(answer)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    for _click in range(2):
        act(manager, run, "correct", **texts)
    send_due()
    *_first, correction = deliver()

    assert correction["To"] == "dostal@firma.cz"
    assert str(correction["Subject"]).startswith("Oprava: Týden pro firmy v kraji")
    assert "Uzávěrka je 15. 12." in correction.get_body(("plain",)).get_content()
    web = Client().get(reverse("newsletter_issue", args=[run.key])).content.decode()
    assert "Uzávěrka je" in web


@pytest.mark.parametrize("missing", ["text_cs", "text_en"])
def test_correction_needs_both_languages(manager: Client, missing: str) -> None:
    run = due_run(state=RunState.DONE, due=1, composed_at=timezone.now())
    texts = {"text_cs": "a", "text_en": "b", missing: " "}

    answer = act(manager, run, "correct", **texts)

    assert "Napište opravu v obou jazycích" in text(answer)
    assert Run.objects.count() == 1


def test_preview_shows_a_variant_in_light_dark_phone_and_text(manager: Client) -> None:
    reader(export=2)
    told()
    run = plan()[0]
    preview, *_others = issues.previews(run)

    answer = manager.get(reverse("newsletter_preview", args=[run.pk, preview.key]))

    soup = BeautifulSoup(answer.content, "html.parser")
    frames = soup.find_all("iframe")
    assert [frame["width"] for frame in frames] == ["640", "640", "360", "360"]
    assert card().title in frames[0]["srcdoc"].replace("\u00a0", " ")
    assert "\ue001" not in answer.content.decode()


def test_test_mail_goes_to_any_address_marked_as_one(manager: Client) -> None:
    reader(export=2)
    told()
    run = plan()[0]
    preview, *_others = issues.previews(run)

    act(manager, run, "send_test", to="kolega@kraj.cz", variant=preview.key)

    row = OutgoingMail.objects.get()
    assert (row.recipient, row.kind) == ("kolega@kraj.cz", "newsletter_test")
    assert row.subject.startswith("[Test] Týden pro firmy")
    assert b"\x00" not in bytes(row.content)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("to", ["", "kolega", "a@b.cz\r\nBcc: x@y.cz"])
def test_test_mail_to_a_wrong_address_is_refused(manager: Client, to: str) -> None:
    reader(export=2)
    told()
    run = plan()[0]
    preview, *_others = issues.previews(run)

    act(manager, run, "send_test", to=to, variant=preview.key)

    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(("answer", "state"), [("1", State.HANDED), ("0", State.QUEUED)])
def test_uncertain_letters_are_shown_and_decided(
    manager: Client, answer: str, state: State
) -> None:
    reader()
    told()
    run = due_run()
    compose(run)
    Delivery.objects.update(state=State.UNCERTAIN)
    assert "U nejistých zpráv se neví" in text(
        manager.get(reverse("newsletter_run", args=[run.pk]))
    )

    act(manager, run, "decide", was_sent=answer)

    assert Delivery.objects.get().state == state


def test_every_action_is_kept_in_the_audit_log(manager: Client) -> None:
    run = plan()[0]

    act(manager, run, "hold", reason="x")
    act(manager, run, "release")

    entries = ModelLogEntry.objects.filter(object_id=str(run.pk)).order_by("timestamp")
    assert [entry.action for entry in entries] == ["newsletter.hold", "newsletter.release"]
    assert {entry.user.username for entry in entries} == {"clen"}


def test_editor_sees_whom_a_page_reaches_before_publishing(admin_client_cs: Client) -> None:
    reader("a@firma.cz", export=1)
    reader("b@firma.cz", export=2)
    reader("c@firma.cz", **{"pro-partnery": 2})

    page = text(admin_client_cs.get(f"/admin/pages/{card().pk}/edit/"))

    assert "1 hned, jakmile něco vyjde" in page
    assert "2 v týdenním vydání" in page


def test_closing_items_count_the_days() -> None:
    reader(export=2)
    day = timezone.localdate() + timedelta(days=4)
    told(card(), EventKind.CLOSING, deadline=day, occasion=day.isoformat())
    compose(due_run())

    assert "zbývají 4 dny" in Variant.objects.get().text
    assert NewsEvent.objects.count() == 1
