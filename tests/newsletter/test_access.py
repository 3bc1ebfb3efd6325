"""Who opens the newsletter's room in the admin, and what those who may see of the mail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.roles import ADMINISTRATOR, EDITOR, NEWSLETTER_MANAGER, TRANSLATOR
from mail.folder import Folder
from mail.letters import Letter
from mail.states import State
from newsletter import issues
from newsletter.composing import compose
from newsletter.models import Delivery, NewsletterSettings, RunState
from newsletter.results import by_provider
from newsletter.scheduling import plan
from tests.newsletter.conftest import due_run, reader, text, told

pytestmark = pytest.mark.django_db


def test_viewer_shows_what_lies_in_the_folder(
    manager: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_FOLDER = str(tmp_path)
    data = b"Subject: Pokus\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n..tecka\r\n"
    letter = Letter(1, "m+1.0@b.cz", "jana@firma.cz", "m1.0", data)
    list(Folder(tmp_path).send([letter], lambda _letter: None))

    outbox = text(manager.get(reverse("newsletter_outbox")))
    page = text(manager.get(reverse("newsletter_letter", args=["m1"])))
    raw = manager.get(reverse("newsletter_letter", args=["m1"]), {"format": "eml"})

    assert "Pokus" in outbox
    assert "m+1.0@b.cz → jana@firma.cz" in page
    assert raw.content == data.replace(b"..tecka", b".tecka")
    for name in ("m2", "..", "m1.eml"):
        answer = manager.get(f"/admin/newsletter/messages/{name}/", follow=True)
        assert answer.status_code == 404


PAGES = (
    "/admin/newsletter/",
    "/admin/newsletter/{run}/",
    "/admin/newsletter/messages/",
    "/admin/newsletter/{run}/preview/{key}/",
    "/admin/snippets/newsletter/subscriber/",
    "/admin/snippets/newsletter/bounceevent/",
    "/admin/snippets/newsletter/suppression/",
    "/admin/settings/newsletter/newslettersettings/{settings}/",
)
MAY = {EDITOR: 302, TRANSLATOR: 302, NEWSLETTER_MANAGER: 200, ADMINISTRATOR: 200}


@pytest.mark.parametrize("role", MAY)
def test_only_the_newsletters_people_open_its_room(
    member_of: Callable[..., Client],
    role: str,
) -> None:
    told()
    run = plan()[0]
    ids = {
        "run": run.pk,
        "key": issues.previews(run)[0].key,
        "settings": NewsletterSettings.load().pk,
    }
    client = member_of(role)

    answers = {url: client.get(url.format(**ids)).status_code for url in PAGES}

    assert set(answers.values()) == {MAY[role]}, answers


@pytest.mark.parametrize("role", [EDITOR, TRANSLATOR])
def test_others_cannot_post_either(member_of: Callable[..., Client], role: str) -> None:
    run = plan()[0]

    member_of(role).post(reverse("newsletter_run", args=[run.pk]), {"action": "cancel"})

    run.refresh_from_db()
    assert run.state == RunState.PLANNED


def test_nobody_edits_or_adds_subscribers(manager: Client) -> None:
    subscriber = reader()
    for path in (f"edit/{subscriber.pk}/", "add/", f"delete/{subscriber.pk}/"):
        answer = manager.get(f"/admin/snippets/newsletter/subscriber/{path}")
        assert answer.status_code in (302, 403, 404), path


def test_results_are_by_provider_and_name_nobody(manager: Client) -> None:
    for number in range(12):
        reader(f"u{number}@firma{number}.cz")
    reader("a@seznam.cz")
    reader("b@seznam.cz")
    told()
    run = due_run()
    compose(run)
    Delivery.objects.update(state=State.HANDED, result=1)
    run.refresh_from_db()

    rows = by_provider(run)
    page = text(manager.get(reverse("newsletter_run", args=[run.pk])))

    assert (rows[0]["domain"], rows[0]["delivered"]) == ("seznam.cz", 2)
    assert rows[-1]["providers"] == 3
    assert "Součet sedí" in page
    assert "a@seznam.cz" not in page


def test_room_has_one_menu_entry_for_each_list(manager: Client) -> None:
    page = manager.get("/admin/").content.decode()

    assert "/admin/newsletter/" in page
    assert page.count("/admin/snippets/newsletter/subscriber/") == 1
    assert '"/admin/snippets/"' not in page
