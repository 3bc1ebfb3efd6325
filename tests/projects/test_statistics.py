"""Statistics: the snapshot of the facts, everything computed from its five numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
import yaml
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from home.numbers import grouped, percent
from projects.models import ProjectPage, ProjectPartner, ProjectStatus, StatisticsPage
from projects.plots import MOST_SQUARES, bars, squares, timeline
from projects.statistics_view import FIELDS, Figures
from tests.addresses import STATISTICS
from tests.conftest import CONTENT
from tests.factories import OrganisationFactory, ProjectPageFactory, term
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
FACTS = yaml.safe_load((CONTENT / "facts/statistics.yaml").read_text(encoding="utf-8"))
COUNTS = {row["status"]: row["value"] for row in FACTS["counts"]}


def page(language: str = "cs") -> StatisticsPage:
    return StatisticsPage.objects.get(locale__language_code=language)


@pytest.mark.parametrize("language", ["cs", "en"])
def test_loaded_snapshot_is_that_of_the_facts(language: str) -> None:
    found = {status.value: getattr(page(language), name) for status, name in FIELDS.items()}

    assert found == COUNTS == dict(zip(COUNTS, (5, 1, 3, 9, 22), strict=True))


@pytest.mark.parametrize("url", STATISTICS)
def test_page_shows_figure_plot_table_and_alt_text_of_the_snapshot(
    page_client: PageClient, url: str
) -> None:
    shown = page_client.get(url)
    soup, plot = shown.soup, shown.soup.find("svg", class_="w-form")
    cells = [cell.get_text(strip=True) for cell in soup.find("table", id="data").find_all("td")]

    assert soup.find(class_="figure-big").get_text().startswith("45")
    assert len(plot.find_all(["path", "rect"], class_=True)) == 5 + 1 + 2 * 3 + 9 + 2 * 22
    assert cells[:7] == ["5", "1", "3", "9", "22", "40", "18"]
    assert cells[7].replace("\xa0", " ") == "45 %"
    for number in ("40", "18", "45", "22"):
        assert number in plot.title.get_text()


def test_one_number_changed_in_the_admin_changes_figure_plot_table_alt_text_and_files(
    admin_client_cs: Client, page_client: PageClient
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[page().pk])
    form = admin_client_cs.get(edit).context["form"]
    data = form_data(form)
    answer = admin_client_cs.post(
        edit, {**data, "rejected": "2", "action-publish": "action-publish"}
    )
    assert answer.status_code == 302, answer.context["form"].errors

    for url in STATISTICS:  # 18 of 20: the facts are one value for both languages
        soup = page_client.get(url).soup
        plot = soup.find("svg", class_="w-form")
        assert soup.find(class_="figure-big").get_text().startswith("90")
        assert len(plot.find_all("rect", class_="p-lost")) == 2
        assert soup.find("table", id="data").tfoot.get_text().count("20")
        assert "90" in plot.title.get_text()
        assert page_client.client.get(f"{url}?format=json").json()["success_rate_percent"] == 90
        assert "zamitnuty" in page_client.client.get(f"{url}?format=csv").content.decode()


def form_data(form: object) -> dict[str, str]:
    """Return what a browser would send for an untouched form."""
    data = {}
    for bound in form:
        value = bound.value()
        if bound.name == "portal_links" or value is None:
            continue
        data[bound.html_name] = value
    for formset in form.formsets.values():
        prefix = formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        data |= {f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000"}
    for name in ("sources", "reasons"):
        data[f"{name}-count"] = "0"
        data.pop(name, None)
    return {name: value for name, value in data.items() if value not in (False, [])}


def test_live_figure_counts_the_regions_own_international_projects_only(
    page_client: PageClient,
) -> None:
    text = page_client.get(STATISTICS[0]).text

    assert "Zapsány jsou 3 mezinárodní projekty kraje" in text
    assert "žádný zamítnutý návrh zapsán není" in text


def test_rejected_bid_counts_without_being_shown(page_client: PageClient, client: Client) -> None:
    bid = ProjectPageFactory(
        title="Neúspěšný návrh", counts_in_statistics=True, bid_state="rejected"
    )

    assert "úspěšnost 75" in page_client.get(STATISTICS[0]).text
    assert "Neúspěšný návrh" not in page_client.get("/cs/projekty/").text
    assert "Neúspěšný návrh" not in page_client.get(STATISTICS[0]).text
    assert not bid.live
    assert client.get("/cs/projekty/neuspesny-navrh/").status_code == 404


def test_records_are_never_added_to_the_snapshot(page_client: PageClient) -> None:
    ProjectPageFactory(counts_in_statistics=True, start=date(2020, 1, 1), end=date(2021, 1, 1))

    soup = page_client.get(STATISTICS[0]).soup

    assert soup.find(class_="figure-big").get_text().startswith("45")
    assert "Zapsány jsou 4" in " ".join(soup.main.get_text(" ").split())


def test_every_plot_has_its_table(page_client: PageClient) -> None:
    soup = page_client.get(STATISTICS[1]).soup

    for svg in soup.main.find_all("svg", role="img"):
        figure = svg.find_parent("figure")
        assert svg.title.get_text(strip=True)
        assert figure.find("table")


def test_timeline_names_the_projects_with_a_documented_period(page_client: PageClient) -> None:
    figure = page_client.get(STATISTICS[0]).soup.find("svg", class_="plot-wide").parent.parent
    rows = {row.th.get_text(): row.td.get_text() for row in figure.tbody.find_all("tr")}
    drawn = [text.get_text() for text in figure.svg.find_all("text", x="0")]

    assert drawn == ["PURE COSMOS", "SIE", "ECOS4IN", "DIGIT-ME", "TCUK"]
    assert [name for name in rows if name in drawn] == drawn
    assert rows["DIGIT-ME"].replace("\xa0", " ") == "1. 5. 2021 – 28. 2. 2022"
    assert rows["ECOS4IN"].replace("\xa0", " ") == "duben 2019 – březen 2022"


def test_statistics_need_the_same_queries_for_more_projects(
    count_queries: Callable[[str], int],
) -> None:
    before = [count_queries(url) for url in STATISTICS]
    for number in range(2 * 7):
        ProjectPageFactory(
            start=date(2020, 1, 1), end=date(2021, 1, 1 + number), with_topics=["export"]
        )

    assert [count_queries(url) for url in STATISTICS] == before
    assert max(before) <= 12


# --- Pure functions --------------------------------------------------------------------------

NUMBERS = st.integers(0, 10**6)


@given(st.lists(NUMBERS, min_size=5, max_size=5))
def test_sums_and_rate_follow_from_the_counts(numbers: list[int]) -> None:
    figures = Figures(dict(zip(FIELDS, numbers, strict=True)))

    assert figures.submitted == sum(numbers)
    assert figures.approved == sum(numbers[:4])
    assert (figures.rate is None) == (sum(numbers) == 0)
    assert figures.rate is None or 0 <= figures.rate <= 100
    assert str(figures.submitted) in figures.sentence


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_plot_has_one_mark_for_each_proposal_or_bars(numbers: list[int]) -> None:
    counts = dict(zip(FIELDS, numbers, strict=True))
    marks = squares(counts)

    if sum(numbers) > MOST_SQUARES:
        assert marks == []
        assert [bar.count for bar in bars(counts)] == numbers
        assert all(0 <= bar.width <= 300 for bar in bars(counts))
    else:
        assert len(marks) == len({(mark.x, mark.y) for mark in marks}) == sum(numbers)
        assert sum(mark.status == ProjectStatus.REJECTED for mark in marks) == numbers[4]


@given(st.dates(), st.integers(0, 5000), st.dates())
def test_timeline_stands_inside_its_frame(start: date, days: int, today: date) -> None:
    end = date.fromordinal(min(start.toordinal() + days, date(9990, 1, 1).toordinal()))
    if start > end:
        return
    drawn = timeline([("P", start, end)], today)

    assert all(130 <= x <= 826 for x, _label in drawn.years)
    assert drawn.today_x is None or 130 <= drawn.today_x <= 826


@pytest.mark.parametrize(
    ("part", "whole", "rate"), [(18, 40, 45), (1, 8, 13), (1, 3, 33), (0, 5, 0), (0, 0, None)]
)
def test_percent_rounds_halves_up(part: int, whole: int, rate: int | None) -> None:
    assert percent(part, whole) == rate


def test_numbers_are_grouped_as_the_language_writes_them() -> None:
    assert grouped(1460000, "cs") == "1\u202f460\u202f000"
    assert grouped(1460000, "en") == "1,460,000"
    assert grouped(1234.5, "cs") == "1\u202f234,5"


# --- Breakdowns of the records ----------------------------------------------------------------


def table(soup: BeautifulSoup, section: str) -> list[list[str]]:
    """Return the body of the table in a section, cell by cell."""
    body = soup.find("section", attrs={"aria-labelledby": section}).find("tbody")
    return [
        [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
        for row in body.find_all("tr")
    ]


@pytest.mark.parametrize("section", ["programy", "temata"])
def test_breakdown_has_a_plot_with_the_numbers_of_its_table(
    page_client: PageClient, section: str
) -> None:
    soup = page_client.get(STATISTICS[0]).soup
    rows = table(soup, section)
    plot = soup.find("section", attrs={"aria-labelledby": section}).find("svg")

    assert rows
    assert len(plot.find_all("rect")) == len(rows)
    for name, *states, count, _rate in rows:
        assert sum(int(number) for number in states) == int(count)
        assert f"{name} {count}" in " ".join(plot.title.get_text().split())


def test_themes_and_programmes_are_counted_from_the_public_records(
    page_client: PageClient,
) -> None:
    before = {row[0]: int(row[-2]) for row in table(page_client.get(STATISTICS[0]).soup, "temata")}
    name = term("topics", "klastry").name
    ProjectPageFactory(with_topics=["klastry"])
    ProjectPageFactory(with_topics=["klastry"], live=False)

    after = {row[0]: int(row[-2]) for row in table(page_client.get(STATISTICS[0]).soup, "temata")}
    assert after == {**before, name: before.get(name, 0) + 1}


def test_rejected_bids_count_without_being_shown_and_give_a_rate(page_client: PageClient) -> None:
    name = term("topics", "klastry").name
    ProjectPageFactory(with_topics=["klastry"], start=date(2020, 1, 1), end=date(2021, 1, 1))
    ProjectPageFactory(
        title="Zamítnutý návrh",
        with_topics=["klastry"],
        bid_state="rejected",
        counts_in_statistics=True,
        live=False,
    )
    page = page_client.get(STATISTICS[0])
    row = next(row for row in table(page.soup, "temata") if row[0] == name)

    won = int(row[-2]) - 1
    assert row[-1].replace("\xa0", " ") == f"{percent(won, won + 1)} %"
    assert "Zamítnutý návrh" not in page.text


def test_countries_come_from_projects_leads_and_partners(page_client: PageClient) -> None:
    abroad = OrganisationFactory(country=term("countries", "at"))
    leader = OrganisationFactory(country=term("countries", "fi"))
    project = ProjectPageFactory(acronym="SEVER", lead_partner=leader)
    ProjectPartner.objects.create(project=project, organisation=abroad, sort_order=0)
    soup = page_client.get(STATISTICS[0]).soup
    heads = [th.get_text(strip=True) for th in soup.find("table", class_="countries").thead("th")]
    row = next(row for row in table(soup, "zeme") if row[0] == "SEVER")

    marked = {heads[n] for n, cell in enumerate(row) if cell == "účastní se"}
    assert marked == {abroad.country.name, leader.country.name}
    assert "Česko" not in heads


def test_every_public_project_stands_in_the_table_of_periods(page_client: PageClient) -> None:
    ProjectPageFactory(acronym="BEZ DAT")
    rows = dict(table(page_client.get(STATISTICS[0]).soup, "osa"))

    assert rows["BEZ DAT"] == "není doloženo"
    assert len(rows) == ProjectPage.objects.filter(live=True, locale__language_code="cs").count()


@pytest.mark.parametrize("name", ["zive", "programy", "temata", "zeme", "projekty"])
def test_every_table_can_be_taken_away(client: Client, name: str) -> None:
    rows = client.get(f"{STATISTICS[0]}?format=json&tabulka={name}").json()["rows"]
    body = client.get(f"{STATISTICS[1]}?format=csv&tabulka={name}").content.decode("utf-8-sig")

    assert rows
    assert len(list(csv.DictReader(io.StringIO(body)))) == len(rows)


def test_live_figures_give_no_rate_without_a_rejected_bid(client: Client) -> None:
    url = f"{STATISTICS[0]}?format=json&tabulka=zive"
    assert client.get(url).json()["success_rate_percent"] is None

    ProjectPageFactory(bid_state="rejected", counts_in_statistics=True, live=False)
    data = client.get(url).json()
    assert data["success_rate_percent"] == percent(data["recorded"] - 1, data["recorded"])


def test_unknown_table_is_the_snapshot(client: Client) -> None:
    assert client.get(f"{STATISTICS[0]}?format=json&tabulka=nic").json()["submitted"] == 40
