"""A firm asks: one short form, nothing typed is lost, one enquiry for each sending."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from mail.models import OutgoingMail
from partners.enquiries.states import EnquiryState
from partners.models import Enquiry
from tests.page_client import PageClient
from tests.partners.conftest import (
    COORDINATOR,
    EXPORT_CARD,
    FIRM,
    NEED,
    PARTNER,
    PATHS,
    ask,
    asked,
    body,
    card,
    form_key,
    mails,
    rule,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
PAGES = {"cs": "/cs/polozte-dotaz/", "en": "/en/ask-a-question/"}


@pytest.mark.parametrize("language", PAGES)
def test_enquiry_arrives_and_the_firm_gets_word_in_its_language(language: str) -> None:
    enquiry = asked(language, topic="export", place="most", name="Jana", phone="123")

    (receipt,) = mails("enquiry_receipt", FIRM)
    words = {
        "cs": f"Máme váš dotaz č. {enquiry.pk}",
        "en": f"We have your question no. {enquiry.pk}",
    }
    assert receipt["Subject"] == words[language]
    assert (enquiry.topic, enquiry.place, enquiry.name) == ("export", "most", "Jana")
    assert enquiry.state == EnquiryState.WAITING
    (told,) = mails("enquiry_coordinator", COORDINATOR)
    assert NEED in body(told)


def test_receipt_carries_no_word_of_whoever_typed_it() -> None:
    asked(need="Koupit laciné pilulky na http://spam.example", name="Spamer")

    (receipt,) = mails("enquiry_receipt")
    assert "pilulky" not in receipt.as_string()
    assert "Spamer" not in receipt.as_string()


@pytest.mark.parametrize("language", PAGES)
def test_page_asks_for_no_company_number_and_sets_no_cookie(
    page_client: PageClient, language: str
) -> None:
    page = page_client.get(PAGES[language])

    required = {tag["name"] for tag in page.soup.find_all(attrs={"required": True})}
    assert required == {"need", "email"}
    assert not page.response.cookies


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"need": "x"}, "napište jednou větou, co potřebujete"),
        ({"email": ""}, "napište svou e-mailovou adresu"),
        ({"email": "jana"}, "zavináč"),
        ({"need": "x" * 4001}, "zkraťte to na 4 000 znaků"),
    ],
)
def test_mistake_is_named_and_nothing_typed_is_lost(changes: dict[str, str], advice: str) -> None:
    values = {"need": NEED, "email": FIRM, "name": "Jana <b>", "phone": "777", "place": "most"}

    response = ask(**(values | changes))

    soup = BeautifulSoup(response.content.decode(), "html.parser")
    assert response.status_code == 422
    assert advice in text_of(response).replace("\u00a0", " ").lower()
    assert soup.title.get_text().startswith("Chyba:")
    given = values | changes
    assert soup.find("textarea", attrs={"name": "need"}).get_text() == given["need"]
    for name in ("email", "name", "phone"):
        assert soup.find("input", attrs={"name": name})["value"] == given[name]
    assert soup.find("option", value="most").has_attr("selected")
    assert soup.find(id="chyby")
    assert not Enquiry.objects.exists()


def test_same_form_sent_twice_is_one_enquiry() -> None:
    key = form_key()

    first, second = ask(klic=key), ask(klic=key)

    assert first.status_code == second.status_code == 303
    assert Enquiry.objects.count() == 1
    assert len(mails("enquiry_receipt")) == 1


def test_form_that_a_cache_gave_to_two_people_makes_two_enquiries() -> None:
    ask()
    ask(email="petr@jina.cz")

    assert Enquiry.objects.count() == 2


def test_form_that_is_sent_again_with_the_phone_filled_in_is_not_lost() -> None:
    key = form_key()
    ask(klic=key)
    ask(klic=key, phone="777 123 456")

    assert list(Enquiry.objects.order_by("pk").values_list("phone", flat=True)) == [
        "",
        "777 123 456",
    ]


@pytest.mark.parametrize("name", ["need", "name", "karta", "q", "klic", "topic"])
def test_odd_characters_are_no_error(name: str) -> None:
    for value in ("a\x00b" * 8, "\ud800" * 20, "9" * 5000):
        body = f"{name}={value}".encode("utf-8", "surrogatepass")
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        assert Client().post(PATHS["cs"], body, content_type=kind).status_code < 500
    assert Client().get(f"{PAGES['cs']}?{name}=%00x").status_code == 200


def test_form_that_comes_back_at_once_asks_to_send_it_again_and_keeps_the_words() -> None:
    response = ask(klic=form_key(age=0))

    assert response.status_code == 422
    assert NEED in response.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "x:y:z"])
def test_form_that_is_none_of_ours_is_not_taken(key: str) -> None:
    assert ask(klic=key).status_code == 422
    assert not Enquiry.objects.exists()


def test_robot_that_fills_in_everything_gets_its_words_back_and_nothing_is_kept() -> None:
    """Nor is anything lost of somebody whose browser filled the hidden field in."""
    response = ask(web="http://spam.example")

    assert response.status_code == 422
    assert NEED in response.content.decode()
    assert "spam.example" not in response.content.decode()
    assert not Enquiry.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_form_of_another_site_is_refused() -> None:
    assert ask(Client(headers={"Origin": "https://zlo.example"})).status_code == 403
    assert not Enquiry.objects.exists()


def test_sixth_question_of_an_address_in_a_day_waits_and_keeps_the_words() -> None:
    answers = [ask(need=f"{NEED} {number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert f"{NEED} 5" in answers[-1].content.decode()


def test_network_has_a_limit_of_its_own() -> None:
    answers = [ask(email=f"f{number}@firma.cz").status_code for number in range(21)]

    assert answers == [303] * 20 + [429]


@pytest.mark.parametrize("field", ["name", "phone", "email", "q", "karta"])
def test_line_break_in_a_field_reaches_no_header(field: str) -> None:
    rule()
    ask(**{field: "x\r\nBcc: zlo@example.com"})

    assert not OutgoingMail.objects.exclude(recipient__in=[FIRM, PARTNER, COORDINATOR]).exists()
    assert not [mail for mail in mails() if mail["Bcc"]]


def test_question_about_a_card_names_it_and_keeps_it() -> None:
    page = Client().get(f"{PATHS['cs']}?karta={EXPORT_CARD}", follow=True)

    enquiry = asked(karta=EXPORT_CARD)

    assert page.redirect_chain == [(f"{PAGES['cs']}?karta={EXPORT_CARD}", 302)]
    assert f"Ptáte se na službu: {card().title}" in text_of(page).replace("\u00a0", " ")
    assert enquiry.card_key == card().translation_key


@pytest.mark.parametrize("path", ["/cs/sluzby/pro-exportni-mentoring/", "/cs/hledat/?q=qwxyz"])
def test_card_and_search_lead_to_the_form_with_what_is_known(path: str) -> None:
    soup = BeautifulSoup(Client().get(path).content.decode(), "html.parser")

    links = [a["href"] for a in soup.main.find_all("a", href=True) if "dotaz" in a["href"]]
    known = EXPORT_CARD if "sluzby" in path else "qwxyz"
    assert any(known in link for link in links), links
    form = BeautifulSoup(
        Client().get(next(x for x in links if known in x), follow=True).content.decode(),
        "html.parser",
    )
    assert form.find("input", value=known)


def test_services_that_fit_are_shown_while_asking_and_never_instead() -> None:
    looked = ask(do="podobne", email="")
    fragment = Client().post("/cs/dotaz/podobne/", {"need": NEED})

    assert looked.status_code == 200
    assert "Exportní mentoring" in text_of(looked) or "export" in text_of(looked).lower()
    assert NEED in looked.content.decode()
    assert "Chyba:" not in looked.content.decode()
    assert "<li>" in fragment.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("need", ["", "qwxyz", "\x00", "\"'*()", "a" * 5000])
def test_any_words_may_be_looked_for(need: str) -> None:
    assert Client().post("/cs/dotaz/podobne/", {"need": need}).status_code == 200


def test_page_after_sending_says_who_has_it(page_client: PageClient) -> None:
    rule()
    url = ask()["Location"]

    page = page_client.get(url)

    assert "Inovační centrum" in page.text
    assert "no-store" in page.response["Cache-Control"]
    assert page_client.get("/cs/dotaz/odeslano/?d=1:x:y").soup.h1


def test_asking_takes_no_more_queries_with_many_cards(
    count_queries: Callable[[str], int],
) -> None:
    assert count_queries(PAGES["cs"]) <= 12
    assert count_queries(f"{PAGES['cs']}?karta={EXPORT_CARD}") <= 12
