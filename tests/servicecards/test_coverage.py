"""The coverage board: counts that add up, what is missing over them, lists behind them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from home.dates import today_in_prague
from home.editors import NONE
from partners.models import Enquiry, Feedback
from search.models import SearchCount
from servicecards.coverage import Row, board
from servicecards.models import ServiceCard
from tests.factories import ServiceCardFactory

pytestmark = pytest.mark.django_db
URL = "/admin/contact-point/coverage/"


def made(**values: Any) -> ServiceCard:
    """Return a card for exporters among small firms in the region."""
    terms = {
        "topics": [("topics", "export")],
        "audience": [("target_groups", "msp")],
        "territory": [("territories", "kraj")],
    }
    return ServiceCardFactory(terms=terms | values.pop("terms", {}), **values)


def row(code: str = "export", territory: str = "") -> Row:
    return next(row for row in board("cs", territory).rows if row.code == code)


def test_cell_counts_published_cards_and_how_true_they_are() -> None:
    before = row().cells["msp"]
    today = today_in_prague()
    made(assured_on=today)
    made(assured_on=today - timedelta(days=800))
    made(assured_on=today, valid_to=today + timedelta(days=30))
    made(assured_on=today, valid_to=today - timedelta(days=1))  # it has ended
    made(live=False)

    after = row().cells["msp"]

    assert after.live - before.live == 3
    assert after.stale - before.stale == 1
    assert after.ending - before.ending == 1


def test_card_of_several_groups_counts_once_for_the_need() -> None:
    before = row().total.live
    groups = [("target_groups", "msp"), ("target_groups", "velke-podniky")]

    made(terms={"audience": groups})

    assert row().total.live == before + 1


def test_territory_narrows_the_board() -> None:
    before = row(territory="eu").total.live
    made()
    made(terms={"territory": [("territories", "eu")]})

    assert row(territory="eu").total.live == before + 1


def test_both_languages_count_the_same() -> None:
    czech, english = board("cs"), board("en")

    assert [r.total for r in czech.rows] == [r.total for r in english.rows]
    assert czech.rows[0].name != english.rows[0].name


def test_what_is_missing_lies_over_the_cards() -> None:
    card, today = made(), today_in_prague()
    for day, found in ((today, 0), (today - timedelta(days=100), 0), (today, 3)):
        SearchCount.objects.create(
            day=day, language="cs", text=f"exportní sklad {found}{day}", searches=2, found=found
        )
    SearchCount.objects.create(day=today, language="en", text="cheese", searches=5, found=0)
    for number, state in enumerate(("waiting", "not-for-us", "taken")):
        Enquiry.objects.create(
            form_key=number, language="cs", need="x", topic="export", place="most", state=state
        )
    Feedback.objects.create(page_key=card.translation_key, language="cs", is_helpful=False)

    found, nothing = row(), row(NONE)

    assert (found.searches, found.waiting, found.total.negative) == (2, 2, 1)
    assert nothing.searches == 5
    assert board("cs").districts["export"] == {"most": 2}


@pytest.mark.parametrize("number", [2, 6])
def test_board_asks_the_same_for_more_cards(
    django_assert_max_num_queries: Callable[..., Any], number: int
) -> None:
    for _place in range(number):
        made()
    board("cs")

    with django_assert_max_num_queries(14):
        board("cs")


def test_page_has_a_plot_a_table_and_lists_behind_the_numbers(admin_client_cs: Client) -> None:
    card = made(title="Sklad pro vývozce")

    response = admin_client_cs.get(URL)

    text = response.content.decode()
    line = next(x for x in response.context["lines"] if x["row"].code == "export")
    place = [code for code, _name in response.context["board"].columns].index("msp")
    cell, url = line["cells"][place]
    listed = admin_client_cs.get(url).context["object_list"]
    assert '<svg width="640"' in text
    assert len(listed) == cell.live
    assert card.title in {page.title for page in listed}


def test_table_comes_as_csv(admin_client_cs: Client) -> None:
    response = admin_client_cs.get(URL, {"format": "csv"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    whole = {line["need"]: int(line["live"]) for line in rows if line["target_group"] == "*"}
    assert whole == {row.name: row.total.live for row in board("cs").rows}


@pytest.mark.parametrize("value", ["", "nesmysl", "-", "kraj"])
def test_any_territory_may_stand_in_the_address(admin_client_cs: Client, value: str) -> None:
    assert admin_client_cs.get(URL, {"territory": value}).status_code == 200
