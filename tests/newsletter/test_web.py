"""Archive, feeds, health, the domain's set-up, and what the database keeps apart."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import dns.message
import dns.rdatatype
import dns.rrset
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from mail.ledger import now
from mail.models import OutgoingMail, WorkerStatus
from mail.states import State
from newsletter.composing import compose
from newsletter.health import problems
from newsletter.mail_setup import DnsResolver, check, key_bits, signed_one_click
from newsletter.models import Delivery, Run, RunState, Variant
from tests.mail.test_outbox import stored
from tests.newsletter.conftest import card, due_run, reader, told
from tests.newsletter.test_composing import news
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = {"cs": "/cs/zpravodaj/", "en": "/en/newsletter/"}


def sent_issue(**values: Any) -> Run:
    """Return an issue that one Czech reader got."""
    reader()
    told()
    run = due_run(key="weekly-2026-11-30", **values)
    compose(run)
    return run


@pytest.mark.parametrize("language", ARCHIVE)
def test_archive_lists_issues_and_each_is_a_page(page_client: PageClient, language: str) -> None:
    sent_issue(intro_cs="Úvod", intro_en="Introduction")

    page = page_client.get(ARCHIVE[language])
    issue = page_client.get(f"{ARCHIVE[language]}weekly-2026-11-30/")

    assert f"{ARCHIVE[language]}weekly-2026-11-30/" in str(page.soup.main)
    assert {"cs": "Úvod", "en": "Introduction"}[language] in issue.text
    assert card().get_url().split("/")[-2] in str(issue.soup.main) or language == "en"


@pytest.mark.parametrize("language", ARCHIVE)
def test_empty_archive_says_so(page_client: PageClient, language: str) -> None:
    assert page_client.get(ARCHIVE[language]).text


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.HELD])
def test_stopped_issue_is_still_read_by_those_who_got_it(state: RunState) -> None:
    run = sent_issue()
    Run.objects.filter(pk=run.pk).update(state=state)

    assert Client().get(f"/cs/zpravodaj/{run.key}/").status_code == 200


@pytest.mark.parametrize("state", [RunState.PLANNED, RunState.HELD, RunState.EMPTY])
def test_issue_that_nobody_got_is_not_public(state: RunState) -> None:
    due_run(key="tajne", state=state)

    assert Client().get("/cs/zpravodaj/tajne/").status_code == 404


def test_page_that_is_not_public_any_more_leaves_the_archive() -> None:
    reader()
    page = news("Zmizelá", "export")
    told(page)
    compose(due_run(key="weekly-x"))

    page.unpublish()

    assert "Zmizelá" not in Client().get("/cs/zpravodaj/weekly-x/").content.decode()


def test_queries_of_the_archive_do_not_grow_with_issues(count_queries: Any) -> None:
    def cost(count: int) -> int:
        for _number in range(count):
            due_run(state=RunState.DONE, due=1, composed_at=timezone.now())
        return int(count_queries("/cs/zpravodaj/"))

    assert cost(1) == cost(6) <= 12


def test_archive_feed_has_one_entry_for_each_issue() -> None:
    sent_issue()
    due_run(key="prazdne", state=RunState.EMPTY)

    for path in ("/cs/zpravodaj/issues.atom", "/en/newsletter/issues.atom"):
        feed = ElementTree.fromstring(Client().get(path).content)  # noqa: S314  (ours)
        (entry,) = feed.findall(f"{ATOM}entry")
        assert "weekly-2026-11-30" in entry.find(f"{ATOM}link").get("href")


@pytest.mark.parametrize("language", ["cs", "en"])
@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_feed_tells_the_same_as_the_mail(language: str, form: str) -> None:
    reader("jana@firma.cz", language, export=2)
    told()
    told(news("O dotacích", "dotace"))
    compose(due_run())

    everything = Client().get(f"/{language}/feeds/topics.{form}")
    some = Client().get(f"/{language}/feeds/topics.{form}?tema=export,klastry").content.decode()

    title = card().title if language == "cs" else "Pro-export mentoring"
    assert everything.status_code == 200
    assert "dotac" in everything.content.decode()
    assert title in some.replace("\u00a0", " ") or title.lower() in some.lower()
    assert "O dotacích" not in some
    assert "O dotacích" not in Variant.objects.get().text


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_feed_answers_304_to_who_has_it(form: str) -> None:
    told()
    first = Client().get(f"/cs/feeds/topics.{form}")

    again = Client(headers={"if-none-match": first["ETag"]}).get(f"/cs/feeds/topics.{form}")

    assert again.status_code == 304


def test_feed_of_an_unknown_topic_is_empty_and_of_an_unknown_form_is_not_there() -> None:
    told()

    assert "<entry" not in Client().get("/cs/feeds/topics.atom?tema=nesmysl").content.decode()
    assert Client().get("/cs/feeds/topics.exe").status_code == 404


def test_feed_opened_in_a_browser_has_a_stylesheet() -> None:
    content = Client().get("/cs/feeds/topics.rss").content.decode()

    assert "xml-stylesheet" in content
    assert "feed.xsl" in content


# --- Health ---------------------------------------------------------------------------------------


def alive() -> None:
    WorkerStatus.objects.create(number=1, pid=1, seen_at=now())


def test_health_is_well_while_mail_goes_out() -> None:
    alive()

    answer = Client().get("/mailz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "problems": []})
    assert "no-store" in answer["Cache-Control"]


def trouble(name: str) -> None:
    """Make one thing wrong."""
    if name == "no worker runs":
        WorkerStatus.objects.update(seen_at=now() - 300)
    elif name == "the mail server does not answer":
        WorkerStatus.objects.update(paused_since=now() - 3600)
    elif name == "single messages wait":
        OutgoingMail.objects.filter(pk=stored().pk).update(
            created_at=timezone.now() - timedelta(hours=1)
        )
    elif name == "published news is in no issue":
        event = told()
        type(event).objects.update(at=timezone.now() - timedelta(hours=5))
    elif name == "an issue is late":
        Run.objects.filter(pk=due_run().pk).update(due_at=now() - 2 * 3600)
    elif name == "an issue is held":
        due_run(state=RunState.HELD)
    else:
        sent_issue()
        Delivery.objects.update(state=State.UNCERTAIN)


@pytest.mark.parametrize(
    "name",
    [
        "no worker runs",
        "the mail server does not answer",
        "single messages wait",
        "published news is in no issue",
        "an issue is late",
        "an issue is held",
        "letters are uncertain",
    ],
)
def test_health_names_what_is_wrong(name: str) -> None:
    alive()
    trouble(name)

    assert problems() == [name]
    assert Client().get("/mailz").status_code == 503


# --- The domain's set-up, against a resolver of the tests' own --------------------------------

KEY = "v=DKIM1; k=rsa; p=" + "A" * 392  # as long as a key of 2,048 bits
RECORDS = {
    ("portal.example.", "TXT"): ['"other"'],
    ("bounce.portal.example.", "MX"): ["10 mail.portal.example."],
    ("bounce.portal.example.", "TXT"): ['"v=spf1 a mx " "-all"'],
    ("_dmarc.portal.example.", "TXT"): ['"v=DMARC1; p=quarantine"'],
    ("s1._domainkey.portal.example.", "TXT"): [f'"{KEY[:200]}" "{KEY[200:]}"'],
    ("5.2.0.192.in-addr.arpa.", "PTR"): ["mail.portal.example."],
    ("mail.portal.example.", "A"): ["192.0.2.5"],
}


@pytest.fixture
def resolver() -> Iterator[tuple[DnsResolver, dict[tuple[str, str], list[str]]]]:
    """A DNS server in this process, and the records that it answers with."""
    records = {key: list(values) for key, values in RECORDS.items()}
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                data, address = server.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(data)
            reply, question = dns.message.make_response(query), query.question[0]
            kind = dns.rdatatype.to_text(question.rdtype)
            found = records.get((question.name.to_text().lower(), kind), [])
            if found:
                reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
            server.sendto(reply.to_wire(), address)

    threading.Thread(target=answer, daemon=True).start()
    yield DnsResolver("127.0.0.1", server.getsockname()[1]), records
    server.close()


def wrong(resolver: DnsResolver) -> list[str]:
    found = check(resolver, "portal.example", "bounce.portal.example", "s1", "192.0.2.5")
    return [finding.name.split()[0] for finding in found if not finding.is_right]


def test_domain_that_is_set_up_well_has_no_findings(resolver: Any) -> None:
    assert wrong(resolver[0]) == []


FAULTS = {
    "SPF": {("bounce.portal.example.", "TXT"): ['"v=spf1 +all"']},
    "SPF twice": {("bounce.portal.example.", "TXT"): ['"v=spf1 -all"', '"v=spf1 a -all"']},
    "DMARC": {("_dmarc.portal.example.", "TXT"): []},
    "MX": {("bounce.portal.example.", "MX"): []},
    "DKIM": {("s1._domainkey.portal.example.", "TXT"): ['"v=DKIM1; p=' + "A" * 216 + '"']},
    "PTR": {("mail.portal.example.", "A"): ["192.0.2.6"]},
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_domain_is_found(resolver: Any, name: str) -> None:
    resolver[1].update(FAULTS[name])

    assert wrong(resolver[0]) == [name.split()[0]]


def test_bounce_domain_of_somebody_else_is_found(resolver: Any) -> None:
    findings = check(resolver[0], "portal.example", "bounce.other.example")

    assert "SPF alignment of bounce.other.example" in [f.name for f in findings if not f.is_right]


@pytest.mark.parametrize(
    ("headers", "is_right"),
    [
        ("From:To:List-Unsubscribe:\n List-Unsubscribe-Post:Date", True),
        ("From:To:Subject:List-Unsubscribe:List-Id:Date", False),
        ("", False),
    ],
)
def test_one_click_must_be_signed(headers: str, is_right: bool) -> None:
    message = f"DKIM-Signature: v=1; a=rsa-sha256; h={headers};\n b=x\nFrom: a@b.cz\n\ntext"

    assert signed_one_click(message).is_right == is_right
    assert key_bits(KEY) >= 2048


def test_command_says_what_to_do_and_fails(
    resolver: Any, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.NEWSLETTER_FROM, settings.BOUNCE_DOMAIN = "n@portal.example", "bounce.portal.example"
    resolver[1].update(FAULTS["DMARC"])
    port = resolver[0]._resolver.port

    with pytest.raises(SystemExit, match="1"):
        call_command("check_mail_setup", server="127.0.0.1", port=port)

    output = capsys.readouterr().out
    assert "NO  DMARC portal.example" in output
    assert "Add the TXT record _dmarc.portal.example" in output


def test_feed_entry_keeps_its_name_when_the_page_is_told_again() -> None:
    told()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        content = Client().get("/cs/feeds/topics.json").json()

    ids = [item["id"] for item in content["items"]]
    assert len(ids) == len(set(ids)) == 1
