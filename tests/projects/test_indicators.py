"""Indicators: values, plot, table, files, the card that they belong to, what is due."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.dates import PreciseDate
from projects.indicator_form import horizons_in
from projects.indicators.plot import BOTTOM, TOP, plot_of, scale_of
from projects.indicators.series import Point, Series
from projects.models import IndicatorGoal, IndicatorPage, IndicatorValue
from tests.addresses import CARD_7, PAGES
from tests.page_client import PageClient

SURVIVAL, EXPORTERS = "k7-m3-preziti", "k7-m1-pocet-vyvozcu"
BOTH = list(zip(("cs", "en"), PAGES["indicator"], strict=True))


def indicator(identifier: str = SURVIVAL, language: str = "cs") -> IndicatorPage:
    """Return the page of an indicator."""
    return IndicatorPage.objects.get(identifier=identifier, locale__language_code=language)


def add_value(page: IndicatorPage, day: date, value: str, **facts: Any) -> IndicatorValue:
    """Add a value as the editor of the source page does."""
    return IndicatorValue.objects.create(
        indicator=page, day=day, value=Decimal(value), locale=page.locale, **facts
    )


@pytest.fixture
def survival(db: None) -> IndicatorPage:
    """Survival after three and five years, with a goal and a provisional value."""
    page = indicator()
    add_value(page, date(2023, 12, 31), "61.5", horizon=36, note="z 26 firem")
    add_value(page, date(2024, 12, 31), "66", horizon=36, is_provisional=True)
    add_value(page, date(2024, 12, 31), "48", horizon=60)
    IndicatorGoal.objects.create(indicator=page, day=date(2027, 12, 31), value=70, horizon=36)
    return page


@pytest.mark.parametrize(("language", "url"), BOTH)
def test_indicator_without_values_says_so(page_client: PageClient, language: str, url: str) -> None:
    page = page_client.get(url)
    assert {"cs": "Žádná hodnota není zveřejněna", "en": "No value published"}[
        language
    ] in page.text
    assert page.soup.main.find("svg", class_="plot-line") is None


@pytest.mark.usefixtures("survival")
@pytest.mark.parametrize(("language", "url"), BOTH)
def test_every_number_of_the_plot_stands_in_the_table(
    page_client: PageClient, language: str, url: str
) -> None:
    soup = page_client.get(url).soup
    svg, tables = soup.find("svg", class_="plot-line"), soup.main.find_all("table")
    numbers = {cell.get_text(strip=True) for t in tables for cell in t.select("tbody td.n")}

    assert len(svg.find_all("circle")) == 3
    assert len(svg.find_all("circle", class_="p-open")) == 1
    assert len(svg.find_all("path", class_="p-goal")) == 1
    assert numbers == (
        {"61,5", "66", "48", "70"} if language == "cs" else {"61.5", "66", "48", "70"}
    )
    title = svg.find("title").get_text()
    assert all(number in title for number in ("66", "48", "70"))


@pytest.mark.usefixtures("survival")
def test_notes_are_marked_as_czech_for_english_readers(page_client: PageClient) -> None:
    soup = page_client.get(PAGES["indicator"][1]).soup
    assert soup.find(string="z 26 firem") is None or soup.find("small", lang="cs")


@pytest.mark.usefixtures("survival")
def test_values_as_csv(client: Client) -> None:
    text = client.get(f"{PAGES['indicator'][0]}?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [(r["kind"], r["date"], r["horizon_months"], r["value"]) for r in rows] == [
        ("value", "2023-12-31", "36", "61.5"),
        ("value", "2024-12-31", "36", "66"),
        ("value", "2024-12-31", "60", "48"),
        ("goal", "2027-12-31", "36", "70"),
    ]
    assert rows[1]["provisional"] == "True"


@pytest.mark.usefixtures("survival")
@pytest.mark.parametrize(("language", "url"), list(zip(("cs", "en"), CARD_7, strict=True)))
def test_metric_of_the_card_leads_to_its_indicators(
    page_client: PageClient, language: str, url: str
) -> None:
    page = page_client.get(url)
    link = page.soup.find("a", href=dict(BOTH)[language])

    assert "66" in link.parent.get_text()
    text = {"cs": "žádná hodnota není zveřejněna", "en": "no value published"}[language]
    assert text in page.text
    unknown = {"cs": "Cílové hodnoty nejsou doloženy", "en": "Target values are not documented"}
    assert unknown[language] not in page.text


def test_index_lists_the_indicators_by_card_and_all_values_as_csv(
    page_client: PageClient, client: Client, survival: IndicatorPage
) -> None:
    soup = page_client.get("/cs/ukazatele/").soup
    assert (
        len(soup.main.select("ul.rows li"))
        == IndicatorPage.objects.filter(locale__language_code="cs").count()
    )
    text = client.get("/cs/ukazatele/?format=csv").content.decode("utf-8-sig")
    assert text.count(SURVIVAL) == 4


def test_lists_ask_the_same_for_more_indicators(
    count_queries: Callable[[str], int], survival: IndicatorPage
) -> None:
    urls = ("/cs/ukazatele/", CARD_7[0], PAGES["indicator"][0])
    for url in urls:
        count_queries(url)  # content types are looked up once in a process
    before = [count_queries(url) for url in urls]
    for number in range(14):
        other = IndicatorPage(
            title=f"Jiný {number}",
            summary="x",
            card=survival.card,
            metric=1,
            locale=survival.locale,
        )
        survival.get_parent().add_child(instance=other)
        add_value(other, date(2020 + number % 5, 12, 31), str(number))
        add_value(survival, date(2000 + number, 12, 31), str(number), horizon=36)

    assert [count_queries(url) for url in urls] == before
    assert max(before) <= 12


@pytest.mark.parametrize("number", [2, 6])
def test_list_of_what_is_due_asks_the_same_for_more(
    admin_client_cs: Client,
    django_assert_max_num_queries: Callable[..., object],
    survival: IndicatorPage,
    number: int,
) -> None:
    for place in range(number):
        other = IndicatorPage(title=f"Jiný {place}", summary="x", locale=survival.locale)
        survival.get_parent().add_child(instance=other)
        add_value(other, date(2020, 12, 31), "1")
    admin_client_cs.get("/admin/indicators/")
    with django_assert_max_num_queries(20):
        admin_client_cs.get("/admin/indicators/")


@pytest.mark.django_db
def test_draft_is_not_public(client: Client) -> None:
    page = indicator(EXPORTERS)
    page.unpublish()
    assert page.title not in client.get("/cs/ukazatele/").content.decode()
    assert page.identifier not in client.get("/cs/ukazatele/?format=csv").content.decode()


def test_editor_sees_what_is_due(admin_client_cs: Client) -> None:
    IndicatorPage.objects.filter(identifier=EXPORTERS).update(next_value_due=date(2020, 1, 31))
    html = admin_client_cs.get("/admin/indicators/").content.decode()
    assert html.index(indicator(EXPORTERS).title) < html.index(indicator().title)
    assert "po termínu" in html


def form_of(page: IndicatorPage, rows: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Return the editor's form of an indicator with these values."""
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": sum("id" in row for row in rows)}
    form: dict[str, Any] = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "unit": "%",
        "direction": "up",
        "card": page.card_id,
        "metric": 3,
        "horizons": "36, 60",
        "identifier": page.identifier,
        "sources-count": "0",
        "action-publish": "1",
        **{f"values-{name}": number for name, number in counts.items()},
        **{
            f"{name}-{part}": "0"
            for name in ("goals", "portal_links", "comments")
            for part in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
        **changes,
    }
    for place, row in enumerate(rows):
        whole = {"precision": "day", "horizon": 36, "ORDER": place + 1, "DELETE": "", **row}
        form |= {f"values-{place}-{name}": value for name, value in whole.items()}
    return form


def test_dates_of_two_values_change_places(admin_client_cs: Client) -> None:
    page = indicator()
    one = add_value(page, date(2023, 12, 31), "61", horizon=36)
    two = add_value(page, date(2024, 12, 31), "66", horizon=36)
    rows = [
        {"id": one.pk, "day": "2024-12-31", "value": "61"},
        {"id": two.pk, "day": "2023-12-31", "value": "66"},
    ]
    response = admin_client_cs.post(f"/admin/pages/{page.pk}/edit/", form_of(page, rows))
    assert response.status_code == 302
    stored = IndicatorValue.objects.filter(indicator=page).order_by("day")
    assert [row.value for row in stored] == [66, 61]


@pytest.mark.parametrize(
    ("rows", "changes", "says"),
    [
        ([{"day": "2024-12-31", "value": "1"}] * 2, {}, "dvakrát"),
        ([{"day": "2024-12-31", "value": "1", "horizon": 48}], {}, "jednu ze lhůt"),
        ([{"day": "0204-12-31", "value": "1"}], {}, "Zkontrolujte rok"),
        ([], {"metric": 99}, "nemá metriku 99"),
    ],
)
def test_form_says_what_does_not_fit(
    admin_client_cs: Client, rows: list[dict[str, Any]], changes: dict[str, Any], says: str
) -> None:
    page = indicator()
    form = form_of(page, rows, **changes)
    response = admin_client_cs.post(f"/admin/pages/{page.pk}/edit/", form)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not IndicatorValue.objects.exists()


@pytest.mark.django_db
def test_negative_values_stay_numbers_in_files(client: Client) -> None:
    add_value(indicator(), date(2024, 12, 31), "-1.5", horizon=36)
    url = PAGES["indicator"][0]
    assert ",-1.5," in client.get(f"{url}?format=csv").content.decode()
    assert client.get(f"{url}?format=json").json()["rows"][0]["value"] == -1.5


@pytest.mark.django_db
def test_card_says_what_the_indicators_own_page_says(page_client: PageClient) -> None:
    page = indicator()
    add_value(page, date(2024, 1, 1), "66", horizon=36, precision="year")
    add_value(page, date(2024, 6, 30), "48", horizon=36)
    add_value(page, date(2024, 6, 30), "31", horizon=60)
    own = page_client.get(PAGES["indicator"][0]).soup.find(id="graf").get_text()
    card = page_client.get(CARD_7[0]).soup.find("a", href=PAGES["indicator"][0]).parent.get_text()
    assert "66" in own
    assert " ".join(own.lower().split()) in " ".join(card.lower().split())


@pytest.mark.parametrize("text", ["36; 60", "pět", "0", "9999", "-3", "٣٦"])
def test_horizons_are_months(text: str) -> None:
    with pytest.raises(ValidationError):
        horizons_in(text)


def test_horizons_are_put_in_order() -> None:
    assert horizons_in("60,36 36") == [36, 60]


numbers = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(st.lists(st.tuples(days, numbers), min_size=1, max_size=30))
def test_points_stay_inside_the_plot_and_higher_values_stand_higher(
    pairs: list[tuple[date, Decimal]],
) -> None:
    points = [Point(PreciseDate(day), value) for day, value in sorted(pairs)]
    plot = plot_of(Series(points))
    assert plot is not None
    dots = plot.lines[0].dots

    assert all(plot.left <= dot.x <= plot.right for dot in dots)
    assert all(TOP - 0.1 <= dot.y <= BOTTOM + 0.1 for dot in dots)
    for one in dots:
        for other in dots:
            assert (one.point.value <= other.point.value) or one.y <= other.y


@given(numbers, numbers)
def test_axis_holds_zero_and_all_values_in_few_round_steps(a: Decimal, b: Decimal) -> None:
    one, other = float(a), float(b)
    scale = scale_of(min(one, other), max(one, other))
    low, high = float(scale[0]), float(scale[-1])
    assert low <= min(one, other, 0.0) + 1e-6 * abs(low)
    assert high >= max(one, other, 0.0) - 1e-6 * abs(high)
    assert Decimal(0) in scale
    assert 2 <= len(scale) <= 9
