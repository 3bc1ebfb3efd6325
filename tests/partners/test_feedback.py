"""Did this help? Anonymous, counted for the translation group, once seen by editors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import timezone

from mail.privacy import keep_periods
from partners.editors.feedback import votes_since
from partners.models import Feedback
from tests.page_client import check_valid
from tests.partners.conftest import card, text_of

pytestmark = pytest.mark.django_db
ADDRESSES = {"cs": "/cs/zpetna-vazba/", "en": "/en/feedback/"}
COMMENTS = {"cs": "/cs/zpetna-vazba/komentar/", "en": "/en/feedback/comment/"}


def vote(language: str = "cs", answer: str = "ne", client: Client | None = None) -> object:
    form = {"stranka": str(card().translation_key), "pomohlo": answer}
    return (client or Client()).post(ADDRESSES[language], form)


def fields(response: object) -> dict[str, str]:
    soup = BeautifulSoup(response.content.decode(), "html.parser")  # type: ignore[attr-defined]
    return {tag["name"]: tag["value"] for tag in soup.main.find_all("input", type="hidden")}


@pytest.mark.parametrize("path", ["/cs/sluzby/pro-exportni-mentoring/", "/en/news/", "/cs/"])
def test_every_page_asks_once_without_a_cookie(path: str) -> None:
    response = Client().get(path)

    soup = BeautifulSoup(response.content.decode(), "html.parser")
    (form,) = soup.select("main .feedback form")
    assert form["action"] in ADDRESSES.values()
    assert not response.cookies


@pytest.mark.parametrize("language", ADDRESSES)
def test_vote_counts_for_both_languages_and_sets_no_cookie(language: str) -> None:
    response = vote(language)

    check_valid(response.content.decode())
    row = Feedback.objects.get()
    assert (str(row.page_key), row.is_helpful) == (str(card().translation_key), False)
    assert not response.cookies
    assert card().title in text_of(response).replace("\u00a0", " ") or language == "en"
    (counted,) = votes_since(30, "cs")
    assert (counted.yes, counted.no) == (0, 1)


def test_comment_belongs_to_its_vote_and_is_taken_once() -> None:
    given = fields(vote())

    for text in ("Chybí telefon.", "Něco jiného"):
        response = Client().post(COMMENTS["cs"], {**given, "komentar": text})

    assert response.status_code == 200
    assert [row.comment for row in Feedback.objects.all()] == ["Chybí telefon."]


@pytest.mark.parametrize("mark", ["", "x", "1:abc:def"])
def test_comment_without_a_vote_is_thanked_for_and_not_kept(mark: str) -> None:
    vote()
    form = {"stranka": str(card().translation_key), "hlas": mark, "komentar": "Spam."}

    response = Client().post(COMMENTS["cs"], form)

    assert response.status_code == 200
    assert not Feedback.objects.exclude(comment="").exists()


def test_network_counts_five_times_a_day_on_one_page_and_is_always_thanked() -> None:
    answers = [vote() for _number in range(7)]

    assert {answer.status_code for answer in answers} == {200}
    assert Feedback.objects.count() == 5


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_vote_on_no_page_is_not_found(key: str) -> None:
    assert Client().post(ADDRESSES["cs"], {"stranka": key, "pomohlo": "ano"}).status_code == 404


def test_vote_from_another_site_is_refused() -> None:
    stranger = Client(headers={"Origin": "https://zlo.example"})

    assert vote(client=stranger).status_code == 403
    assert not Feedback.objects.exists()


def test_page_that_is_not_public_takes_no_vote() -> None:
    for page in type(card()).objects.filter(translation_key=card().translation_key):
        page.unpublish()

    assert vote().status_code == 404


def test_comments_go_after_their_period_and_counts_stay() -> None:
    old = timezone.localdate() - timedelta(days=settings.RETENTION["feedback"] + 1)
    for day in (old, timezone.localdate()):
        Feedback.objects.create(
            page_key=card().translation_key,
            language="cs",
            is_helpful=False,
            comment="Chybí.",
            day=day,
        )

    keep_periods()

    assert sorted(row.comment for row in Feedback.objects.all()) == ["", "Chybí."]


@pytest.mark.parametrize("pages", [3, 9])
def test_report_asks_the_same_for_more_pages(
    admin_client_cs: Client, django_assert_max_num_queries: Callable[..., object], pages: int
) -> None:
    keys = type(card()).objects.filter(locale__language_code="cs").values("translation_key")
    for row in keys[:pages]:
        Feedback.objects.create(
            page_key=row["translation_key"], language="cs", is_helpful=True, comment="Dík <b>"
        )

    with django_assert_max_num_queries(22):
        response = admin_client_cs.get("/admin/contact-point/feedback/")

    assert len(response.context["votes"]) == pages
    assert "Dík &lt;b&gt;" in response.content.decode()
