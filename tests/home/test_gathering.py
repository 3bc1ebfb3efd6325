"""Topic pages, glossary and what belongs together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from django.core.exceptions import ValidationError

from home.gathering import GROUP_LENGTH
from home.glossary_list import initial
from home.models import GlossaryTermPage, PageLink, TopicPage
from tests.conftest import CONTENT
from tests.factories import (
    GlossaryTermPageFactory,
    NewsPageFactory,
    ProjectPageFactory,
    ServiceCardFactory,
    term,
)
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
GLOSSARY = yaml.safe_load((CONTENT / "facts/glossary.yaml").read_text(encoding="utf-8"))
PAGES = yaml.safe_load((CONTENT / "facts/pages.yaml").read_text(encoding="utf-8"))["pages"]


def headings(page_client: PageClient, url: str) -> list[str]:
    return [h.get_text(strip=True) for h in page_client.get(url).soup.main.find_all("h2")]


def topic(language: str = "cs") -> TopicPage:
    return TopicPage.objects.get(identifier="page-tema-prumysl-4-0", locale__language_code=language)


# --- Topic pages -----------------------------------------------------------------------------


def test_topic_gathers_all_types_by_itself(page_client: PageClient) -> None:
    assert headings(page_client, "/en/industry-4-0/")[1:] == [
        *("Service cards", "Projects", "News items", "Glossary terms", "Related pages"),
        "Did you find what you needed?",
    ]
    assert "Action-plan cards" in headings(page_client, "/en/export/")


def test_topic_has_the_introduction_and_tasks_of_the_facts(page_client: PageClient) -> None:
    row = next(row for row in PAGES if row["id"] == "page-tema-prumysl-4-0")

    for language, url in (("cs", "/cs/prumysl-4-0/"), ("en", "/en/industry-4-0/")):
        text = page_client.get(url).text
        for sentence in (row["intro"][language], *row["tasks"][language]):
            assert sentence in text


def test_new_page_with_the_topic_appears_and_a_draft_does_not(page_client: PageClient) -> None:
    topics = {"topics": [("topics", "prumysl-4-0")]}
    ServiceCardFactory(title="Nová služba", terms=topics)
    ServiceCardFactory(title="Rozepsaná služba", terms=topics, live=False)

    text = page_client.get("/cs/prumysl-4-0/").text

    assert "Nová služba" in text
    assert "Rozepsaná služba" not in text


def test_long_group_leads_to_the_filtered_list(page_client: PageClient) -> None:
    for _number in range(GROUP_LENGTH):
        ServiceCardFactory(terms={"topics": [("topics", "prumysl-4-0")]})

    section = page_client.get("/cs/prumysl-4-0/").soup.find(
        "section", attrs={"aria-labelledby": "servicecard"}
    )

    assert len(section.find_all("h3")) == GROUP_LENGTH
    assert section.header.a["href"] == "/cs/sluzby/?tema=prumysl-4-0"


def test_topic_with_a_page_leads_there_and_others_to_the_list(page_client: PageClient) -> None:
    legend = page_client.get("/en/").soup.find("ul", class_="legend")
    addresses = {link["href"] for link in legend.find_all("a")}

    assert {"/en/industry-4-0/", "/en/export/", "/en/services/?tema=financovani"} <= addresses
    assert "/en/services/?tema=export" not in addresses


def test_topic_has_one_page_in_each_language() -> None:
    twin = topic()
    twin.pk = None
    twin.identifier = "page-tema-druhe"
    twin.translation_key = "00000000-0000-4000-8000-000000000000"

    with pytest.raises(ValidationError, match="topic"):
        twin.clean()


def test_topic_pages_need_the_same_queries_for_more(
    count_queries: Callable[[str], int],
) -> None:
    urls = ("/cs/prumysl-4-0/", "/en/industry-4-0/")
    ServiceCardFactory(terms={"topics": [("topics", "prumysl-4-0")]})  # one without translation
    before = [count_queries(url) for url in urls]
    for _number in range(2 * 9):
        ServiceCardFactory(terms={"topics": [("topics", "prumysl-4-0")]})
        ProjectPageFactory(with_topics=["prumysl-4-0"])
        NewsPageFactory().topics.set([term("topics", "prumysl-4-0")])

    assert [count_queries(url) for url in urls] == before
    assert max(before) <= 12


# --- Glossary --------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "url"), [("cs", "/cs/slovnik/"), ("en", "/en/glossary/")])
def test_glossary_has_every_term_of_the_facts(
    page_client: PageClient, language: str, url: str
) -> None:
    soup = page_client.get(url).soup
    found = {
        " ".join(row.dt.get_text().split()): " ".join(row.dd.get_text().split())
        for row in soup.main.find_all("div")
        if row.dt and row.dd and row.parent.name == "dl"
    }

    assert len(found) == len(GLOSSARY["glossary"])
    for row in GLOSSARY["glossary"]:
        term_text = row["term"][language].replace("'", "’")
        assert found[term_text] == row["def"][language].replace("'", "’")


def test_glossary_stands_in_czech_order(page_client: PageClient) -> None:
    for title in ("chata", "cihla", "hora", "řeka", "rum"):
        GlossaryTermPageFactory(title=title)

    found = [dt.get_text() for dt in page_client.get("/cs/slovnik/").soup.main.find_all("dt")]
    places = [found.index(title) for title in ("cihla", "hora", "chata", "rum", "řeka")]

    assert places == sorted(places)
    assert initial("chata", "cs") == "CH"
    assert initial("chamber", "en") == "C"
    assert initial("úspora", "cs") == "U"


@pytest.mark.parametrize("url", ["/cs/slovnik/", "/en/glossary/"])
def test_every_letter_of_the_glossary_stands_once(page_client: PageClient, url: str) -> None:
    for title in ("udržení", "úspora", "usnesení", "city", "hub", "chamber"):
        GlossaryTermPageFactory(title=title)

    letters = headings(page_client, url)

    assert len(letters) == len(set(letters))


def test_term_page_shows_meaning_and_pages_of_both_directions(page_client: PageClient) -> None:
    page = GlossaryTermPage.objects.get(identifier="gl-klastr", locale__language_code="cs")
    card = ServiceCardFactory(title="Služba s odkazem")
    PageLink.objects.create(page=card, target=page, kind="related", sort_order=0)

    shown = page_client.get(page.get_url())

    assert page.summary in shown.text
    assert "Služba s odkazem" in shown.text
    assert shown.soup.find("a", href="/cs/slovnik/")


def test_glossary_needs_the_same_queries_for_more(count_queries: Callable[[str], int]) -> None:
    urls = ("/cs/slovnik/", "/en/glossary/", "/en/glossary/cluster/")
    before = [count_queries(url) for url in urls]
    for _number in range(90):
        GlossaryTermPageFactory()

    assert [count_queries(url) for url in urls] == before
    assert max(before) <= 12


# --- All of it -------------------------------------------------------------------------------


def test_every_entry_of_the_pages_file_is_published_in_both_languages() -> None:
    from home.summaries import page_types

    found = {
        (page.identifier, page.language): page.live
        for model in page_types().values()
        for page in model.objects.select_related("locale")
    }
    wanted = [(row["id"], language) for row in PAGES for language in ("cs", "en")]

    assert [key for key in wanted if not found.get(key)] == []


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("spolugesce", "/cs/slovnik/spolugesce/"),
        ("ecos4in", "/cs/projekty/ecos4in/"),
        ("klastry iniciativy", "/cs/akcni-plan-pro-export/akcni-plan-karta-7/"),
        ("projekty v cislech", "/cs/projekty/mezinarodni-projekty-v-cislech/"),
        ("prumysl 4.0 digitalizace", "/cs/prumysl-4-0/"),
    ],
)
def test_search_finds_every_new_type(page_client: PageClient, query: str, address: str) -> None:
    soup = page_client.get(f"/cs/hledat/?q={query}").soup

    assert address in {link["href"] for link in soup.main.find_all("a")}
