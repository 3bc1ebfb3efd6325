"""Projects: list, case studies, loaded facts and what is derived from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from home.dates import today_in_prague
from partners.models import Organisation
from projects.content import region_role
from projects.lifecycle import status_of
from projects.models import ProjectPage
from tests.conftest import CONTENT
from tests.factories import OrganisationFactory, ProjectPageFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
FACTS = yaml.safe_load((CONTENT / "facts/projects.yaml").read_text(encoding="utf-8"))["projects"]
IDS = [row["id"] for row in FACTS]


def project(identifier: str, language: str = "cs") -> ProjectPage:
    return ProjectPage.objects.get(identifier=identifier, locale__language_code=language)


def words(text: str) -> str:
    return " ".join(text.replace("'", "’").split())


@pytest.mark.parametrize("row", FACTS, ids=IDS)
def test_derived_state_agrees_with_the_facts(row: dict[str, Any]) -> None:
    status = status_of(project(row["id"]), today_in_prague())

    assert (status and status.value) == row["facts"]["status"]["value"]


@pytest.mark.parametrize(
    ("identifier", "role"),
    [
        ("prj-sie", "partner"),
        ("prj-pure-cosmos", "partner"),
        ("prj-ecos4in", "lead"),
        ("prj-digit-me", ""),
        ("prj-tcuk", "lead"),
    ],
)
def test_role_of_the_region_is_derived(identifier: str, role: str) -> None:
    assert project(identifier).region_role == role
    assert region_role("kraj", None, ["kraj"]) == "partner"


def test_end_is_derived_from_start_and_duration() -> None:
    digit = project("prj-digit-me")

    assert (digit.start, digit.end) == (date(2021, 5, 1), date(2022, 2, 28))


def test_dates_carry_their_precision() -> None:
    ecos = project("prj-ecos4in")

    assert (ecos.start_precision, ecos.end_precision) == ("month", "month")
    assert project("prj-sie").start_precision == "day"


@pytest.mark.parametrize("language", ["cs", "en"])
@pytest.mark.parametrize("row", FACTS, ids=IDS)
def test_everything_the_facts_tell_stands_on_the_page(
    page_client: PageClient, row: dict[str, Any], language: str
) -> None:
    text = page_client.get(project(row["id"], language).get_url()).text
    case, facts = row["case_study"], row["facts"]
    lists = [case["approach"], case.get("results_for_region"), row.get("what_remains")]
    lists.append((facts.get("outputs") or {}).get("value"))
    expected = [row["title"][language], case["summary"][language], case["challenge"][language]]
    expected += [sentence for texts in lists if texts for sentence in texts[language]]
    for name in ("theme", "goals", "aim", "method"):
        if value := (facts.get(name) or {}).get("value"):
            expected.append(value[language])
    if reason := row.get("counts_reason"):
        expected.append(reason[language])

    assert [words(e) for e in expected if words(e) not in text] == []


@pytest.mark.parametrize("row", FACTS, ids=IDS)
def test_editors_notes_are_not_public(client: Client, row: dict[str, Any]) -> None:
    html = client.get(project(row["id"]).get_url()).content.decode()

    notes = [fact.get("note") for fact in row["facts"].values()]
    notes.append(row["case_study"].get("internal_note"))
    assert not [note for note in notes if note and note[:30] in html]


def test_partners_stand_with_role_and_country(page_client: PageClient) -> None:
    aside = page_client.get("/cs/projekty/pure-cosmos/").soup.aside
    text = " ".join(aside.get_text(" ").split())

    assert "Město Janov IT , vede" in text
    assert "8 partnerů, 7 zemí" in text
    assert "Město Florencie IT" in text
    assert "Ústecký kraj" in text


def test_incomplete_list_of_partners_says_so(page_client: PageClient) -> None:
    text = page_client.get("/en/projects/sie/").text

    assert "7 partners" in text
    assert "documented: 3" in text
    assert "Documented partners" in text


def test_amounts_are_written_with_currency_and_as_approximate(page_client: PageClient) -> None:
    assert "asi 1 460 000 EUR" in page_client.get("/cs/projekty/ecos4in/").text
    assert "about 1,460,000 EUR" in page_client.get("/en/projects/ecos4in/").text


def test_unknown_facts_are_written_as_not_documented(page_client: PageClient) -> None:
    aside = page_client.get("/cs/projekty/go-and-come-back/").soup.aside
    rows = {row.dt.get_text(): row.dd.get_text() for row in aside.dl.find_all("div")}

    for name in ("Program", "Období", "Stav", "Vedoucí partner", "Rozpočet"):
        assert rows[name].strip() == "není doloženo"


def test_reader_walks_from_project_to_service_news_and_back(page_client: PageClient) -> None:
    soup = page_client.get("/en/projects/pure-cosmos/").soup
    service = soup.find("a", class_="plate", attrs={"data-trail": "service"})["href"]
    item = soup.aside.find("a", string=lambda t: t and "reviewed business support" in t)["href"]

    back = page_client.get(service).soup.find("div", class_="trace")
    assert back.find("a", href="/en/projects/pure-cosmos/")
    assert page_client.get(item).soup.aside.find("a", href="/en/projects/pure-cosmos/")


def test_link_is_shown_in_both_directions(page_client: PageClient) -> None:
    from home.models import PageLink

    first, second = ProjectPageFactory(title="První"), ProjectPageFactory(title="Druhý")
    PageLink.objects.create(page=first, target=second, kind="related", sort_order=0)

    assert "Druhý" in page_client.get(first.get_url()).text
    assert "První" in page_client.get(second.get_url()).text


def test_organisation_lists_the_projects_it_takes_part_in(page_client: PageClient) -> None:
    agency = Organisation.objects.get(identifier="fp-tarr", locale__language_code="en")

    text = page_client.get(agency.get_url()).text

    assert "SIE – SME Internationalisation Exchange" in text
    assert "DIGIT-ME" in text


def test_list_shows_running_projects_first(page_client: PageClient) -> None:
    soup = page_client.get("/cs/projekty/").soup
    states = [state.get_text(strip=True) for state in soup.main.find_all(class_="state")]

    assert states == ["V realizaci", *["Ukončený"] * 4, *["Stav není doložen"] * 2]


def test_list_narrows_by_state_and_topic(page_client: PageClient) -> None:
    soup = page_client.get("/cs/projekty/?stav=ukonceny&tema=prumysl-4-0").soup

    assert {h.get_text()[:7] for h in soup.main.find_all("h3")} == {"DIGIT-M", "ECOS4IN"}
    assert soup.find("a", hreflang="en")["href"] == "/en/projects/?stav=ukonceny&tema=prumysl-4-0"


@pytest.mark.parametrize("query", ["stav=nesmysl", "tema=%F0%9F%92%A9&strana=-1", "strana=1e99"])
def test_bad_query_is_answered_as_a_page(page_client: PageClient, query: str) -> None:
    page_client.get(f"/cs/projekty/?{query}")


def test_list_has_pages(page_client: PageClient) -> None:
    for _number in range(20):
        ProjectPageFactory()

    soup = page_client.get("/cs/projekty/?strana=2").soup

    assert len(soup.main.find_all("h3")) == 7
    assert soup.find("ol", class_="pager").find("span", attrs={"aria-current": "page"})


def test_lists_and_pages_need_the_same_queries_for_more(
    count_queries: Callable[[str], int],
) -> None:
    urls = ("/cs/projekty/", "/en/projects/", "/cs/projekty/pure-cosmos/")
    before = [count_queries(url) for url in urls]
    pure = project("prj-pure-cosmos")
    for number in range(2 * 8):
        other = ProjectPageFactory(with_topics=["export"], start=date(2020, 1, 1))
        pure.partners.create(organisation=OrganisationFactory(title=f"Partner {number}"))
        pure.portal_links.create(target=other, kind="related")
    pure.save()

    assert [count_queries(url) for url in urls] == before
    assert max(before) <= 12


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start": date(2022, 1, 1), "end": date(2021, 1, 1)}, "end"),
        ({"end": date(2022, 1, 1), "sustainability_until": date(2021, 1, 1)}, "sustainability"),
        ({"kind": "regional-activity", "counts_in_statistics": True}, "counts_in_statistics"),
        ({"total_budget": -1}, "total_budget"),
    ],
)
def test_contradictions_are_refused(values: dict[str, Any], field: str) -> None:
    page = ProjectPageFactory()
    for name, value in values.items():
        setattr(page, name, value)

    with pytest.raises(ValidationError, match=field):
        page.full_clean()


def test_preview_of_a_project_with_dates_is_shown(rf: RequestFactory) -> None:
    page = project("prj-pure-cosmos")
    page.milestones = [
        ("milestone", {"label": "Setkání", "start": date(2026, 11, 7), "precision": ""})
    ]

    response = page.make_preview_request(original_request=rf.get("/"))

    assert response.status_code == 200
    assert "7. 11. 2026" in response.content.decode().replace("\xa0", " ")


def test_bid_that_was_not_funded_leaves_the_public_in_both_languages(client: Client) -> None:
    page = project("prj-digit-me")
    english = project("prj-digit-me", "en").get_url()
    page.bid_state = "rejected"
    page.save_revision().publish()

    assert client.get(english).status_code == 404
    for url in ("/en/industry-4-0/", "/en/projects/ecos4in/", "/sitemap.xml"):
        assert english not in client.get(url).content.decode()


def test_project_without_a_czech_page_is_linked_nowhere_in_czech(
    page_client: PageClient, client: Client
) -> None:
    project("prj-digit-me").unpublish()

    links = page_client.get("/cs/projekty/ecos4in/").soup.main.find_all("a", href=True)
    for link in links:
        if link["href"].startswith("/cs/"):
            assert client.get(link["href"]).status_code == 200, link
